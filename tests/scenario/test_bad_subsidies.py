"""Mistakes in the section of the family subsidies: each is told with its place, and what is allowed."""

import pytest

FAMILY = "gaoping-2023/family_subsidies.yaml"
PATH = "gaoping-2023/family_subsidies_path.yaml"
CHILDCARE = "family_subsidies.instruments.childcare"


def test_ages_of_an_instrument_that_overlap_are_refused(desk):
    twice = "{infancy: {from_month: 0, before_month: 36}, late: {from_month: 30, before_month: 48}}"
    desk.set_value(f"{CHILDCARE}.ages", twice)
    told = desk.refusal()
    assert "family_subsidies.yaml:" in told
    assert f"{CHILDCARE}: the ages infancy and late overlap (month 30)" in told


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ("{infancy: {from_month: 36, before_month: 36}}", "the ages end before month 36"),
        ("{infancy: {from_month: -1, before_month: 36}}", "at least 0 is needed"),
        ("{}", "at least one entry is needed"),
        ("{infancy: {from_months: 0, before_month: 36}}", 'did you mean "from_month"?'),
    ],
)
def test_ages_that_make_no_sense_are_refused(desk, ages, words):
    where = desk.set_value(f"{CHILDCARE}.ages", ages)
    assert words in desk.refusal()
    assert where in desk.refusal()


def test_funder_shares_that_do_not_add_up_are_refused(desk):
    shares = "[{funder: county, fund: general_public, share: 0.6}]"
    desk.edit(
        "gaoping-2023/budget.yaml",
        r"value:\n        - \{funder: county, fund: general_public, share: 1\.0\}",
        f"value: {shares}",
        after="family_subsidies:",
    )
    assert "the funder shares of family_subsidies add up to 0.6; 1 is needed" in desk.refusal()


@pytest.mark.parametrize("amount", ["{second: 0.1, third: 0.1}", "{second: 0.5, third: 1000}"])
def test_an_amount_in_ten_thousands_is_noted_with_the_range(desk, amount):
    desk.set_value(f"{CHILDCARE}.amount", amount)
    told = [str(notice) for notice in desk.load().notices]
    assert any("lies outside its plausible range 500.0 to 3000.0" in notice for notice in told)
    assert any("万元 is meant" in notice and f"{CHILDCARE}.amount.second" in notice for notice in told)


def test_a_usual_amount_is_not_noted(desk):
    desk.set_value(f"{CHILDCARE}.amount", "{second: 600, third: 2900}")
    assert desk.load().notices == ()


def test_a_semester_calendar_with_a_gap_is_refused(desk):
    desk.edit(
        FAMILY, r"first_day: 2024-03-01, last_day: 2024-08-31", "first_day: 2024-03-04, last_day: 2024-08-31"
    )
    told = desk.refusal()
    assert "family_subsidies.semesters: no semester holds the days from 2024-03-01 to 2024-03-03" in told


def test_semesters_that_overlap_are_refused(desk):
    desk.edit(
        FAMILY, r"first_day: 2024-03-01, last_day: 2024-08-31", "first_day: 2024-02-20, last_day: 2024-08-31"
    )
    assert "the semester from 2024-02-20 begins before the one before it ends (2024-02-29)" in desk.refusal()


def test_a_semester_that_ends_before_it_begins_is_refused(desk):
    desk.edit(
        FAMILY, r"first_day: 2024-03-01, last_day: 2024-08-31", "first_day: 2024-03-01, last_day: 2023-08-31"
    )
    assert "the semester ends (2023-08-31) before it begins (2024-03-01)" in desk.refusal()


def test_a_semester_of_some_weeks_is_refused(desk):
    desk.edit(
        FAMILY, r"first_day: 2023-03-01, last_day: 2023-08-31", "first_day: 2023-08-02, last_day: 2023-08-31"
    )
    told = desk.refusal()
    assert "the semester from 2023-08-02 to 2023-08-31 has 30 days; at least 31 are needed" in told


def test_ages_paid_once_and_claimed_anew_must_not_fall_due_in_one_month(desk):
    """A child of 31 December is two months old on 1 March, and three on 31 March."""
    desk.edit(FAMILY, r"claimed: once", "claimed: each_payment", after="    birth_reward:")
    path = desk.set_value(
        "family_subsidies.instruments.birth_reward.ages",
        "{two: {from_month: 2, before_month: 3}, three: {from_month: 3, before_month: 4}}",
    )
    told = desk.refusal()
    assert path.partition(":")[0] in told
    assert "ages begin with months 2 and 3" in told
    assert "needs 2 months between" in told


def test_a_horizon_before_the_first_semester_is_refused(desk):
    desk.edit(FAMILY, r"      - \{first_day: 2023-03-01, last_day: 2023-08-31\}\n", "")
    assert (
        "the first semester begins on 2023-09-01; the first day (2023-03-01) must lie in one"
        in desk.refusal()
    )


def test_semesters_that_end_too_early_are_noted(desk):
    desk.edit(FAMILY, r"      - \{first_day: 2029-03-01.*\n(      - .*\n)+", "")
    told = [str(notice) for notice in desk.load().notices]
    assert any("what is promised from then to 2032-02-01 is not counted" in notice for notice in told)


def test_a_township_without_a_desk_is_refused(desk):
    desk.edit(PATH, r"          yuancun: 20\n", "")
    assert 'family_subsidies.path.desks.number: the township "yuancun" has no desk' in desk.refusal()


def test_a_township_without_news_is_refused(desk):
    desk.edit(FAMILY, r", yuancun: 2023-03-23", "")
    assert 'news_from: it says nothing of the township "yuancun"' in desk.refusal()


def test_news_from_an_unknown_township_is_refused(desk):
    desk.edit(FAMILY, r"yuancun: 2023-03-23", "yuancun: 2023-03-23, yuanchun: 2023-03-23")
    assert '"yuanchun" is no township' in desk.refusal()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("humiao2", "does not stand before it"),
        ("preschool", "does not stand before it"),
        ("birth_reward", "which is paid once and for no period"),
    ],
)
def test_an_instrument_yields_only_to_periods_before_it(desk, other, words):
    desk.edit(FAMILY, r"yields_to: \[childcare\]", f"yields_to: [{other}]")
    assert words in desk.refusal()


@pytest.mark.parametrize(
    ("pattern", "new", "words"),
    [
        (r"pays: semester", "pays: term", "one of once, month, semester, year is needed"),
        (r"parents_hukou: one", "parents_hukou: father", "one of any, one, mother, both is needed"),
        (r"claimed: once", "claimed: never", "one of once, each_payment is needed"),
        (
            r"starts: 2023-03-01",
            "starts: 2023-03-01\n          ends: 2023-02-01",
            "the window ends (2023-02-01)",
        ),
        (r"child_hukou: true", "child_hukou: yes", "true or false is needed"),
    ],
)
def test_rules_that_make_no_sense_are_refused(desk, pattern, new, words):
    desk.edit(FAMILY, pattern, new, after="    childcare:")
    assert words in desk.refusal()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("ends", "2024-12-31"),
        ("born_from", "2023-03-01"),
        ("counts_on", "last_day"),
        ("yields_to", "[childcare]"),
    ],
)
def test_what_a_rule_leaves_out_may_be_added_by_itself(desk, part, value):
    path = desk.overlay(
        f"family_subsidies.instruments.preschool.rule.{part}: {{value: {value}, why: to see}}"
    )
    rule = desk.load(path).sections["family_subsidies"].instruments["preschool"].rule
    assert str(getattr(rule, part)).strip("()',") == value.strip("[]")


def test_a_part_that_no_rule_has_is_refused_with_those_that_it_may_have(desk):
    told = desk.refusal(
        desk.overlay("family_subsidies.instruments.childcare.rule.until: {value: x, why: to see}")
    )
    assert 'unknown name "until"; allowed: born_from, born_to, child_hukou, claimed, counts_on, ends' in told


def test_parities_that_leave_no_first_child_are_refused(desk):
    desk.edit(FAMILY, r"second: 0\.45, third: 0\.40", "second: 0.7, third: 0.4")
    assert "add up to 1.1; at most 1 is possible" in desk.refusal()


def test_an_instrument_without_an_account_is_refused(desk):
    path = desk.overlay("family_subsidies.instruments.humiao.rule: {value: {pays: year}, why: x}")
    assert "starts" in desk.refusal(path)
    desk.edit("gaoping-2023/budget.yaml", r"    family_humiao:\n(?:      .*\n)+", "")
    assert "the account family_humiao of family_subsidies is missing" in desk.refusal()


def test_months_that_are_missing_are_named(desk):
    desk.edit(FAMILY, r", dec: 1\.0\}", "}")
    assert "the month dec is missing" in desk.refusal()
