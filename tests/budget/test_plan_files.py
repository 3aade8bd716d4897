"""Plans from YAML and from sheets."""

import numpy as np
import pytest

from simlib.budget.lines import Line, lines_of
from simlib.budget.plan import read_plan
from simlib.scenario.files import shipped_folder
from simlib.scenario.problems import InputError

FEE = Line("hpv_service_fee", "county", "general_public", "current")
COLD = Line("hpv_cold_chain", "county", "general_public", "current")
HEAD = """title: {en: A plan, zh: 预算指标}
kind: placeholder
confidence: low
source: working-estimate
lines:
"""
LINE = """  - item: hpv_service_fee
    funder: county
    fund: general_public
    amounts: {2023-03: 100.5, 2023-05: 300}
    quantities: {2023-03: 4}
"""


def written(tmp_path, text):
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "plan.yaml"


def told(tmp_path, text):
    with pytest.raises(InputError) as error:
        read_plan(written(tmp_path, text), {FEE, COLD}, {})
    return str(error.value)


def test_a_plan_is_read_with_its_months_in_a_row(tmp_path):
    plan = read_plan(written(tmp_path, HEAD + LINE), {FEE, COLD}, {})
    assert plan.lines == (FEE,)
    assert plan.months == ("2023-03", "2023-04", "2023-05")
    assert plan.fen.tolist() == [[10_050, 0, 30_000]]
    assert plan.quantity[0, 0] == 4
    assert np.isnan(plan.quantity[0, 2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + LINE.replace("hpv_service_fee", "hpv_servce_fee"),
            r'plan.yaml:6.*did you mean "hpv_service_fee"',
        ),
        (HEAD + LINE.replace("county", "contry"), r"plan.yaml:7.*lines.0.funder.*county"),
        (HEAD + LINE.replace("2023-05", "2023-13"), r'plan.yaml:9.*"2023-13" is no month'),
        (HEAD + LINE.replace("300", '"1,234.50"'), r"plan.yaml:9.*is a text; a number is needed"),
        (HEAD + LINE.replace("300", "1.234"), r"plan.yaml:9.*more than two decimals"),
        (HEAD + LINE + LINE, "this line and month stand already further up"),
        (HEAD + LINE.replace("kind", "knd") + "    knid: current\n", 'unknown name "knid"'),
        (HEAD.replace("lines:\n", "lines: []\n"), "this is empty"),
        ("title: x\n", "lines"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, message):
    import re

    assert re.search(message, told(tmp_path, text)), told(tmp_path, text)


def test_a_plan_may_come_as_a_csv(tmp_path):
    rows = [
        "month,item,funder,fund,kind,amount",
        "2023-03,hpv_service_fee,county,general_public,current,12.5",
    ]
    (tmp_path / "plan.csv").write_text("\n".join(rows), encoding="utf-8")
    assert read_plan(tmp_path / "plan.csv", {FEE}, {}).fen.tolist() == [[1_250]]


def test_the_shipped_plan_is_a_placeholder_for_lines_that_there_are(base):
    budget = base.sections["budget"]
    file = shipped_folder() / "plans" / "placeholder-2023.yaml"
    plan = read_plan(file, lines_of(budget, budget.accounts), {})
    assert set(plan.months) <= {f"2023-{month:02d}" for month in range(3, 13)}
    assert plan.fen.sum() > 0
    assert "kind: placeholder" in file.read_text(encoding="utf-8")


def test_the_shipped_plan_has_a_line_for_whatever_the_base_pays_in_its_year(base, base_result):
    budget = base.sections["budget"]
    file = shipped_folder() / "plans" / "placeholder-2023.yaml"
    plan = read_plan(file, lines_of(budget, budget.accounts), {})
    paid = base_result.ledger.query("stage == 'paid' and month < '2024-01-01'")
    by_item = paid["amount"].abs().groupby(paid["item"].astype(str)).sum()
    assert set(by_item[by_item > 20_000].index) <= {line.item for line in plan.lines}


def test_spending_below_nothing_is_refused_in_money_and_in_units(tmp_path):
    assert "-300.0 is not allowed: spending is at least 0" in told(
        tmp_path, HEAD + LINE.replace("300", "-300")
    )
    assert "-4.0 is not allowed: spending is at least 0" in told(tmp_path, HEAD + LINE.replace("4}", "-4}"))


def test_income_is_at_most_nothing_in_money_and_in_units(tmp_path):
    rent = Line(*FEE[:3], "income")
    text = HEAD + LINE.replace("amounts", "kind: income\n    amounts")
    below = text.replace("100.5", "-100.5").replace("300", "-300").replace("4}", "-4}")
    plan = read_plan(written(tmp_path, below), {rent}, {})
    assert (plan.fen[0, 0], plan.quantity[0, 0]) == (-10_050, -4)
    with pytest.raises(InputError, match="income is written as at most 0"):
        read_plan(written(tmp_path, text), {rent}, {})
