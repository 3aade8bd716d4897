"""The budget's pictures hold what the tables hold, and each says how its amounts are to be read."""

import numpy as np
import pandas as pd
import pytest

from simlib.analysis.biggest_lines import BiggestLines
from simlib.analysis.cash_curve import CashCurve
from simlib.analysis.waterfall import AFTER, BEFORE, LINE, Waterfall
from simlib.budget.causes import CAUSES, FUNDING
from simlib.budget.statements import LAYOUTS, Head, Statement
from simlib.language.language import Language
from simlib.language.width import width_of, wrapped
from simlib.present.budget_charts import (
    WIDEST,
    cash_chart,
    funding_chart,
    headed,
    lines_chart,
    waterfall_chart,
)
from simlib.present.theme import figure

EN, ZH = Language("en"), Language("zh")
HEAD = ["Basis: nominal", "Scope: all", "As of: today"]
WORDS = {cause: cause for cause in CAUSES} | {BEFORE: "2023", AFTER: "2024"}
NO_HEAD = Head(None, (), "paid", None, ())
MILLION = 10**8


def waterfall(before, causes, funding=0):
    rows = [[before, *causes, funding, before + sum(causes) + funding]]
    index = pd.MultiIndex.from_tuples([("p", "i", "current")], names=LINE)
    return Waterfall(pd.DataFrame(rows, index, [BEFORE, *CAUSES, AFTER]), (0.5, np.nan), NO_HEAD)


def told(chart):
    return [note.text for note in chart.layout.annotations]


@pytest.mark.parametrize("causes", [(3, -2, 1, 5), (0, 0, 0, 0), (-9, 4, 0, 0)])
def test_a_waterfall_goes_from_before_to_after(causes):
    one = waterfall(10 * MILLION, [cause * MILLION for cause in causes])
    chart = waterfall_chart({"A": one, "B": one}, WORDS, "t", HEAD, EN)
    for start, bars, end in (chart.data[:3], chart.data[3:]):
        assert start.y == (10.0,)
        assert np.allclose(bars.y, causes)
        assert np.allclose(np.add(bars.base, bars.y)[:-1], bars.base[1:])
        assert end.y[0] == pytest.approx(bars.base[-1] + bars.y[-1])
        assert start.x[0] < min(bars.x) <= max(bars.x) < end.x[0]
    low, high = chart.layout.yaxis.range
    levels = [10.0, *np.add(chart.data[1].base, chart.data[1].y)]
    assert low <= min(levels) <= max(levels) < high
    assert len(chart.layout.xaxis.tickvals) == len(chart.layout.xaxis.ticktext)
    assert "50.0%" in chart.data[0].text[0]
    assert "–" in chart.data[2].text[0]


def test_funding_is_a_step_where_it_is_a_cause_on_either_side():
    plain, other = waterfall(MILLION, [0, 0, 0, 0]), waterfall(MILLION, [0, 0, 0, 0], -MILLION)
    assert FUNDING not in waterfall_chart({"": plain}, WORDS, "t", HEAD, EN).layout.xaxis.ticktext
    chart = waterfall_chart({"A": plain, "B": other}, WORDS, "t", HEAD, EN)
    assert list(chart.layout.xaxis.ticktext).count(FUNDING) == 2


def test_every_picture_says_how_it_is_to_be_read():
    chart = headed(figure("<Title>", "", "", EN), [*HEAD, "<b>, " + "word, " * 60])
    assert told(chart)[:4] == ["&lt;Title&gt;", *HEAD]
    assert all(width_of(line) <= WIDEST + 20 for line in told(chart))
    assert "<b>" not in " ".join(told(chart))
    assert chart.layout.margin.t > 28 + 15 * (len(told(chart)) - 1)


def test_a_line_is_broken_at_what_separates_its_parts_and_nothing_is_lost():
    text = "统计口径：已支付，2023年、2024年、2025年，含全部资金来源"
    assert "".join(wrapped(text, 20)) == text
    assert all(width_of(line) <= 24 for line in wrapped(text, 20))
    assert wrapped("one, two", 100) == ["one, two"]


def curve(paid, planned=None):
    months = pd.Index([f"2023-{month:02d}" for month in range(3, 3 + len(paid))], name="month")
    columns = {"paid": np.cumsum(paid), "paid_besides": np.zeros(len(paid), np.int64)}
    if planned is not None:
        columns |= {"planned": np.cumsum(planned), "pace": np.cumsum([sum(planned) // len(paid)] * len(paid))}
    return CashCurve(pd.DataFrame(columns, months), (), (0.0, 0.0), NO_HEAD)


def test_the_cash_curve_holds_both_runs_the_plan_and_its_pace():
    sides = {"A": curve([MILLION, MILLION], [MILLION, 3 * MILLION]), "B": curve([0, MILLION], [MILLION] * 2)}
    chart = cash_chart(sides, "plan <x>", HEAD, EN)
    by_name = {trace.name: list(trace.y) for trace in chart.data}
    assert by_name["A: on the lines of the plan"] == [1.0, 2.0]
    assert by_name["B: on the lines of the plan"] == [0.0, 1.0]
    assert by_name["plan &lt;x&gt;"] == [1.0, 4.0]
    assert by_name["pro-rata pace of the plan"] == [2.0, 4.0]
    assert list(chart.data[0].x) == ["Mar", "Apr"]
    assert list(cash_chart(sides, "", HEAD, ZH).data[0].x) == ["3月", "4月"]
    assert {trace.name for trace in cash_chart({"A": curve([1])}, "", HEAD, EN).data} >= {"A"}
    hidden = [trace.name for trace in chart.data if trace.visible == "legendonly"]
    assert hidden == ["A: on other lines", "B: on other lines"]


def test_who_pays_is_stacked_by_year_and_run():
    payers = pd.MultiIndex.from_tuples([("county", "g"), ("centre", "g")], names=("funder", "fund"))
    fen = pd.DataFrame([[MILLION, 2 * MILLION], [0, MILLION]], payers, ["2023", "2024"])
    a = Statement(LAYOUTS["funding"], NO_HEAD, fen, pd.Series(dtype=float), 0.0)
    b = Statement(LAYOUTS["funding"], NO_HEAD, fen.iloc[:1] * 3, pd.Series(dtype=float), 0.0)
    chart = funding_chart({"A": a, "B": b}, lambda funder, fund: f"{funder}/{fund}", HEAD, EN)
    county, centre = chart.data
    assert [list(level) for level in county.x] == [["2023", "2023", "2024", "2024"], ["A", "B", "A", "B"]]
    assert list(county.y) == [1.0, 3.0, 2.0, 6.0]
    assert list(centre.y) == [0.0, 0.0, 1.0, 0.0]
    assert county.name == "county/g"


def test_the_biggest_lines_and_all_others_are_shown_with_what_they_rest_on():
    index = pd.MultiIndex.from_tuples(
        [("p", item, "county", "g", "current") for item in ("x", "y", "z")],
        names=("programme", "item", "funder", "fund", "kind"),
    )
    fen = np.array([5, -3, 1]) * MILLION
    one = BiggestLines(
        pd.DataFrame({"fen": fen, "size": abs(fen), "resting": [5 * MILLION, 0, 0]}, index), 2, NO_HEAD
    )
    chart = lines_chart({"A": one, "B": one}, lambda line: f"<{line[1]}>", HEAD, EN)
    assert list(chart.data[0].y) == ["&lt;x&gt;", "&lt;y&gt;", "all other lines"]
    assert list(chart.data[0].x) == [5.0, -3.0, 1.0]
    assert sum(chart.data[1].x) == 3.0
    assert list(chart.data[0].text) == ["* 100.0%", "* 0.0%", "* 0.0%"]
