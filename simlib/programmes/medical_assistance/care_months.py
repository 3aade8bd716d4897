"""In which months who is a patient, insured, and relieved: masks by patient and month.

Settlement counts by calendar year, so the months begin with the January before the horizon.
"""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.cover import insured_in
from simlib.programmes.medical_assistance.members import Members
from simlib.programmes.medical_assistance.patients import Patients

MONTHS_A_YEAR = 12
FIRST_YEAR = 1900
"""Months are counted from its January where luck depends on them."""


@dataclass(frozen=True)
class CareMonths:
    """Months of care; masks are bool of shape (patients, months).

    Attributes
    ----------
    before
        How many months lie before the horizon.
    number
        Number of each month since January 1900, uint64 of shape (months,).
    in_care
        On the list, alive and certified on the first day of the month, or of the horizon before it.
    insured
        Whether the premium of the year is paid.
    relieved
        Whether relief pays: in care, insured, and relief has started.
    """

    before: int
    number: np.ndarray
    in_care: np.ndarray
    insured: np.ndarray
    relieved: np.ndarray

    @property
    def year(self) -> np.ndarray:
        """Calendar year of each month, int64 of shape (months,)."""
        return (self.number // np.uint64(MONTHS_A_YEAR)).astype(np.int64) + FIRST_YEAR


def care_months(
    patients: Patients,
    members: Members,
    section: MedicalAssistanceSection,
    horizon: Horizon,
    key: np.uint64,
) -> CareMonths:
    """Return the months of care of all patients.

    Parameters
    ----------
    patients, members
        Who is ill, and who is on the list until when.
    section
        The assumptions.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.
    """
    before = horizon.first.month - 1
    zero = MONTHS_A_YEAR * (horizon.first.year - FIRST_YEAR) + before
    number = np.arange(zero - before, zero + horizon.months).astype(np.uint64)
    # The months before the horizon see those of its first day.
    day = np.concatenate([np.zeros(before, np.int64), horizon.month_edges()[:-1]])
    rows = patients.member
    begins = np.maximum(members.enters[rows], patients.certified)[:, None]
    ends = np.minimum(members.leaves[rows], patients.dies)[:, None]
    in_care = (begins <= day) & (day < ends)
    insured = np.zeros(in_care.shape, np.bool_)
    year = number // np.uint64(MONTHS_A_YEAR)
    for of_cover in np.unique(year):
        covered = insured_in(
            int(of_cover) + FIRST_YEAR,
            members.identity[rows],
            members.group[rows],
            section.insurance,
            section.groups,
            key,
        )
        insured[:, year == of_cover] = covered[:, None]
    starts = section.relief.starts
    started = number >= np.uint64(max(MONTHS_A_YEAR * (starts.year - FIRST_YEAR) + starts.month - 1, 0))
    return CareMonths(before, number, in_care, insured, in_care & insured & started)
