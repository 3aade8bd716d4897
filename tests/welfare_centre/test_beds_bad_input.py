"""The group `beds`: as shipped, and every way to get it wrong."""

import pytest
from bed_towns import BEDS, beds_of, load, shipped

from simlib.language.language import Language
from simlib.language.message import told
from simlib.programmes.welfare_centre.beds_checks import bed_misfits, bed_notices
from simlib.scenario.problems import InputError


def refusal(folder, path, value):
    """What the loader says to a value."""
    with pytest.raises(InputError) as refused:
        load(folder, {f"{BEDS}.{path}": value})
    return str(refused.value)


def in_chinese(message):
    return told(message, Language("zh"))


def test_the_shipped_beds_load_without_a_word():
    section = shipped().sections["welfare_centre"].beds
    assert shipped().notices == ()
    assert list(bed_misfits(section)) == list(bed_notices(section)) == []
    assert section.places.by_care == (300, 200)


def test_only_the_number_of_beds_is_the_articles_and_all_else_is_shown_as_assumed():
    kinds = {
        path: (assumption.kind, assumption.source)
        for path, assumption in shipped().assumptions.items()
        if path.startswith(BEDS)
    }
    assert kinds.pop(f"{BEDS}.places.number") == ("policy", "article-2023-03-21")
    assert {kind for kind, _ in kinds.values()} == {"estimate", "placeholder"}
    assert {source for _, source in kinds.values()} == {"working-estimate"}


def test_what_community_care_changes_may_be_nothing():
    for name in ("later", "less"):
        assert shipped().assumptions[f"{BEDS}.relief.{name}"].range.low == 0


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("places.number", -1, "-1 is not allowed; at least 0 is needed"),
        ("places.number", 400.5, "400.5 is not whole; a whole number is needed"),
        ("places.disabled_share", 1.2, "1.2 is not allowed; at most 1.0 is needed"),
        ("places.disabled_share", -0.1, "-0.1 is not allowed; at least 0.0 is needed"),
        ("moved_in.elderly", -5, "-5 is not allowed; at least 0 is needed"),
        ("need.helped", {"at_60": 0.1, "at_70": 0.05}, "it falls from 0.1 (at_60) to 0.05 (at_70)"),
        ("need.helped", {"at_60": 1.1}, "1.1 is not allowed; at most 1.0 is needed"),
        ("need.helped", {"from_60": 0.1}, '"from_60" is no exact age such as at_60'),
        ("need.helped", {"at_70": 0.1, "at_60": 0.2}, "rising ages such as at_60"),
        ("need.helped", {"at_60": 0.1}, "helped and disabled must name the same ages"),
        ("need.mortality.disabled", 0.5, "0.5 is not allowed; at least 1.0 is needed"),
        ("need.mortality.disabled", 1.2, "the disabled cannot be less likely to die"),
        ("demand.destitute", 2.0, "2.0 is not allowed; at most 1.0 is needed"),
        ("demand.patience", 0.0, "0.0 is not allowed; more than 0.0 is needed"),
        ("demand.from_age", 30, "30 is not allowed; at least 50 is needed"),
        ("relief.less", -0.2, "-0.2 is not allowed; at least 0.0 is needed"),
        ("admission.first", ["destitute", "destitute"], "the group destitute stands twice"),
        ("admission.first", ["mayor"], "destitute, disabled, partial, independent"),
        ("staff.hired.elderly", -1.0, "-1.0 is not allowed; at least 0.0 is needed"),
        ("staff.residents_per_carer.disabled", 0.0, "0.0 is not allowed; more than 0.0 is needed"),
        ("fees.partial", -10, "-10 is not allowed; at least 0.0 is needed"),
        ("station.by_month", [1.0] * 11, "station.by_month"),
        ("station.visits_a_year", -3.0, "-3.0 is not allowed; at least 0.0 is needed"),
        ("costs.payment_lag", 1.5, "1.5 is not whole; a whole number is needed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_path(tmp_path, path, value, complaint):
    said = refusal(tmp_path, path, value)
    assert f"{BEDS}.{path.partition('.')[0]}" in said
    assert complaint in said


def test_more_disabled_than_need_help_is_refused_with_the_age(tmp_path):
    curve = {"at_60": 0.008, "at_70": 0.5, "at_80": 0.5, "at_90": 0.5, "at_100": 0.6}
    said = refusal(tmp_path, "need.disabled", curve)
    assert "more are disabled (0.5) than need help (0.09): at_70" in said


def test_the_independent_cannot_want_a_bed_more_than_who_needs_help(tmp_path):
    curve = {"at_60": 0.0, "at_70": 0.5, "at_80": 0.5, "at_90": 0.5}
    said = refusal(tmp_path, "demand.wanting.independent", curve)
    assert "more of the independent (0.5) want a bed than of the partial (0.008): at_70" in said


@pytest.mark.parametrize("care", ["elderly", "disabled"])
def test_more_residents_than_beds_at_the_start_are_refused_by_their_entry(care):
    ((path, message),) = bed_misfits(beds_of(moved_in={care: 61}))
    beds = {"elderly": 60, "disabled": 32}[care]
    assert path == f"{BEDS}.moved_in.{care}"
    assert f"61 people move in on the day of opening; only {beds} beds are open then" in message
    assert in_chinese(message) != message
    assert list(bed_misfits(beds_of(moved_in={care: beds}))) == []


def test_beds_that_never_open_are_noticed():
    section = beds_of(staff={"at_opening": {"disabled": 0.0}, "hired": {"disabled": 0.0}})
    (notice,) = bed_notices(section)
    assert f"{BEDS}.staff.hired.disabled: there are no carers, so that none of 200 beds ever opens" in notice
    assert in_chinese(notice) != notice


def test_four_hundred_beds_are_fewer_of_both_kinds_of_care(tmp_path):
    section = load(tmp_path, {f"{BEDS}.places.number": 400}).sections["welfare_centre"].beds
    assert section.places.by_care == (240, 160)
