"""A figure taken apart, as text."""

from typing import Any

import pandas as pd

from simlib.analysis.explain import CONFIDENCES, value_at
from simlib.analysis.trace import Trace
from simlib.budget.words import AXIS_NAMES, WORDS
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language, mark
from simlib.runs.labels import axis_labels
from simlib.runs.summary import KINDS, table_text

ROLE_NAMES = {
    "price": mark("What sets the price"),
    "quantity": mark("What says for how many there is to be paid"),
    "payer": mark("What says who pays"),
    "rise": mark("By how much the price rises a year"),
    "bound": mark("What limits the payer in a year"),
}

COLUMNS = ("month", "item", "township", "cohort", "funder", "fund")
"""Heads of a posting that are shown."""

LONGEST_VALUE = 70


def trace_text(trace: Trace, lang: Language, most: int = 20) -> str:
    """Return a figure, its largest postings, and the assumptions behind them, in sentences and tables.

    Parameters
    ----------
    trace
        From `simlib.trace`.
    lang
        The language.
    most
        Postings to show.
    """
    return "\n".join(
        [
            figure_line(trace, lang),
            "  " + lang.say("Basis: {basis}").format(basis=trace.basis.told.told_in(lang)),
            "  " + lang.say("As of: {day}").format(day=lang.day(trace.as_of)),
            "",
            *_postings(trace, lang, most),
            *(line for role in ROLE_NAMES for line in _role(trace, role, lang)),
        ]
    )


def figure_line(trace: Trace, lang: Language) -> str:
    """Return what was asked for, how much it is, and how much of it rests on placeholders."""
    what = [
        lang.say("{axis} {names}").format(
            axis=lang.say(AXIS_NAMES[axis]),
            names=lang.listed(_labels(trace, axis, lang).get(name, name) for name in names),
        )
        for axis, names in trace.heads.items()
    ]
    said = lang.say("{what}: {amount} yuan {stage}, in {count} postings; {share} of it rests on placeholders")
    return said.format(
        what=lang.listed(what),
        amount=_yuan(trace.fen, lang),
        stage=lang.say(WORDS["stage"][trace.stage]),
        count=lang.number(len(trace.postings)),
        share=lang.percent(trace.on_placeholders),
    )


def _labels(trace: Trace, axis: str, lang: Language) -> dict[str, str]:
    return axis_labels(axis, trace.tables["accounts"], trace.assumptions, lang)


def _yuan(fen: int, lang: Language) -> str:
    return lang.number(fen / FEN_PER_YUAN, 2)


def postings_table(trace: Trace, lang: Language, most: int) -> pd.DataFrame:
    """Return the largest postings as text, from 1 on; a star marks those that rest on a placeholder."""
    shown = trace.postings.head(most)
    table = pd.DataFrame({"month": shown["month"].dt.strftime("%Y-%m")})
    for axis in COLUMNS[1:]:
        labels = _labels(trace, axis, lang)
        table[axis] = [labels.get(name, name) for name in shown[axis].astype(str)]
    table = table.rename(columns={axis: lang.say(AXIS_NAMES[axis]) for axis in COLUMNS})
    table[lang.say("quantity")] = [
        lang.number(quantity, 2).removesuffix(".00") for quantity in shown["quantity"]
    ]
    table[lang.say("unit price")] = [lang.number(price, 2) for price in shown["unit_price"]]
    table[lang.say("yuan")] = [_yuan(fen, lang) for fen in shown["fen"]]
    table[""] = ["*" if doubtful else "" for doubtful in shown["placeholder"]]
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table


def smaller_ones(trace: Trace, lang: Language, most: int) -> list[str]:
    """Return what the star means, and how much the postings make that are not shown."""
    lines = [lang.say("* rests on a placeholder")]
    rest = trace.postings["fen"].iloc[most:]
    if len(rest):
        more = lang.say("and {count} smaller ones, {amount} yuan together")
        lines.append(more.format(count=lang.number(len(rest)), amount=_yuan(int(rest.sum()), lang)))
    return lines


def _postings(trace: Trace, lang: Language, most: int) -> list[str]:
    if trace.postings.empty:
        return []
    lines = table_text(postings_table(trace, lang, most)).splitlines()
    return [*lines, *smaller_ones(trace, lang, most), ""]


def _role(trace: Trace, role: str, lang: Language) -> list[str]:
    of_role = trace.grounds[trace.grounds["role"] == role]
    if of_role.empty:
        return []
    lines = [lang.say(ROLE_NAMES[role])]
    for ground in of_role.itertuples():
        lines += [f"  {ground.path}: {_yuan(ground.fen, lang)} {lang.say('yuan')}"]
        lines += [f"    {line}" for line in evidence_lines(trace, ground.entry, lang)]
    if role == "price":
        lines += [f"  {line}" for line in other_prices(trace, lang)]
    return lines


def other_prices(trace: Trace, lang: Language) -> list[str]:
    """Say so where units were paid at other prices than the assumptions behind them hold."""
    values = {ground.path: ground.entry.get("value") for ground in trace.grounds.itertuples()}
    assumed = trace.postings["price"].map(values)
    plain = assumed.map(lambda value: isinstance(value, (int, float)))
    if not (trace.postings["unit_price"][plain] != assumed[plain]).any():
        return []
    return [
        lang.say(
            "Some units were paid at other prices than these: a later tender, a plan of deliveries, a "
            "parity, or prices that have risen set them."
        )
    ]


def evidence_lines(trace: Trace, entry: dict, lang: Language) -> list[str]:
    """Return an assumption's value and kind, and its source."""
    if not entry:
        return [lang.say("no such assumption is in this run")]
    value = _told_value(entry["value"], lang)
    said = lang.say("{label}: {value} ({unit}); {kind}, confidence {confidence}").format(
        label=lang.label(entry["label"]),
        value=value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…",
        unit=lang.say(entry["unit"]),
        kind=lang.say(KINDS[entry["kind"]]),
        confidence=lang.say(CONFIDENCES[entry["confidence"]]),
    )
    return [said, _source(trace, entry["source"], lang)]


def _told_value(value: Any, lang: Language) -> str:
    """Return a value as text; funder shares in the words of the language."""
    if isinstance(value, list) and value and all(_is_share(entry) for entry in value):
        said = lang.say("{funder} ({fund}) {share}")
        return lang.listed(
            said.format(
                funder=lang.say(WORDS["funder"][entry["funder"]]),
                fund=lang.say(WORDS["fund"][entry["fund"]]),
                share=lang.percent(entry["share"], 1),
            )
            for entry in value
        )
    return value_at(value, "")


def _is_share(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.keys() == {"funder", "fund", "share"}


def _source(trace: Trace, name: str, lang: Language) -> str:
    source = trace.sources.get(name)
    if not source:
        return lang.say("source: {source}").format(source=name)
    title = source["title_zh"] if lang.code == "zh" and source.get("title_zh") else source["title"]
    told = f"{title}. {source['publisher']}, {source['date']} ({source['locator']}) [{name}]"
    return lang.say("source: {source}").format(source=told)
