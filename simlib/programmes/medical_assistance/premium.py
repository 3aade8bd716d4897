"""Premium support: who is on the list, whom village staff meet, who signs, and when the money comes."""

from dataclasses import dataclass

import numpy as np

from simlib.core.batches import days_of_batches
from simlib.core.clock import Calendar, Horizon
from simlib.core.luck import uniforms
from simlib.core.money import to_fen
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.cover import insured_in
from simlib.programmes.medical_assistance.members import Members
from simlib.programmes.medical_assistance.premium_assumptions import CardPayment, Premium
from simlib.programmes.medical_assistance.purposes import CARD, ROUTE
from simlib.programmes.medical_assistance.visits_kernel import NOT_MET, visit_all

DAYS_TO_A_BATCH = 800
"""Room behind the last signature: batches come at least once a year, and one sent back waits for the next."""


@dataclass(frozen=True)
class Support:
    """What becomes of those on the list in a horizon's verifications, one entry a person and year.

    Attributes
    ----------
    year
        Place in `years`.
    member
        Row in `Members`.
    insured
        Whether the premium of the year was paid for them.
    met
        Day on which they are met, or `NOT_MET`.
    signed
        Whether they sign: who is met, insured, and still on the list and alive.
    paid
        Day on which the money comes, perhaps beyond the horizon; `NOT_MET` for those who have not signed.
    visits
        Visits by year, township and day: int64.
    starts
        Day on which each year's verification starts.
    years
        The years of cover, rising.
    """

    year: np.ndarray
    member: np.ndarray
    insured: np.ndarray
    met: np.ndarray
    signed: np.ndarray
    paid: np.ndarray
    visits: np.ndarray
    starts: tuple[int, ...]
    years: tuple[int, ...]

    def __len__(self) -> int:
        return self.year.size


def fen_of(premium: Premium, year: int) -> tuple[int, int]:
    """Return the premium of a year of cover and its support, in fen."""
    yearly = premium.yearly[str(year)]
    return to_fen(yearly), to_fen(yearly * premium.support[str(year)])


def support_of(
    members: Members,
    section: MedicalAssistanceSection,
    townships: tuple[str, ...],
    calendar: Calendar,
    key: np.uint64,
) -> Support:
    """Return how premium support gets to people within a horizon.

    Parameters
    ----------
    members
        Who is on the list.
    section
        The assumptions.
    townships
        Names behind the members' places.
    calendar
        The horizon and its holidays.
    key
        Luck of this programme and replicate.

    Notes
    -----
    A verification that starts before the horizon is not seen, nor one that starts after it; and nobody goes
    out for a year without support.
    """
    premium, horizon = section.premium, calendar.horizon
    starts = {int(year): horizon.day_of(day) for year, day in premium.verification.starts.items()}
    years = sorted(
        year for year, day in starts.items() if 0 <= day < horizon.days and fen_of(premium, year)[1]
    )
    visits = np.zeros((len(years), len(townships), horizon.days), np.int64)
    workdays = np.flatnonzero(calendar.open_days(premium.verification.weekdays))
    supported = np.isin(members.group, [section.groups.index(name) for name in premium.groups])
    rows, met = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
    for place, year in enumerate(years):
        listed = np.flatnonzero(supported & members.on_list(starts[year]))
        rows.append(listed)
        days = workdays[workdays >= starts[year]]
        met.append(_met(members, listed, year, premium, townships, days, visits[place], key))
    member, met_day = np.concatenate(rows), np.concatenate(met)
    year = np.repeat(np.arange(len(years)), [part.size for part in rows[1:]])
    identity, group = members.identity[member], members.group[member]
    insured = np.zeros(member.size, np.bool_)
    sent_back = np.zeros(member.size, np.bool_)
    for place, of_cover in enumerate(years):
        mine = year == place
        insured[mine] = insured_in(
            of_cover, identity[mine], group[mine], section.insurance, section.groups, key
        )
        sent_back[mine] = uniforms(key, identity[mine], CARD, np.uint64(of_cover)) < premium.payment.rejected
    still = (members.enters[member] <= met_day) & (met_day < members.until[member])
    signed = (met_day != NOT_MET) & insured & still
    return Support(
        year=year,
        member=member,
        insured=insured,
        met=met_day,
        signed=signed,
        paid=np.where(signed, _paid(met_day, sent_back, premium.payment, calendar), NOT_MET),
        visits=visits,
        starts=tuple(starts[of_cover] for of_cover in years),
        years=tuple(years),
    )


def _met(
    members: Members,
    listed: np.ndarray,
    year: int,
    premium: Premium,
    townships: tuple[str, ...],
    workdays: np.ndarray,
    visits: np.ndarray,
    key: np.uint64,
) -> np.ndarray:
    """Return the day on which each of those on the list is met; counts visits by township and day."""
    verification = premium.verification
    identity = members.identity[listed]
    township = members.township[listed]
    order = np.lexsort([uniforms(key, identity, ROUTE, np.uint64(year)), township])
    edges = np.searchsorted(township[order], np.arange(len(townships) + 1))
    at_home = np.where(members.away[listed], verification.at_home_away, verification.at_home)
    met = np.full(listed.size, NOT_MET, np.int32)
    for place, name in enumerate(townships):
        rows = order[edges[place] : edges[place + 1]]
        a_day = verification.staff[name] * verification.people_a_day
        if a_day:
            met[rows] = visit_all(
                key,
                identity[rows],
                at_home[rows],
                np.uint64(year),
                workdays,
                a_day,
                verification.rounds,
                verification.pause,
                visits[place],
            )
    return met


def _paid(signed: np.ndarray, sent_back: np.ndarray, payment: CardPayment, calendar: Calendar) -> np.ndarray:
    """Return the day of the batch that pays each signature, the next one where the first is sent back."""
    horizon = calendar.horizon
    longer = Horizon(horizon.first, horizon.date_of(horizon.days + payment.prepared + DAYS_TO_A_BATCH))
    later = Calendar(longer, calendar.holidays, calendar.makeup_workdays)
    batches = days_of_batches(payment.months, payment.day_of_month, later)
    return batches[np.searchsorted(batches, signed + payment.prepared) + sent_back]
