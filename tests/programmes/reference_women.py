"""The women of the rollout written a second time, to be read: plain Python, dates and draws.

It takes persons and the scenario's own sections and shares no rule with what is under test; only the numbers
of the purposes are the same, since luck is part of the specification.
"""

import math
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

BIRTH_DAY, PRIOR_VACCINATION, WILLINGNESS, BOOKING_DELAY = range(1, 5)
BANDS = (("age_40_45", 40), ("age_30_39", 30), ("age_18_29", 18), ("age_15_17", 15), ("age_9_14", 0))
WALKS_IN, WITH_SCHOOL, SCHOOL_GROUP, GUARDIAN_CONSENT = 15, 16, 17, 21
LIVES_ELSEWHERE = 2

ALL_BITS = 2**64 - 1


def mixed(word):
    """The finaliser of SplitMix64."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & ALL_BITS
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & ALL_BITS
    return word ^ (word >> 31)


def draw(key, person, purpose, k=0):
    """A number in [0, 1) that belongs to a person, a purpose and a count."""
    who = mixed((key + (person + 1) * 0x9E3779B97F4A7C15) & ALL_BITS)
    what = mixed((who + (((purpose + 1) << 32) | k) * 0xD1B54A32D192ED03) & ALL_BITS)
    return (what >> 11) / 2**53


def age_on(day, birthday):
    """Age in completed years; born on 29 February, she is a year older from 1 March."""
    return day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))


def turning(age, birthday):
    """The day on which she reaches an age."""
    year = birthday.year + age
    if (birthday.month, birthday.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return birthday.replace(year=year)


@dataclass
class Woman:
    identity: int
    township: str
    batch: str
    band: str
    birthday: date
    vaccinated_before: bool
    refused: bool
    away: bool
    at_school: tuple[date, date]
    invited: date
    national: date | None
    walks_in: bool
    wish: date | None


def day_of_age(birthday, age):
    """The first day on which somebody is that old; born on 29 February, 1 March where there is none."""
    try:
        return birthday.replace(year=birthday.year + age)
    except ValueError:
        return date(birthday.year + age, 3, 1)


def national_from(birthday, national):
    """The day from which on the country gives her doses, or None."""
    if not national.in_force or birthday < national.born_from:
        return None
    return max(national.starts, turning(national.youngest, birthday))


def invited_on(birthday, batch, national):
    """The day on which her batch opens, or that from which on the country gives doses, if that is earlier."""
    return min(batch.opens, national_from(birthday, national) or batch.opens)


def days_to_hear(share, demand, campaign, publicity):
    """When so large a share has heard: without the campaign, or from its first day on with a larger p."""
    if demand.mean_delay == 0:
        return 0
    p, q = 1 / demand.mean_delay, demand.imitation
    alone = math.log((p + q * share) / (p * (1 - share))) / (p + q)
    if alone <= campaign:
        return alone
    grown = math.exp((p + q) * campaign)
    known = p * (grown - 1) / (p * grown + q)
    p *= publicity.multiplier
    return campaign + math.log((p + q * share) * (1 - known) / ((1 - share) * (p + q * known))) / (p + q)


def day_of_trip(person, rollout, birthday, invited, trips, key):
    """The first day on which her school brings her, from the day on which she is invited; or None."""
    identity, township, status, _ = person
    school, eligible = rollout.channels.school, rollout.eligibility
    if status == LIVES_ELSEWHERE or draw(key, identity, WITH_SCHOOL) >= school.takes_part:
        return None
    days = trips[township, math.floor(draw(key, identity, SCHOOL_GROUP) * school.groups)]
    youngest = max(school.ages.youngest, eligible.youngest)
    oldest = min(school.ages.oldest, eligible.oldest)
    may_come = (day for day in days if day >= invited and youngest <= age_on(day, birthday) <= oldest)
    return next(may_come, None)


def woman_of(person, rollout, first_day, last_day, trips, key):
    """The woman that a person is in the rollout, or None if no batch invites her.

    `trips` are the days in order on which each group of a township is brought, by both.
    """
    identity, township, status, born = person
    month_days = ((born + timedelta(days=31)).replace(day=1) - born).days
    birthday = born + timedelta(days=math.floor(draw(key, identity, BIRTH_DAY) * month_days))
    invited = [
        name for name, batch in rollout.batches.items() if batch.born_from <= birthday <= batch.born_to
    ]
    if not invited:
        return None
    name, batch = invited[0], rollout.batches[invited[0]]
    demand, invites = rollout.demand, invited_on(birthday, batch, rollout.national_programme)
    band = next(band for band, youngest in BANDS if age_on(invites, birthday) >= youngest)
    before = draw(key, identity, PRIOR_VACCINATION) < demand.prior_vaccination[band]
    uptake = demand.uptake[band] * (demand.absent_factor if status == LIVES_ELSEWHERE else 1.0)
    wish = None
    if not before and draw(key, identity, WILLINGNESS) < uptake:
        opens = max(invites, first_day)
        campaign = max((rollout.publicity.starts - opens).days, 0)
        luck = draw(key, identity, BOOKING_DELAY)
        wish = opens + timedelta(days=math.floor(days_to_hear(luck, demand, campaign, rollout.publicity)))
        wish = max(wish, turning(rollout.eligibility.youngest, birthday))
        wish = max(wish, day_of_age(birthday, rollout.eligibility.youngest))
        trip = day_of_trip(person, rollout, birthday, opens, trips, key)
        wish = min(wish, trip or wish)
    refused = wish is not None and wish <= last_day and age_on(wish, birthday) < 18
    refused = refused and draw(key, identity, GUARDIAN_CONSENT) >= demand.guardian_consent
    if refused:
        wish = turning(18, birthday)
    school = rollout.presence.school_ages
    at_school = (turning(school.youngest, birthday), turning(school.oldest + 1, birthday))
    away = status == LIVES_ELSEWHERE
    walks_in = draw(key, identity, WALKS_IN) < rollout.channels.walk_in.share[band]
    days = (invites, national_from(birthday, rollout.national_programme))
    return Woman(
        identity, township, name, band, birthday, before, refused, away, at_school, *days, walks_in, wish
    )


def women_of(persons, townships, rollout, first_day, last_day, trips, key):
    """All women of the rollout by identity."""
    columns = (
        persons.identity,
        persons.township,
        persons.status,
        persons.birth_month.astype("datetime64[D]"),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    people = ((identity, townships[place], status, born) for identity, place, status, born in rows)
    women = (woman_of(person, rollout, first_day, last_day, trips, key) for person in people)
    return sorted((woman for woman in women if woman), key=lambda woman: woman.identity)
