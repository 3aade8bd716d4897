"""The rollout written a second time, to be read: plain Python, dictionaries and sorted lists.

It takes persons and the scenario's own sections and shares no rule with the engine under test; only the
numbers of the purposes are the same, since luck is part of the specification. A day is: booking by identity
(the earliest free slot among her sites, ties to the one she prefers, then to those behind it by name; who
is of the wrong age for a first dose that day gives it up), then the clinic by identity (a no-show books again
later or gives up; who comes gets her dose and an appointment for the next, however late, unless she drops out
or is done).
"""

import math
from calendar import isleap
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

BIRTH_DAY, PRIOR_VACCINATION, WILLINGNESS, BOOKING_DELAY, NO_SHOW, GIVE_UP, DROPOUT, PREFERRED_SITE = range(
    1, 9
)
BANDS = (("age_40_45", 40), ("age_30_39", 30), ("age_18_29", 18), ("age_15_17", 15), ("age_9_14", 0))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    wish: date | None
    doses: int = 0
    series: int = 0
    product: str = ""
    appointments: int = 0
    missed: int = 0
    site: str = ""


def day_of_age(birthday, age):
    """The first day on which somebody is that old; born on 29 February, 1 March where there is none."""
    try:
        return birthday.replace(year=birthday.year + age)
    except ValueError:
        return date(birthday.year + age, 3, 1)


def woman_of(person, rollout, first_day, key):
    """The woman that a person is in the rollout, or None if no batch invites her."""
    identity, township, status, born = person
    month_days = ((born + timedelta(days=31)).replace(day=1) - born).days
    birthday = born + timedelta(days=math.floor(draw(key, identity, BIRTH_DAY) * month_days))
    invited = [
        name for name, batch in rollout.batches.items() if batch.born_from <= birthday <= batch.born_to
    ]
    if not invited:
        return None
    name, batch = invited[0], rollout.batches[invited[0]]
    demand = rollout.demand
    band = next(band for band, youngest in BANDS if age_on(batch.opens, birthday) >= youngest)
    before = draw(key, identity, PRIOR_VACCINATION) < demand.prior_vaccination[band]
    uptake = demand.uptake[band] * (demand.absent_factor if status == LIVES_ELSEWHERE else 1.0)
    wish = None
    if not before and draw(key, identity, WILLINGNESS) < uptake:
        delay = math.floor(-math.log1p(-draw(key, identity, BOOKING_DELAY)) * demand.mean_delay)
        wish = max(batch.opens, first_day) + timedelta(days=delay)
        wish = max(wish, turning(rollout.eligibility.youngest, birthday))
        wish = max(wish, day_of_age(birthday, rollout.eligibility.youngest))
    return Woman(identity, township, name, band, birthday, before, wish)


def women_of(persons, townships, rollout, first_day, key):
    """All women of the rollout by identity."""
    columns = (
        persons.identity,
        persons.township,
        persons.status,
        persons.birth_month.astype("datetime64[D]"),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    people = ((identity, townships[place], status, born) for identity, place, status, born in rows)
    women = (woman_of(person, rollout, first_day, key) for person in people)
    return sorted((woman for woman in women if woman), key=lambda woman: woman.identity)


class Clinics:
    """Slots that are still free, by site and day."""

    def __init__(self, sites, holidays, makeup_workdays, days):
        self.names = sorted(sites.names)
        self.township = sites.township
        self.days = days
        self.free = {}
        for name in self.names:
            opens = sites.opening_days[name]
            for day in days:
                is_open = WEEKDAYS[day.weekday()] in opens and day not in holidays
                if day in makeup_workdays and set(WEEKDAYS[:5]) <= set(opens):
                    is_open = True
                if is_open:
                    self.free[name, day] = sites.daily_capacity[name]

    def of(self, township):
        """Where women of a township book: in it, or everywhere if it has no site."""
        own = [name for name in self.names if self.township[name] == township]
        return own or self.names

    def earliest(self, sites, from_day):
        """The first site with a free slot on the earliest day that has one."""
        for day in self.days[max(0, (from_day - self.days[0]).days) :]:
            for name in sites:
                if self.free.get((name, day), 0) > 0:
                    return name, day
        return None


class Rollout:
    """A run over the horizon; `log` holds (identity, day, site, dose) in the order given."""

    def __init__(self, women, rollout, horizon, calendar, key):
        self.rollout, self.key = rollout, key
        first, last = horizon.first_day, horizon.last_day
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        holidays, makeup = set(calendar.holidays), set(calendar.makeup_workdays)
        self.clinics = Clinics(rollout.sites, holidays, makeup, self.days)
        self.callers, self.expected = defaultdict(list), defaultdict(list)
        self.log, self.booked, self.attended = [], defaultdict(int), defaultdict(int)
        for woman in women:
            if woman.wish:
                self.callers[woman.wish].append(woman)
        for day in self.days:
            for woman in in_order(self.callers.pop(day, [])):
                self.book(woman, day)
            for woman in in_order(self.expected.pop(day, [])):
                self.receive(woman, day)

    def book(self, woman, from_day):
        sites = self.clinics.of(woman.township)
        preferred = math.floor(draw(self.key, woman.identity, PREFERRED_SITE) * len(sites))
        found = self.clinics.earliest(sites[preferred:] + sites[:preferred], from_day)
        if not found:
            return
        site, day = found
        ages = self.rollout.eligibility
        if woman.doses == 0 and not ages.youngest <= age_on(day, woman.birthday) <= ages.oldest:
            return
        self.clinics.free[site, day] -= 1
        self.booked[site, day] += 1
        woman.site, woman.appointments = site, woman.appointments + 1
        self.expected[day].append(woman)

    def receive(self, woman, day):
        demand = self.rollout.demand
        if draw(self.key, woman.identity, NO_SHOW, woman.appointments - 1) < demand.no_show:
            woman.missed += 1
            if draw(self.key, woman.identity, GIVE_UP, woman.missed - 1) >= demand.give_up:
                self.callers[day + timedelta(days=demand.rebooking_delay)].append(woman)
            return
        self.attended[woman.site, day] += 1
        self.inject(woman, day)
        self.plan_next(woman, day)

    def inject(self, woman, day):
        if woman.doses == 0:
            age = age_on(day, woman.birthday)
            woman.series = 2 if age <= self.rollout.schedule.two_doses_up_to_age else 3
            for name, product in self.rollout.products.items():
                if product.given_ages.youngest <= age <= product.given_ages.oldest:
                    woman.product = name
        woman.doses += 1
        self.log.append((woman.identity, day, woman.site, woman.doses))

    def plan_next(self, woman, day):
        if woman.doses == woman.series:
            return
        demand = self.rollout.demand
        dropout = demand.dropout_after_first if woman.doses == 1 else demand.dropout_after_second
        if draw(self.key, woman.identity, DROPOUT, woman.doses) < dropout[woman.band]:
            return
        product = self.rollout.products[woman.product]
        if woman.series == 2:
            interval = product.two_dose_interval
        else:
            interval = product.three_dose_intervals[woman.doses - 1]
        due = day + timedelta(days=interval)
        if due <= self.days[-1]:
            self.book(woman, due)


def in_order(women):
    return sorted(women, key=lambda woman: woman.identity)
