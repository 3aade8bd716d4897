"""Who is left behind and what falls due, as tables of text."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.hpv_rollout.left_behind import REASONS

REASON_NAMES = {
    "complete": mark("full series"),
    "vaccinated_before": mark("vaccinated before at own cost"),
    "never_asked": mark("never asked for it"),
    "refused": mark("guardian did not consent"),
    "without_slot": mark("found no slot"),
    "wrong_age": mark("too old on the day"),
    "gave_up": mark("gave up after a no-show or visits in vain"),
    "contraindication": mark("contraindication"),
    "dropped_out": mark("dropped out between doses"),
    "cut_off": mark("cut off by the end of the horizon"),
}
"""What the reasons of the table `left_behind` are called."""


def readable_left_behind(
    left_behind: pd.DataFrame, labels: Mapping[str, str], lang: Language
) -> pd.DataFrame:
    """Return all eligible women by what became of them (rows) and batch (columns), as text.

    Parameters
    ----------
    left_behind
        The table of one replicate.
    labels
        Names of the batches as shown.
    lang
        The language.
    """
    plain = left_behind.astype({"batch": str, "reason": str})
    counts = plain.pivot_table(
        index="reason", columns="batch", values="women", aggfunc="sum", fill_value=0, sort=False
    )
    counts = counts.reindex([reason for reason in REASONS if reason in counts.index])
    counts.loc["all"] = counts.sum()
    names = {reason: lang.say(name) for reason, name in REASON_NAMES.items()} | {"all": lang.say("all")}
    return counts.rename(index=names, columns=labels).map(lang.number).rename_axis(columns=None)


def weekly_due(invited: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly report of a planner: doses due (应种) and given (实种) by week and dose.

    Due are doses of the week and those left over from the weeks before; given are those injected in the week.

    Parameters
    ----------
    invited, due
        The tables of one replicate.

    Returns
    -------
    pandas.DataFrame
        One row a week (its Monday); columns are pairs of the number of the dose and ``due`` or ``given``.
    """
    first = invited.groupby("week")[["due", "given"]].sum()
    later = due.groupby(["dose", "week"])[["due", "overdue"]].sum()
    parts = {1: first}
    for dose in later.index.get_level_values("dose").unique():
        rows = later.loc[dose].reindex(first.index, fill_value=0)
        before = rows["overdue"].shift(fill_value=0)
        in_all = before + rows["due"]
        parts[dose] = pd.DataFrame({"due": in_all, "given": in_all - rows["overdue"]})
    return pd.concat(parts, axis=1, names=["dose", None])
