"""What the subsidies draw luck for, and what `k` counts in each case.

The numbers are part of every result: a new purpose takes a new number, and none is used again.
"""

import numpy as np

BIRTH_DAY = np.uint64(1)
"""Day within the birth month, of a birth; k = 0."""
MOTHER_AGE = np.uint64(2)
"""Age of the mother at a birth; k = 0."""
PARITY = np.uint64(3)
"""Parity of the first child of a birth; k = 0."""
TWIN = np.uint64(4)
"""A child is the second of twins, its first being the child before it in its cell; k = 0."""
PARENTS_HUKOU = np.uint64(5)
"""Which parent, if any, is registered elsewhere than the child; k = 0."""
HUKOU_MOVE = np.uint64(6)
"""When a child's hukou leaves Gaoping, or comes here; k = 0."""
DEATH = np.uint64(7)
"""When a child dies; k = 0."""
TEMPO = np.uint64(8)
"""A birth is brought forward by the subsidies; k = 0."""
QUANTUM = np.uint64(9)
"""There is a birth more beside this one because of the subsidies, or, if they deter, one less; k = 0."""
TAKE_UP = np.uint64(10)
"""A family applies at all, once it knows; k = 0."""
AWARENESS = np.uint64(11)
"""When a family hears of the subsidies; k = 0."""
APPLY_DELAY = np.uint64(12)
"""Days from when a family could claim until it does; k = code of the instrument and month due."""
FORGETS = np.uint64(13)
"""A family forgets to claim a later payment; k = code of the instrument and month due."""
ERRORS = {"wrong": np.uint64(14), "duplicate": np.uint64(15)}
"""A wrong or a second claim is made beside a right one, whose number stands for a person; k = 0."""
CAUGHT = {"wrong": np.uint64(16), "duplicate": np.uint64(17)}
"""It is caught; k = 0."""
PAPERS = np.uint64(18)
"""Papers are missing at the first visit, of a claim, whose number stands for a person; k = 0."""
HOUR = np.uint64(19)
"""When in the day a family comes, of a claim; k = 0."""
DESK = np.uint64(20)
"""At which of its township's desks a family claims, of a family; k = 0."""
