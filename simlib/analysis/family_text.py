"""The answer of `simlib family` as text."""

import pandas as pd

from simlib.analysis.additional_births import curve_notes, readable_curve
from simlib.analysis.family import FamilyAnswer
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language, mark
from simlib.programmes.family_subsidies import NAME
from simlib.programmes.family_subsidies.family_plan import PlannedPayment
from simlib.programmes.family_subsidies.money import item_of
from simlib.runs.summary import table_text

CHILD = (mark("first child"), mark("second child"), mark("third or later child"))
"""What a child is called by its parity."""


def family_text(answer: FamilyAnswer, lang: Language) -> str:
    """Return what a family gets and what that means for the city, in sentences and tables."""
    summary = answer.result.summary(lang.code)
    parts = [_heading(answer, lang), _payments(answer, lang), *_placeholders(answer, lang), ""]
    for headline in summary.headlines[NAME]:
        parts += [headline.heading, table_text(headline.text), *headline.notes, ""]
    parts += [lang.say("What a birth more costs, by what is assumed of how births answer")]
    parts += [_assumed(answer, lang)]
    parts += [
        table_text(readable_curve(answer.curve, lang).set_index(lang.say("births more for 10,000 yuan")))
    ]
    return "\n".join([*parts, *curve_notes(answer.curve, lang)])


def _heading(answer: FamilyAnswer, lang: Language) -> str:
    question = answer.question
    labels = answer.scenario.sections["population"].townships.names
    said = lang.say("{child}, born on {born}, family with hukou in {township}, which knows from {knows} on")
    return said.format(
        child=lang.say(CHILD[min(question.child.parity, len(CHILD)) - 1]),
        born=lang.day(question.child.born),
        township=lang.label(labels[question.township]),
        knows=lang.day(question.knows),
    )


def _payments(answer: FamilyAnswer, lang: Language) -> str:
    """Return the payments in the order of their days, and how much it is in all."""
    if not answer.payments:
        return "  " + lang.say(
            "It gets nothing: no subsidy is for it, its time to claim has run out, or nobody works on its "
            "claims."
        )
    in_order = sorted(answer.payments, key=lambda payment: (payment.paid, payment.instrument))
    columns = {
        "on the card": [lang.day(payment.paid) for payment in in_order],
        "subsidy": [_label(answer, payment, lang) for payment in in_order],
        "yuan": [lang.number(payment.fen / FEN_PER_YUAN) for payment in in_order],
        "due": [lang.day(payment.due) for payment in in_order],
        "claimed": [lang.day(payment.claimed) for payment in in_order],
    }
    headings = {
        "on the card": lang.say("on the card"),
        "subsidy": lang.say("subsidy"),
        "yuan": lang.say("yuan"),
        "due": lang.say("due"),
        "claimed": lang.say("claimed"),
    }
    table = pd.DataFrame(columns).rename(columns=headings).set_index(headings["on the card"])
    total = sum(payment.fen for payment in in_order) / FEN_PER_YUAN
    said = lang.say("In all {total} yuan, if nobody is before it at any desk and it claims at once.")
    return "\n".join([table_text(table), said.format(total=lang.number(total))])


def _label(answer: FamilyAnswer, payment: PlannedPayment, lang: Language) -> str:
    label = lang.label(answer.scenario.sections["budget"].accounts[item_of(payment.instrument)].label)
    kind = answer.scenario.assumptions[f"{NAME}.instruments.{payment.instrument}.amount"].kind
    if kind != "placeholder":
        return label
    return lang.say("{label} (placeholder)").format(label=label)


def _assumed(answer: FamilyAnswer, lang: Language) -> str:
    """Return what the scenario assumes of how births answer, beside what may be assumed."""
    response = answer.scenario.sections[NAME].response
    curve = answer.curve["quantum"]
    said = lang.say(
        "The scenario assumes {quantum} more births (quantum) for each 10,000 yuan promised, where {low} to "
        "{high} may be believed, and that {tempo} come {months} months earlier (tempo)."
    )
    return said.format(
        quantum=lang.percent(response.quantum, 2),
        low=lang.percent(curve.min(), 2),
        high=lang.percent(curve.max(), 2),
        tempo=lang.percent(response.tempo, 2),
        months=lang.number(response.tempo_months),
    )


def _placeholders(answer: FamilyAnswer, lang: Language) -> list[str]:
    """Return a warning if anything that the family gets rests on an amount that nobody knows."""
    paths = {f"{NAME}.instruments.{payment.instrument}.amount" for payment in answer.payments}
    if not any(answer.scenario.assumptions[path].kind == "placeholder" for path in paths):
        return []
    return [lang.say("Placeholder: the amount is not known; put it in before anybody is told.")]
