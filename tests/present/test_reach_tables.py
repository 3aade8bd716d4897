"""Who is left behind and the weekly report say what the tables say."""

import pytest

from simlib.language.language import LANGUAGES, Language
from simlib.present.reach_tables import REASON_NAMES, readable_left_behind, weekly_due
from simlib.programmes.hpv_rollout.left_behind import REASONS


def test_every_reason_has_a_name():
    assert tuple(REASON_NAMES) == REASONS


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_is_left_behind_adds_up(base_result, code):
    lang = Language(code)
    table = readable_left_behind(base_result.left_behind, {"girls_2005_2010": "Girls"}, lang)
    girls = [int(text.replace(",", "")) for text in table["Girls"]]
    assert sum(girls[:-1]) == girls[-1] > 10_000
    assert girls[-1] == base_result.left_behind.query("batch == 'girls_2005_2010'")["women"].sum()
    assert table.index[0] == lang.say("full series")


def test_the_weekly_report_goes_from_due_to_given(base_result):
    weekly = weekly_due(base_result.invited, base_result.due)
    given = base_result.doses.groupby("dose")["count"].sum()
    for dose in (1, 2, 3):
        assert weekly[dose, "given"].sum() == given[dose]
        assert (weekly[dose, "given"] <= weekly[dose, "due"]).all()
    doses = base_result.doses
    week = doses[(doses["date"] >= "2024-05-06") & (doses["date"] <= "2024-05-12")]
    by_dose = week.groupby("dose")["count"].sum()
    for dose in (1, 2, 3):
        assert weekly.loc["2024-05-06", (dose, "given")] == by_dose[dose] > 0
