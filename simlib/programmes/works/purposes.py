"""What works draw luck for, and what `k` counts in each case.

Tasks, risks, seasons and projects stand for persons, by their names. The numbers are part of every result: a
new purpose takes a new number, and none is used again.
"""

import numpy as np

CITY = 50
"""Number, beside those of programmes, of the luck that all works of the city share."""

OWN_LUCK = np.uint64(1)
"""What makes a task fast or slow beside the risks that it shares; k = draw."""
RISK = np.uint64(2)
"""How a risk turns out; k = draw."""
ALERTED = np.uint64(3)
"""An alert comes about in a season; k = draw times `stops.SLOTS` plus the number of the slot."""
ALERT_DAY = np.uint64(4)
"""Day of the season on which it begins; k as above."""
ALERT_LENGTH = np.uint64(5)
"""Days that it lasts; k as above."""
OVERRUN = np.uint64(6)
"""By how much the remaining work of a project becomes dearer; k = draw."""
