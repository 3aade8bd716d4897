"""What patients' care costs by the month: dear patients, dear months, and more drugs where they are free."""

from dataclasses import dataclass

import numpy as np

from simlib.core.kernels import kernel
from simlib.core.luck import FIRST, normal, normals, uniform
from simlib.core.money import to_fen
from simlib.programmes.medical_assistance.care_assumptions import DRUGS, Costs
from simlib.programmes.medical_assistance.care_months import CareMonths
from simlib.programmes.medical_assistance.patients import DIALYSIS, Patients
from simlib.programmes.medical_assistance.purposes import MONTH_COST, PERSON_COST, SESSIONS

SESSION = "dialysis_session"


@dataclass(frozen=True)
class Demand:
    """What patients would use at any price; all of shape (patients, months) but for the first.

    Attributes
    ----------
    drugs
        Fen that a patient's drugs cost in a mean month, float64 of shape (patients, drugs).
    month
        By what a month is dearer than the mean one.
    sessions
        Sessions of dialysis, int64.
    """

    drugs: np.ndarray
    month: np.ndarray
    sessions: np.ndarray


@dataclass(frozen=True)
class Bills:
    """Bills of patients and months in fen, int64 of shape (patients, months) each.

    Attributes
    ----------
    gross
        What care costs.
    uncovered
        What of it is off the list (自费).
    covered
        What of it basic insurance pays unless the most of the year is reached; the rest is the co-payment.
    """

    gross: np.ndarray
    uncovered: np.ndarray
    covered: np.ndarray


def demand_of(
    patients: Patients, identity: np.ndarray, months: CareMonths, costs: Costs, key: np.uint64
) -> Demand:
    """Return what patients need.

    Parameters
    ----------
    patients, identity
        Who is treated for what.
    months
        When.
    costs
        Means and spreads.
    key
        Luck of this programme and replicate.
    """
    drugs = np.zeros(patients.treated.shape)
    for place, drug in enumerate(DRUGS):
        sigma = costs.spread[drug]
        dear = np.exp(sigma * normals(key, identity, PERSON_COST[drug], FIRST) - sigma**2 / 2)
        drugs[:, place] = to_fen(costs.mean[drug].gross) * dear * patients.treated[:, place]
    on_dialysis = patients.disease == DIALYSIS
    month, sessions = _months(
        key, identity, months.number, months.in_care, on_dialysis, costs.month_spread, costs.sessions
    )
    return Demand(drugs, month, sessions)


def bills_of(demand: Demand, costs: Costs, more: np.ndarray) -> Bills:
    """Return the bills for what is needed.

    Parameters
    ----------
    demand
        What patients need.
    costs
        Prices, and how a price is split.
    more
        By what share more drugs are used than needed, float64 of shape (patients, months).
    """
    means = [costs.mean[bill] for bill in (*DRUGS, SESSION)]
    uncovered = np.array([mean.uncovered_share for mean in means])
    basic = np.array([mean.basic_share for mean in means])
    return Bills(
        *_bills(demand.drugs, demand.month, demand.sessions, more, to_fen(means[-1].gross), uncovered, basic)
    )


@kernel
def _months(key, identity, number, in_care, on_dialysis, spread, sessions):
    """Return how dear months are, and their sessions; both are 0 where there is no care."""
    dear = np.zeros(in_care.shape, np.float64)
    count = np.zeros(in_care.shape, np.int64)
    for person in range(identity.size):
        for month in range(number.size):
            if in_care[person, month]:
                drawn = normal(key, identity[person], MONTH_COST, number[month])
                dear[person, month] = np.exp(spread * drawn - spread * spread / 2)
                if on_dialysis[person]:
                    luck = uniform(key, identity[person], SESSIONS, number[month])
                    count[person, month] = np.int64(np.floor(sessions + luck))
    return dear, count


@kernel
def _bills(drugs, dear, sessions, more, session_price, uncovered_share, basic_share):
    gross = np.zeros(dear.shape, np.int64)
    uncovered = np.zeros(dear.shape, np.int64)
    covered = np.zeros(dear.shape, np.int64)
    last = drugs.shape[1]
    for person in range(dear.shape[0]):
        for month in range(dear.shape[1]):
            if dear[person, month] == 0.0:
                continue
            use = dear[person, month] * (1.0 + more[person, month])
            for bill in range(last + 1):
                if bill < last:
                    price = np.int64(np.rint(drugs[person, bill] * use))
                else:
                    price = sessions[person, month] * session_price
                off_list = np.int64(np.rint(price * uncovered_share[bill]))
                gross[person, month] += price
                uncovered[person, month] += off_list
                covered[person, month] += np.int64(np.rint((price - off_list) * basic_share[bill]))
    return gross, uncovered, covered
