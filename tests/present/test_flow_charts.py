"""Pictures of the flow hold what the tables hold."""

import numpy as np
import pytest

from simlib.language.language import LANGUAGES, Language
from simlib.present.flow_charts import (
    backlog_chart,
    due_by_month,
    due_chart,
    stock_by_week,
    stock_chart,
    waits_by_hour_chart,
    waits_by_month,
    waits_chart,
)


def test_the_due_list_adds_up(base_result):
    due, monthly = base_result.due, due_by_month(base_result.due)
    assert monthly["due"].sum() == due["due"].sum()
    assert (
        monthly["given"].sum()
        == due["given"].sum()
        == (base_result.doses["dose"] > 1).dot(base_result.doses["count"])
    )
    may = due[(due["week"] >= "2024-05-01") & (due["week"] < "2024-06-01")]
    assert monthly.loc["2024-05-01", "due"] == may["due"].sum() > 0
    given, missing = due_chart(due, Language("en")).data
    assert sum(given.y) == due["given"].sum()
    assert sum(given.y) + sum(missing.y) == due["due"].sum()


def test_waits_are_means_over_the_women_served(base_result):
    queues = base_result.queues
    waits = waits_by_month(queues)
    assert set(waits.columns) == {"prescreen", "registration", "injection"}
    assert len(waits) == 36
    here = queues[(queues["stage"] == "prescreen") & (queues["date"].dt.to_period("M") == "2024-05")]
    mean = np.average(here["wait_p95"], weights=here["served"])
    assert waits.loc["2024-05-01", "prescreen"] == pytest.approx(mean)
    assert mean > 0


@pytest.mark.parametrize("code", LANGUAGES)
def test_charts_name_their_units_and_cope_with_nothing(base_result, code):
    lang = Language(code)
    unit = {"en": "minutes", "zh": "分钟"}[code]
    assert unit in waits_chart(base_result.queues, lang).layout.yaxis.title.text
    assert waits_chart(base_result.queues.iloc[:0], lang).data
    assert due_chart(base_result.due.iloc[:0], lang).data
    assert unit in waits_by_hour_chart(base_result.waits_by_hour, lang).layout.yaxis.title.text
    assert not waits_by_hour_chart(base_result.waits_by_hour.iloc[:0], lang).data
    assert not backlog_chart(base_result.due.iloc[:0], lang).data
    assert not stock_chart(base_result.stock.iloc[:0], lang).data


def test_the_backlog_is_what_the_due_list_says_is_overdue(base_result):
    second, third = backlog_chart(base_result.due, Language("en")).data
    last = base_result.due["week"] == base_result.due["week"].max()
    overdue = base_result.due[last].groupby("dose")["overdue"].sum()
    assert (second.y[-1], third.y[-1]) == (overdue[2], overdue[3])


def test_stock_is_that_of_the_last_day_of_each_week(base_result):
    stock, weekly = base_result.stock, stock_by_week(base_result.stock)
    sunday = stock[stock["date"] == "2024-05-05"]
    is_central = sunday["store"] == "central"
    assert weekly.loc["2024-04-29", True] == sunday["end"][is_central].sum() > 0
    assert weekly.loc["2024-04-29", False] == sunday["end"][~is_central].sum() > 0
    assert len(weekly) == 157


def test_waits_by_hour_are_those_of_the_queues(base_result):
    queues, hours = base_result.queues, base_result.waits_by_hour
    for stage in ("prescreen", "registration", "injection"):
        by_day, by_hour = queues[queues["stage"] == stage], hours[hours["stage"] == stage]
        assert by_hour["served"].sum() == by_day["served"].sum() > 0
        minutes = (by_hour["served"] * by_hour["wait_mean"]).sum()
        assert minutes == pytest.approx((by_day["served"] * by_day["wait_mean"]).sum())
    bars = waits_by_hour_chart(hours, Language("en")).data
    assert [bar.name for bar in bars] == ["prescreen", "registration", "injection"]
    assert bars[0].x[0] == "08:00"
