"""What holds in every rollout, whatever the town, its sites, its demand and its luck."""

import numpy as np
from drawn_towns import CHANNELS, ROLLOUT, birthday_of, drawn_towns, histories, seeds, steps_of
from hypothesis import given, settings
from reference_women import age_on, invited_on

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.log import Kind
from simlib.runs.single import TABLES

SERIES = ["township", "batch", "age_band"]


def plain(frame):
    """Names as text, so that groups hold only names that occur."""
    names = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(names, str))


def given_to(product, age):
    return product.given_ages.youngest <= age <= product.given_ages.oldest


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_starts_while_not_eligible(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    batches, products = list(steps.section.batches.values()), list(steps.section.products.values())
    for woman, doses in histories(steps).items():
        day, birthday = steps.horizon.date_of(doses[0][1]), birthday_of(steps.women, woman)
        age = age_on(day, birthday)
        assert 9 <= steps.section.eligibility.youngest <= age <= steps.section.eligibility.oldest <= 45
        batch = batches[steps.women.batch[woman]]
        assert day >= invited_on(birthday, batch, steps.section.national_programme)
        assert steps.women.unvaccinated[woman]
        assert given_to(products[steps.log.product[woman]], age)
        assert age <= products[steps.log.product[woman]].licensed_ages.oldest
        schedule = steps.section.schedule
        series = 1 if age <= schedule.one_dose_up_to_age else 2 if age <= schedule.two_doses_up_to_age else 3
        assert steps.log.series[woman] == series


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_gets_more_doses_than_her_schedule_nor_a_dose_early(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    products = list(steps.section.products.values())
    for woman, doses in histories(steps).items():
        series = steps.log.series[woman]
        product = products[steps.log.product[woman]]
        waits = [product.two_dose_interval] if series == 2 else product.three_dose_intervals
        assert [number for number, _, _ in doses] == list(range(1, len(doses) + 1))
        assert len(doses) == steps.log.given[woman] <= series
        days = [day for _, day, _ in doses]
        assert all(later - day >= wait for day, later, wait in zip(days, days[1:], waits, strict=False))


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_books_before_she_wants_to(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    first = steps.log.dose == 1
    assert (steps.log.day[first] >= steps.women.wish_day[steps.log.woman[first]]).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_women_are_vaccinated_where_they_book(town, drawn, seed):
    events = steps_of(town(**drawn), seed).log.events.in_order()
    booked, came = {}, {}
    for kind, woman, site, when, detail in zip(
        events.kind, events.woman, events.site, events.time, events.detail, strict=True
    ):
        if kind == Kind.BOOKING:
            booked[woman] = (site, detail // SECONDS_PER_DAY)
        elif kind == Kind.ARRIVAL:
            assert booked[woman] == (site, when // SECONDS_PER_DAY)
            came[woman] = booked.pop(woman)
        elif kind in (Kind.WALK_IN, Kind.SCHOOL):
            assert woman not in booked
            came[woman] = (site, when // SECONDS_PER_DAY)
        elif kind in (Kind.NO_SHOW, Kind.CANCELLED):
            booked.pop(woman, None)
        elif kind == Kind.INJECTION:
            assert came.pop(woman) == (site, when // SECONDS_PER_DAY)


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_sites_take_no_more_than_they_can(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    happened = steps.log.by_site_and_day
    assert (happened["booking"] <= steps.slots.capacity).all()
    assert (happened["arrival"] <= happened["booking"]).all()
    injections = np.zeros_like(happened["injection"])
    np.add.at(injections, (steps.log.site, steps.log.day), 1)
    np.testing.assert_array_equal(injections, happened["injection"])


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_who_comes_is_vaccinated_or_sent_home(town, drawn, seed):
    happened = steps_of(town(**drawn), seed).log.by_site_and_day
    ends = ("injection", "deferral", "contraindication", "turned_away", "no_dose")
    came = ("arrival", "walk_in", "school")
    np.testing.assert_array_equal(sum(happened[kind] for kind in ends), sum(happened[kind] for kind in came))


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_appointments_are_kept_or_missed_or_cancelled(town, drawn, seed):
    scenario = town(**{**drawn, "settings": {**drawn["settings"], f"{CHANNELS}.school.rounds": []}})
    steps, measures = steps_of(scenario, seed), simlib.run(scenario, seed).measures
    missed = measures[f"{ROLLOUT}.appointments_missed"]
    cancelled = measures[f"{ROLLOUT}.appointments_cancelled"]
    # Each appointment is within the horizon, so by its end each is one of the three.
    happened = steps.log.by_site_and_day
    assert happened["booking"].sum() == happened["arrival"].sum() + missed + cancelled
    in_vain = happened["turned_away"].sum() + happened["no_dose"].sum()
    assert measures[f"{ROLLOUT}.appointments_gave_up"] <= missed + in_vain


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_doses_are_those_of_the_visits(town, drawn, seed):
    scenario = town(**drawn)
    result = simlib.run(scenario, seed)
    doses, visits = plain(result.doses), plain(result.visits)
    given_there = doses.groupby(["date", "site"])["count"].sum()
    vaccinated = visits.set_index(["date", "site"])["vaccinated"]
    assert given_there.to_dict() == vaccinated[vaccinated > 0].to_dict()
    assert (visits["booked"] <= visits["capacity"]).all()
    assert (visits["attended"] <= visits["booked"] + visits["walk_in"] + visits["school"]).all()
    sent_home = visits["deferred"] + visits["contraindicated"] + visits["turned_away"] + visits["no_dose"]
    assert (visits["vaccinated"] + sent_home == visits["attended"]).all()
    assert (visits["overtime"] >= 0).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_sites_are_open_on_their_days_only(town, drawn, seed):
    scenario = town(**drawn)
    holidays = set(scenario.sections["calendar"].holidays)
    makeup = set(scenario.sections["calendar"].makeup_workdays)
    opening_days = scenario.sections[ROLLOUT].sites.opening_days
    visits = plain(simlib.run(scenario, seed).visits)
    for day, site in zip(visits["date"].dt.date, visits["site"], strict=True):
        weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
        assert day in makeup or (weekday in opening_days[site] and day not in holidays)


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_coverage_only_rises_and_ends_at_the_doses_given(town, drawn, seed):
    result = simlib.run(town(**drawn), seed)
    coverage, doses = plain(result.coverage), plain(result.doses)
    assert (coverage["complete"] <= coverage["dose1"]).all()
    assert (coverage["dose1"] <= coverage["eligible_unvaccinated"]).all()
    assert (coverage["eligible_unvaccinated"] <= coverage["eligible"]).all()
    series = coverage.sort_values("month").groupby(SERIES)
    for column in ("dose1", "complete"):
        assert (series[column].diff().fillna(0) >= 0).all()
    for column in ("eligible", "eligible_unvaccinated"):
        assert (series[column].nunique() == 1).all()
    reached = series.last().groupby(["township", "batch"])["dose1"].sum()
    first_doses = doses[doses["dose"] == 1].groupby(["township", "batch"])["count"].sum()
    assert reached[reached > 0].to_dict() == first_doses.to_dict()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_coverage_knows_who_is_complete(town, drawn, seed):
    scenario = town(**drawn)
    steps, result = steps_of(scenario, seed), simlib.run(scenario, seed)
    last = plain(result.coverage).sort_values("month").groupby(SERIES)["complete"].last()
    log = steps.log
    assert last.sum() == ((log.given == log.series) & (log.series > 0)).sum()
    assert last.sum() == result.measures[f"{ROLLOUT}.complete"]


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds)
def test_every_table_is_as_declared(town, drawn, seed):
    result = simlib.run(town(**drawn), seed, events=True)
    for name, frame in result.tables.items():
        TABLES[name].check(frame)


def test_walrinvax_is_for_first_doses_up_to_30_and_cecolin_for_40_to_45(base_result):
    # Walrinvax is licensed for ages 9 to 30, Cecolin for 9 to 45.
    doses = base_result.doses
    first = doses[doses["dose"] == 1]
    assert first.loc[first["product"] == "walrinvax", "age"].max() <= 30
    assert set(first.loc[first["age"] >= 40, "product"]) == {"cecolin"}
    assert first["age"].between(9, 45).all()


def test_only_girls_up_to_14_are_done_after_two_doses(base):
    steps = steps_of(base)
    first = steps.log.dose == 1
    woman, day = steps.log.woman[first], steps.log.day[first]
    ages = np.array(
        [
            age_on(steps.horizon.date_of(d), birthday_of(steps.women, w))
            for w, d in zip(woman, day, strict=True)
        ]
    )
    np.testing.assert_array_equal(steps.log.series[woman] == 2, ages <= 14)
