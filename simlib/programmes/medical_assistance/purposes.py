"""The purposes for which the assistance draws luck, and what the `k` of each counts.

Numbers are part of every result: a new purpose takes a new number, and none is used again.
"""

import numpy as np

DEATH = np.uint64(1)
"""When a person dies of what everybody may die of; k = 0."""
LEAVES = np.uint64(2)
"""When a person leaves the list; k = 0."""
ENTERS = np.uint64(3)
"""When one who is to come enters the list; k = 0."""
INSURED = np.uint64(4)
"""Whether the premium of a year of cover is paid; k = the year."""
ROUTE = np.uint64(5)
"""Where in a township's round a person is visited; k = the year of cover."""
AT_HOME = np.uint64(6)
"""Whether a person is found at home; k = the year of cover, and below it in 8 bits the round."""
CARD = np.uint64(7)
"""Whether the bank sends the first payment back; k = the year of cover."""
ILL = np.uint64(8)
"""Whether a person is a patient on the first day of the horizon; k = 0."""
FALLS_ILL = np.uint64(9)
"""When one who is not becomes a patient; k = 0."""
DISEASE = np.uint64(10)
"""Which disease a patient is certified for; k = 0."""
COMORBID = {"hypertension": np.uint64(11), "diabetes": np.uint64(12)}
"""Whether a patient with another chronic disease has this one as well; k = 0."""
EXCESS_DEATH = np.uint64(13)
"""When a patient dies of the disease; k = 0."""
PERSON_COST = {
    "hypertension": np.uint64(14),
    "diabetes": np.uint64(15),
    "other_chronic": np.uint64(16),
    "dialysis_drugs": np.uint64(17),
}
"""How dear a patient's treatment is throughout, by what is paid for; k = 0, a normal draw."""
MONTH_COST = np.uint64(18)
"""How dear a month is; k = number of the month since January 1900, a normal draw."""
SESSIONS = np.uint64(19)
"""Whether a month of dialysis has one session more; k = number of the month since January 1900."""
HOUSEHOLD_SIZE = np.uint64(20)
"""How many live in a patient's household; k = 0."""
CONSUMPTION = np.uint64(21)
"""How much a patient's household consumes; k = 0, a normal draw."""
