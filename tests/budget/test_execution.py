"""A plan held against what was spent: plan + variance = actual, forecasts, moves, and what a year leaves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simlib.budget.assumptions import Virement
from simlib.budget.carry_over import leavings, open_at_end
from simlib.budget.closed_months import changes_between, check_closed
from simlib.budget.execution import execution_of
from simlib.budget.grant_assumptions import TiedMoney
from simlib.budget.lines import Amounts, Line
from simlib.budget.variance import variance_of
from simlib.budget.virement import BETWEEN, WITHIN, LineRules, rules_of, suggested
from simlib.scenario.problems import InputError

MONTHS = (*(f"2023-{month:02d}" for month in range(3, 13)), "2024-01", "2024-02")
LINES = tuple(
    Line(item, funder, fund, "current")
    for item, funder, fund in (
        ("fee", "county", "general_public"),
        ("vaccine", "county", "general_public"),
        ("cold", "county", "general_public"),
        ("grant", "province", "general_public"),
        ("bonds", "county", "government_funds"),
    )
)
amounts_in_fen = st.integers(0, 10_000_000)


@st.composite
def amounts(draw, lines=LINES, months=MONTHS):
    shape = (len(lines), len(months))
    fen = draw(arrays(np.int64, shape, elements=amounts_in_fen))
    units = st.one_of(st.just(float("nan")), st.integers(0, 10_000).map(float))
    return Amounts(lines, months, fen, draw(arrays(float, shape, elements=units)))


@st.composite
def years(draw):
    """A plan, what was spent up to some month, and one to three runs."""
    plan = draw(amounts())
    closed = draw(st.integers(1, len(MONTHS)))
    actual = draw(amounts(months=MONTHS[:closed]))
    runs = tuple(draw(st.lists(amounts(), min_size=1, max_size=3)))
    year = draw(st.sampled_from([2023, 2024] if closed > 10 else [2023]))
    return plan, actual, runs, year, draw(st.sampled_from([0.0, 0.5, 1.0]))


@given(years())
def test_plan_and_variance_are_the_actual_to_the_fen(drawn):
    found = execution_of(*drawn)
    variance = found.variance
    assert (found.planned + variance.volume + variance.price + variance.timing == found.spent).all()
    assert variance.whole.dtype == np.int64


@given(years())
def test_at_the_end_of_the_year_nothing_is_a_matter_of_timing(drawn):
    plan, actual, runs, _, catch_up = drawn
    whole = actual.of(LINES, MONTHS)
    found = execution_of(plan, whole, runs, 2023, catch_up)
    assert not found.variance.timing.any()
    assert not found.later.any()
    assert (found.forecast == found.spent).all()


@given(amounts(), st.integers(1, len(MONTHS)))
def test_what_goes_by_plan_has_no_variance(plan, closed):
    actual = plan.of(LINES, MONTHS[:closed])
    found = execution_of(plan, actual, (plan,), int(MONTHS[closed - 1][:4]), 1.0)
    variance = found.variance
    # Where the plan has units in one month only, a fraction of a fen of the average price is rounded.
    assert not variance.whole.any()
    assert (np.abs(variance.price) <= closed).all()


@given(years())
def test_the_forecast_is_what_was_spent_and_what_is_still_to_come(drawn):
    plan, actual, runs, year, catch_up = drawn
    found = execution_of(plan, actual, runs, year, catch_up)
    rest = [month for month in MONTHS if int(month[:4]) == year and month not in actual.months]
    for place, run in enumerate(runs):
        least = run.of(found.lines, rest).fen.sum(axis=1)
        assert (found.later[place] >= least).all()
        if catch_up == 0:
            assert (found.later[place] == least).all()
    assert (found.remaining == found.appropriation - found.spent).all()
    if len(runs) > 1:
        low, high = found.quantile(0.05), found.quantile(0.95)
        assert (low <= high).all()
        assert ((found.chance_of_exceeding >= 0) & (found.chance_of_exceeding <= 1)).all()
    else:
        assert np.isnan(found.quantile(0.05)).all()
        assert np.isnan(found.chance_of_exceeding).all()


def one(fen, quantity=None, months=MONTHS[:10]):
    """One line's amounts."""
    fen = np.array([fen], np.int64)
    units = np.full(fen.shape, np.nan) if quantity is None else np.array([quantity], float)
    return Amounts(LINES[:1], months[: fen.shape[1]], fen, units)


def test_a_dearer_price_alone_is_price():
    found = variance_of(one([1_000, 1_000], [10, 10]), one([1_200, 1_100], [10, 10]), np.zeros(1, int))
    assert (found.volume.tolist(), found.price.tolist(), found.timing.tolist()) == ([0], [300], [0])


def test_more_units_alone_are_volume():
    found = variance_of(one([1_000, 1_000], [10, 10]), one([1_500, 1_000], [15, 10]), np.zeros(1, int))
    assert (found.volume.tolist(), found.price.tolist(), found.timing.tolist()) == ([500], [0], [0])


def test_units_that_come_later_in_the_year_are_timing():
    late = variance_of(one([1_000], [10]), one([400], [4]), np.array([600]))
    assert (late.volume.tolist(), late.price.tolist(), late.timing.tolist()) == ([0], [0], [-600])
    half = variance_of(one([1_000], [10]), one([400], [4]), np.array([300]))
    assert (half.volume.tolist(), half.timing.tolist()) == ([-300], [-300])
    early = variance_of(one([1_000], [10]), one([1_500], [15]), np.array([-500]))
    assert (early.volume.tolist(), early.timing.tolist()) == ([0], [500])


def test_units_in_a_month_without_any_planned_go_by_the_lines_average():
    found = variance_of(one([0, 2_000], [0, 20]), one([550, 2_000], [5, 20]), np.zeros(1, int))
    assert found.price.tolist() == [50]
    assert found.volume.tolist() == [500]


def test_without_units_no_price_is_known():
    found = variance_of(one([1_000]), one([1_200]), np.zeros(1, int))
    assert (found.volume.tolist(), found.price.tolist()) == ([200], [0])


def test_pace_counts_the_months_that_the_plan_covers():
    plan = one([100] * 10)
    found = execution_of(plan, one([50] * 4), (plan,), 2023, 0.0)
    assert found.pace == 0.4
    assert found.execution_in_all == 0.2
    assert found.forecast.tolist() == [800]
    caught_up = execution_of(plan, one([50] * 4), (plan,), 2023, 1.0)
    assert caught_up.forecast.tolist() == [1_000]
    assert caught_up.variance.timing.tolist() == [-200]


def test_a_cheaper_price_is_not_taken_for_a_lag():
    plan = one([100] * 10, [1] * 10)
    found = execution_of(plan, one([80] * 4, [1] * 4), (plan,), 2023, 1.0)
    assert found.forecast.tolist() == [320 + 600]
    assert found.variance.price.tolist() == [-80]


def test_the_chance_of_exceeding_counts_replicates():
    plan = one([100] * 10)
    runs = tuple(one([0] * 4 + [fen] * 6) for fen in (90, 100, 110, 120))
    found = execution_of(plan, one([100] * 4), runs, 2023, 0.0)
    assert found.chance_of_exceeding.tolist() == [0.5]
    assert found.quantile(0.5).tolist() == [400 + 6 * 105]


def test_the_forecast_is_the_mean_to_the_nearest_fen():
    runs = tuple(one([0, fen]) for fen in (1, 1, 0))
    assert execution_of(one([0, 0]), one([5]), runs, 2023, 0.0).forecast.tolist() == [6]


def test_a_year_without_a_closed_month_is_refused():
    plan = one([100] * 12, months=MONTHS)
    with pytest.raises(InputError, match="no month of 2024 is closed; closed: 2023-03"):
        execution_of(plan, one([1]), (plan,), 2024, 0.0)


# --- virement ---

RULES = {
    LINES[0]: LineRules("health", "none"),
    LINES[1]: LineRules("health", "none"),
    LINES[2]: LineRules("transport", "none"),
    LINES[3]: LineRules("health", "earmarked"),
    LINES[4]: LineRules("health", "fund"),
}
ties = st.sampled_from(["none", "none", "earmarked", "direct", "bond", "fund"])


@st.composite
def rules(draw):
    return {line: LineRules(draw(st.sampled_from(["health", "transport"])), draw(ties)) for line in LINES}


@given(
    rules(),
    arrays(np.int64, len(LINES), elements=st.integers(0, 1_000)),
    arrays(np.int64, len(LINES), elements=st.integers(0, 1_000)),
)
def test_nothing_tied_is_ever_moved_and_nothing_is_lost(held, appropriation, forecast):
    found = suggested(LINES, appropriation, forecast, held)
    room = dict(zip(LINES, (appropriation - forecast).tolist(), strict=True))
    for move in found.moves:
        assert held[move.source].tie == held[move.target].tie == "none"
        assert (move.source.funder, move.source.fund) == (move.target.funder, move.target.fund)
        same = held[move.source].department == held[move.target].department
        assert move.how == (WITHIN if same else BETWEEN)
        room[move.source] -= move.fen
        room[move.target] += move.fen
    assert {line: -left for line, left in room.items() if left < 0} == dict(found.uncovered)
    # Nobody gives more than is left over, and nobody gets more than is lacking.
    for line, before in zip(LINES, (appropriation - forecast).tolist(), strict=True):
        assert min(before, 0) <= room[line] <= max(before, 0)
    # A line is left short only if nobody who may give has anything left.
    for line in found.uncovered:
        if held[line].tie == "none":
            givers = [
                other
                for other in LINES
                if held[other].tie == "none" and room[other] > 0 and other[1:] == line[1:]
            ]
            assert not givers


def test_a_department_helps_itself_first():
    found = suggested(LINES, np.array([0, 100, 500, 0, 0]), np.array([150, 0, 0, 0, 0]), RULES)
    assert [(move.source.item, move.fen, move.how) for move in found.moves] == [
        ("vaccine", 100, WITHIN),
        ("cold", 50, BETWEEN),
    ]
    assert not found.uncovered


def test_earmarked_and_fund_money_stays_and_says_so():
    found = suggested(LINES, np.array([0, 0, 0, 700, 800]), np.array([50, 0, 0, 0, 0]), RULES)
    assert found.moves == ()
    assert found.uncovered == {LINES[0]: 50}
    assert found.untouched == {LINES[3]: 700, LINES[4]: 800}


def test_what_is_tied_lacks_a_revision_even_where_others_have_plenty():
    found = suggested(LINES, np.array([900, 0, 0, 0, 0]), np.array([0, 0, 0, 60, 0]), RULES)
    assert found.moves == ()
    assert found.uncovered == {LINES[3]: 60}


def test_ties_come_from_the_account_the_payer_and_the_fund():
    departments = dict.fromkeys(("fee", "vaccine", "cold", "grant", "bonds"), "health")
    earmarks = {**dict.fromkeys(departments, "none"), "vaccine": "direct"}
    tied = {
        "grants": TiedMoney(funder="province", fund="general_public", tie="earmarked"),
        "some": TiedMoney(funder="county", fund="general_public", items=("cold",), tie="bond"),
    }
    found = rules_of(LINES, departments, earmarks, tied, Virement(funds=("general_public",)))
    assert [found[line].tie for line in LINES] == ["none", "direct", "bond", "earmarked", "fund"]


def test_no_scenario_can_allow_to_move_the_money_of_a_fund():
    with pytest.raises(ValueError, match="general_public"):
        Virement(funds=("government_funds",))


@pytest.mark.parametrize(("source", "target"), [("current", "capital"), ("capital", "current")])
def test_money_never_moves_between_current_and_capital(source, target):
    lines = tuple(Line(kind, "county", "general_public", kind) for kind in (source, target))
    rules = dict.fromkeys(lines, LineRules("health", "none"))
    found = suggested(lines, np.array([100, 0]), np.array([0, 60]), rules)
    assert found.moves == ()
    assert found.uncovered == {lines[1]: 60}


def test_income_that_stays_away_is_not_made_up_for_by_other_income():
    lines = tuple(Line(item, "county", "general_public", "income") for item in ("rent", "fees"))
    rules = dict.fromkeys(lines, LineRules("health", "none"))
    assert suggested(lines, np.array([-100, -50]), np.array([-160, -10]), rules).moves == ()


# --- what a year leaves ---


@given(
    arrays(np.int64, 5, elements=st.integers(-1_000, 1_000)),
    arrays(np.int64, 5, elements=st.integers(-9, 1_000)),
)
def test_what_is_left_is_carried_over_or_surplus(unspent, still_open):
    found = leavings(unspent, still_open)
    assert (found.carried_over + found.surplus == np.maximum(unspent, 0)).all()
    assert (found.carried_over >= 0).all()
    assert (found.surplus >= 0).all()
    assert (found.carried_over <= np.maximum(still_open, 0)).all()


def test_open_at_the_end_is_what_is_committed_and_not_paid_by_then():
    committed, paid = one([100] * 12, months=MONTHS), one([60] * 12, months=MONTHS)
    assert open_at_end(committed, paid, LINES[:1], 2023).tolist() == [400]
    assert open_at_end(committed, paid, LINES[:1], 2024).tolist() == [480]


# --- closed months ---


def test_a_closed_month_changes_only_when_reopened_and_for_a_reason():
    before, after = one([100, 200]), one([100, 250, 300])
    with pytest.raises(InputError, match=r"2023-04 is closed: fee was 2.00 and is 2.50 now; say --reopen"):
        check_closed("new.xlsx", before, after, (), "")
    with pytest.raises(InputError, match="only for a reason"):
        check_closed("new.xlsx", before, after, ("2023-04",), " ")
    with pytest.raises(InputError, match="2023-09 is not closed"):
        check_closed("new.xlsx", before, after, ("2023-04", "2023-09"), "a late invoice")
    (change,) = check_closed("new.xlsx", before, after, ("2023-04",), "a late invoice")
    assert (change.month, change.fen) == ("2023-04", (200, 250))


def test_a_closed_month_cannot_go_away():
    with pytest.raises(InputError, match="2023-04 is closed and cannot go away"):
        check_closed("new.xlsx", one([100, 0]), one([100]), (), "")


def test_a_month_that_is_reopened_may_go_away_and_is_noted():
    (change,) = check_closed("new.xlsx", one([100, 200]), one([100]), ("2023-04",), "read in too early")
    assert (change.month, change.fen) == ("2023-04", (200, 0))


def test_units_of_a_closed_month_are_closed_too():
    with pytest.raises(InputError, match="fee had a quantity of 5 and has 6 now"):
        check_closed("new.xlsx", one([100], [5]), one([100], [6]), (), "")


@given(amounts(), st.integers(1, len(MONTHS)))
def test_the_same_amounts_with_later_months_change_nothing(held, closed):
    assert changes_between(held.of(LINES, MONTHS[:closed]), held) == ()


def of_one_line(kind, fen, months=MONTHS[:2]):
    line = Line("rent", "county", "general_public", kind)
    return Amounts((line,), months, np.array([fen]), np.full((1, len(fen)), np.nan))


@pytest.mark.parametrize(("kind", "sign"), [("current", 1), ("income", -1)])
@pytest.mark.parametrize(("spent", "later"), [(60, 120), (140, 100)])
def test_what_lags_is_caught_up_with_and_what_leads_is_not_taken_back(kind, sign, spent, later):
    plan = of_one_line(kind, [sign * 100, sign * 100])
    found = execution_of(plan, of_one_line(kind, [sign * spent], MONTHS[:1]), (plan,), 2023, 0.5)
    assert found.later.tolist() == [[sign * later]]


def test_a_plan_that_begins_before_the_closed_months_is_refused():
    plan, actual = of_one_line("current", [1, 1]), of_one_line("current", [1], MONTHS[1:2])
    with pytest.raises(InputError, match="begins in 2023-03, and the first closed month is 2023-04"):
        execution_of(plan, actual, (plan,), 2023, 0.5)
