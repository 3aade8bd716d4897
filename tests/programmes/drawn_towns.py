"""Small towns drawn at random, and a run of the rollout in steps, so that tests see each woman."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np
from hypothesis import strategies as st

from simlib.core.clock import Horizon
from simlib.core.luck import Luck
from simlib.population import population_over
from simlib.population.cohorts import Cohorts
from simlib.programmes.hpv_rollout import NUMBER
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, HpvRolloutSection
from simlib.programmes.hpv_rollout.engines import run_rollout
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.slots import Slots, slots_of
from simlib.programmes.hpv_rollout.women import Women, eligible_women
from simlib.scenario.time import calendar_of

ROLLOUT = "hpv_rollout"
DEMAND = "hpv_rollout.demand"
PRESENCE = "hpv_rollout.presence"
BOOKING = "hpv_rollout.booking"
CHANNELS = "hpv_rollout.channels"
CLINIC = "hpv_rollout.clinic"
SUPPLY = "hpv_rollout.supply"
NATIONAL = "hpv_rollout.national_programme"
PRODUCTS = ("walrinvax", "cecolin")
STAGES = ("prescreen", "registration", "injection")
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MORE_THAN_ENOUGH = 100_000

ENOUGH_DOSES = {
    f"{SUPPLY}.central": {
        "order": {product: {"order_at": 500_000, "order_up_to": 1_000_000} for product in PRODUCTS}
    },
    f"{SUPPLY}.site_order": {product: {"order_at": 50_000, "order_up_to": 100_000} for product in PRODUCTS},
    f"{SUPPLY}.shelf_life": 3_650,
    f"{SUPPLY}.breakage": 0.0,
    f"{SUPPLY}.cold_chain_failure": 0.0,
}
"""Settings for stores that never run dry."""

SERVERS = (0, 1, 1, 1, 1, 2, 2, 3)
ORDERS = (
    ["prescreen", "registration", "injection", "observation"],
    ["registration", "prescreen", "injection", "observation"],
    ["prescreen", "injection", "observation"],
    ["injection", "observation"],
    ["registration", "injection"],
)
OFTEN_SMALL = (0.0, 0.0, 0.05, 0.1, 0.3, 0.7, 1.0)

ALWAYS_THERE = {
    f"{PRESENCE}.away_visits": [{"first_day": date(2020, 1, 1), "last_day": date(2030, 12, 31)}],
    f"{PRESENCE}.terms": [],
    f"{PRESENCE}.exams": [],
}
"""Settings for women who can come on any day."""

EVERYBODY_BOOKS = {f"{CHANNELS}.walk_in.share": dict.fromkeys(AGE_BANDS, 0.0)}
"""A setting for women of whom none comes without booking."""

NOBODY_BOOKS = {f"{CHANNELS}.walk_in.share": dict.fromkeys(AGE_BANDS, 1.0)}
"""A setting for women who all come without booking."""

BROUGHT_EVERY_MONTH = {
    f"{CHANNELS}.school.rounds": [
        date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)
    ],
    f"{CHANNELS}.school.groups": 3,
}
"""Settings for schools that bring their girls as often as there is school."""

OPEN_FAR_AHEAD = {f"{BOOKING}.days_ahead": 3_000}
"""A setting for slots that are open from the first day on."""

seeds = st.integers(0, 2**63 - 1)


def servers_at(names, count):
    """As many servers at every stage of every site."""
    return {name: dict.fromkeys(STAGES, count) for name in names}


def in_no_time(names):
    """Settings for clinics in which nobody waits, nobody is sent home, and observation is short."""
    return {
        f"{CLINIC}.servers": servers_at(names, 1_000),
        f"{CLINIC}.service_mean": dict.fromkeys(STAGES, 1 / 60),
        f"{CLINIC}.service_variation": dict.fromkeys(STAGES, 0.0),
        f"{CLINIC}.observation": 0,
        f"{CLINIC}.arrival_spread": 60,
        f"{CLINIC}.slot_length": 1,
        f"{CLINIC}.deferral": 0.0,
        f"{CLINIC}.contraindication": 0.0,
    }


def sites_of(drawn):
    """Settings for sites from (township, opening days, capacity, servers at each stage) of each."""
    names = [f"site_{place}" for place in range(len(drawn))]
    columns = [dict(zip(names, column, strict=True)) for column in zip(*drawn, strict=True)]
    return {
        f"{ROLLOUT}.sites.names": {name: {"en": name, "zh": name} for name in names},
        f"{ROLLOUT}.sites.township": columns[0],
        f"{ROLLOUT}.sites.opening_days": columns[1],
        f"{ROLLOUT}.sites.daily_capacity": columns[2],
        f"{CLINIC}.servers": columns[3],
    }


SMALL = (2_000, 4_000, 1_000, 500, 1)


@st.composite
def drawn_towns(draw, residents=SMALL):
    """Arguments of the fixture `town`: townships, sites that may be too few, any demand, any schedule.

    Hypothesis favours simple values, and a simple town gives no dose to anybody; so it draws only how large
    the town is and a seed for all the rest.
    """
    dice = Random(draw(st.integers(0, 2**32 - 1)))
    residents = draw(st.sampled_from(residents))

    def a_date(first, last):
        return date.fromordinal(dice.randint(first.toordinal(), last.toordinal()))

    def by_band(values):
        return {band: dice.choice(values) for band in AGE_BANDS}

    def site():
        weekdays = dice.sample(EVERY_DAY, dice.choice([0, 1, 2, 3, 5, 6, 7]))
        capacity = dice.choice([0, 1, 1, 2, 3, 5, 40, MORE_THAN_ENOUGH])
        return dice.choice(names), weekdays, capacity, {stage: dice.choice(SERVERS) for stage in STAGES}

    def absence(site):
        first = a_date(date(2023, 1, 1), date(2026, 6, 1))
        return {
            "site": f"site_{site}",
            "stage": dice.choice(STAGES),
            "first_day": first,
            "last_day": a_date(first, date(2026, 6, 1)),
            "staff": dice.randint(1, 2),
        }

    sites = dice.randint(1, 5)
    names = ["ash", "birch", "cedar", "date"][: dice.randint(1, 4)]
    last_walrinvax = dice.randint(9, 44)
    settings = {
        **sites_of([site() for _ in range(sites)]),
        "horizon.first_day": dice.choice([date(2023, 3, 1), date(2023, 7, 1), date(2024, 1, 1)]),
        "horizon.last_day": a_date(date(2024, 1, 1), date(2026, 2, 28)),
        f"{CLINIC}.absences": [absence(site) for site in range(sites) for _ in range(dice.randint(0, 2))],
        f"{ROLLOUT}.batches.girls_2005_2010.opens": a_date(date(2022, 6, 1), date(2025, 6, 1)),
        f"{ROLLOUT}.batches.women_1978_1983.opens": a_date(date(2022, 6, 1), date(2025, 6, 1)),
        f"{ROLLOUT}.batches.girls_2011_2014.opens": a_date(date(2022, 6, 1), date(2026, 6, 1)),
        f"{ROLLOUT}.eligibility.youngest": dice.choice([9, 9, 12]),
        f"{ROLLOUT}.eligibility.oldest": dice.choice([45, 45, 41]),
        f"{ROLLOUT}.schedule.two_doses_up_to_age": dice.randint(8, 20),
        f"{ROLLOUT}.products.walrinvax.licensed_ages": {"youngest": 9, "oldest": 45},
        f"{ROLLOUT}.products.walrinvax.given_ages": {"youngest": 9, "oldest": last_walrinvax},
        f"{ROLLOUT}.products.cecolin.given_ages": {"youngest": last_walrinvax + 1, "oldest": 45},
        f"{DEMAND}.prior_vaccination": by_band(OFTEN_SMALL),
        f"{DEMAND}.absent_factor": dice.random(),
        f"{DEMAND}.guardian_consent": 1 - dice.choice(OFTEN_SMALL),
        f"{DEMAND}.mean_delay": dice.choice([0.0, 0.5, 10.0, 75.0, 400.0]),
        f"{DEMAND}.imitation": dice.choice([0.0, 0.0, 0.01, 0.2]),
        f"{ROLLOUT}.publicity.starts": a_date(date(2022, 6, 1), date(2026, 6, 1)),
        f"{ROLLOUT}.publicity.multiplier": dice.choice([1.0, 2.0, 10.0]),
        f"{DEMAND}.no_show": dice.choice(OFTEN_SMALL),
        f"{DEMAND}.rebooking_delay": dice.randint(1, 60),
        f"{DEMAND}.give_up": dice.choice(OFTEN_SMALL),
        f"{DEMAND}.dropout_after_first": by_band(OFTEN_SMALL),
        f"{DEMAND}.dropout_after_second": by_band(OFTEN_SMALL),
    }
    settings |= drawn_clinic(dice, sites)
    settings |= drawn_presence(dice)
    settings |= drawn_booking(dice, names)
    settings |= {f"{DEMAND}.uptake.{band}": 1 - dice.choice(OFTEN_SMALL) for band in AGE_BANDS}
    for product in PRODUCTS:
        intervals = f"{ROLLOUT}.products.{product}"
        settings[f"{intervals}.two_dose_interval"] = dice.randint(1, 240)
        settings[f"{intervals}.three_dose_intervals"] = [dice.randint(1, 240), dice.randint(1, 240)]
    townships = {name: dice.randint(1, 9) for name in names}
    settings[f"{ROLLOUT}.schedule.one_dose_up_to_age"] = dice.choice([0, 0, 0, 14, 40])
    if dice.random() < 0.5:
        settings |= drawn_supply(dice, residents, a_date)
    settings |= drawn_channels(dice, a_date, by_band)
    if dice.random() < 0.5:
        settings |= drawn_national(dice, a_date)
    return {"settings": settings, "residents": residents, "townships": townships}


def drawn_national(dice, a_date):
    """Settings of a national programme that comes early or late, or never, for few girls or for many."""
    return {
        f"{NATIONAL}.in_force": True,
        f"{NATIONAL}.starts": a_date(date(2022, 6, 1), date(2026, 6, 1)),
        f"{NATIONAL}.born_from": a_date(date(2004, 1, 1), date(2015, 6, 1)),
        f"{NATIONAL}.youngest": dice.choice([0, 9, 12, 13, 13, 15]),
        f"{NATIONAL}.price": dice.choice([0.0, 27.5, 33.33]),
    }


def drawn_presence(dice):
    """Settings of women who may be away for months, and of girls who may be kept at school for weeks."""

    def periods(count, longest):
        starts = [date(2023, 1, 1) + timedelta(days=dice.randrange(1_200)) for _ in range(count)]
        return [
            {"first_day": start, "last_day": start + timedelta(days=dice.randrange(longest))}
            for start in starts
        ]

    youngest = dice.randint(9, 18)
    return {
        f"{PRESENCE}.away_visits": periods(dice.choice([0, 1, 4, 8]), 90),
        f"{PRESENCE}.school_ages": {"youngest": youngest, "oldest": dice.randint(youngest, 19)},
        f"{PRESENCE}.terms": periods(dice.randint(0, 5), 200),
        f"{PRESENCE}.boarding_cycle": dice.randint(1, 5),
        f"{PRESENCE}.exams": periods(dice.randint(0, 6), 10),
    }


def drawn_booking(dice, townships):
    """Settings of slots that open late, and of women who may wait long, go far, or reach no site."""
    ways = ("own_township", "within_city", "to_city", "elsewhere")
    return {
        f"{BOOKING}.days_ahead": dice.choice([0, 1, 7, 14, 60, 3_000]),
        f"{BOOKING}.ask_again": dice.choice([1, 1, 7, 30]),
        f"{BOOKING}.accepted_days": dice.choice([0, 3, 14, 60, 3_000]),
        f"{BOOKING}.city": dice.sample(townships, dice.randint(0, len(townships))),
        f"{BOOKING}.travel": {way: dice.choice([10, 20, 30, 50]) for way in ways},
        f"{BOOKING}.longest_travel": dice.choice([60, 60, 30, 20]),
    }


def drawn_channels(dice, a_date, by_band):
    """Settings of women of whom some never book, and of schools that may bring their girls."""
    youngest = dice.randint(9, 15)
    rounds = [a_date(date(2022, 12, 1), date(2026, 3, 1)) for _ in range(dice.choice([0, 4, 12, 30]))]
    return {
        f"{CHANNELS}.walk_in.share": by_band([0.0, 0.0, 0.05, 0.3, 1.0]),
        f"{CHANNELS}.walk_in.comes_again": dice.choice([1, 7, 30]),
        f"{CHANNELS}.walk_in.tries": dice.choice([1, 3, 10]),
        f"{CHANNELS}.school.rounds": rounds,
        f"{CHANNELS}.school.held": dice.choice(["at_site", "in_school"]),
        f"{CHANNELS}.school.hour": f"{dice.randint(0, 19):02}:00",
        f"{CHANNELS}.school.ages": {"youngest": youngest, "oldest": dice.randint(youngest + 1, 22)},
        f"{CHANNELS}.school.groups": dice.choice([1, 3, 8]),
        f"{CHANNELS}.school.takes_part": dice.choice([0.3, 0.8, 1.0]),
        f"{CHANNELS}.school.waits": dice.choice([0, 30, 300]),
        f"{CHANNELS}.school.missing": dice.choice(OFTEN_SMALL),
        f"{CHANNELS}.school.staff": {stage: dice.choice(SERVERS) for stage in STAGES},
    }


def drawn_hours(dice):
    """Hours of a site, half of the time with a break in which no appointment is given."""
    opens = dice.randint(1, 12)
    last = dice.randint(opens, 18)
    hours = {
        "opens": f"{opens:02}:{dice.choice(['00', '00', '15'])}",
        "last_appointment": f"{last:02}:{dice.choice(['20', '59'])}",
        "closes": f"{last + 1:02}:{dice.choice(['00', '30'])}",
    }
    begins = f"{dice.randint(opens, last):02}:{dice.choice(['25', '30'])}"
    ends = f"{begins[:2]}:{dice.choice(['40', '55'])}"
    if dice.random() < 0.5 and not begins <= hours["last_appointment"] < ends:
        hours["noon_break"] = {"begins": begins, "ends": ends}
    return hours


def drawn_clinic(dice, sites):
    """Settings of clinics that may be slow, close early, and send some of their visitors home."""
    return {
        f"{CLINIC}.stages": dice.choice(ORDERS),
        f"{CLINIC}.hours": drawn_hours(dice),
        f"{CLINIC}.site_hours": {
            f"site_{place}": drawn_hours(dice) for place in range(sites) if dice.random() < 0.3
        },
        f"{CLINIC}.service_mean": {stage: dice.choice([1 / 60, 0.5, 3.0, 3.0, 10.0]) for stage in STAGES},
        f"{CLINIC}.service_variation": {stage: dice.choice([0.0, 0.5, 1.0]) for stage in STAGES},
        f"{CLINIC}.observation": dice.choice([0, 15, 30]),
        f"{CLINIC}.slot_length": dice.choice([1, 30, 60, 720]),
        f"{CLINIC}.arrival_spread": dice.choice([0, 10, 10, 90]),
        f"{CLINIC}.deferral": dice.choice(OFTEN_SMALL),
        f"{CLINIC}.deferral_delay": dice.randint(1, 60),
        f"{CLINIC}.contraindication": dice.choice([0.0, 0.0, 0.02, 0.2]),
    }


def drawn_supply(dice, residents, a_date):
    """Settings of stores that may run dry, by a plan or by an order rule, and that lose doses."""

    def rule(most):
        at = dice.randint(0, most)
        return {"order_at": at, "order_up_to": at + dice.randint(0, most)}

    def delivery():
        day = a_date(date(2022, 12, 1), date(2026, 1, 1))
        last_day = date.fromordinal(day.toordinal() + dice.choice([0, 30, 365, 2_000]))
        doses = dice.randint(1, dice.choice([5, max(5, residents // 5)]))
        return {"product": dice.choice(PRODUCTS), "day": day, "doses": doses, "last_day": last_day}

    order = {"order": {product: rule(dice.choice([5, residents // 10])) for product in PRODUCTS}}
    plan = {"plan": [delivery() for _ in range(dice.randint(0, 12))]}
    return {
        f"{SUPPLY}.central": dice.choice([order, order, plan]),
        f"{SUPPLY}.first_delivery": a_date(date(2022, 12, 1), date(2023, 9, 1)),
        f"{SUPPLY}.last_order": a_date(date(2023, 6, 1), date(2026, 2, 28)),
        f"{SUPPLY}.lead_time": dice.choice([1, 7, 30, 90]),
        f"{SUPPLY}.shelf_life": dice.choice([1, 20, 180, 730, 3_000]),
        f"{SUPPLY}.site_order": {product: rule(dice.choice([3, 50])) for product in PRODUCTS},
        f"{SUPPLY}.transport": dice.choice([1, 1, 2, 5, 40]),
        f"{SUPPLY}.breakage": dice.choice([0.0, 0.01, 0.2, 1.0]),
        f"{SUPPLY}.cold_chain_failure": dice.choice([0.0, 0.001, 0.05]),
    }


@dataclass(frozen=True)
class Steps:
    """What the programme computes on the way to its tables."""

    section: HpvRolloutSection
    horizon: Horizon
    cohorts: Cohorts
    key: np.uint64
    women: Women
    slots: Slots
    log: Log

    @property
    def dates(self):
        """Date of each injection."""
        return self.horizon.dates[self.log.day]

    def site_names(self):
        return np.array(self.slots.sites)[self.log.site]


def steps_of(scenario, seed=1, replicate=0, engine="fast"):
    """Run the rollout of a scenario step by step."""
    sections = scenario.sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    horizon, section = calendar.horizon, sections[ROLLOUT]
    cohorts = population_over(sections["population"], horizon).start
    key = Luck(seed, replicate).key(NUMBER)
    slots = slots_of(section, cohorts.townships, calendar)
    women = eligible_women(cohorts, section, slots.trips, horizon, key)
    log = run_rollout(women, slots, section, horizon, key, engine)
    return Steps(section, horizon, cohorts, key, women, slots, log)


def histories(steps):
    """Doses of each woman as (number, day, site), by row in the women."""
    found = {}
    log = steps.log
    for woman, dose, day, site in zip(log.woman, log.dose, log.day, log.site, strict=True):
        found.setdefault(int(woman), []).append((int(dose), int(day), int(site)))
    return found


def birthday_of(women, row):
    year, code = women.birth_year[row], int(women.birth_code[row])
    return np.datetime64(f"{year}-{code // 32:02}-{code % 32:02}").item()
