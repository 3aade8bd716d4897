"""What the programmes take of the city's budget, and what that leaves."""

import numpy as np
import pandas as pd

from simlib.budget.assumed import budget_assumed
from simlib.budget.book import Book
from simlib.budget.statements import LAYOUTS, statement
from simlib.core.money import to_fen
from simlib.core.price import grown, risen
from simlib.programmes.headline import Assumptions

OWN = ("county", "general_public")
"""Who pays from which fund what counts against the city's room."""


def headroom_by_year(book: Book, assumptions: Assumptions) -> pd.DataFrame:
    """Return what is paid from Gaoping's own general public budget, and the room for it, year by year.

    Parameters
    ----------
    book
        Nominal.
    assumptions
        By path, as plain data.

    Returns
    -------
    pandas.DataFrame
        By fiscal year, in fen: `needed`, `expenditure` (of the city), `room` (what may go to these
        programmes), `left` (negative where it does not suffice); and `share`, what is needed of the
        expenditure. The room of a year is whole even where the horizon covers part of it.
    """
    funding = statement(book, LAYOUTS["funding"]).fen
    needed = funding.loc[OWN] if OWN in funding.index else pd.Series(0, funding.columns)
    headroom = budget_assumed(assumptions).headroom
    years = needed.index.astype(int).to_numpy()
    expenditure = risen(
        np.full(years.size, to_fen(headroom.expenditure)),
        grown(headroom.growth, years - book.basis.base_year),
    )
    room = risen(expenditure, np.float64(headroom.for_programmes))
    return pd.DataFrame(
        {
            "needed": needed.to_numpy(),
            "expenditure": expenditure,
            "room": room,
            "left": room - needed.to_numpy(),
            "share": needed.to_numpy() / expenditure,
        },
        index=needed.index,
    )
