"""Figures that are asked for first: A, B, and what B has more than A."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

SIDES = ("A", "B")


@dataclass(frozen=True)
class Tile:
    """One figure of each run.

    Attributes
    ----------
    heading
        What it is.
    values
        Of each run; one that is not finite has no difference to another.
    form
        Writes a value.
    gap
        Writes how far two values lie apart, if not like a value.
    """

    heading: str
    values: Sequence[float]
    form: Callable[[float], str]
    gap: Callable[[float], str] | None = None


def tiles_html(tiles: Iterable[Tile]) -> str:
    """Return tiles beside each other."""
    return f"<div class='simlib-tiles'>{''.join(map(_tile, tiles))}</div>"


def _tile(tile: Tile) -> str:
    sides = "".join(
        f"<div class='simlib-side'><span>{letter}</span><b>{escape(tile.form(value))}</b></div>"
        for letter, value in zip(SIDES, tile.values, strict=False)
    )
    return (
        f"<div class='simlib-tile'><div class='simlib-tile-head'>{escape(tile.heading)}</div>{sides}"
        f"<div class='simlib-change'>{escape(_change(tile))}</div></div>"
    )


def _change(tile: Tile) -> str:
    if len(tile.values) < len(SIDES) or not np.isfinite(tile.values).all():
        return ""
    difference = tile.values[1] - tile.values[0]
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"B − A: {sign}{(tile.gap or tile.form)(abs(difference))}"


def notes_html(lines: Iterable[str]) -> str:
    """Return lines in small print below what they are about."""
    return "".join(f"<p class='simlib-note'>{escape(line)}</p>" for line in lines)
