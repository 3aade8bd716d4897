"""A day of one site in words, tables and a picture: for the terminal, and as one HTML page."""

from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simlib.analysis.clinic_day import MOST_TIMES, ClinicDay
from simlib.language.language import Language, mark
from simlib.present.html_page import html_page, picture
from simlib.present.theme import STAGE_COLOURS, TIME, colour, figure
from simlib.programmes.hpv_rollout.clinic_kernel import (
    CONTRAINDICATED,
    DEFERRED,
    INJECTED,
    LONGEST,
    NOT_REACHED,
    SERVED,
    TURNED_AWAY,
    WAIT_P95,
)
from simlib.programmes.hpv_rollout.replay import Played
from simlib.runs.store import output_file

STAGES = {
    "prescreen": mark("prescreen"),
    "registration": mark("registration"),
    "injection": mark("injection"),
}
SECONDS_PER_MINUTE = 60


def clinic_text(day: ClinicDay, lang: Language) -> str:
    """Return the day for a terminal."""
    return "\n".join(
        [
            f"{title_of(day, lang)}\n{outcome_of(day, lang)}",
            stages_table(day, lang).to_string(),
            binds_sentence(day, lang),
            what_if_table(day, lang).to_string(),
            evidence_sentence(day, lang),
        ]
    )


def write_clinic_page(day: ClinicDay, target: Path, lang: Language) -> None:
    """Write the page of a day.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with output_file(target) as temporary:
        temporary.write_text(clinic_html(day, lang), encoding="utf-8")


def clinic_html(day: ClinicDay, lang: Language) -> str:
    """Return the page with everything inside."""
    parts = [
        f"<p>{escape(scenario_sentence(day, lang))}</p>",
        f"<p>{escape(outcome_of(day, lang))}</p>",
        f'<p class="evidence">{escape(evidence_sentence(day, lang))}</p>',
        picture(day_chart(day, lang)),
        f'<div class="wide">{stages_table(day, lang).to_html(border=0)}</div>',
        "<h2>{}</h2>".format(escape(lang.say("When queues would bind"))),
        f"<p>{escape(binds_sentence(day, lang))}</p>",
        f'<div class="wide">{what_if_table(day, lang).to_html(border=0)}</div>',
    ]
    return html_page(title_of(day, lang), parts, lang)


def title_of(day: ClinicDay, lang: Language) -> str:
    """Return site and date."""
    return f"{lang.label(day.label)} · {lang.day(day.day)}"


def scenario_sentence(day: ClinicDay, lang: Language) -> str:
    """Return what was run."""
    text = lang.say("Scenario: {title}, seed {seed}. One draw of luck: the figures show no uncertainty.")
    return text.format(title=lang.label(day.title), seed=day.seed)


def outcome_of(day: ClinicDay, lang: Language) -> str:
    """Return what became of the day's appointments."""
    played = day.played
    text = lang.say(
        "{booked} booked, {came} came, {vaccinated} vaccinated, {deferred} deferred, "
        "{contraindicated} with a contraindication, {turned_away} turned away; {overtime} minutes of "
        "overtime."
    )
    return text.format(
        booked=lang.number(day.booked),
        came=lang.number(played.visitors.outcome.size),
        vaccinated=lang.number(played.ending(INJECTED)),
        deferred=lang.number(played.ending(DEFERRED)),
        contraindicated=lang.number(played.ending(CONTRAINDICATED)),
        turned_away=lang.number(played.ending(TURNED_AWAY)),
        overtime=_minutes(played.overtime, lang),
    )


def stages_table(day: ClinicDay, lang: Language) -> pd.DataFrame:
    """Return a table of texts, one row a stage."""
    played = day.played
    rows = {
        lang.say(STAGES[stage]): {
            lang.say("staff"): lang.number(played.servers[place]),
            lang.say("served"): lang.number(played.queues[place, SERVED]),
            lang.say("mean wait, min"): _minutes(played.mean_waits[place], lang),
            lang.say("95% wait at most, min"): _minutes(played.queues[place, WAIT_P95], lang),
            lang.say("longest queue"): lang.number(played.queues[place, LONGEST]),
            lang.say("utilisation"): lang.percent(played.utilisation[place]),
        }
        for place, stage in enumerate(day.stages)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def what_if_table(day: ClinicDay, lang: Language) -> pd.DataFrame:
    """Return a table of texts: the day as it is, with more women, and with fewer staff."""
    rows = {lang.say("as it is"): day.played}
    for times, played in day.more_women.items():
        rows[lang.say("{times} times as many women").format(times=times)] = played
    for place, played in day.fewer_staff.items():
        stage = lang.say(STAGES[day.stages[place]])
        rows[lang.say("one fewer at {stage}").format(stage=stage)] = played
    return pd.DataFrame.from_dict(
        {name: _what_if_row(played, lang) for name, played in rows.items()}, orient="index"
    )


def _what_if_row(played: Played, lang: Language) -> dict[str, str]:
    return {
        lang.say("came"): lang.number(played.visitors.outcome.size),
        lang.say("vaccinated"): lang.number(played.ending(INJECTED)),
        lang.say("turned away"): lang.number(played.ending(TURNED_AWAY)),
        lang.say("95% wait in all at most, min"): _minutes(played.total_wait_p95, lang),
        lang.say("longest queue"): lang.number(played.queues[:, LONGEST].max()),
        lang.say("busiest stage"): lang.percent(played.utilisation.max()),
        lang.say("overtime, min"): _minutes(played.overtime, lang),
    }


def binds_sentence(day: ClinicDay, lang: Language) -> str:
    """Return when queues bind, and what that means."""
    if day.binds_from == 1:
        found = lang.say("On this day queues bind.")
    elif day.binds_from:
        found = lang.say("Queues would bind from {times} times as many women.").format(times=day.binds_from)
    else:
        found = lang.say("Queues would not bind with {times} times as many women.").format(times=MOST_TIMES)
    meaning = lang.say(
        "They bind where women wait longer for a stage than they are served there, "
        "or somebody is turned away at closing."
    )
    return f"{found} {meaning}"


def evidence_sentence(day: ClinicDay, lang: Language) -> str:
    """Return which assumptions about the clinic are placeholders."""
    if not day.placeholders:
        return lang.say("No assumption about the clinic is a placeholder.")
    names = lang.listed(lang.label(label) for label in day.placeholders)
    return lang.say("Placeholders, to be replaced by local data first: {names}.").format(names=names)


def day_chart(day: ClinicDay, lang: Language) -> go.Figure:
    """Return how many women are at each stage over the day, those who wait included."""
    played, visitors = day.played, day.played.visitors
    last = max(day.played.closes, int(visitors.left.max(initial=0)) + played.observation)
    seconds = np.arange(day.opens, last + 2 * SECONDS_PER_MINUTE, SECONDS_PER_MINUTE)
    clock = np.datetime64(day.day, "s") + seconds.astype("timedelta64[s]")
    chart = figure(lang.say("Women at each stage"), lang.say("Time of day"), lang.say("Women"), lang)
    for place, stage in enumerate(day.stages):
        came = visitors.ready[place] != NOT_REACHED
        end = np.where(visitors.end[place] != NOT_REACHED, visitors.end[place], visitors.left)
        there = present_at(seconds, visitors.ready[place][came], end[came])
        _layer(chart, clock, there, lang.say(STAGES[stage]), place)
    given = visitors.left[visitors.outcome == INJECTED]
    observed = present_at(seconds, given, given + played.observation)
    _layer(chart, clock, observed, lang.say("observation"), len(day.stages))
    closes = np.datetime64(day.day, "s") + np.timedelta64(played.closes, "s")
    chart.update_xaxes(hoverformat=TIME[lang.code])
    chart.add_vline(x=str(closes), line={"dash": "dot", "color": "#666"})
    return chart


def present_at(seconds: np.ndarray, enters: np.ndarray, leaves: np.ndarray) -> np.ndarray:
    """Return how many are there at each of some seconds: those who have come and not yet left."""
    come, gone = (np.searchsorted(np.sort(times), seconds, side="right") for times in (enters, leaves))
    return come - gone


def _layer(chart: go.Figure, clock: np.ndarray, there: np.ndarray, name: str, place: int) -> None:
    chart.add_scatter(
        x=clock,
        y=there,
        name=escape(name),
        mode="lines",
        stackgroup="all",
        line={"shape": "hv", "width": 1, "color": colour(STAGE_COLOURS, place)},
        hovertemplate="%{y}",
    )


def _minutes(seconds: float, lang: Language) -> str:
    return lang.number(seconds / SECONDS_PER_MINUTE, 1)
