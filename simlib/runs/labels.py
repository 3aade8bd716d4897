"""What batches, items, sites and outcomes are called in a language: the scenario's own labels."""

import re
from collections.abc import Iterable

import pandas as pd

from simlib.budget.words import WORDS
from simlib.core.posting import CITY, NO_COHORT
from simlib.language.language import Language
from simlib.programmes.headline import Assumptions
from simlib.programmes.registry import PROGRAMMES, programmes_in

PAID_IN = re.compile(r"paid_(\d{4})")
DISCOUNTED = re.compile(r"(\w+)_at_([\d.]+)_percent")


def batch_labels(batches: Iterable[str], assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return labels of the programmes' cohorts by name; those that are placeholders say so."""
    labels = _cohorts(assumptions, lang)
    return {batch: labels.get(batch, str(batch)) for batch in batches}


def item_labels(accounts: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return labels of the ledger's items by name, from the table `accounts`."""
    return dict(zip(accounts["item"], accounts[f"label_{lang.code}"], strict=True))


def site_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return labels of the vaccination sites by name."""
    names = assumptions["hpv_rollout.sites.names"]["value"]
    return {site: lang.label(label) for site, label in names.items()}


def outcome_label(outcome: str, lang: Language) -> str:
    """Return what a named outcome, such as ``hpv_rollout.first_doses``, is called."""
    name, _, measure = outcome.partition(".")
    paid = PAID_IN.fullmatch(measure)
    programme = next((programme for programme in PROGRAMMES if programme.name == name), None)
    if paid and programme:
        said = lang.say("{programme}: paid in {year}, yuan")
        return said.format(programme=lang.say(programme.title), year=paid.group(1))
    measures = programme.measures if programme else {}
    discounted = DISCOUNTED.fullmatch(measure)
    if discounted:
        what, rate = discounted.groups()
        said = lang.say("{what}, discounted at {rate}% a year")
        return said.format(what=lang.say(measures.get(what, outcome)), rate=rate)
    return lang.say(measures.get(measure, outcome))


def axis_labels(
    axis: str, accounts: pd.DataFrame, assumptions: Assumptions, lang: Language
) -> dict[str, str]:
    """Return what the names on an axis of the budget are called; a name that is not there tells itself."""
    if axis in WORDS:
        return {name: lang.say(word) for name, word in WORDS[axis].items()}
    if axis == "programme":
        return {programme.name: lang.say(programme.title) for programme in PROGRAMMES}
    if axis == "item":
        return item_labels(accounts, lang)
    if axis == "department" and lang.code == "zh":
        return dict(zip(accounts["department"], accounts["department_zh"], strict=True))
    if axis == "township":
        names = assumptions["population.townships.names"]["value"]
        whole = {CITY: lang.say("whole city")}
        return whole | {township: lang.label(label) for township, label in names.items()}
    if axis == "cohort":
        return {NO_COHORT: lang.say("none")} | _cohorts(assumptions, lang)
    return {}


def _cohorts(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    labels: dict[str, str] = {}
    for programme in programmes_in(assumptions):
        labels |= programme.cohort_labels(assumptions, lang)
    return labels
