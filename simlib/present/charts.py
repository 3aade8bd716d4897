"""The pictures: coverage over time, doses a week, money over time."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import BATCH_COLOURS, DOSE_COLOURS, ITEM_COLOURS, colour, figure
from simlib.programmes.hpv_rollout.headlines import DENOMINATORS, dose_label


def coverage_chart(coverage: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return first-dose coverage by batch at the end of each month, by both denominators.

    Parameters
    ----------
    coverage
        The table `coverage` of one replicate.
    labels
        Names of the batches as shown.
    lang
        The language of titles and hints.
    """
    title, vertical = lang.say("First-dose coverage by batch"), lang.say("First doses, % of women")
    chart = figure(title, lang.say("End of month"), vertical, lang)
    counts = ["eligible", "eligible_unvaccinated", "dose1"]
    by_batch = coverage.groupby(["batch", "month"], observed=True)[counts].sum()
    for place, batch in enumerate(by_batch.index.get_level_values("batch").unique()):
        rows = by_batch.loc[batch]
        for name, dash in zip(DENOMINATORS, ("dot", "solid"), strict=True):
            column, words = DENOMINATORS[name]
            hint = lang.say("{share} {of_whom}").format(share="%{y:.1f}%", of_whom=lang.say(words))
            chart.add_scatter(
                x=rows.index + pd.offsets.MonthEnd(),
                y=100 * rows["dose1"] / rows[column],
                name=escape(labels.get(batch, str(batch))),
                mode="lines",
                legendgroup=str(place),
                showlegend=dash == "solid",
                line={"color": colour(BATCH_COLOURS, place), "dash": dash, "width": 2},
                hovertemplate=hint,
            )
    chart.update_yaxes(range=[0, 100])
    return chart


def doses_chart(doses: pd.DataFrame, lang: Language) -> go.Figure:
    """Return doses given a week by number of the dose."""
    title, horizontal = lang.say("Doses given a week"), lang.say("Week beginning on")
    chart = figure(title, horizontal, lang.say("Doses a week"), lang)
    weekly = (
        doses.groupby([pd.Grouper(key="date", freq="W-MON", label="left", closed="left"), "dose"])["count"]
        .sum()
        .unstack(fill_value=0)
    )
    for place, dose in enumerate(weekly.columns):
        chart.add_bar(
            x=weekly.index,
            y=weekly[dose],
            name=dose_label(dose, lang),
            marker_color=colour(DOSE_COLOURS, place),
        )
    return chart.update_layout(barmode="stack", bargap=0)


def money_chart(ledger: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return money paid, cumulative, by item, in the unit of the language's readers.

    Parameters
    ----------
    ledger
        The table `ledger` of one replicate.
    labels
        Names of the items as shown.
    lang
        The language of titles and hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    vertical = lang.say("Money paid, {unit}").format(unit=unit)
    chart = figure(lang.say("Money paid, cumulative"), lang.say("Month"), vertical, lang)
    paid = ledger.query("stage == 'paid'")
    monthly = paid.groupby(["month", "item"], observed=True)["amount"].sum().unstack(fill_value=0.0)
    for place, item in enumerate(monthly.columns):
        chart.add_scatter(
            x=monthly.index,
            y=monthly[item].cumsum() / UNITS[lang.money_unit].yuan,
            name=escape(labels.get(item, str(item))),
            mode="lines",
            stackgroup="all",
            line={"color": colour(ITEM_COLOURS, place), "width": 1},
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart
