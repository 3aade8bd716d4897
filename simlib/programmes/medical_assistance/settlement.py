"""Settling bills at once (一站式结算): 基本医保 → 大病保险 → 医疗救助 → 兜底, and what is left.

A patient has one scheme, and basic insurance pays everything of a month under it: “两病” is not stacked on
门诊慢特病. Without insurance nothing is on any list: all of the bill is uncovered (自费).
"""

from dataclasses import dataclass

import numpy as np

from simlib.core.kernels import kernel
from simlib.core.money import to_fen
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.bills import Bills
from simlib.programmes.medical_assistance.care_assumptions import SCHEMES
from simlib.programmes.medical_assistance.care_months import CareMonths

LAYERS = ("basic", "serious_illness", "assistance", "relief", "co_payment", "uncovered")
"""Who pays, in the order in which a bill is settled; the last two are the household's."""
BASIC, SERIOUS, ASSISTANCE, RELIEF, CO_PAYMENT, UNCOVERED = range(len(LAYERS))


@dataclass(frozen=True)
class Rules:
    """Rules of settlement in fen; by group where nothing else is said.

    Attributes
    ----------
    basic_most
        The most that basic insurance pays in a calendar year, int64 of shape (schemes,).
    serious_threshold, serious_share, serious_most
        Of serious-illness insurance; the last is one number.
    assistance_threshold, assistance_share, assistance_most
        Of medical assistance.
    relief_share
        What relief pays of the rest.
    """

    basic_most: np.ndarray
    serious_threshold: np.ndarray
    serious_share: np.ndarray
    serious_most: int
    assistance_threshold: np.ndarray
    assistance_share: np.ndarray
    assistance_most: np.ndarray
    relief_share: float


def rules_of(section: MedicalAssistanceSection) -> Rules:
    """Return the rules of a scenario."""
    settlement, groups = section.settlement, section.groups
    serious_illness, assistance = settlement.serious_illness, settlement.assistance

    def fen(yuan, names):
        return np.array([to_fen(yuan[name]) for name in names], np.int64)

    return Rules(
        basic_most=fen(settlement.basic_most_a_year, SCHEMES),
        serious_threshold=fen(serious_illness.threshold, groups),
        serious_share=np.array([serious_illness.share[name] for name in groups]),
        serious_most=to_fen(serious_illness.most_a_year),
        assistance_threshold=fen(assistance.threshold, groups),
        assistance_share=np.array([assistance.share[name] for name in groups]),
        assistance_most=fen(assistance.most_a_year, groups),
        relief_share=section.relief.share,
    )


def settle(
    bills: Bills,
    months: CareMonths,
    relieved: np.ndarray,
    group: np.ndarray,
    scheme: np.ndarray,
    rules: Rules,
) -> np.ndarray:
    """Settle bills month by month.

    Parameters
    ----------
    bills
        What care costs.
    months
        When patients are insured, and which months belong to one calendar year.
    relieved
        Where relief pays, bool of shape (patients, months).
    group, scheme
        Of the patients.
    rules
        Shares, thresholds and the most of a year.

    Returns
    -------
    numpy.ndarray of int64
        Fen by layer, patient and month; layers add up to the gross cost, to the fen.
    """
    return _settle(
        bills.gross,
        bills.uncovered,
        bills.covered,
        months.insured,
        relieved,
        months.year,
        rules.basic_most[scheme],
        (rules.serious_threshold[group], rules.serious_share[group], rules.serious_most),
        (rules.assistance_threshold[group], rules.assistance_share[group], rules.assistance_most[group]),
        rules.relief_share,
    )


@kernel
def _settle(
    gross, uncovered, covered, insured, relieved, year, basic_most, serious, assistance, relief_share
):
    layers = np.zeros((len(LAYERS), *gross.shape), np.int64)
    serious_threshold, serious_share, serious_most = serious
    threshold, share, most = assistance
    for person in range(gross.shape[0]):
        basic_left = serious_left = most_left = borne = rest_borne = np.int64(0)
        for month in range(gross.shape[1]):
            if month == 0 or year[month] != year[month - 1]:
                basic_left, serious_left, most_left = basic_most[person], serious_most, most[person]
                borne, rest_borne = 0, 0
            if gross[person, month] == 0:
                continue
            if not insured[person, month]:
                layers[UNCOVERED, person, month] = gross[person, month]
                continue
            own = gross[person, month] - uncovered[person, month]
            paid = min(covered[person, month], basic_left)
            basic_left -= paid
            layers[BASIC, person, month] = paid
            own -= paid
            paid = min(_above(borne, own, serious_threshold[person], serious_share[person]), serious_left)
            borne += own
            serious_left -= paid
            layers[SERIOUS, person, month] = paid
            own -= paid
            paid = min(_above(rest_borne, own, threshold[person], share[person]), most_left)
            rest_borne += own
            most_left -= paid
            layers[ASSISTANCE, person, month] = paid
            own -= paid
            paid = np.int64(np.rint(own * relief_share)) if relieved[person, month] else np.int64(0)
            layers[RELIEF, person, month] = paid
            layers[CO_PAYMENT, person, month] = own - paid
            layers[UNCOVERED, person, month] = uncovered[person, month]
    return layers


@kernel
def _above(before, more, threshold, share):
    """Return a share of what a month adds to a year's sum above a threshold."""
    return np.int64(np.rint((max(before + more, threshold) - max(before, threshold)) * share))
