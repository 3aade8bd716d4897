"""What cannot be is refused with the entry that is wrong, in both languages; what is odd is noticed."""

from datetime import date

import pytest
from assist_towns import GROUPS, NAME, gaoping, outcome, section_with

from simlib.language.language import Language
from simlib.programmes.medical_assistance.checks import misfits, notices
from simlib.runs.scenarios import load
from simlib.scenario.problems import InputError
from simlib.scenario.time import HorizonSection

ZH = Language("zh")
YEARS = {"2023": 0.5, "2024": 0.5, "2025": 0.5}


def refused(path, value):
    """What the loader says to a value, in both languages."""
    with pytest.raises(InputError) as refusal:
        load("gaoping-2023", set={f"{NAME}.{path}": value})
    english = str(refusal.value)
    chinese = "\n".join(problem.told_in(ZH) for problem in refusal.value.problems)
    return english, chinese


COST = {"gross": 60.0, "co_payment": 25.0, "uncovered": 3.0}


@pytest.mark.parametrize(
    ("path", "value", "where", "complaint"),
    [
        (
            "costs.mean.hypertension",
            COST | {"co_payment": 61.0},
            "costs.mean.hypertension",
            "the co-payment (61.0) is above the gross cost (60.0)",
        ),
        (
            "costs.mean.dialysis_session",
            {"gross": 400.0, "co_payment": 390.0, "uncovered": 16.0},
            "costs.mean.dialysis_session",
            "the co-payment (390.0) and the uncovered cost (16.0) are together above the gross cost (400.0)",
        ),
        ("costs.mean.diabetes.gross", -1.0, "costs.mean.diabetes.gross", "at least 0.0 is needed"),
        ("diseases.mix.dialysis", 0.5, "diseases", "the shares of mix add up to 1.485; 1 is needed"),
        ("diseases.group_share.stable", 0.9, "diseases", "the shares of group_share add up to 1.63"),
        (
            "diseases.patients",
            30_000,
            "diseases.patients",
            "8100 patients of the group stable, of which 5100",
        ),
        ("diseases.excess_deaths.dialysis", 1.2, "diseases.excess_deaths.dialysis", "at most 1"),
        ("premium.support.2024", 1.5, "premium.support.2024", "at most 1.0 is needed"),
        ("premium.support", YEARS, "premium", "support says nothing of the year of cover 2026"),
        (
            "premium.support",
            YEARS | {"2026": 0.5, "2027": 0.5},
            "premium",
            "support tells of the year of cover 2027, of which yearly has no premium",
        ),
        (
            "premium.verification.starts.2024",
            date(2023, 9, 1),
            "premium",
            "the verification of the year of cover 2024 starts on 2023-09-01, before its premium",
        ),
        (
            "premium.collection.2024.last_day",
            date(2025, 1, 31),
            "premium",
            "the premium of the year of cover 2024 is collected until 2025-01-31, after it",
        ),
        (
            "premium.collection.2024.last_day",
            date(2023, 9, 1),
            "premium.collection.2024",
            "the period ends (2023-09-01) before it begins (2023-10-01)",
        ),
        ("premium.groups", ["stabel"], "", '"stabel" is no group of the list; did you mean "stable"?'),
        ("premium.verification.people_a_day", 0, "premium.verification.people_a_day", "at least 1"),
        ("premium.verification.rounds", 0, "premium.verification.rounds", "at least 1 is needed"),
        ("premium.payment.day_of_month", 32, "premium.payment.day_of_month", "at most 31 is needed"),
        ("insurance.insured.stable", "97%", "insurance.insured.stable", "write 8% as 0.08"),
        ("need.age_weight", {"from_0": 0.0}, "need", "the weights are 0 at all ages"),
        ("relief.more_use", -0.1, "relief.more_use", "at least 0"),
        ("households.size.one", 0.5, "households", "the shares of size add up to 1.15; 1 is needed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_where_it_stands(path, value, where, complaint):
    english, chinese = refused(path, value)
    assert f"{NAME}.{where}".strip(".") in english
    assert complaint in english
    assert complaint not in chinese


def problems(changes):
    place = gaoping()
    population = load("gaoping-2023").sections["population"]
    return {
        path: str(message)
        for path, message in misfits(
            section_with(changes, small=False), population, place.calendar.horizon.first
        )
    }


def test_a_group_that_a_mapping_forgets_or_invents_is_named():
    leaving = {**dict.fromkeys(GROUPS, 0.1), "stabel": 0.1}
    del leaving["stable"]
    assert problems({"need.leaving": leaving}) == {
        f"{NAME}.need.leaving": 'it says nothing of the group "stable"',
        f"{NAME}.need.leaving.stabel": '"stabel" is no group of the list; known: '
        'stable, subsistence, destitute, monitored; did you mean "stable"?',
    }


def test_a_township_without_staff_of_its_own_is_named():
    staff = {name: 1 for name in gaoping().population.start.townships if name != "macun"}
    found = problems({"premium.verification.staff": staff})
    assert found == {f"{NAME}.premium.verification.staff": 'it says nothing of the township "macun"'}


HORIZON = HorizonSection(first_day=date(2023, 3, 1), last_day=date(2026, 2, 28))


def noticed(changes, residents=453_054):
    population = load("gaoping-2023").sections["population"]
    census = population.census.model_copy(update={"residents": residents})
    population = population.model_copy(update={"census": census})
    return list(notices(section_with(changes, small=False), population, HORIZON))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"premium.verification.weekdays": ()}, "nobody works there, so nobody is met"),
        ({"relief.starts": date(2027, 1, 1)}, "relief starts on 2027-01-01, after the last day"),
    ],
)
def test_what_is_odd_is_noticed_and_runs(changes, said):
    (notice,) = noticed(changes)
    assert said in notice
    assert notice.told_in(ZH) != notice


def test_a_township_where_nobody_goes_out_is_noticed():
    staff = {**dict.fromkeys(gaoping().population.start.townships, 1), "macun": 0}
    (notice,) = noticed({"premium.verification.staff": staff})
    assert notice.startswith(f"{NAME}.premium.verification.staff.macun")


def test_a_list_longer_than_the_town_is_noticed():
    (notice,) = noticed({}, residents=10_000)
    assert "13500 people are on the list, and 10000 live there" in notice


def test_a_list_that_cannot_be_simulated_is_refused():
    with pytest.raises(InputError, match=r"medical_assistance\.need\.people: .* people would be simulated"):
        outcome({"need.people": dict.fromkeys(GROUPS, 1_300_000)})
