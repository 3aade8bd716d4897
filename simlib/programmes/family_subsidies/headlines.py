"""What the subsidies say first: whom they reach, where claims wait, what a birth gets, how births answer."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.money import instrument_of
from simlib.programmes.headline import Assumptions, Headline

TOWNSHIPS = "population.townships.names"
PARITY_NAMES = {
    "first": mark("first children"),
    "second": mark("second children"),
    "third": mark("third and later children"),
}
"""What the cohorts of postings are called."""

REACHED = {
    "eligible": mark("entitled"),
    "heard": mark("heard"),
    "applied": mark("claimed for"),
    "paid": mark("paid for"),
}
"""Headings of counts of children."""

REACH_NOTES = (
    mark("Children for whom a payment falls due within the horizon, and how far it has come by its end."),
    mark("Lost for good or not reached yet: families that never claim, time run out, claims under way."),
)

BIRTH_COLUMNS = {
    "children": mark("children"),
    "entitled": mark("ever entitled"),
    "paid": mark("paid, yuan"),
    "promised": mark("promised beyond, yuan"),
    "per_child": mark("yuan an entitled child"),
}
"""Headings of money by year of birth."""


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of the subsidies, see `simlib.programmes.programme.Programme`."""
    labels = _labels(assumptions, lang)
    by_instrument = reach_by(tables["subsidy_reach"], "instrument")
    by_township = reach_by(tables["subsidy_reach"], "township")
    waiting = waiting_by_township(tables["claim_times"], tables["claim_backlog"])
    money = money_by_birth_year(tables["birth_money"])
    counts = {name: lang.say(heading) for name, heading in REACHED.items()}
    return (
        Headline(
            name="reach",
            heading=lang.say("Children reached by the subsidies at the end of the horizon"),
            table=by_instrument,
            text=_readable_reach(by_instrument, "subsidy", labels, lang),
            notes=(*(lang.say(note) for note in REACH_NOTES), *response_notes(tables["births"], lang)),
            compared=lang.say("Children reached by the subsidies at the end of the horizon"),
            labels=counts | labels,
        ),
        Headline(
            name="townships",
            further=True,
            heading=lang.say(
                "Subsidies by township: children reached by each of them, and claims on their way"
            ),
            table=by_township.join(waiting),
            text=_readable_reach(by_township, "township", labels, lang).join(
                _readable_waiting(waiting, labels, lang)
            ),
        ),
        Headline(
            name="birth_money",
            further=True,
            heading=lang.say("Subsidies for second and later children, by calendar year of birth"),
            table=money,
            text=_readable_money(money, lang),
            notes=response_notes(tables["births"], lang),
        ),
    )


def reach_by(reach: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return children entitled and reached by instrument or township, and the share paid for.

    A child counts once for each subsidy that it is entitled to.
    """
    plain = reach.astype({column: str})
    counts = plain.groupby(column, sort=False)[list(REACHED)].sum()
    return counts.assign(share=counts["paid"] / counts["eligible"])


def waiting_by_township(times: pd.DataFrame, backlog: pd.DataFrame) -> pd.DataFrame:
    """Return mean days from the first visit to the money, and claims on their way at the end, by township."""
    plain = times.astype({"township": str})
    total = (plain["days_mean"] * plain["paid"]).groupby(plain["township"]).sum()
    days = total / plain.groupby("township")["paid"].sum()
    last = backlog[backlog["month"] == backlog["month"].max()].astype({"township": str})
    return pd.DataFrame({"days": days, "waiting": last.groupby("township")["waiting"].sum()})


def money_by_birth_year(money: pd.DataFrame) -> pd.DataFrame:
    """Return children of the second and later parities, their money, and yuan an entitled child."""
    later = money[(money["parity"] > 1) & (money["entitled"] > 0)]
    sums = later.groupby("birth_year")[["children", "entitled", "paid", "promised"]].sum()
    return sums.assign(per_child=(sums["paid"] + sums["promised"]) / sums["entitled"])


def response_notes(births: pd.DataFrame, lang: Language) -> tuple[str, ...]:
    """Return what is assumed of births in answer to the subsidies, in sentences."""
    moved, more = births["brought_forward"].sum(), births["additional"].sum()
    said = lang.say(
        "Assumed, not found: of {births} births within the horizon {more} are additional because of the "
        "subsidies (quantum), and {moved} come earlier (tempo) and are no birth more."
    )
    return (
        said.format(
            births=lang.number(births["births"].sum()), more=lang.number(more), moved=lang.number(moved)
        ),
        lang.say("The evidence is weak; the range of the additional ones includes none, and fewer births."),
    )


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what the cohorts of postings, the parities, are called."""
    return {parity: lang.say(PARITY_NAMES[parity]) for parity in PARITIES}


def _labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what instruments and townships are called: those by their accounts, these by the population."""
    names = assumptions[TOWNSHIPS]["value"]
    labels = {township: lang.label(label) for township, label in names.items()}
    for path, entry in assumptions.items():
        if path.startswith("budget.accounts.") and entry["value"]["programme"] == "family_subsidies":
            item = path.rpartition(".")[2]
            labels[instrument_of(item)] = lang.label(entry["value"]["label"])
    return labels


def _readable_reach(
    counts: pd.DataFrame, name: str, labels: Mapping[str, str], lang: Language
) -> pd.DataFrame:
    texts = {lang.say(heading): counts[column].map(lang.number) for column, heading in REACHED.items()}
    texts[lang.say("paid for / entitled")] = [lang.percent(share, 1) for share in counts["share"]]
    return pd.DataFrame(texts).rename(index=labels).rename_axis(index=lang.say(name))


def _readable_waiting(waiting: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> pd.DataFrame:
    days = ["–" if np.isnan(days) else lang.number(days, 1) for days in waiting["days"]]
    claims = waiting["waiting"].fillna(0).map(lang.number)
    texts = {lang.say("days to the money"): days, lang.say("claims waiting"): claims}
    return pd.DataFrame(texts, waiting.index).rename(index=labels)


def _readable_money(money: pd.DataFrame, lang: Language) -> pd.DataFrame:
    texts = {lang.say(heading): money[column].map(lang.number) for column, heading in BIRTH_COLUMNS.items()}
    return pd.DataFrame(texts).rename_axis(index=lang.say("year of birth"))
