"""What running the centre draws luck for, and what `k` counts in each case.

The numbers are part of every result: a new purpose takes a new number, and none is used again. Those below
100 are the building's.
"""

import numpy as np

WANTING = np.uint64(101)
"""From which share of willing people on somebody is one of them; k = 0."""
DESTITUTE = np.uint64(102)
"""Somebody is destitute; k = 0."""
BIRTH_DAY = np.uint64(103)
"""Day within the birth month; k = 0."""
GRADE = np.uint64(104)
"""How much help somebody needs when the horizon begins; k = 0."""
WORSE = np.uint64(105)
"""When somebody comes to need help, or becomes disabled; k = place of the grade."""
DEATH = np.uint64(106)
"""When somebody dies; k = 0."""
DELAY = np.uint64(107)
"""Days from wanting a bed to applying; k = 0."""
PATIENCE = np.uint64(108)
"""How long somebody waits; k = 0."""
STAY = np.uint64(109)
"""How long somebody stays; k = 0."""
MOVED_IN = np.uint64(110)
"""Who is moved in from other homes first; k = 0."""
COMMUNITY = np.uint64(111)
"""From which share of users on somebody is a user of community care; k = 0."""
LESS = np.uint64(112)
"""Somebody does not want a bed because of it; k = 0."""
VISIT = np.uint64(113)
"""Time between visits to the relief station, of the visit, whose number stands for a person; k = 0."""
