"""The plan: what is appropriated (预算指标) by line and month, from YAML, XLSX or CSV."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from simlib.budget.cells import check_sign, fen_in, month_in
from simlib.budget.line_tables import UNKNOWN, entries_in
from simlib.budget.lines import Amounts, Line, amounts_of
from simlib.budget.payers import Fund, Funder
from simlib.budget.sheets import read_grid
from simlib.core.posting import KINDS
from simlib.language.message import Message
from simlib.scenario.assumption import Confidence, Kind, Label, Name, Section
from simlib.scenario.files import ENDINGS, shown_path
from simlib.scenario.problems import InputError, Problem, nearest
from simlib.scenario.reader import Document, read
from simlib.scenario.register import Register, check_record

SHEET = ("plan", "预算指标")
"""What the sheet of a plan may be called."""

Amount = Annotated[float, Field(ge=-1e12, le=1e12)]


class PlanLine(Section):
    """One line of a plan: yuan and, where they are known, units by month."""

    item: Name
    funder: Funder
    fund: Fund
    kind: Annotated[str, Field(pattern=f"^({'|'.join(KINDS)})$")] = "current"
    amounts: Annotated[dict[str, Amount], Field(min_length=1)]
    quantities: dict[str, Amount] = Field(default_factory=dict)

    @property
    def line(self) -> Line:
        """What it is about."""
        return Line(self.item, self.funder, self.fund, self.kind)


class PlanFile(Section):
    """A plan in YAML, with its evidence."""

    title: Label
    kind: Kind
    confidence: Confidence
    source: Annotated[str, Field(min_length=1)]
    note: str | None = None
    lines: Annotated[tuple[PlanLine, ...], Field(min_length=1)]


def read_plan(path: Path, known: Collection[Line], labels: Mapping[str, str]) -> Amounts:
    """Read a plan.

    Parameters
    ----------
    path
        A YAML, XLSX or CSV file.
    known
        Lines that there may be.
    labels
        Items by what they are called.

    Raises
    ------
    InputError
        Holding everything that is not understood.
    """
    if path.suffix.casefold() in ENDINGS:
        return _from_yaml(path, known)
    entries = entries_in(read_grid(path, SHEET), known, labels)
    rows = {
        (entry.line, entry.month): (entry.fen, entry.quantity) for entry in entries if entry.fen is not None
    }
    if not rows:
        raise InputError([Problem(str(path), 0, "", Message("no amount is filled in yet"))])
    return amounts_of(rows)


def _from_yaml(path: Path, known: Collection[Line]) -> Amounts:
    document, register = read(path, shown_path(path)), Register()
    plan = check_record(register, document, (), _with_tuples(document.content), PlanFile)
    if register.problems:
        raise InputError(register.problems)
    rows: dict[tuple[Line, str], tuple[int, float]] = {}
    for place, entry in enumerate(plan.lines):
        for month in sorted({*entry.amounts, *entry.quantities}):
            where = ("lines", place, "amounts" if month in entry.amounts else "quantities", month)
            _add(rows, entry, month, known, register, (document, where))
    if register.problems:
        raise InputError(register.problems)
    return amounts_of(rows)


def _add(
    rows: dict[tuple[Line, str], tuple[int, float]],
    entry: PlanLine,
    month: str,
    known: Collection[Line],
    register: Register,
    written: tuple[Document, tuple],
) -> None:
    """Add a month of a line, or report what is wrong with it."""
    document, where = written
    mark, path = (document.file, document.lines.get(where, 1)), ".".join(map(str, where))
    if entry.line not in known:
        items = {line.item for line in known}
        told = Message(
            "there is no line {line}{hint}", line=", ".join(entry.line), hint=nearest(entry.item, items)
        )
        register.report(
            (document.file, document.lines.get(where[:2], 1)), ".".join(map(str, where[:2])), told
        )
        return
    try:
        key = (entry.line, month_in(month))
        fen = fen_in(entry.amounts.get(month, 0.0))
        for number in (entry.amounts.get(month, 0.0), entry.quantities.get(month, 0.0)):
            check_sign(entry.kind, number, number)
    except ValueError as error:
        register.report(mark, path, error.args[0])
        return
    if key in rows:
        register.report(mark, path, Message("this line and month stand already further up"))
    rows[key] = fen, entry.quantities.get(month, UNKNOWN)


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(entry) for key, entry in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
