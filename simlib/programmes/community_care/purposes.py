"""What community care draws luck for, and what `k` counts in each case.

Centres stand for persons, by their names. The numbers are part of every result: a new purpose takes a new
number, and none is used again.
"""

import numpy as np

SLIP = np.uint64(1)
"""By how much the completion of a centre slips; k = draw."""
ACCEPTANCE = np.uint64(2)
"""How long its acceptance takes; k = draw."""
PASSES = np.uint64(3)
"""How often acceptance is refused; k = draw."""
PREPARATION = np.uint64(4)
"""How long it takes to get ready; k = draw."""
REACH = np.uint64(5)
"""Which centre somebody lives within reach of, if any; k = 0."""
BIRTH_DAY = np.uint64(6)
"""Day within the birth month; k = 0."""
WANTING = np.uint64(7)
"""From which share of willing people on somebody is one of them; k = 0."""
DELAY = np.uint64(8)
"""Days until somebody comes who would; k = 0."""
DEATH = np.uint64(9)
"""When somebody dies; k = 0."""
LEAVES = np.uint64(10)
"""How long somebody comes; k = 0."""
PATIENCE = np.uint64(11)
"""How long somebody waits for a place; k = 0."""
