"""Who uses an assumption: read from the code itself, so the answer cannot grow old."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simlib.language.language import Language
from simlib.programmes.registry import PROGRAMMES
from simlib.runs.scenarios import SECTIONS, SHARED_SECTIONS
from simlib.scenario.complaints import model_in

PACKAGE = Path(__file__).resolve().parents[1]
OWNERS = {
    "population": ("population",),
    "budget": ("budget", "analysis"),
    "works": ("programmes/works", "programmes/welfare_centre", "programmes/capital_projects"),
}
"""Folders that use a shared section; horizon and calendar are used where sections become a calendar."""

STANDS_FOR = {"construction": "design"}
"""What a group is called where several programmes share the code that reads it."""


@dataclass(frozen=True)
class Use:
    """One place in the code that reads an assumption.

    Attributes
    ----------
    file
        Path within the package.
    line
        From 1.
    function
        Name of the function around it.
    """

    file: str
    line: int
    function: str

    def told_in(self, lang: Language) -> str:
        """Return where it is."""
        return lang.say("simlib/{file}:{line} in {function}").format(**vars(self))


def users_of(path: str) -> list[Use]:
    """Return the places in the code that read the assumption at a dotted path.

    The last declared name on the path is looked for as an attribute of what holds it, in the folder of its
    section: `sites.township` for ``hpv_rollout.sites.township``, not `women.township`.
    """
    section, *steps = path.split(".")
    holder, name = _declared_names(section, steps)
    uses = []
    for file in _files(section):
        where = file.relative_to(PACKAGE).as_posix()
        uses.extend(Use(where, line, function) for line, function in _reads(_tree(file), holder, name))
    return uses


@cache
def _tree(file: Path) -> ast.Module:
    """Return the syntax tree of a file of ours, which does not change while we run."""
    return ast.parse(file.read_text(encoding="utf-8"))


def _declared_names(section: str, steps: list[str]) -> tuple[str, str]:
    """Return the last two steps that are fields of the declarations; the others are keys of mappings."""
    model, holder, name = SECTIONS[section], section, section
    for step in steps:
        field = model.model_fields.get(step)
        if field is not None:
            holder, name = name, step
            model = model_in(field.annotation) or model
    return holder, name


def _files(section: str) -> Iterator[Path]:
    if section in OWNERS:
        folders = [PACKAGE / owner for owner in OWNERS[section]]
    elif section in SHARED_SECTIONS:
        yield PACKAGE / "scenario" / "time.py"
        return
    else:
        read = next(programme.reads for programme in PROGRAMMES if programme.name == section)
        owners = [owner for name in read for owner in OWNERS[name]]
        folders = [PACKAGE / folder for folder in (f"programmes/{section}", *owners)]
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))


def _holds(node: ast.expr, holder: str) -> bool:
    """Tell whether an expression is what holds the assumption: its group, one of its group, or a section."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    one_of_group = {holder.removesuffix("s"), holder.removesuffix("es")}
    return name in {holder, STANDS_FOR.get(holder, holder), "section", "assumptions", "self", *one_of_group}


def _reads(tree: ast.Module, holder: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield line and function of every read of an attribute; each function once."""
    seen = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("__"):
            continue
        for node in ast.walk(function):
            reads = isinstance(node, ast.Attribute) and node.attr == name and _holds(node.value, holder)
            if reads and function.name not in seen:
                seen.add(function.name)
                yield node.lineno, function.name
