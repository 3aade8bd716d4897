"""Whatever the works: what is done is what is paid for, to the fen, and every payment has its month."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_works import HORIZON, WINTER, design_of, drawn, planned, project, task, works_section

from simlib.core.posting import KINDS, STAGES
from simlib.programmes.works.assumptions import Payment
from simlib.programmes.works.bond import FLOWS, bond_flows
from simlib.programmes.works.payments import payments_of
from simlib.programmes.works.postings import Bill, bond_items, works_postings
from simlib.programmes.works.project_assumptions import Bond
from simlib.programmes.works.spending import spending_of
from simlib.programmes.works.value import s_curve, value_of

OVERRUN = {"dear": {"p10": -0.1, "likely": 0.1, "p90": 0.5}}
ITEMS = ("works", *bond_items("works"))


@st.composite
def spendings(draw):
    """The money of drawn works: two tasks one after the other and one beside them, partly done."""
    done = draw(st.floats(0, 1))
    steepness = draw(st.floats(1, 5))
    progress = draw(st.floats(0, 0.9))
    terms = {
        "progress": progress,
        "retained": draw(st.floats(0, 0.1)),
        "lag": draw(st.integers(0, 3)),
        "settled_after": draw(st.integers(0, 12)),
        "released_after": draw(st.integers(12, 36)),
    }
    works = works_section(stops={"winter": WINTER}, overruns=OVERRUN, steepness=steepness, payment=terms)
    tasks = {
        "walls": task((30, 61, 122), place="indoors"),
        "finishing": task((100, 180, 300), after=["walls"], place="indoors"),
        "external": task((61, 91, 152), place="outdoors"),
    }
    share = draw(st.floats(0, 1))
    shares = {"walls": share * 0.7, "finishing": (1 - share) * 0.7, "external": 0.3}
    shares["external"] += 1 - sum(shares.values())
    design = design_of(tasks, ["finishing", "external"], shares, overrun="dear", crews={"walls": 2.0})
    cost = draw(st.floats(0, 500_000_000))
    begins = draw(st.dates(date(2022, 6, 1), date(2026, 6, 1)))
    built = project(design, works, progress={"walls": done}, cost=cost, from_day=begins)
    course = drawn(built, works, 1, draw(st.integers(0, 50)))
    return spending_of(course, works, HORIZON), terms


@given(money=spendings())
def test_all_that_is_done_is_paid_for_to_the_fen(money):
    spending, _ = money
    payments = spending.payments
    assert payments.before + payments.amount.sum() == spending.value.total
    assert (payments.amount > 0).all()
    assert spending.paid_before + spending.due(0, None) == spending.value.total
    assert spending.due(0, 36) + spending.due(36, None) == spending.due(0, None)


@given(money=spendings())
def test_no_more_is_paid_than_was_done(money):
    spending, terms = money
    value, payments = spending.value, spending.payments
    for month in range(value.first_month, value.first_month + value.monthly.size):
        done = value.before + value.monthly[: month - value.first_month + 1].sum()
        paid = payments.before + payments.amount[payments.month <= month].sum()
        assert paid <= done
    held = value.total * terms["retained"]
    retention = payments.amount[payments.way == 2].sum()
    # What progress payments have overpaid by rounding is a fen at most.
    assert abs(retention - held) <= 2 or retention < held


@given(money=spendings())
def test_progress_rises_to_all(money):
    spending, _ = money
    progress = spending.value.progress
    assert (np.diff(progress) >= -1e-12).all()
    assert progress[-1] == pytest.approx(1 if spending.contract else 0)
    assert (progress <= 1).all()


@given(money=spendings())
def test_the_stages_hold_the_same_money(money):
    spending, terms = money
    posted = works_postings([bill(spending)], no_bond(), ITEMS, "works", terms["lag"], 36, ("north",))
    if spending.begins >= 36:
        assert len(posted) == 0
        return
    by_stage = [posted.amount[posted.stage == stage].sum() for stage in range(len(STAGES))]
    assert by_stage == [spending.due(0, None)] * 3
    assert (posted.month >= 0).all()
    paid, payable = (posted.stage == STAGES.index(name) for name in ("paid", "payable"))
    assert posted.month[paid].tolist() == (posted.month[payable] + terms["lag"]).tolist()
    assert posted.amount[paid].tolist() == posted.amount[payable].tolist()


def bill(spending):
    return Bill("works", "", spending.begins, spending.payments)


def bond_of(**changes):
    return Bond.model_validate(
        {"share": 0.0, "issued": date(2023, 6, 1), "rate": 0.03, "years": 15, **changes}
    )


def no_bond():
    return bond_flows(bond_of(), 100_000_000, HORIZON)


# --- by hand ---


def test_work_is_paid_month_by_month_then_settled_then_released():
    """A contract of 310,000 yuan, half done and 31 days left, all in March.

    Before: 155,000 done, 124,000 paid. March: 155,000 done, 124,000 due. Accepted on 1 April: in October all
    but 3% of 310,000 has been paid, 52,700 more; the 9,300 retained follow in April 2025.
    """
    works = works_section()
    built = project(design_of({"walls": task(62)}, ["walls"]), works, {"walls": 0.5}, cost=310_000.0)
    course = planned(built, works)
    spending = spending_of(course, works, HORIZON)
    assert spending.value.monthly.tolist() == [15_500_000, 0]
    payments = spending.payments
    assert payments.before == 12_400_000
    assert payments.month.tolist() == [0, 1 + 6, 1 + 24]
    assert payments.amount.tolist() == [12_400_000, 5_270_000, 930_000]


def test_nothing_is_spent_outdoors_in_winter():
    works = works_section(stops={"winter": WINTER})
    design = design_of({"grounds": task(120, place="outdoors")}, ["grounds"])
    course = planned(project(design, works, from_day=date(2023, 10, 1)), works)
    value = value_of(course, works.steepness, HORIZON)
    spent = dict(zip(range(value.first_month, 100), value.monthly.tolist(), strict=False))
    # 31 days of October, 30 of November, 29 February, 31 of March, 27 of April: 1,000,000 yuan over 120 days.
    days = {7: 31, 8: 30, 9: 0, 10: 0, 11: 1, 12: 31, 13: 27}
    assert spent == {month: pytest.approx(100_000_000 * count / 120, abs=1) for month, count in days.items()}


def test_a_larger_overrun_falls_on_the_remaining_work_alone():
    for overrun in (0.0, 0.24):
        works = works_section(overruns={"none": dict.fromkeys(("p10", "likely", "p90"), overrun)})
        built = project(design_of({"walls": task(60)}, ["walls"]), works, {"walls": 0.75}, cost=1_000_000.0)
        course = drawn(built, works, 1)
        assert spending_of(course, works, HORIZON).value.total == 75_000_000 + round(
            25_000_000 * (1 + overrun)
        )


def test_more_crews_make_the_rest_dearer_by_their_labour():
    works = works_section()
    design = design_of({"walls": task(60)}, ["walls"], crews={"walls": 2.0})
    course = planned(project(design, works), works)
    dearer = 1 + 0.3 * (2**0.2 - 1)
    assert value_of(course, 1.0, HORIZON).total == round(100_000_000 * dearer)


def test_the_s_curve_is_slow_at_both_ends():
    assert s_curve(np.array([0, 0.25, 0.5, 0.75, 1]), 1.0) == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    steep = s_curve(np.array([0, 0.25, 0.5, 0.75, 1]), 2.0)
    assert steep == pytest.approx([0, 0.1, 0.5, 0.9, 1])


def test_payments_that_leave_nothing_to_settle_leave_no_row():
    works = works_section()
    course = planned(project(design_of({"walls": task(20)}, ["walls"]), works), works)
    terms = Payment(progress=1.0, lag=0, settled_after=0, retained=0.0, released_after=0)
    payments = payments_of(value_of(course, 1.0, HORIZON), 0, terms)
    assert payments.way.tolist() == [0]


# --- the bond ---


def test_a_bond_pays_interest_each_half_year_and_its_principal_at_the_end():
    """80 of 100 million yuan at 3% over 15 years: 1.2 million each half-year, thirty times."""
    flows = bond_flows(bond_of(share=0.8), 10_000_000_000, HORIZON)
    by_flow = {name: flows.flow == place for place, name in enumerate(FLOWS)}
    assert flows.amount[by_flow["proceeds"]].tolist() == [-8_000_000_000]
    assert flows.month[by_flow["proceeds"]].tolist() == [3]
    assert flows.amount[by_flow["interest"]].tolist() == [120_000_000] * 30
    assert flows.month[by_flow["interest"]].tolist() == list(range(9, 3 + 181, 6))
    assert flows.amount[by_flow["principal"]].tolist() == [8_000_000_000]
    assert flows.month[by_flow["principal"]].tolist() == [3 + 180]


@given(
    share=st.floats(0, 1),
    rate=st.floats(0, 0.2),
    years=st.integers(1, 40),
    issued=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
)
def test_a_bond_costs_its_interest_and_nothing_else(share, rate, years, issued):
    flows = bond_flows(bond_of(share=share, rate=rate, years=years, issued=issued), 1_900_000_000, HORIZON)
    interest = flows.amount[flows.flow == 1]
    assert flows.amount.sum() == interest.sum()
    assert interest.size in (0, 2 * years)
    posted = works_postings([], flows, ITEMS, "works", 0, 36, ("north",))
    by_stage = [posted.amount[posted.stage == stage].sum() for stage in range(len(STAGES))]
    assert len(set(by_stage)) == 1
    if flows.issued >= 36:
        assert len(posted) == 0
    kinds = {ITEMS[item]: KINDS[kind] for item, kind in zip(posted.item, posted.kind, strict=True)}
    assert kinds.get("works_bond_proceeds", "income") == "income"
    assert kinds.get("works_bond_interest", "current") == "current"
