"""The heap gives back what was put in, the smallest first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.heaps import pop, push


@given(steps=st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62)), max_size=80))
def test_the_smallest_ticket_comes_first_whatever_went_before(steps):
    heap, size, kept = np.zeros(len(steps), np.int64), 0, []
    for step in steps:
        if step is not None:
            size = push(heap, size, step)
            kept.append(step)
        elif kept:
            assert heap[0] == min(kept)
            kept.remove(min(kept))
            size = pop(heap, size)
        assert size == len(kept)
        assert sorted(heap[:size].tolist()) == sorted(kept)
