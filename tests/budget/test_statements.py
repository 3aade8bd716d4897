"""Every statement adds up to the ledger, along every axis, to the fen."""

from itertools import combinations

import numpy as np
import pytest
from drawn_postings import drawn_postings, tables_of, total
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.budget.book import AXES, book_of
from simlib.budget.price_basis import BASES
from simlib.budget.statements import LAYOUTS, Layout, beyond_the_horizon, impact, statement, statements
from simlib.core.posting import STAGES
from simlib.scenario.problems import InputError


@pytest.fixture(scope="module")
def assumptions(base):
    return base.resolved()["assumptions"]


@pytest.fixture(scope="module")
def budget(base):
    return base.sections["budget"]


@settings(max_examples=40)
@given(posted=drawn_postings(), stage=st.sampled_from(STAGES))
def test_every_axis_adds_up_to_the_ledger(budget, assumptions, posted, stage):
    tables = tables_of(posted, budget)
    book = book_of(tables, assumptions)
    expected = total(tables["ledger"], stage=stage)
    for axis in AXES:
        for columns in ("year", "stage"):
            made = statement(book, Layout("any", (axis,), columns, stage))
            assert int(made.fen.to_numpy().sum()) == expected, (axis, columns)


@settings(max_examples=20)
@given(
    posted=drawn_postings(), axes=st.sampled_from(list(combinations(AXES, 3))), stage=st.sampled_from(STAGES)
)
def test_every_cell_is_the_sum_of_its_postings(budget, assumptions, posted, axes, stage):
    tables = tables_of(posted, budget)
    ledger, accounts = tables["ledger"], tables["accounts"].astype(str).set_index("item")
    told = {
        "year": ledger["month"].dt.strftime("%Y"),
        "month": ledger["month"].dt.strftime("%Y-%m"),
        **{
            axis: ledger["item"].astype(str).map(accounts[column])
            for axis, column in (
                ("department", "department"),
                ("functional", "functional_code"),
                ("economic", "economic_code"),
            )
        },
    }
    chosen = ledger["stage"] == stage
    keys = [told.get(axis, ledger.get(axis)).astype(str)[chosen] for axis in axes]
    fen = np.rint(ledger["amount"] * 100).astype(np.int64)[chosen]
    expected = {key: value for key, value in fen.groupby(keys).sum().to_dict().items() if value}
    made = statement(book_of(tables, assumptions), Layout("any", axes[:2], axes[2], stage)).fen
    found = {(*row, column): int(made.loc[row, column]) for row in made.index for column in made.columns}
    assert {key: value for key, value in found.items() if value} == expected


@settings(max_examples=20)
@given(posted=drawn_postings())
def test_shipped_statements_of_one_stage_agree_with_each_other(budget, assumptions, posted):
    tables = tables_of(posted, budget)
    made = statements(book_of(tables, assumptions))
    paid = total(tables["ledger"], stage="paid")
    assert {name: table.total for name, table in made.items() if table.layout.stage} == dict.fromkeys(
        (name for name, layout in LAYOUTS.items() if layout.stage), paid
    )
    by_stage = made["stages"].totals
    assert by_stage.to_dict() == {stage: total(tables["ledger"], stage=stage) for stage in STAGES}


@settings(max_examples=20)
@given(posted=drawn_postings(), basis=st.sampled_from(BASES))
def test_in_any_basis_all_statements_agree_and_what_comes_late_counts_for_less(
    budget, assumptions, posted, basis
):
    tables = tables_of(posted, budget)
    book = book_of(tables, assumptions, basis)
    totals = {table.total for table in statements(book).values() if table.layout.stage}
    assert len(totals) == 1
    nominal = statement(book_of(tables, assumptions), LAYOUTS["budget"]).fen.abs().to_numpy().sum()
    assert np.abs(statement(book, LAYOUTS["budget"]).fen.to_numpy()).sum() <= nominal


@settings(max_examples=20)
@given(posted=drawn_postings())
def test_paid_and_owed_later_is_all_that_is_ever_paid(budget, assumptions, posted):
    tables = tables_of(posted, budget)
    book = book_of(tables, assumptions)
    later = beyond_the_horizon(book, tables["liabilities"])
    ever = sum(int(own.amount[own.stage == STAGES.index("paid")].sum()) for own in posted.values())
    assert statement(book, LAYOUTS["budget"]).total + later.total == ever


def test_the_share_on_placeholders_lies_between_nothing_and_all(base_result, assumptions):
    made = statements(book_of(base_result.tables, assumptions))
    for table in made.values():
        shares = table.on_placeholders.dropna()
        assert ((shares >= 0) & (shares <= 1)).all()
        assert table.on_placeholders.index.equals(table.fen.index)
    fee = made["budget"].on_placeholders.xs("hpv_service_fee", level="item").iloc[0]
    assert 0 < fee < 1
    paid = base_result.ledger.query("stage == 'paid' and item == 'hpv_service_fee'")
    placeholders = [
        cohort
        for cohort, batch in ((str(name), f"hpv_rollout.batches.{name}") for name in paid["cohort"].unique())
        if assumptions[batch]["kind"] == "placeholder"
    ]
    by_hand = paid.loc[paid["cohort"].astype(str).isin(placeholders), "amount"].sum() / paid["amount"].sum()
    assert fee == pytest.approx(by_hand)


def test_what_rests_on_placeholders_is_what_the_summary_says_of_it(base_result, assumptions):
    layout = Layout("any", ("programme",), "year", "payable")
    made = statement(book_of(base_result.tables, assumptions), layout)
    assert made.in_all_on_placeholders == pytest.approx(base_result.summary().evidence.money_on_placeholders)


def test_stages_cannot_be_added_up(base_result, assumptions):
    made = statement(book_of(base_result.tables, assumptions), LAYOUTS["stages"])
    with pytest.raises(ValueError, match="must not be added up"):
        made.total  # noqa: B018 - asking is what is tested


def test_an_axis_that_there_is_not_is_refused_with_the_nearest(base_result, assumptions):
    with pytest.raises(InputError, match='did you mean "township"'):
        statement(book_of(base_result.tables, assumptions), Layout("any", ("townships",), "year"))


@settings(max_examples=20)
@given(one=drawn_postings(), other=drawn_postings())
def test_without_and_difference_is_with(budget, assumptions, one, other):
    books = [book_of(tables_of(posted, budget), assumptions) for posted in (one, other)]
    sides = [statement(book, LAYOUTS["budget"]) for book in books]
    made = impact(*sides)
    assert made.difference.to_numpy().sum() == sides[0].total - sides[1].total
    assert (made.without.fen + made.difference).equals(made.with_option.fen)
    for side, laid_out in zip(sides, (made.with_option, made.without), strict=True):
        assert laid_out.fen.loc[side.fen.index, side.fen.columns].equals(side.fen)
        assert laid_out.total == side.total
    assert list(made.difference.columns) == sorted(made.difference.columns)
    assert set(made.head.programmes) == {name for side in sides for name in side.head.programmes}


def test_statements_of_other_layouts_or_prices_are_not_compared(base_result, assumptions):
    nominal, real = (book_of(base_result.tables, assumptions, basis) for basis in ("nominal", "real"))
    with pytest.raises(InputError, match="told in other prices: nominal yuan, undiscounted; in prices of"):
        impact(statement(nominal, LAYOUTS["budget"]), statement(real, LAYOUTS["budget"]))
    with pytest.raises(ValueError, match="same layout"):
        impact(statement(nominal, LAYOUTS["budget"]), statement(nominal, LAYOUTS["funding"]))


def test_what_is_owed_later_may_be_a_part_of_the_table(base_result, assumptions):
    part = base_result.liabilities.iloc[2:5]
    made = beyond_the_horizon(book_of(base_result.tables, assumptions), part)
    assert made.total == round(part["amount"].sum() * 100)


def test_nominal_statements_of_scenarios_with_other_inflation_can_be_compared(base_result, assumptions):
    dearer = {**assumptions, "budget.prices.inflation": {"value": 0.03}}
    books = [book_of(base_result.tables, known) for known in (assumptions, dearer)]
    assert not impact(*(statement(book, LAYOUTS["budget"]) for book in books)).difference.to_numpy().any()
    books = [book_of(base_result.tables, known, "real") for known in (assumptions, dearer)]
    with pytest.raises(InputError, match="told in other prices"):
        impact(*(statement(book, LAYOUTS["budget"]) for book in books))
