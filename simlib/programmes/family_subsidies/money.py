"""The subsidies as postings: promised when approved, owed when due, paid with a batch."""

import numpy as np

from simlib.core.posting import KINDS, Postings
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.tally import Tally

PREFIX = "family_"
"""What the names of the accounts begin with."""


def item_of(instrument: str) -> str:
    """Return the account of an instrument."""
    return f"{PREFIX}{instrument}"


def instrument_of(item: str) -> str:
    """Return the instrument of an account."""
    return item.removeprefix(PREFIX)


def items_of(section: FamilySubsidiesSection) -> tuple[str, ...]:
    """Return the accounts that the subsidies post to, in the order of the instruments."""
    return tuple(item_of(instrument) for instrument in section.instruments)


def postings_of(tally: Tally, section: FamilySubsidiesSection, townships: tuple[str, ...]) -> Postings:
    """Return the postings of the subsidies; their cohorts are the parities.

    The approval of a claim commits everything that it will bring, so what falls due or is paid beyond the
    horizon on claims approved within it is promised. What must be claimed anew is promised once its own claim
    is approved. Money paid on wrong claims and duplicates is money paid.
    """
    stage, month, township, item, parity, part = np.nonzero(tally.count)
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=np.full(month.size, KINDS.index("current")),
        township=township,
        cohort=parity - 1,
        quantity=tally.count[stage, month, township, item, parity, part],
        unit_price=tally.price[item, parity, part],
        items=items_of(section),
        townships=townships,
        cohorts=PARITIES,
    )
