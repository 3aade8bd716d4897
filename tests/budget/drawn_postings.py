"""Postings drawn at random, and what a budget makes of them."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from simlib.budget.accounts import accounts_table
from simlib.budget.ledger import ledger_tables
from simlib.core.clock import Horizon
from simlib.core.posting import KINDS, STAGES, Postings
from simlib.core.tables import REPLICATE
from simlib.runs.single import TABLES

HORIZON = Horizon(date(2023, 3, 1), date(2025, 2, 28))
MONTHS = 24
ITEMS = {
    "hpv_rollout": ("hpv_service_fee", "hpv_cold_chain", "hpv_publicity"),
    "family_subsidies": ("family_childcare", "family_preschool"),
}
COHORTS = {
    "hpv_rollout": ("girls_2005_2010", "women_1978_1983"),
    "family_subsidies": ("first", "second", "third"),
}
TOWNSHIPS = ("beicheng", "nancheng", "mishan")


def postings(programme, rows):
    """Postings from rows of month, item, stage, kind, township, cohort, quantity, price in fen."""
    columns = np.array(rows, np.int64).reshape(-1, 8).T
    month, item, stage, kind, township, cohort, quantity, price = columns
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=kind,
        township=township,
        cohort=cohort,
        quantity=np.where(kind == KINDS.index("income"), -quantity, quantity),
        unit_price=price,
        items=ITEMS[programme],
        townships=TOWNSHIPS,
        cohorts=COHORTS[programme],
    )


@st.composite
def drawn_rows(draw, programme, most=25):
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, MONTHS + 8),
                st.integers(0, len(ITEMS[programme]) - 1),
                st.integers(0, len(STAGES) - 1),
                st.integers(0, len(KINDS) - 1),
                st.integers(-1, len(TOWNSHIPS) - 1),
                st.integers(-1, len(COHORTS[programme]) - 1),
                st.integers(1, 5_000),
                st.sampled_from([1, 7, 2_500, 32_937, 100_000, 123_456_789]),
            ),
            max_size=most,
        )
    )


@st.composite
def drawn_postings(draw, most=25):
    """Postings of both programmes."""
    return {programme: postings(programme, draw(drawn_rows(programme, most))) for programme in ITEMS}


def tables_of(posted, budget, horizon=HORIZON):
    """The budget's tables of postings, checked against their declarations."""
    ledger, liabilities = ledger_tables(posted, budget, horizon)
    made = {"ledger": ledger, "liabilities": liabilities, "accounts": accounts_table(budget)}
    frames = {}
    for name, columns in made.items():
        if name != "accounts":
            rows = len(columns["amount"])
            columns = {REPLICATE.name: np.zeros(rows, np.int64), **columns}
        frames[name] = TABLES[name].frame(columns)
        TABLES[name].check(frames[name])
    return frames


def total(frame, **heads):
    """Fen of the rows of a table that stand under the given heads."""
    chosen = np.ones(len(frame), bool)
    for name, value in heads.items():
        chosen &= (frame[name].astype(str) == str(value)).to_numpy()
    return int(np.rint(frame["amount"].to_numpy()[chosen] * 100).astype(np.int64).sum())
