"""The sites as tiles: how full each one is, darker where it is fuller, with the number written."""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from simlib.language.language import Language

SHADES = ("#f1f5fa", "#d3e1f0", "#a9c8e4", "#6ea6d0", "#2f7ab5", "#08427a")
"""One hue from light to dark, so that the order shows in every kind of colour vision and in print."""

WHITE_FROM = 4
"""The shade from which on dark text could not be read."""


def load_tiles(sides: Sequence[pd.DataFrame], names: Mapping[str, str], lang: Language) -> str:
    """Return the share of slots booked at each site, run by run.

    Parameters
    ----------
    sides
        Use of the sites in each run, see `visits_by_site`.
    names
        Names of the sites as shown.
    lang
        Language of the texts.
    """
    heading = lang.say("Load of the sites: slots booked, % of slots offered over the whole horizon")
    grids = "".join(
        f"<div class='simlib-load-side'><b>{letter}</b><div class='simlib-load-grid'>"
        f"{''.join(_tile(name, _load(side, site), lang) for site, name in names.items())}</div></div>"
        for letter, side in zip("AB", sides, strict=False)
    )
    note = lang.say("Darker is fuller. Slots that are booked out leave women waiting; empty ones cost staff.")
    return (
        f"<h3>{escape(heading)}</h3><div class='simlib-loads'>{grids}</div>"
        f"<p class='simlib-note'>{escape(note)}</p>"
    )


def _load(side: pd.DataFrame, site: str) -> float | None:
    return float(side.loc[site, "load"]) if site in side.index else None


def shade_of(load: float) -> int:
    """Return the place of a load (0 to 1) in `SHADES`."""
    return min(int(load * len(SHADES)), len(SHADES) - 1)


def _tile(name: str, load: float | None, lang: Language) -> str:
    shade = 0 if load is None else shade_of(load)
    ink = "#fff" if shade >= WHITE_FROM else "#222"
    share = "–" if load is None else lang.percent(load)
    return (
        f"<div class='simlib-load' style='background:{SHADES[shade]};color:{ink}'>"
        f"<span>{escape(name)}</span><b>{escape(share)}</b></div>"
    )
