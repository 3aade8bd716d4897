"""Who is insured in which year."""

import numpy as np

from simlib.core.luck import uniforms
from simlib.programmes.medical_assistance.need_assumptions import Insurance
from simlib.programmes.medical_assistance.purposes import INSURED


def insured_in(
    year: int,
    identity: np.ndarray,
    group: np.ndarray,
    insurance: Insurance,
    groups: tuple[str, ...],
    key: np.uint64,
) -> np.ndarray:
    """Return whether the premium of a year of cover is paid for each person: bool of shape (people,).

    Parameters
    ----------
    year
        The year of cover.
    identity, group
        Of the people.
    insurance
        Which share of each group is insured.
    groups
        Names behind `group`.
    key
        Luck of this programme and replicate.
    """
    share = np.array([insurance.insured[name] for name in groups])[group]
    return uniforms(key, identity, INSURED, np.uint64(year)) < share
