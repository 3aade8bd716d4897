"""Who of those on the list is a patient: of which disease, from when, and until when."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.population.assumptions import at_ages
from simlib.population.lifetimes import NEVER, days_until
from simlib.programmes.medical_assistance.care_assumptions import DISEASES, DRUGS, SCHEME_OF, Diseases
from simlib.programmes.medical_assistance.members import ALWAYS, Members
from simlib.programmes.medical_assistance.purposes import COMORBID, DISEASE, EXCESS_DEATH, FALLS_ILL, ILL

HYPERTENSION, DIABETES, BOTH, OTHER_CHRONIC, DIALYSIS = range(len(DISEASES))


@dataclass(frozen=True)
class Patients:
    """Patients of a horizon, one entry each in every array.

    Attributes
    ----------
    member
        Row in `Members`, rising.
    disease, scheme
        Places in `DISEASES` and `SCHEMES`: a patient has one scheme, however many diseases.
    treated
        Whether they need each of `DRUGS`: bool of shape (patients, drugs).
    certified
        Day from which on they are patients, int32; `ALWAYS` for those of the first day.
    dies
        Day before which they live, of the disease or of anything else.
    """

    member: np.ndarray
    disease: np.ndarray
    scheme: np.ndarray
    treated: np.ndarray
    certified: np.ndarray
    dies: np.ndarray

    def __len__(self) -> int:
        return self.member.size


def with_their_deaths(members: Members, patients: Patients) -> Members:
    """Return the people on the list; those who die of a disease do so."""
    dies = members.dies.copy()
    dies[patients.member] = patients.dies
    return Members(**{**vars(members), "dies": dies})


def patients_of(
    members: Members, diseases: Diseases, groups: tuple[str, ...], horizon: Horizon, key: np.uint64
) -> Patients:
    """Return everybody on the list who is a patient at some time within a horizon.

    Parameters
    ----------
    members
        Who is on the list.
    diseases
        How many are ill, of what, and who falls ill.
    groups
        Names behind the members' groups.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.
    """
    ill, yearly = chances_of(members, diseases, groups)
    luck = uniforms(key, members.identity, ILL, FIRST)
    day = days_until(uniforms(key, members.identity, FALLS_ILL, FIRST), yearly)
    certified = np.where(luck < ill, ALWAYS, day)
    member = np.flatnonzero(certified < np.minimum(horizon.days, members.until))
    identity, certified = members.identity[member], certified[member]
    shares = np.cumsum([diseases.mix[name] for name in DISEASES])
    disease = np.searchsorted(shares[:-1], uniforms(key, identity, DISEASE, FIRST), side="right")
    return Patients(
        member=member,
        disease=disease,
        scheme=np.array(SCHEME_OF)[disease],
        treated=_treated(disease, identity, diseases, key),
        certified=certified,
        dies=np.minimum(members.dies[member], _dies_of_it(disease, certified, identity, diseases, key)),
    )


def chances_of(
    members: Members, diseases: Diseases, groups: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance to be a patient on the first day, and that of others to become one within a year.

    Chances are the weights of ages, scaled within each group so that those on the list on the first day have
    the expected number of patients; where that would be above 1, they are 1, and others have more. New
    patients are expected alike. Those who enter later have the chances of their age.
    """
    weight = at_ages(diseases.age_weight, members.age)
    chance, yearly = np.zeros(weight.size), np.zeros(weight.size)
    for place, name in enumerate(groups):
        rows = members.group == place
        at_first = weight[rows & (members.enters == ALWAYS)]
        patients = diseases.patients * diseases.group_share[name]
        scale = scale_for(at_first, patients)
        chance[rows] = np.minimum(scale * weight[rows], 1)
        well = (at_first * (1 - np.minimum(scale * at_first, 1))).sum()
        yearly[rows] = weight[rows] * (patients * diseases.new_cases / well if well > 0 else 0.0)
    return chance, np.minimum(yearly, 1)


def scale_for(weight: np.ndarray, total: float) -> float:
    """Return by what weights are multiplied so that they add up to a total and none is more than 1."""
    rising = np.sort(weight[weight > 0])
    if not rising.size or total >= rising.size:
        return 1 / rising[0] if rising.size else 0.0
    # With the largest `capped` of them at 1, the others make up for the rest.
    capped = np.arange(rising.size)[::-1]
    scale = (total - capped) / np.cumsum(rising)
    fits = np.flatnonzero((scale >= 0) & (scale * rising <= 1))
    return float(scale[fits[-1]])


def _treated(disease: np.ndarray, identity: np.ndarray, diseases: Diseases, key: np.uint64) -> np.ndarray:
    """Return which drugs patients need: bool of shape (patients, drugs)."""
    own = {
        "hypertension": (disease == HYPERTENSION) | (disease == BOTH),
        "diabetes": (disease == DIABETES) | (disease == BOTH),
        "other_chronic": disease == OTHER_CHRONIC,
        "dialysis_drugs": disease == DIALYSIS,
    }
    for name, share in diseases.comorbid.items():
        as_well = uniforms(key, identity, COMORBID[name], FIRST) < share
        own[name] = own[name] | (as_well & (disease >= OTHER_CHRONIC))
    return np.stack([own[name] for name in DRUGS], axis=1)


def _dies_of_it(
    disease: np.ndarray,
    certified: np.ndarray,
    identity: np.ndarray,
    diseases: Diseases,
    key: np.uint64,
) -> np.ndarray:
    """Return the day of death from the disease, at a constant rate from the first day of being a patient."""
    share = np.array([diseases.excess_deaths[name] for name in DISEASES])[disease]
    lives = days_until(uniforms(key, identity, EXCESS_DEATH, FIRST), share).astype(np.int64)
    return np.minimum(np.maximum(certified, 0) + lives, NEVER).astype(np.int32)
