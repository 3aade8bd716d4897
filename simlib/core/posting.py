"""What a programme says about money: postings, held as columns.

A programme knows what was done, when, for whom and at which price; who pays is the budget's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

STAGES = ("committed", "payable", "paid")
"""Stages of one and the same amount, in order; sums are taken within one stage only."""

KINDS = ("current", "capital", "income")
"""Kinds of postings; income is negative."""

CITY = "city"
"""The township of a posting that belongs to none."""

NO_COHORT = "none"
"""The cohort of a posting that belongs to none."""


@dataclass(frozen=True)
class Postings:
    """Postings of one programme, one entry a posting in each array.

    Attributes
    ----------
    month
        Month number from the start of the horizon; may lie beyond its end.
    item
        Place in `items`, the names of the accounts.
    stage, kind
        Places in `STAGES` and `KINDS`.
    township
        Place in `townships`, or -1 for the whole city.
    cohort
        Place in `cohorts`, or -1 where no cohort applies.
    quantity
        Units bought, whole.
    unit_price, amount
        Fen; `amount` is `quantity` times `unit_price`.
    items, townships, cohorts
        The names behind the places.
    priced
        Month number whose prices an amount goes by in all its stages; without it, each goes by its own month.
    """

    month: np.ndarray
    item: np.ndarray
    stage: np.ndarray
    kind: np.ndarray
    township: np.ndarray
    cohort: np.ndarray
    quantity: np.ndarray
    unit_price: np.ndarray
    items: tuple[str, ...]
    townships: tuple[str, ...]
    cohorts: tuple[str, ...]
    priced: np.ndarray | None = None

    @property
    def priced_in(self) -> np.ndarray:
        """Month number whose prices each goes by."""
        return self.month if self.priced is None else self.priced

    @property
    def amount(self) -> np.ndarray:
        """Amounts in fen, int64: quantity times unit price."""
        return self.quantity * self.unit_price

    def __len__(self) -> int:
        return self.month.size

    def and_current(
        self, month, item, stage, township, cohort, quantity, unit_price: int, priced
    ) -> "Postings":
        """Return them with further ones of current spending, all at one price; arrays as the attributes."""
        size = month.size
        added = {
            "month": month,
            "item": item,
            "stage": stage,
            "kind": np.full(size, KINDS.index("current")),
            "township": township,
            "cohort": cohort,
            "quantity": quantity,
            "unit_price": np.full(size, unit_price, np.int64),
            "priced": priced,
        }
        before = replace(self, priced=self.priced_in)
        return replace(
            self, **{name: np.concatenate([getattr(before, name), rows]) for name, rows in added.items()}
        )


def together(parts: Sequence[Postings]) -> Postings:
    """Return the postings of several parts of a programme as one; all of them know the same townships."""
    items = tuple(dict.fromkeys(item for part in parts for item in part.items))
    cohorts = tuple(dict.fromkeys(cohort for part in parts for cohort in part.cohorts))
    item_places = [np.array([items.index(item) for item in part.items], np.int64) for part in parts]
    # The last place stands for none.
    cohort_places = [np.array([*map(cohorts.index, part.cohorts), -1], np.int64) for part in parts]
    same = ("month", "stage", "kind", "township", "quantity", "unit_price")
    return Postings(
        item=np.concatenate([places[part.item] for places, part in zip(item_places, parts, strict=True)]),
        cohort=np.concatenate(
            [places[part.cohort] for places, part in zip(cohort_places, parts, strict=True)]
        ),
        items=items,
        cohorts=cohorts,
        townships=parts[0].townships,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in same},
    )


def stages_of(month: np.ndarray, lags: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spread purchases over the stages of an amount.

    Parameters
    ----------
    month
        Month number of each purchase, shape (rows,).
    lags
        Months after the purchase at which it enters each of `STAGES`.

    Returns
    -------
    row, stage, month : numpy.ndarray
        Each of shape (3 * rows,): which purchase, in which stage, in which month.
    """
    row = np.tile(np.arange(month.size), len(STAGES))
    stage = np.repeat(np.arange(len(STAGES)), month.size)
    return row, stage, month[row] + np.asarray(lags)[stage]
