"""From a figure to its postings, and from a posting to its quantity, its price, and what these rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from simlib.budget.book import Book, book_of
from simlib.budget.evidence import grounds_of
from simlib.budget.price_basis import PriceBasis
from simlib.core.posting import STAGES
from simlib.language.language import LANGUAGES, Language
from simlib.language.message import Message
from simlib.programmes.headline import Assumptions
from simlib.runs.labels import axis_labels
from simlib.runs.result import Result
from simlib.runs.store import StoredRun
from simlib.scenario.model import containing
from simlib.scenario.problems import InputError, Problem, nearest, shown

TRACED = (
    "programme",
    "item",
    "month",
    "year",
    "township",
    "cohort",
    "funder",
    "fund",
    "kind",
    "department",
    "functional",
    "economic",
)
"""Axes on which a word is looked for, in this order."""

ROLES = ("price", "quantity", "payer")
"""What every posting rests on."""

FURTHER_ROLES = ("rise", "bound")
"""What some postings rest on as well: prices that rise, and limits of their payer."""


@dataclass(frozen=True)
class Trace:
    """A figure taken apart.

    Attributes
    ----------
    heads
        What was asked for: names by axis; those of one axis are added up.
    stage
        Of the amounts.
    basis, as_of
        In which money it is told, and the day up to which is known what it rests on.
    fen
        The figure.
    on_placeholders
        Share of it that rests on a placeholder in price or quantity, of what goes in and out; NaN if nothing.
    postings
        The rows of the ledger behind it, the largest first, with `price`, `quantity_from`, `payer`, `rise`
        and `bound`, the paths of the assumptions behind each (empty where there is none), and `placeholder`.
    grounds
        One row an assumption: `role` (of `ROLES` or `FURTHER_ROLES`), `path`, `fen` (what rests on it), and
        `entry`, the assumption as plain data; the largest first.
    assumptions, sources
        Of the run, as plain data.
    tables
        Of the run.
    """

    heads: Mapping[str, tuple[str, ...]]
    stage: str
    basis: PriceBasis
    as_of: date
    fen: int
    on_placeholders: float
    postings: pd.DataFrame
    grounds: pd.DataFrame
    assumptions: Assumptions
    sources: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, pd.DataFrame]


def trace(run: Result | StoredRun, what: str | Sequence[str], stage: str = "paid") -> Trace:
    """Take a figure of a run apart.

    Parameters
    ----------
    run
        A run, or one read from disk.
    what
        Names on the axes of the budget, such as ``hpv_service_fee``, ``2023-10`` or ``beicheng``, alone or
        together (a list, or a text with slashes between them); labels do as well.
    stage
        ``committed``, ``payable`` or ``paid``.

    Raises
    ------
    InputError
        If a name stands nowhere in the run's ledger.
    """
    scenario = run.manifest["scenario"] if isinstance(run, StoredRun) else run.scenario.resolved()
    assumptions, tables = scenario["assumptions"], run.tables
    book = book_of(tables, assumptions)
    words = what.split("/") if isinstance(what, str) else [word for part in what for word in part.split("/")]
    heads = _heads([word.strip() for word in words if word.strip()], stage, book, tables, assumptions)
    chosen = _chosen(book, heads, stage)
    postings = _postings(tables, chosen, assumptions, book)
    size = postings["fen"].abs()
    return Trace(
        heads=heads,
        stage=stage,
        basis=book.basis,
        as_of=book.as_of,
        fen=int(postings["fen"].sum()),
        on_placeholders=float(size[postings["placeholder"]].sum() / size.sum()) if size.sum() else np.nan,
        postings=postings,
        grounds=_grounds(postings, assumptions),
        assumptions=assumptions,
        sources=scenario.get("sources", {}),
        tables=tables,
    )


def _heads(
    words: list[str], stage: str, book: Book, tables: Mapping[str, pd.DataFrame], assumptions: Assumptions
) -> dict[str, tuple[str, ...]]:
    """Return the names that are meant, by axis; tell all that are not known at once."""
    problems = []
    if stage not in STAGES:
        problems.append(_unknown("--stage", stage, STAGES))
    named = _named(book, tables, assumptions)
    heads: dict[str, tuple[str, ...]] = {}
    for word in words:
        found = named.get(word) or named.get(word.casefold())
        if found is None:
            problems.append(
                _unknown("trace", word, [name for axis in TRACED for name in book.axes[axis].names])
            )
            continue
        axis, name = found
        heads[axis] = (*heads.get(axis, ()), name)
    if not words:
        problems.append(
            Problem("trace", 0, "", Message("name a programme, an item, a month or another head"))
        )
    if problems:
        raise InputError(problems)
    return heads


def _unknown(place: str, word: str, known: Sequence[str]) -> Problem:
    told = Message("{given} stands nowhere in the ledger{hint}", given=shown(word), hint=nearest(word, known))
    return Problem(place, 0, "", told)


def _named(
    book: Book, tables: Mapping[str, pd.DataFrame], assumptions: Assumptions
) -> dict[str, tuple[str, str]]:
    """Return axis and name by everything that they are called, in both languages."""
    named: dict[str, tuple[str, str]] = {}
    for axis in TRACED:
        for name in book.axes[axis].names:
            named.setdefault(name, (axis, name))
    for axis in TRACED:
        for code in LANGUAGES:
            labels = axis_labels(axis, tables["accounts"], assumptions, Language(code))
            for name in book.axes[axis].names:
                named.setdefault(str(labels.get(name, name)).casefold(), (axis, name))
    return named


def _chosen(book: Book, heads: Mapping[str, tuple[str, ...]], stage: str) -> np.ndarray:
    chosen = book.has("stage", stage)
    for axis, names in heads.items():
        chosen &= np.logical_or.reduce([book.has(axis, name) for name in names])
    return np.flatnonzero(chosen)


def _postings(
    tables: Mapping[str, pd.DataFrame], chosen: np.ndarray, assumptions: Assumptions, book: Book
) -> pd.DataFrame:
    rows = tables["ledger"].iloc[chosen]
    grounds = grounds_of(rows, tables["accounts"], assumptions)
    found = rows.assign(
        price=grounds.price.astype(str),
        quantity_from=grounds.quantity.astype(str),
        payer=grounds.payer.astype(str),
        rise=grounds.rise.astype(object).fillna(""),
        bound=grounds.bound.astype(object).fillna(""),
        placeholder=book.placeholder[chosen],
        fen=book.fen[chosen],
    )
    order = np.argsort(-found["fen"].abs().to_numpy(), kind="stable")
    return found.iloc[order].reset_index(drop=True)


def _grounds(postings: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    rows = []
    columns = ("price", "quantity_from", "payer", "rise", "bound")
    for role, column in zip((*ROLES, *FURTHER_ROLES), columns, strict=True):
        by_path = postings[postings[column] != ""].groupby(column, sort=False)["fen"].sum()
        for path, fen in sorted(by_path.items(), key=lambda entry: -abs(entry[1])):
            found = containing(assumptions, str(path))
            rows.append((role, str(path), int(fen), assumptions.get(found or "", {})))
    return pd.DataFrame(rows, columns=["role", "path", "fen", "entry"])
