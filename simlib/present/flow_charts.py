"""Pictures of how the sites keep up: waits, the due list, who is overdue, and doses in stock."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.clinic_page import STAGES
from simlib.present.theme import DOSE_COLOURS, DUE_COLOURS, STAGE_COLOURS, STORE_COLOURS, colour, figure
from simlib.programmes.hpv_rollout.headlines import dose_label
from simlib.programmes.hpv_rollout.supply import CENTRAL


def waits_chart(queues: pd.DataFrame, lang: Language) -> go.Figure:
    """Return how long women waited before each stage, by month.

    Parameters
    ----------
    queues
        The table `queues` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Waits by stage: within which 95% were served, mean over sites and days")
    chart = figure(title, lang.say("Month"), lang.say("Wait, minutes"), lang)
    waits = waits_by_month(queues)
    for place, stage in enumerate(waits.columns):
        chart.add_scatter(
            x=waits.index,
            y=waits[stage],
            name=lang.say(STAGES[stage]),
            mode="lines",
            line={"color": colour(STAGE_COLOURS, place), "width": 2},
            hovertemplate=lang.say("{minutes} minutes").format(minutes="%{y:.1f}"),
        )
    return chart


def waits_by_month(queues: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of the 95th percentiles of a month's sites and days, in minutes, by month and stage.

    Each site and day counts as often as it served women.
    """
    month = queues["date"].to_numpy().astype("datetime64[M]")
    stages = queues["stage"].cat
    first = month.min() if month.size else np.datetime64("2023-03", "M")
    number = (month - first).astype(np.int64)
    months = int(number.max(initial=-1)) + 1
    cell, shape = number * len(stages.categories) + stages.codes, (months, len(stages.categories))
    served = queues["served"].to_numpy()
    women = np.bincount(cell, served, months * shape[1]).reshape(shape)
    minutes = np.bincount(cell, served * queues["wait_p95"].to_numpy(), months * shape[1]).reshape(shape)
    mean = np.divide(minutes, women, out=np.zeros(shape), where=women > 0)
    index = (first + np.arange(months)).astype("datetime64[us]")
    return pd.DataFrame(mean, index, list(stages.categories))


def waits_by_hour_chart(waits: pd.DataFrame, lang: Language) -> go.Figure:
    """Return how long women waited before each stage, by the hour in which they came to it.

    Parameters
    ----------
    waits
        The table `waits_by_hour` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Waits by hour: mean over all sites and days")
    chart = figure(title, lang.say("Hour of the day"), lang.say("Wait, minutes"), lang)
    minutes = (waits["served"] * waits["wait_mean"]).rename("minutes")
    keys = [waits["hour"], waits["stage"].astype(str)]
    totals = pd.concat([minutes, waits["served"]], axis=1).groupby(keys).sum()
    mean = (totals["minutes"] / totals["served"]).unstack()
    for place, stage in enumerate(stage for stage in waits["stage"].cat.categories if stage in mean):
        chart.add_bar(
            x=[f"{hour:02}:00" for hour in mean.index],
            y=mean[stage],
            name=lang.say(STAGES[stage]),
            marker_color=colour(STAGE_COLOURS, place),
            hovertemplate=lang.say("{minutes} minutes").format(minutes="%{y:.1f}"),
        )
    return chart.update_layout(barmode="stack", bargap=0.15).update_xaxes(type="category")


def due_chart(due: pd.DataFrame, lang: Language) -> go.Figure:
    """Return second and third doses by the month in which they fall due, given or not.

    Parameters
    ----------
    due
        The table `due` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Due list: second and third doses by the month in which they fall due")
    chart = figure(title, lang.say("Month in which the week begins"), lang.say("Doses due a month"), lang)
    monthly = due_by_month(due)
    parts = {
        lang.say("given by the end of the horizon"): monthly["given"],
        lang.say("due and not given"): monthly["due"] - monthly["given"],
    }
    for place, (name, doses) in enumerate(parts.items()):
        chart.add_bar(x=monthly.index, y=doses, name=name, marker_color=colour(DUE_COLOURS, place))
    return chart.update_layout(barmode="stack", bargap=0.15)


def due_by_month(due: pd.DataFrame) -> pd.DataFrame:
    """Return doses due and, of these, given, by the month of the week's Monday."""
    month = due["week"].to_numpy().astype("datetime64[M]").astype("datetime64[us]")
    return due.groupby(month)[["due", "given"]].sum().rename_axis(index="month")


def backlog_chart(due: pd.DataFrame, lang: Language) -> go.Figure:
    """Return second and third doses that are overdue at the end of each week.

    Parameters
    ----------
    due
        The table `due` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Backlog: second and third doses overdue at the end of the week, all sites")
    chart = figure(title, lang.say("Week beginning on"), lang.say("Doses overdue"), lang)
    weekly = due.groupby(["week", "dose"])["overdue"].sum().unstack(fill_value=0)
    for dose in weekly.columns:
        chart.add_scatter(
            x=weekly.index,
            y=weekly[dose],
            name=dose_label(dose, lang),
            mode="lines",
            line={"color": colour(DOSE_COLOURS, dose - 1), "width": 2},
        )
    return chart


def stock_chart(stock: pd.DataFrame, lang: Language) -> go.Figure:
    """Return doses in stock at the end of each week, in the central store and at all sites together.

    Parameters
    ----------
    stock
        The table `stock` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Doses in stock at the end of the week")
    chart = figure(title, lang.say("Week beginning on"), lang.say("Doses in stock"), lang)
    weekly = stock_by_week(stock)
    words = {True: lang.say("central store"), False: lang.say("all vaccination sites")}
    for place, is_central in enumerate(weekly.columns):
        chart.add_scatter(
            x=weekly.index,
            y=weekly[is_central],
            name=words[is_central],
            mode="lines",
            stackgroup="all",
            line={"color": colour(STORE_COLOURS, place), "width": 1},
        )
    return chart


def stock_by_week(stock: pd.DataFrame) -> pd.DataFrame:
    """Return doses in stock at the end of a week's last day by its Monday; columns: whether central."""
    is_central = (stock["store"] == CENTRAL).rename("central")
    daily = stock.groupby(["date", is_central])["end"].sum().unstack(fill_value=0)
    return daily.resample("W-MON", label="left", closed="left").last().rename_axis(index="week")
