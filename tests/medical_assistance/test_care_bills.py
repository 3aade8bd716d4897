"""What care costs: means, tails, sessions, and more drugs where they are free."""

import numpy as np
import pytest
from assist_towns import GROUPS, course, frames, gaoping, outcome, section_with

from simlib.programmes.medical_assistance.care_assumptions import DISEASES, DRUGS
from simlib.programmes.medical_assistance.patients import DIALYSIS
from simlib.programmes.medical_assistance.settlement import BASIC, RELIEF

MANY = {"need.people": dict.fromkeys(GROUPS, 3_000), "diseases.patients": 9_000}


def only(disease):
    return {"diseases.mix": {**dict.fromkeys(DISEASES, 0.0), disease: 1.0}}


def bill_of(disease, changes=None):
    """Gross fen of all months of care of patients with one disease."""
    found = course(MANY | only(disease) | (changes or {}))
    return found.without_relief.bills.gross[found.months.in_care], found


@pytest.mark.parametrize("disease", ["hypertension", "diabetes", "other_chronic"])
def test_the_mean_bill_is_the_one_that_is_given(disease):
    none = {"diseases.comorbid": {"hypertension": 0.0, "diabetes": 0.0}}
    gross, _ = bill_of(disease, none)
    given = 100 * section_with().costs.mean[disease].gross
    assert gross.mean() == pytest.approx(given, rel=0.06)


def test_bills_of_other_chronic_diseases_have_a_fat_tail():
    gross, _ = bill_of("other_chronic")
    dear = np.sort(gross)[::-1]
    assert dear[: dear.size // 100].sum() > 0.08 * dear.sum()
    assert np.median(gross) < 0.75 * gross.mean()


def test_without_any_spread_all_bills_are_alike():
    flat = {"costs.spread": dict.fromkeys(DRUGS, 0.0), "costs.month_spread": 0.0}
    gross, _ = bill_of("hypertension", flat)
    assert set(gross.tolist()) == {60_00}


def test_there_are_12_or_13_sessions_a_month_and_no_more_when_they_are_free():
    prices = {drug: dict.fromkeys(("gross", "co_payment", "uncovered"), 0.0) for drug in DRUGS}
    session = {"gross": 400.0, "co_payment": 88.0, "uncovered": 16.0}
    changes = {"costs.mean": prices | {"dialysis_session": session}, "relief.more_use": 0.4}
    gross, found = bill_of("dialysis", changes)
    assert set((gross // 400_00).tolist()) == {12, 13}
    assert gross.mean() / 400_00 == pytest.approx(12.6, abs=0.02)
    assert (found.with_relief.bills.gross == found.without_relief.bills.gross).all()


def test_a_year_of_dialysis_costs_what_was_found_elsewhere():
    gross, _ = bill_of("dialysis", {"diseases.comorbid": {"hypertension": 0.0, "diabetes": 0.0}})
    assert 12 * gross.mean() / 100 == pytest.approx(94_760, rel=0.02)


def test_the_articles_patient_pays_some_2000_yuan_a_month_without_assistance():
    costs = gaoping().section.costs.mean
    session, drugs = costs["dialysis_session"], costs["dialysis_drugs"]
    own = 13 * (session.co_payment + session.uncovered) + drugs.co_payment + drugs.uncovered
    assert 1_900 < own < 2_400


def test_more_drugs_are_used_only_where_relief_pays():
    found = course({"relief.more_use": 0.3, "costs.month_spread": 0.0})
    more, usual = found.with_relief.bills.gross, found.without_relief.bills.gross
    relieved = found.months.relieved
    assert (more[~relieved] == usual[~relieved]).all()
    drugs_only = relieved & (found.patients.disease != DIALYSIS)[:, None]
    assert more[drugs_only].sum() == pytest.approx(1.3 * usual[drugs_only].sum(), rel=1e-3)


def test_where_nobody_uses_more_insurance_pays_what_it_paid_before():
    found = course({"relief.more_use": 0.0})
    assert (found.with_relief.bills.gross == found.without_relief.bills.gross).all()
    assert (found.with_relief.layers[BASIC] == found.without_relief.layers[BASIC]).all()
    assert outcome({"relief.more_use": 0.0}).measures["insurance_more"] == 0.0
    assert outcome({"relief.more_use": 0.2}).measures["insurance_more"] > 0.0


def test_the_range_of_more_use_includes_none(base):
    bounds = base.assumptions["medical_assistance.relief.more_use"].range
    assert bounds.low == 0.0 < bounds.high


def test_relief_begins_with_the_month_of_its_start():
    from datetime import date

    found = course({"relief.starts": date(2023, 9, 14)})
    by_month = found.with_relief.layers[RELIEF, :, found.months.before :].sum(axis=0)
    assert by_month[:6].sum() == 0
    assert (by_month[6:] > 0).all()


def test_the_layers_of_the_table_add_up_to_the_gross_cost_to_the_fen():
    table = frames(outcome(small=False))["settlements"]
    layers = ["basic", "serious_illness", "assistance", "relief", "co_payment", "uncovered"]
    sums = sum(np.rint(100 * table[layer]).astype(np.int64) for layer in layers)
    assert (sums == np.rint(100 * table["gross"]).astype(np.int64)).all()
    assert (table["relieved"] <= table["insured"]).all()
    assert (table["insured"] <= table["patients"]).all()
