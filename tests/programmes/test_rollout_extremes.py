"""The ends of every dial: what a planner tries first, and where the answer is known."""

from datetime import date

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    DEMAND,
    ENOUGH_DOSES,
    EVERY_DAY,
    EVERYBODY_BOOKS,
    MORE_THAN_ENOUGH,
    ROLLOUT,
    in_no_time,
    steps_of,
)
from reference_women import age_on

import simlib
from simlib.population.cohorts import FEMALE, HOME
from simlib.population.persons import expand
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS

SITES = f"{ROLLOUT}.sites"
THREE_TOWNSHIPS = {"ash": 5, "birch": 3, "cedar": 2}
CLINICS = [f"{name}_clinic" for name in THREE_TOWNSHIPS]
NOBODY, EVERYBODY = dict.fromkeys(AGE_BANDS, 0.0), dict.fromkeys(AGE_BANDS, 1.0)
PLENTY = {
    f"{SITES}.daily_capacity": dict.fromkeys(CLINICS, MORE_THAN_ENOUGH),
    **in_no_time(CLINICS),
    **ENOUGH_DOSES,
}


def opening(days):
    return {f"{SITES}.opening_days": {clinic: list(days) for clinic in CLINICS}}


EVERYONE_COMES_AT_ONCE = {
    **ALWAYS_THERE,
    f"{DEMAND}.no_show": 0.0,
    f"{DEMAND}.give_up": 0.0,
    f"{DEMAND}.mean_delay": 0.0,
    f"{DEMAND}.dropout_after_first": NOBODY,
    f"{DEMAND}.dropout_after_second": NOBODY,
    **{f"{DEMAND}.uptake.{band}": 1.0 for band in AGE_BANDS},
}


@pytest.mark.parametrize("absent_factor", [0.0, 1.0])
def test_everyone_who_may_comes_on_the_first_open_day(town, absent_factor):
    settings = {
        **EVERYONE_COMES_AT_ONCE,
        **PLENTY,
        f"{DEMAND}.absent_factor": absent_factor,
        f"{SITES}.opening_days": {
            "ash_clinic": ["wed"],
            "birch_clinic": ["mon", "thu"],
            "cedar_clinic": ["sun"],
        },
    }
    steps = steps_of(town(settings, residents=8_000, townships=THREE_TOWNSHIPS))
    # 1 March 2023 is a Wednesday; 1 March 2024 is a Friday; 1 March 2025 is a Saturday; none is a holiday.
    first_open = {
        "ash": {2023: date(2023, 3, 1), 2024: date(2024, 3, 6), 2025: date(2025, 3, 5)},
        "birch": {2023: date(2023, 3, 2), 2024: date(2024, 3, 4), 2025: date(2025, 3, 3)},
        "cedar": {2023: date(2023, 3, 5), 2024: date(2024, 3, 3), 2025: date(2025, 3, 2)},
    }
    women, log = steps.women, steps.log
    opens = [batch.opens for batch in steps.section.batches.values()]
    at_home = np.isin(
        women.identity, expand(steps.cohorts, FEMALE, (HOME,), date(1970, 1, 1), date(2020, 1, 1)).identity
    )
    first = log.dose == 1
    came = dict(zip(log.woman[first].tolist(), steps.dates[first].tolist(), strict=True))
    expected = {}
    for row in range(len(women)):
        day = first_open[steps.cohorts.townships[women.township[row]]][opens[women.batch[row]].year]
        year, code = int(women.birth_year[row]), int(women.birth_code[row])
        of_age = 9 <= age_on(day, date(year, code // 32, code % 32)) <= 45
        if women.unvaccinated[row] and of_age and (absent_factor == 1 or at_home[row]):
            expected[row] = day
    assert came == expected
    assert len(came) > 1_000


def test_everyone_completes_her_series_where_nothing_is_in_the_way(town):
    steps = steps_of(town({**EVERYONE_COMES_AT_ONCE, **PLENTY}, townships=THREE_TOWNSHIPS))
    started = steps.log.given > 0
    early = np.array([batch.opens.year < 2025 for batch in steps.section.batches.values()])
    done = started & early[steps.women.batch]
    np.testing.assert_array_equal(steps.log.given[done], steps.log.series[done])


def test_an_interval_is_kept_to_the_day_where_sites_never_close(town):
    settings = {
        **EVERYONE_COMES_AT_ONCE,
        **PLENTY,
        **opening(EVERY_DAY),
        "calendar.holidays": [],
    }
    doses = simlib.run(town(settings, townships=THREE_TOWNSHIPS)).doses
    girls = doses[(doses["batch"] == "girls_2011_2014")]
    assert set(girls[girls["dose"] == 1]["date"].dt.date) == {date(2024, 3, 1)}
    # Two doses are 180 days apart; the third of Walrinvax comes 60 and 120 days after those before it.
    assert set(girls[girls["dose"] == 2]["date"].dt.date) == {date(2024, 8, 28)}
    women = doses[doses["batch"] == "women_1978_1983"]
    # Cecolin: 30 days, then 150.
    assert set(women[women["dose"] == 2]["date"].dt.date) == {date(2023, 3, 31)}
    assert set(women[women["dose"] == 3]["date"].dt.date) == {date(2023, 8, 28)}


@pytest.mark.parametrize(
    "settings",
    [
        {
            f"{DEMAND}.no_show": 1.0,
            f"{DEMAND}.give_up": 0.0,
            f"{DEMAND}.rebooking_delay": 1,
            **EVERYBODY_BOOKS,
        },
        {f"{DEMAND}.uptake.{band}": 0.0 for band in AGE_BANDS},
        {f"{DEMAND}.prior_vaccination": EVERYBODY},
        {f"{SITES}.daily_capacity": dict.fromkeys(CLINICS, 0)},
        opening([]),
    ],
    ids=["nobody turns up", "nobody wants to", "all are vaccinated", "no slots", "never open"],
)
def test_nobody_gets_a_dose(town, settings):
    result = simlib.run(town(settings, townships=THREE_TOWNSHIPS))
    assert result.doses.empty
    # Doses were bought and kept cold; no fee was earned.
    assert "hpv_service_fee" not in set(result.ledger["item"])
    assert result.stock["given"].sum() == 0
    assert result.liabilities.empty
    assert (result.coverage["dose1"] == 0).all()
    assert result.visits["vaccinated"].sum() == 0


def test_where_nobody_turns_up_everybody_keeps_booking(town):
    settings = {
        f"{DEMAND}.no_show": 1.0,
        f"{DEMAND}.give_up": 0.0,
        f"{DEMAND}.rebooking_delay": 1,
        **PLENTY,
    }
    result = simlib.run(town(settings, townships=THREE_TOWNSHIPS))
    assert result.visits["booked"].sum() == result.measures[f"{ROLLOUT}.appointments_missed"] > 10_000
    assert result.measures[f"{ROLLOUT}.appointments_gave_up"] == 0


def test_who_always_gives_up_misses_only_once(town):
    settings = {f"{DEMAND}.no_show": 1.0, f"{DEMAND}.give_up": 1.0, **PLENTY}
    measures = simlib.run(town(settings, townships=THREE_TOWNSHIPS)).measures
    assert measures[f"{ROLLOUT}.appointments_missed"] == measures[f"{ROLLOUT}.appointments_gave_up"] > 0


def test_who_is_too_young_comes_on_the_birthday(town):
    settings = {
        **EVERYONE_COMES_AT_ONCE,
        **PLENTY,
        **opening(EVERY_DAY),
        "calendar.holidays": [],
        f"{ROLLOUT}.eligibility.youngest": 12,
    }
    doses = simlib.run(town(settings, townships=THREE_TOWNSHIPS)).doses
    first = doses[(doses["batch"] == "girls_2011_2014") & (doses["dose"] == 1)]
    # The batch opens on 1 March 2024 for girls of 9 to 13.
    on_opening_day = first["date"] == "2024-03-01"
    assert set(first.loc[on_opening_day, "age"]) == {12, 13}
    assert set(first.loc[~on_opening_day, "age"]) == {12}
    assert first["date"].nunique() > 20


def test_without_consent_girls_come_from_their_18th_birthday_on(town):
    refused = {**EVERYONE_COMES_AT_ONCE, **PLENTY, f"{DEMAND}.guardian_consent": 0.0}
    settings = {**refused, **opening(EVERY_DAY), "calendar.holidays": []}
    result = simlib.run(town(settings, townships=THREE_TOWNSHIPS))
    first = result.doses[(result.doses["dose"] == 1) & (result.doses["batch"] == "girls_2005_2010")]
    # 1 March 2023 finds girls of 12 to 18 in the batch; by the end of February 2026 some are 18 to 21.
    assert set(first["age"]) == {18}
    assert first["date"].nunique() > 30
    measures = {name.partition(".")[2]: value for name, value in result.measures.items()}
    assert measures["refused"] == measures["refused_age_9_14"] + measures["refused_age_15_17"] > 100


def test_a_vaccinated_woman_gets_nothing(town):
    half = {f"{DEMAND}.prior_vaccination": dict.fromkeys(AGE_BANDS, 0.5)}
    steps = steps_of(town({**EVERYONE_COMES_AT_ONCE, **PLENTY, **half}, townships=THREE_TOWNSHIPS))
    before = ~steps.women.unvaccinated
    assert before.sum() > 100
    assert (steps.log.given[before] == 0).all()


def test_who_drops_out_gets_one_dose(town):
    settings = {
        **EVERYONE_COMES_AT_ONCE,
        **PLENTY,
        f"{DEMAND}.dropout_after_first": EVERYBODY,
    }
    assert set(simlib.run(town(settings, townships=THREE_TOWNSHIPS)).doses["dose"]) == {1}


def test_who_drops_out_after_the_second_gets_two(town):
    settings = {
        **EVERYONE_COMES_AT_ONCE,
        **PLENTY,
        f"{DEMAND}.dropout_after_second": EVERYBODY,
    }
    assert set(simlib.run(town(settings, townships=THREE_TOWNSHIPS)).doses["dose"]) == {1, 2}


@pytest.mark.parametrize(
    ("last_day", "numbers"),
    [(date(2023, 3, 1), {1}), (date(2023, 3, 30), {1}), (date(2023, 3, 31), {1, 2})],
    ids=["a day", "a month but for a day", "a month"],
)
def test_a_short_horizon(town, last_day, numbers):
    # Without delay, so that somebody comes on the first day; her second dose of Cecolin is due 30 days later.
    result = simlib.run(town({"horizon.last_day": last_day, f"{DEMAND}.mean_delay": 0.0}))
    assert result.doses["date"].max() <= np.datetime64(last_day)
    assert set(result.doses["dose"]) == numbers
    assert set(result.coverage["month"].dt.date) == {date(2023, 3, 1)}
    assert set(result.visits["date"].dt.month) == {3}


def test_a_horizon_that_begins_in_the_middle_year(town):
    settings = {
        "horizon.first_day": date(2024, 3, 1),
        "population.fertility.births_since_census.2024": 2_800,
    }
    result = simlib.run(town(settings))
    # Batches that opened before the horizon are open from its first day.
    first = result.doses[result.doses["dose"] == 1].groupby("batch", observed=True)["date"].min()
    assert first.min() >= np.datetime64("2024-03-01")
    assert first[["girls_2005_2010", "women_1978_1983", "girls_2011_2014"]].max() < np.datetime64(
        "2024-05-01"
    )
    assert result.coverage["month"].min() == np.datetime64("2024-03-01")
    assert result.ledger["month"].min() == np.datetime64("2024-03-01")


def test_a_batch_that_opens_after_the_horizon_stays_out(town):
    late = {f"{ROLLOUT}.batches.women_1990_2004.opens": date(2026, 3, 1)}
    result = simlib.run(town(late))
    assert "women_1990_2004" not in set(result.doses["batch"])
    assert "women_1990_2004" not in set(result.coverage["batch"])


def test_a_batch_is_in_the_coverage_from_the_month_in_which_it_opens(town):
    late = {f"{ROLLOUT}.batches.women_1990_2004.opens": date(2025, 6, 20)}
    coverage = simlib.run(town(late)).coverage
    months = coverage.loc[coverage["batch"] == "women_1990_2004", "month"]
    assert months.min() == np.datetime64("2025-06-01")


def test_a_township_without_a_site_books_anywhere(town):
    settings = {f"{SITES}.township": {"ash_clinic": "ash", "birch_clinic": "ash", "cedar_clinic": "cedar"}}
    doses = simlib.run(town(settings, residents=8_000, townships=THREE_TOWNSHIPS)).doses
    sites = doses.groupby("township", observed=True)["site"].agg(lambda names: set(names))
    assert sites["birch"] == {"ash_clinic", "birch_clinic", "cedar_clinic"}
    assert sites["ash"] == {"ash_clinic", "birch_clinic"}
    assert sites["cedar"] == {"cedar_clinic"}


def test_sites_close_on_holidays_and_open_on_makeup_workdays(base_result):
    visits = base_result.visits
    nancheng = set(visits.loc[visits["site"] == "nancheng_centre", "date"].dt.date)
    assert date(2023, 5, 1) not in nancheng  # a Monday, Labour Day
    assert date(2023, 4, 23) in nancheng  # a Sunday worked in exchange
    mishan = set(visits.loc[visits["site"] == "mishan_clinic", "date"].dt.date)
    assert date(2023, 4, 23) not in mishan  # opens only on Tuesdays and Fridays


def test_a_town_of_one_resident(town):
    result = simlib.run(town(residents=1))
    assert result.measures[f"{ROLLOUT}.women"] <= 1


def test_luck_has_no_part_where_every_share_is_zero_or_one(town):
    settings = {**EVERYONE_COMES_AT_ONCE, **PLENTY, f"{DEMAND}.absent_factor": 1.0}
    settings[f"{DEMAND}.prior_vaccination"] = NOBODY
    # Birth days still differ by seed; the windows of these two batches end with whole months.
    counts = []
    for seed in (1, 2):
        doses = simlib.run(town(settings, townships=THREE_TOWNSHIPS), seed=seed).doses
        girls = doses[doses["batch"].isin(["girls_2005_2010", "girls_2011_2014"]) & (doses["dose"] == 1)]
        counts.append(girls.groupby(["township", "batch"], observed=True)["count"].sum().to_dict())
    assert counts[0] == counts[1]
