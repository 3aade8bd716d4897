"""The women that the rollout is about: who they are, when they were born and when they want to come."""

from dataclasses import dataclass

import numpy as np

from simlib.core.awareness import days_until_aware
from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.population.cohorts import ABSENT, FEMALE, HOME, Cohorts
from simlib.population.persons import Persons, expand
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, Batch, HpvRolloutSection
from simlib.programmes.hpv_rollout.national_assumptions import NationalProgramme
from simlib.programmes.hpv_rollout.purposes import (
    BIRTH_DAY,
    BOOKING_DELAY,
    GUARDIAN_CONSENT,
    PRIOR_VACCINATION,
    WALKS_IN,
    WILLINGNESS,
)
from simlib.programmes.hpv_rollout.trips import Pupils, Trips, pupils_of

ADULT = 18
"""Age in completed years from which on she consents herself."""

NEVER = np.int32(2**31 - 1)
"""Day of a booking that is never made, or on which nothing begins."""

NO_DATE = np.datetime64("9999-12-31", "D")
"""When what never begins would begin."""

DAYS_IN_MONTH_CODE = 32


@dataclass(frozen=True)
class Women:
    """Every woman with hukou in the birth window of a batch: arrays of one entry a woman, by identity.

    Attributes
    ----------
    identity
        uint64, rising.
    township, batch, band
        Places in the lists of townships, batches and age bands (age when she is invited).
    birth_year, birth_code
        Birth date; the code is ``32 * month + day``, so that codes compare as days within a year do.
    unvaccinated
        Whether she was not vaccinated at her own cost before.
    refused
        Whether she wanted to book while under 18 and her guardian did not consent.
    away
        Whether she lives elsewhere.
    school_from, school_until
        Day numbers from which on she is of the ages of schoolgirls, and no longer; they may lie outside the
        horizon.
    invited_day
        Day from which on her batch invites her, or the national programme if that is earlier; from 0. She may
        be too young yet.
    national_day
        Day from which on her doses are those of the national programme, or `NEVER`; from 0.
    walks_in
        Whether she never books.
    pupils
        Who goes with her school, and when.
    wish_day
        Day on which she first wants to come and may, or `NEVER`; she is old enough, and her guardian consents
        or she is 18.
    """

    identity: np.ndarray
    township: np.ndarray
    batch: np.ndarray
    band: np.ndarray
    birth_year: np.ndarray
    birth_code: np.ndarray
    unvaccinated: np.ndarray
    refused: np.ndarray
    away: np.ndarray
    school_from: np.ndarray
    school_until: np.ndarray
    invited_day: np.ndarray
    national_day: np.ndarray
    walks_in: np.ndarray
    pupils: Pupils
    wish_day: np.ndarray

    def __len__(self) -> int:
        return self.identity.size


def eligible_women(
    cohorts: Cohorts, section: HpvRolloutSection, trips: Trips, horizon: Horizon, key: np.uint64
) -> Women:
    """Return all women of all batches, and when each wants to come.

    Parameters
    ----------
    cohorts
        People at the start of the horizon.
    section
        Birth windows that do not overlap, the national programme, prior vaccination, uptake, consent,
        awareness, ages, channels.
    trips
        Days on which schools bring their girls.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.
    """
    batches, demand = section.batches, section.demand
    persons, batch, births = _in_batches(cohorts, batches, key)
    opens = np.array([np.datetime64(window.opens, "D") for window in batches.values()])[batch]
    entitled = entitled_from(births, section.national_programme)
    opens = np.minimum(opens, entitled)
    birth_year, birth_code = calendar_codes(births)
    age = ages_on(*calendar_codes(opens), birth_year, birth_code)
    band = np.maximum(np.searchsorted(list(AGE_BANDS.values()), age, side="right") - 1, 0)

    prior = _by_band(demand.prior_vaccination)[band]
    unvaccinated = uniforms(key, persons.identity, PRIOR_VACCINATION, FIRST) >= prior
    away = persons.status == ABSENT
    uptake = _by_band(demand.uptake)[band] * np.where(away, demand.absent_factor, 1.0)
    willing = uniforms(key, persons.identity, WILLINGNESS, FIRST) < uptake
    open_day = _day_within(opens, horizon)
    old_enough = _day_of_age(births, section.eligibility.youngest, horizon)
    pupils = _pupils(persons, births, section, trips, horizon, key)
    brought = pupils.first_day(np.maximum(open_day, old_enough), trips, never=NEVER)
    # Her school tells her, whether she has heard of it or not.
    wish = np.minimum(np.maximum(_aware_day(persons, open_day, section, horizon, key), old_enough), brought)
    asks = unvaccinated & willing & (wish < horizon.days)
    adult = _day_of_age(births, ADULT, horizon)
    consents = uniforms(key, persons.identity, GUARDIAN_CONSENT, FIRST) < demand.guardian_consent
    refused = asks & ~consents & (wish < adult)
    wish = np.where(refused, adult, wish)
    comes = asks & (wish < horizon.days)
    boarding = section.presence.school_ages
    walks_in = (
        uniforms(key, persons.identity, WALKS_IN, FIRST) < _by_band(section.channels.walk_in.share)[band]
    )
    return Women(
        identity=persons.identity,
        township=persons.township,
        batch=batch.astype(np.int8),
        band=band.astype(np.int8),
        birth_year=birth_year,
        birth_code=birth_code,
        unvaccinated=unvaccinated,
        refused=refused,
        away=away,
        school_from=_day_of_age(births, boarding.youngest, horizon),
        school_until=_day_of_age(births, boarding.oldest + 1, horizon),
        invited_day=open_day.astype(np.int32),
        national_day=np.where(entitled < NO_DATE, _day_within(entitled, horizon), NEVER).astype(np.int32),
        walks_in=walks_in,
        pupils=pupils,
        wish_day=np.where(comes, wish, NEVER).astype(np.int32),
    )


def _aware_day(
    persons: Persons, open_day: np.ndarray, section: HpvRolloutSection, horizon: Horizon, key: np.uint64
) -> np.ndarray:
    """Return the day on which each hears of the rollout; `open_day` is that of her batch."""
    delay = days_until_aware(
        uniforms(key, persons.identity, BOOKING_DELAY, FIRST),
        section.demand.mean_delay,
        section.demand.imitation,
        np.maximum(horizon.day_of(section.publicity.starts) - open_day, 0),
        section.publicity.multiplier,
    )
    return open_day + np.floor(delay).astype(np.int64)


def _pupils(
    persons: Persons,
    births: np.ndarray,
    section: HpvRolloutSection,
    trips: Trips,
    horizon: Horizon,
    key: np.uint64,
) -> Pupils:
    school = section.channels.school
    if not school.rounds:
        return Pupils(*np.zeros((3, len(persons)), np.int32))
    oldest = min(school.ages.oldest, section.eligibility.oldest)
    since = _day_of_age(births, school.ages.youngest, horizon)
    return pupils_of(persons, since, _day_of_age(births, oldest + 1, horizon), school, trips, key)


def _in_batches(
    cohorts: Cohorts, batches: dict[str, Batch], key: np.uint64
) -> tuple[Persons, np.ndarray, np.ndarray]:
    """Return the persons of all batches, the batch of each, and their birth dates."""
    windows = list(batches.values())
    first, last = min(b.born_from for b in windows), max(b.born_to for b in windows)
    persons = expand(cohorts, FEMALE, (HOME, ABSENT), first, last)
    month_start = persons.birth_month.astype("datetime64[D]")
    month_days = ((persons.birth_month + 1).astype("datetime64[D]") - month_start).astype(np.int64)
    day = np.floor(uniforms(key, persons.identity, BIRTH_DAY, FIRST) * month_days).astype(np.int64)
    births = month_start + day
    batch = np.full(len(persons), -1)
    for number, window in enumerate(windows):
        inside = (births >= np.datetime64(window.born_from)) & (births <= np.datetime64(window.born_to))
        batch[inside] = number
    chosen = batch >= 0
    return persons.take(chosen), batch[chosen], births[chosen]


def entitled_from(births: np.ndarray, national_programme: NationalProgramme) -> np.ndarray:
    """Return the day from which on girls get their doses from the country, datetime64[D]; else `NO_DATE`."""
    if not national_programme.in_force:
        return np.full(births.shape, NO_DATE)
    old_enough = birthdays(births, national_programme.youngest)
    theirs = births >= np.datetime64(national_programme.born_from)
    return np.where(theirs, np.maximum(old_enough, np.datetime64(national_programme.starts)), NO_DATE)


def calendar_codes(dates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the year of dates (datetime64[D]) and ``32 * month + day``, both int32."""
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    month = (months - years).astype(np.int64) + 1
    day = (dates - months).astype(np.int64) + 1
    return (years.astype(np.int64) + 1970).astype(np.int32), (DAYS_IN_MONTH_CODE * month + day).astype(
        np.int32
    )


def birthdays(births: np.ndarray, age: int) -> np.ndarray:
    """Return the day on which people reach an age, datetime64[D]; born on 29 February, on 1 March."""
    months = births.astype("datetime64[M]")
    return (months + 12 * age).astype("datetime64[D]") + (births - months)


def ages_on(year, code, birth_year, birth_code) -> np.ndarray:
    """Return ages in completed years (周岁); born on 29 February, she is a year older from 1 March."""
    return year - birth_year - (code < birth_code)


def _day_of_age(births: np.ndarray, age: int, horizon: Horizon) -> np.ndarray:
    """Return the day numbers on which people reach an age, int32."""
    return (birthdays(births, age) - np.datetime64(horizon.first, "D")).astype(np.int32)


def _day_within(dates: np.ndarray, horizon: Horizon) -> np.ndarray:
    """Return day numbers of dates, int64; those before the horizon begin with it."""
    return np.maximum((dates - np.datetime64(horizon.first, "D")).astype(np.int64), 0)


def _by_band(values: dict[str, float]) -> np.ndarray:
    return np.array([values[band] for band in AGE_BANDS])
