"""Postings of two parts of a programme are those of both, and every name stays with its amount."""

import numpy as np

from simlib.core.posting import Postings, together


def postings(items, cohorts, rows):
    """Postings of rows (month, item, cohort or None, amount)."""
    month, item, cohort, amount = zip(*rows, strict=True)
    same = np.zeros(len(rows), np.int64)
    return Postings(
        month=np.array(month),
        item=np.array([items.index(name) for name in item]),
        stage=same,
        kind=same,
        township=same - 1,
        cohort=np.array([-1 if name is None else cohorts.index(name) for name in cohort]),
        quantity=same + 1,
        unit_price=np.array(amount),
        items=items,
        townships=("north",),
        cohorts=cohorts,
    )


def told(posted):
    return [
        (month, posted.items[item], posted.cohorts[cohort] if cohort >= 0 else None, amount)
        for month, item, cohort, amount in zip(
            posted.month.tolist(), posted.item, posted.cohort, posted.amount.tolist(), strict=True
        )
    ]


def test_names_stay_with_their_amounts():
    one = [(0, "walls", None, 5), (1, "bond", "school", 7)]
    two = [(2, "fees", None, -3), (0, "bond", "clinic", 9), (4, "bond", "school", 1)]
    whole = together(
        [postings(("walls", "bond"), ("school",), one), postings(("fees", "bond"), ("clinic", "school"), two)]
    )
    assert whole.items == ("walls", "bond", "fees")
    assert told(whole) == [*one, *two]
    assert whole.townships == ("north",)


def test_a_part_without_cohorts_stays_without():
    rows = [(0, "walls", None, 5)]
    more = postings(("fees",), ("school",), [(1, "fees", "school", 2)])
    whole = together([postings(("walls",), (), rows), more])
    assert told(whole) == [(0, "walls", None, 5), (1, "fees", "school", 2)]
