"""The base says what was known in March 2023, and how well."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from simlib.scenario.time import calendar_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS_IN_DOUBT = ("estimate", "placeholder")
HPV = "hpv_rollout"


def holds_number(value):
    if isinstance(value, bool):
        return False
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return isinstance(value, (int, float)) or any(map(holds_number, inside))


def labels_in(value):
    """Yield every pair of texts inside a value."""
    if isinstance(value, dict) and value.keys() == {"en", "zh"}:
        yield value["en"], value["zh"]
    elif isinstance(value, dict):
        for entry in value.values():
            yield from labels_in(entry)


def value(base, path):
    return base.assumptions[path].value


def bounds(base, path):
    return base.assumptions[path].range.low, base.assumptions[path].range.high


def test_the_base_loads_without_a_notice(base):
    assert base.notices == ()
    assert base.changes == ()


# --- evidence ---


def test_every_source_that_is_named_exists(base):
    named = {assumption.source for assumption in base.assumptions.values()}
    assert named <= base.sources.keys()


def test_every_source_can_be_looked_up(base):
    for source in base.sources.values():
        assert all((source.title, source.publisher, source.date, source.locator))


def test_every_number_in_doubt_has_a_range(base):
    without = [
        path
        for path, assumption in base.assumptions.items()
        if assumption.kind in KINDS_IN_DOUBT and holds_number(assumption.value) and assumption.range is None
    ]
    assert without == []


def test_every_number_lies_within_its_own_range(base):
    for path, assumption in base.assumptions.items():
        if assumption.range is None or assumption.range.basis == "factor":
            continue
        numbers = assumption.value.values() if isinstance(assumption.value, dict) else [assumption.value]
        if all(isinstance(number, (int, float)) for number in numbers):
            assert all(assumption.range.low <= number <= assumption.range.high for number in numbers), path


def test_a_range_of_factors_includes_the_value_itself(base):
    for path, assumption in base.assumptions.items():
        if assumption.range is not None and assumption.range.basis == "factor":
            assert assumption.range.low <= 1 <= assumption.range.high, path


def test_a_placeholder_never_inspires_confidence(base):
    assert {item.confidence for item in base.assumptions.values() if item.kind == "placeholder"} == {"low"}


def test_what_rests_on_a_working_estimate_is_no_fact(base):
    kinds = {item.kind for item in base.assumptions.values() if item.source == "working-estimate"}
    assert kinds <= set(KINDS_IN_DOUBT)


def test_every_label_is_in_english_and_chinese(base):
    labels = [(path, item.label.en, item.label.zh) for path, item in base.assumptions.items()]
    labels += [(path, *label) for path, item in base.assumptions.items() for label in labels_in(item.value)]
    labels.append(("title", base.title.en, base.title.zh))
    for path, english, chinese in labels:
        assert english.strip(), path
        assert english.isascii(), path
        assert CHINESE.search(chinese), path


def test_every_unit_is_named(base):
    assert all(item.unit.strip() for item in base.assumptions.values())


# --- what was announced ---


def test_the_horizon_is_the_three_years_from_march_2023(base):
    horizon = base.sections["horizon"]
    assert (horizon.first_day, horizon.last_day) == (date(2023, 3, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("batch", "born_from", "born_to", "opens"),
    [
        ("girls_2005_2010", date(2005, 1, 1), date(2010, 12, 31), date(2023, 3, 1)),
        ("women_1978_1983", date(1978, 3, 1), date(1983, 12, 31), date(2023, 3, 1)),
    ],
)
def test_the_first_year_invites_the_announced_birth_windows(base, batch, born_from, born_to, opens):
    window = base.sections[HPV].batches[batch]
    assert (window.born_from, window.born_to, window.opens) == (born_from, born_to, opens)
    assert base.assumptions[f"{HPV}.batches.{batch}"].kind == "policy"


def test_the_second_year_invites_girls_born_2011_to_2014_and_women_from_1984(base):
    batches = base.sections[HPV].batches
    girls, women = batches["girls_2011_2014"], batches["women_1984_1989"]
    assert (girls.born_from, girls.born_to) == (date(2011, 1, 1), date(2014, 12, 31))
    assert women.born_from == date(1984, 1, 1)
    assert girls.opens.year == women.opens.year == 2024


def test_a_window_that_the_source_does_not_give_is_a_placeholder(base):
    for batch in ("women_1984_1989", "women_1990_2004"):
        assert base.assumptions[f"{HPV}.batches.{batch}"].kind == "placeholder"


def test_the_windows_leave_no_gap_among_women_from_1978_to_2014(base):
    windows = sorted((batch.born_from, batch.born_to) for batch in base.sections[HPV].batches.values())
    assert windows[0][0] == date(1978, 3, 1)
    assert windows[-1][1] == date(2014, 12, 31)
    for (_, end), (start, _) in pairwise(windows):
        assert start == end + timedelta(days=1)


def test_only_the_first_year_opens_in_2023(base):
    opening = {name for name, batch in base.sections[HPV].batches.items() if batch.opens.year == 2023}
    assert opening == {"girls_2005_2010", "women_1978_1983"}


def test_women_of_9_to_45_are_vaccinated_with_two_doses_up_to_14(base):
    assert (value(base, f"{HPV}.eligibility.youngest"), value(base, f"{HPV}.eligibility.oldest")) == (9, 45)
    assert value(base, f"{HPV}.schedule.two_doses_up_to_age") == 14


def test_women_over_30_can_only_get_cecolin(base):
    products = base.sections[HPV].products
    licensed = {
        name: (item.licensed_ages.youngest, item.licensed_ages.oldest) for name, item in products.items()
    }
    assert licensed == {"walrinvax": (9, 30), "cecolin": (9, 45)}
    assert products["walrinvax"].given_ages.oldest <= 30


@pytest.mark.parametrize(
    ("path", "known", "low", "high"),
    [
        ("products.walrinvax.price", 329, 245, 344),
        ("products.cecolin.price", 329, 300, 344),
        ("costs.service_fee", 25, 15, 35),
        ("demand.uptake.age_40_45", 0.55, 0.35, 0.75),
    ],
)
def test_what_was_known_is_used_with_its_range(base, path, known, low, high):
    path = f"{HPV}.{path}"
    assert value(base, path) == known
    assert bounds(base, path) == (low, high)
    assert base.assumptions[path].kind == "estimate"


@pytest.mark.parametrize(
    ("path", "known", "low", "high"),
    [
        ("rates.share_16_18", 0.689, 0.667, 0.711),
        ("efficacy.before_debut", 0.973, 0.899, 0.997),
        ("efficacy.after_debut.younger", 0.528, 0.375, 0.647),
        ("efficacy.after_debut.older", 0.45, 0.15, 0.70),
    ],
)
def test_what_the_vaccine_averts_is_known_with_its_range(base, path, known, low, high):
    path = f"{HPV}.impact.{path}"
    assert value(base, path) == known
    assert bounds(base, path) == (low, high)


def test_what_nobody_knows_of_the_impact_is_a_placeholder(base):
    for path in ("rates.local_level", "efficacy.debut.nobody_up_to", "screening.cases_averted"):
        assert base.assumptions[f"{HPV}.impact.{path}"].kind == "placeholder"


def test_no_show_lies_between_3_and_25_percent(base):
    assert bounds(base, f"{HPV}.demand.no_show") == (0.03, 0.25)


def test_the_later_fall_of_prices_is_not_known_yet(base):
    for product in base.sections[HPV].products:
        assert bounds(base, f"{HPV}.products.{product}.price")[0] >= 245


def test_the_vaccine_follows_the_published_intervals(base):
    products = base.sections[HPV].products
    # Months 0, 2-3, 6-7 and 0, 1-2, 5-8; for two doses months 0 and 6.
    first, second = products["walrinvax"].three_dose_intervals
    assert 60 <= first <= 92
    assert 180 <= first + second <= 214
    first, second = products["cecolin"].three_dose_intervals
    assert 28 <= first <= 61
    assert 150 <= first + second <= 245
    assert {product.two_dose_interval for product in products.values()} == {180}


# --- places and people ---


def test_gaoping_has_its_fifteen_townships_and_streets(base):
    names = {label.zh for label in base.sections["population"].townships.names.values()}
    streets = ["北城街街道", "东城街街道", "南城街街道"]
    towns = ["米山镇", "三甲镇", "神农镇", "陈区镇", "北诗镇", "河西镇", "马村镇", "野川镇", "寺庄镇"]
    assert names == {*streets, *towns, "建宁乡", "石末乡", "原村乡"}


def test_township_shares_are_placeholders_that_add_up_to_one(base):
    share = base.assumptions["population.townships.share"]
    assert share.kind == "placeholder"
    assert sum(share.value.values()) == pytest.approx(1, abs=1e-9)


def test_there_are_17_sites_and_a_site_in_every_township(base):
    sites = base.sections[HPV].sites
    assert len(sites.names) == 17
    assert set(sites.township.values()) == set(base.sections["population"].townships.names)


def test_only_the_nancheng_site_is_known_by_name(base):
    names = value(base, f"{HPV}.sites.names")
    unconfirmed = {site for site, label in names.items() if "待核实" in label["zh"]}
    assert unconfirmed == names.keys() - {"nancheng_centre"}
    assert base.assumptions[f"{HPV}.sites.names"].kind == "placeholder"


def test_the_census_counted_453054_residents(base):
    assert value(base, "population.census.residents") == 453_054
    assert value(base, "population.census.day") == date(2020, 11, 1)


def test_who_pays_is_a_placeholder(base):
    funding = base.assumptions[f"budget.funding.{HPV}"]
    assert funding.kind == "placeholder"
    assert [share["funder"] for share in funding.value] == ["county"]


# --- calendar ---


@pytest.mark.parametrize(
    "holiday",
    [
        "2023-04-05",
        "2023-05-01",
        "2023-06-22",
        "2023-06-24",
        "2023-09-29",
        "2023-10-06",
        "2024-02-10",
        "2024-02-17",
        "2024-05-05",
        "2024-10-07",
        "2025-01-28",
        "2025-02-04",
        "2025-05-31",
        "2025-10-08",
        "2026-02-17",
    ],
)
def test_public_holidays_are_off(base, holiday):
    assert date.fromisoformat(holiday) in base.sections["calendar"].holidays


@pytest.mark.parametrize(
    "day",
    [
        "2023-04-23",
        "2023-06-25",
        "2023-10-07",
        "2023-10-08",
        "2024-02-04",
        "2024-02-18",
        "2025-01-26",
        "2025-10-11",
    ],
)
def test_makeup_workdays_are_worked(base, day):
    day = date.fromisoformat(day)
    assert day in base.sections["calendar"].makeup_workdays
    assert day not in base.sections["calendar"].holidays


def test_no_day_is_both_off_and_worked(base):
    section = base.sections["calendar"]
    assert not set(section.holidays) & set(section.makeup_workdays)


def test_makeup_workdays_are_weekend_days(base):
    assert {day.weekday() for day in base.sections["calendar"].makeup_workdays} == {5, 6}


def test_no_day_is_listed_twice(base):
    for days in (base.sections["calendar"].holidays, base.sections["calendar"].makeup_workdays):
        assert list(days) == sorted(set(days))


def test_every_year_of_the_horizon_has_its_calendar(base):
    section = base.sections["calendar"]
    for year in range(2023, 2027):
        assert sum(day.year == year for day in section.holidays) >= 20
        assert sum(day.year == year for day in section.makeup_workdays) >= 4


def test_dragon_boat_2023_closes_the_clinics_and_the_sunday_after_opens_the_daily_ones(base):
    calendar = calendar_of(base.sections["horizon"], base.sections["calendar"])
    opening_days = base.sections[HPV].sites.opening_days
    holiday, sunday = (calendar.horizon.day_of(date(2023, 6, day)) for day in (22, 25))
    assert not any(calendar.open_days(weekdays)[holiday] for weekdays in opening_days.values())
    assert calendar.open_days(opening_days["nancheng_centre"])[sunday]
    assert not calendar.open_days(opening_days["mishan_clinic"])[sunday]
