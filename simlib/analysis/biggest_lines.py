"""The biggest lines of a fiscal year, each with its share on placeholders, and what all others come to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.budget.book import Book
from simlib.budget.lines import Line
from simlib.budget.statements import Head

MOST = 12
AXES = ("programme", *Line._fields)


@dataclass(frozen=True)
class BiggestLines:
    """Lines of a year, the biggest first.

    Attributes
    ----------
    lines
        By programme, item, funder, fund and kind: whole `fen`, `size` (the same without signs, so that what
        goes in and out does not cancel) and `resting`, the part of `size` that rests on a placeholder.
    shown
        How many of them are shown one by one.
    head
        How the amounts are to be read.
    """

    lines: pd.DataFrame
    shown: int
    head: Head

    @property
    def biggest(self) -> pd.DataFrame:
        """The lines that are shown one by one."""
        return self.lines.iloc[: self.shown]

    @property
    def others(self) -> pd.DataFrame:
        """All other lines."""
        return self.lines.iloc[self.shown :]


def biggest_lines(book: Book, year: int, most: int = MOST, funder: str = "") -> BiggestLines:
    """Return the lines of a year, those first that pay or bring in the most.

    Parameters
    ----------
    book
        Of a run, in any basis.
    year
        Fiscal year.
    most
        How many are shown one by one.
    funder
        Whose money is looked at; that of all of them by default.
    """
    chosen = book.has("stage", "paid") & book.has("year", str(year))
    if funder:
        chosen &= book.has("funder", funder)
    of_year = book.take(np.flatnonzero(chosen), (*AXES, "month"))
    size = np.abs(of_year.fen)
    places, fen = of_year.added_up(AXES, of_year.fen)
    columns = {
        "fen": fen,
        "size": of_year.added_up(AXES, size)[1],
        "resting": of_year.added_up(AXES, np.where(of_year.placeholder, size, 0))[1],
    }
    names = [
        [of_year.axes[axis].names[code] for code in place] for axis, place in zip(AXES, places, strict=True)
    ]
    lines = pd.DataFrame(columns, pd.MultiIndex.from_arrays(names, names=AXES))
    order = np.argsort(-lines["fen"].abs().to_numpy(), kind="stable")
    return BiggestLines(lines.iloc[order], most, _head(of_year, funder))


def share_on_placeholders(lines: pd.DataFrame) -> float:
    """Return the share of some lines together that rests on a placeholder; NaN where nothing is paid."""
    size = lines["size"].sum()
    return float(lines["resting"].sum() / size) if size else np.nan


def _head(of_year: Book, funder: str) -> Head:
    months = _used(of_year, "month")
    programmes = _used(of_year, "programme")
    named = tuple(name for name in of_year.programmes if name in programmes)
    span = (months[0], months[-1]) if months else ()
    return Head(of_year.basis, named, "paid", of_year.as_of, span, funder)


def _used(book: Book, axis: str) -> Sequence[str]:
    return [book.axes[axis].names[code] for code in np.unique(book.axes[axis].codes)]
