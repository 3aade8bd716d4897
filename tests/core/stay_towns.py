"""Applicants and wards, drawn at random or put together by hand."""

from random import Random

import numpy as np
from hypothesis import strategies as st

from simlib.core.stays import FOREVER, Applicants, Wards

DAY = 86_400


def applicants_of(applies, dies=FOREVER, patience=FOREVER, stay=FOREVER, person=None, begins=None, line=0):
    """Applicants; single values hold for all of them, lines and their beginnings may have one row each."""
    count = len(applies)

    def column(values):
        return np.broadcast_to(np.asarray(values, np.int64), count).copy()

    line = np.atleast_2d(np.asarray(line, np.int32).T).T
    begins = np.zeros((1, 1), np.int64) if begins is None else np.asarray(begins, np.int64)
    phases = max(line.shape[1], begins.shape[1])
    return Applicants(
        person=np.asarray(range(count) if person is None else person, np.uint64),
        applies=column(applies),
        dies=column(dies),
        patience=column(patience),
        stay=column(stay),
        begins=np.broadcast_to(begins, (count, phases)).copy(),
        line=np.broadcast_to(line, (count, phases)).copy(),
    )


def wards_of(places, ranks=1, opens=(0,)):
    """Wards with so many places, a row a step."""
    return Wards(np.asarray(opens, np.int64), np.atleast_2d(np.asarray(places, np.int64)), ranks)


@st.composite
def drawn_houses(draw):
    """Applicants, wards and an end; wards may be empty, full, or too small for ever.

    Hypothesis draws a seed alone, so that houses are as wild as the dice want them.
    """
    dice = Random(draw(st.integers(0, 2**32 - 1)))
    end = dice.choice([50, 400, 2_000])
    wards, ranks = dice.randint(1, 3), dice.randint(1, 4)
    return drawn_people(dice, wards, ranks, end), drawn_wards(dice, wards, ranks, end), end


def drawn_people(dice, wards, ranks, end):
    count, phases = dice.choice([0, 1, 5, 40, 120]), dice.randint(1, 4)
    crowd = dice.choice([5, end // 10, end, end + 20])
    applies = [dice.randrange(crowd) for _ in range(count)]
    short = dice.choice([3, 20, end])

    def times(rare):
        return [FOREVER if dice.random() < rare else dice.randint(1, short) for _ in range(count)]

    def changes():
        return [-1, *sorted(dice.choice([dice.randrange(end), -1, FOREVER]) for _ in range(phases - 1))]

    dies = [second if second == FOREVER else dice.choice([second, 2 * second]) for second in times(0.3)]
    return applicants_of(
        applies,
        dies=[FOREVER if second == FOREVER else max(0, second - 2) for second in dies],
        patience=times(0.5),
        stay=times(0.3),
        person=sorted(dice.sample(range(10_000), count)),
        begins=np.array([changes() for _ in range(count)], np.int64).reshape(count, phases),
        line=np.array(
            [[dice.randrange(wards * ranks) for _ in range(phases)] for _ in range(count)], np.int32
        ).reshape(count, phases),
    )


def drawn_wards(dice, wards, ranks, end):
    opens = sorted(dice.sample(range(end + 5), dice.randint(1, 4)))
    first = [dice.choice([0, 1, 3, 20]) for _ in range(wards)]
    more = [[dice.choice([0, 0, 1, 5]) for _ in range(wards)] for _ in opens[1:]]
    return wards_of(np.cumsum([first, *more], axis=0), ranks, opens)
