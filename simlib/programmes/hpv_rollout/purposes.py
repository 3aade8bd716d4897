"""What the rollout draws luck for, and what `k` counts in each case.

The numbers are part of every result: a new purpose takes a new number, and none is used again.
"""

import numpy as np

BIRTH_DAY = np.uint64(1)
"""Day within the birth month; k = 0."""
PRIOR_VACCINATION = np.uint64(2)
"""Vaccinated at her own cost before the rollout; k = 0."""
WILLINGNESS = np.uint64(3)
"""Wants the vaccine; k = 0."""
BOOKING_DELAY = np.uint64(4)
"""Days from the opening of her batch to her first booking; k = 0."""
NO_SHOW = np.uint64(5)
"""Misses an appointment; k = number of her appointment, from 0."""
GIVE_UP = np.uint64(6)
"""Does not book again after a missed appointment; k = number of her missed appointment, from 0."""
DROPOUT = np.uint64(7)
"""Does not come back for the next dose; k = doses received so far, from 1."""
PREFERRED_SITE = np.uint64(8)
"""The site that she prefers among those where she books; k = 0."""
ARRIVAL = np.uint64(9)
"""How far from her appointment she arrives; k = number of her appointment, from 0."""
DEFERRAL = np.uint64(10)
"""Sent home for now at the prescreen; k = number of her appointment, from 0."""
CONTRAINDICATION = np.uint64(11)
"""Found at the prescreen never to tolerate the vaccine; k = doses received so far, from 0."""
SERVICE_TIMES = {"prescreen": np.uint64(12), "registration": np.uint64(13), "injection": np.uint64(14)}
"""Seconds of service at a stage; k = number of her appointment, from 0."""
WALKS_IN = np.uint64(15)
"""Never books; k = 0."""
WITH_SCHOOL = np.uint64(16)
"""Goes with her school while it brings its girls; k = 0."""
SCHOOL_GROUP = np.uint64(17)
"""The group of her township with which she goes; k = 0."""
GUARDIAN_CONSENT = np.uint64(21)
"""Her guardian consents, as long as she is under 18; k = 0."""
COLD_CHAIN = np.uint64(22)
"""The cold chain of a store fails, whose identity stands for a person's; k = number of the day."""
BREAKAGE = np.uint64(23)
"""The first dose taken for her breaks; k = number of her appointment, from 0."""
ADVERSE_EVENTS = {"common": np.uint64(40), "abnormal": np.uint64(41)}
"""An adverse event of a kind is reported after a dose; k = number of the dose, from 1."""
