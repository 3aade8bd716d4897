"""Waterfalls, cash curves and the biggest lines of drawn postings: all adds up to the ledger, to the fen."""

import numpy as np
import pytest
from drawn_postings import drawn_postings, postings, tables_of, total
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simlib.analysis.biggest_lines import biggest_lines, share_on_placeholders
from simlib.analysis.cash_curve import cash_curve
from simlib.analysis.waterfall import AFTER, BEFORE, paid_of, run_to_run, year_to_year
from simlib.budget.book import book_of
from simlib.budget.causes import CAUSES, FUNDING, PRICE, STARTS, TIMING, VOLUME
from simlib.budget.lines import Amounts, Line, posted
from simlib.budget.price_basis import BASES
from simlib.core.posting import KINDS, STAGES
from simlib.scenario.problems import InputError

YEARS = (2023, 2024, 2025)
PAID, CURRENT = STAGES.index("paid"), KINDS.index("current")


@pytest.fixture(scope="module")
def assumptions(base):
    return base.resolved()["assumptions"]


@pytest.fixture(scope="module")
def budget(base):
    """Who pays what: one programme has two payers."""
    section = base.sections["budget"]
    kind = type(section.funding["hpv_rollout"][0])
    shares = tuple(
        kind(funder=funder, fund="general_public", share=share)
        for funder, share in (("province", 0.3), ("county", 0.7))
    )
    return section.model_copy(update={"funding": {**section.funding, "family_subsidies": shares}})


@pytest.fixture(scope="module")
def paid(budget, assumptions):
    def made(posted_, basis="nominal"):
        tables = tables_of(posted_, budget)
        return paid_of(book_of(tables, assumptions, basis), tables["ledger"]["quantity"].to_numpy()), tables

    return made


def year_total(tables, year, **heads):
    rows = tables["ledger"]
    return total(rows[rows["month"].dt.year == year], stage="paid", **heads)


@settings(max_examples=25)
@given(
    posted_=drawn_postings(), funder=st.sampled_from(["", "county", "province"]), basis=st.sampled_from(BASES)
)
def test_from_year_to_year_all_adds_up(paid, posted_, funder, basis):
    of_run, tables = paid(posted_, basis)
    years = [year for year in of_run.years if year + 1 in of_run.years]
    assume(years and (not funder or (of_run.rows["funder"] == funder).any()))
    made = year_to_year(of_run, years[0], years[0] + 1, funder)
    lines = made.lines
    assert (lines[list(CAUSES)].sum(axis=1) == lines[AFTER] - lines[BEFORE]).all()
    if basis == "nominal":
        heads = {"funder": funder} if funder else {}
        assert made.in_all[BEFORE] == year_total(tables, years[0], **heads)
        assert made.in_all[AFTER] == year_total(tables, years[0] + 1, **heads)
    if not funder:
        assert not lines[FUNDING].any()


@settings(max_examples=25)
@given(
    one=drawn_postings(),
    other=drawn_postings(),
    funder=st.sampled_from(["", "county", "province"]),
    data=st.data(),
)
def test_from_run_to_run_all_adds_up(paid, one, other, funder, data):
    (before, tables), (after, more) = paid(one), paid(other)
    shared = sorted(set(before.years) & set(after.years))
    assume(shared)
    year = data.draw(st.sampled_from(shared))
    made = run_to_run(before, after, year, funder)
    lines, heads = made.lines, {"funder": funder} if funder else {}
    assert (lines[list(CAUSES)].sum(axis=1) == lines[AFTER] - lines[BEFORE]).all()
    assert made.in_all[BEFORE] == year_total(tables, year, **heads)
    assert made.in_all[AFTER] == year_total(more, year, **heads)


@settings(max_examples=10)
@given(posted_=drawn_postings(), year=st.sampled_from(YEARS))
def test_a_run_beside_itself_differs_in_nothing(paid, posted_, year):
    of_run, _ = paid(posted_)
    assume(year in of_run.years)
    assert not run_to_run(of_run, of_run, year).lines[list(CAUSES)].any(axis=None)


@settings(max_examples=25)
@given(posted_=drawn_postings(), year=st.sampled_from(YEARS), most=st.integers(1, 6))
def test_the_biggest_lines_and_all_others_are_the_whole_year(budget, assumptions, posted_, year, most):
    tables = tables_of(posted_, budget)
    made = biggest_lines(book_of(tables, assumptions), year, most)
    assert made.biggest["fen"].sum() + made.others["fen"].sum() == year_total(tables, year)
    size = made.lines["fen"].abs().to_numpy()
    assert (np.diff(size) <= 0).all()
    assert len(made.biggest) <= most
    share = share_on_placeholders(made.lines)
    assert np.isnan(share) == (made.lines["size"].sum() == 0)
    assert np.isnan(share) or 0 <= share <= 1


@settings(max_examples=25)
@given(
    posted_=drawn_postings(),
    year=st.sampled_from(YEARS),
    planned=st.lists(st.integers(0, 10**9), min_size=24),
)
def test_the_cash_of_a_year_ends_at_what_the_year_pays_and_the_plan_at_what_it_holds(
    budget, assumptions, posted_, year, planned
):
    tables = tables_of(posted_, budget)
    book = book_of(tables, assumptions)
    assume(any(month.startswith(str(year)) for month in book.axes["month"].names))
    months = tuple(str(month) for month in np.arange("2023-03", "2025-03", dtype="datetime64[M]"))
    line = Line("hpv_service_fee", "county", "general_public", "current")
    plan = Amounts((line,), months, np.array([planned[:24]], np.int64), np.zeros((1, 24)))
    curve = cash_curve(book, plan, year)
    last = curve.months.iloc[-1]
    assert last["paid"] + last["paid_besides"] == year_total(tables, year)
    of_year = [month for month in months if month[:4] == str(year)]
    if curve.months.index[-1] == of_year[-1]:
        assert last["pace"] == plan.of((line,), of_year).fen.sum()
        if curve.months.index[0] == of_year[0]:
            assert last["planned"] == last["pace"]
    assert (curve.months[["planned", "pace"]].diff().iloc[1:] >= 0).all(axis=None)
    bare = cash_curve(book, None, year)
    assert not bare.has_plan
    assert bare.months["paid_besides"].iloc[-1] == year_total(tables, year)


def rollout(*rows):
    """Postings of the rollout that are paid: month, item, cohort, quantity, price in fen."""
    return {
        "hpv_rollout": postings(
            "hpv_rollout",
            [
                (month, item, PAID, CURRENT, 0, cohort, units, price)
                for month, item, cohort, units, price in rows
            ],
        )
    }


def causes_of(made, item="hpv_service_fee"):
    line = made.lines.xs(item, level="item").iloc[0]
    return {cause: int(line[cause]) for cause in CAUSES if line[cause]}


def test_a_dearer_fee_for_more_doses_is_price_and_volume_and_two_months_more_are_timing(paid):
    # 2023 has ten months from March (0) on; month 10 is January 2024, month 12 March.
    of_run, _ = paid(rollout((0, 0, 0, 10, 2_500), (10, 0, 0, 4, 2_500), (12, 0, 0, 14, 3_000)))
    made = year_to_year(of_run, 2023, 2024)
    assert causes_of(made) == {VOLUME: 4 * 2_500, TIMING: 4 * 2_500, PRICE: 14 * 500}
    assert made.head.months == ("2023-03", "2024-03")
    assert made.head.programmes == ("hpv_rollout",)


def test_a_batch_after_a_batch_is_volume_and_a_new_item_starts(paid):
    of_run, _ = paid(rollout((0, 0, 0, 10, 2_500), (12, 0, 1, 12, 2_500), (12, 1, -1, 17, 50_000)))
    made = year_to_year(of_run, 2023, 2024)
    assert causes_of(made) == {VOLUME: 2 * 2_500}
    assert causes_of(made, "hpv_cold_chain") == {STARTS: 17 * 50_000}


def test_what_another_run_pays_a_year_later_is_timing(paid):
    before, _ = paid(rollout((0, 0, 0, 10, 2_500), (12, 0, 0, 1, 2_500)))
    after, _ = paid(rollout((0, 0, 0, 4, 2_500), (12, 0, 0, 7, 2_500)))
    assert causes_of(run_to_run(before, after, 2023)) == {TIMING: -6 * 2_500}
    assert causes_of(run_to_run(before, after, 2024)) == {TIMING: 6 * 2_500}


def test_another_share_is_funding_to_the_fen(base, assumptions):
    section = base.sections["budget"]
    kind = type(section.funding["hpv_rollout"][0])

    def run(own):
        shares = tuple(
            kind(funder=funder, fund="general_public", share=share)
            for funder, share in (("province", 1 - own), ("county", own))
            if share
        )
        funding = {**section.funding, "hpv_rollout": shares}
        tables = tables_of(rollout((0, 0, 0, 3, 3_333)), section.model_copy(update={"funding": funding}))
        return paid_of(book_of(tables, assumptions), tables["ledger"]["quantity"].to_numpy())

    made = run_to_run(run(1.0), run(0.4), 2023, "county")
    assert causes_of(made) == {FUNDING: 4_000 - 9_999}
    assert made.head.funder == "county"
    assert run_to_run(run(1.0), run(0.4), 2023).in_all[AFTER] == 9_999


def test_years_payers_and_prices_that_are_not_there_are_told(paid):
    of_run, _ = paid(rollout((0, 0, 0, 10, 2_500)))
    real, _ = paid(rollout((0, 0, 0, 10, 2_500)), "real")
    with pytest.raises(InputError, match="nothing is paid in 2024"):
        year_to_year(of_run, 2023, 2024)
    with pytest.raises(InputError, match="insurance pays nothing"):
        year_to_year(of_run, 2023, 2023, "insurance")
    with pytest.raises(InputError, match="other prices"):
        run_to_run(of_run, real, 2023)


def test_a_plan_is_held_against_nominal_amounts_alone(budget, assumptions):
    tables = tables_of(rollout((0, 0, 0, 10, 2_500)), budget)
    with pytest.raises(InputError, match="nominal"):
        cash_curve(book_of(tables, assumptions, "real"), None, 2023)
    curve = cash_curve(book_of(tables, assumptions), posted(book_of(tables, assumptions), np.zeros(1)), 2023)
    assert curve.months[["paid", "planned"]].iloc[-1].tolist() == [25_000, 25_000]
    assert curve.on_placeholders[0] in (0.0, 1.0)
    assert np.isnan(curve.on_placeholders[1])
