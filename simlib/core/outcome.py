"""What a programme gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from simlib.core.posting import Postings
from simlib.core.tables import Columns


@dataclass(frozen=True)
class Outcome:
    """The result of one programme in one replicate.

    Attributes
    ----------
    tables
        Columns of each table that the programme declares, without `replicate`; they may be made when first
        asked for (`simlib.core.lazily`).
    postings
        The programme's money.
    measures
        Named outcomes, one number each, for ensembles and comparisons.
    """

    tables: Mapping[str, Columns]
    postings: Postings
    measures: Mapping[str, float]
