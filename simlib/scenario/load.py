"""Loading: from files to a validated scenario, or to the list of everything that is wrong."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simlib.language.message import Message
from simlib.scenario.assumption import Label, Section, Source
from simlib.scenario.complaints import complaints
from simlib.scenario.evidence import check_evidence, read_sources, require_range
from simlib.scenario.files import find, read_chain, shown_path
from simlib.scenario.model import Applied, Scenario
from simlib.scenario.overlay import apply_overlay, apply_settings, sources_of
from simlib.scenario.problems import InputError, Problem, nearest
from simlib.scenario.reader import Document, read
from simlib.scenario.register import Register, gather, label_in

HEAD = ("title", "description", "include")
"""What a base file holds beside its sections."""

SOURCES = "sources.yaml"

Check = Callable[[Mapping[str, Section], Mapping[str, Any]], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Draft:
    """What the files of a scenario say, before settings made by hand and before validation.

    Attributes
    ----------
    path
        The file that was asked for.
    base
        The base file, as messages show it.
    title
        Of the file that was asked for.
    sections, required
        As for `read_draft`.
    register
        Every assumption with its evidence, and the problems found so far; never changed.
    sources
        The entries of `sources.yaml`, by name.
    applied
        What overlays changed.
    """

    path: Path
    base: str
    title: Label
    sections: Mapping[str, type[Section]]
    required: Collection[str]
    register: Register
    sources: Mapping[str, Source]
    applied: tuple[Applied, ...]


def read_draft(
    name: str | Path, sections: Mapping[str, type[Section]], required: Collection[str] = ()
) -> Draft:
    """Read the base of a scenario and the overlays on the way to it.

    Parameters
    ----------
    name
        Path of a file, or the name of a scenario (see `simlib.scenario.files.find`).
    sections
        The declared sections by name.
    required
        Sections that every scenario must have.

    Raises
    ------
    InputError
        If a file cannot be read at all; what is wrong within the files waits for `finish`.
    """
    path = find(name)
    base, *overlays = read_chain(path)
    register = Register()
    title = label_in(register, base, "title")
    _gather_base(register, base, sections, required)
    for known, assumption in register.assumptions.items():
        require_range(register, known, assumption)
    sources = _sources(register, [base, *overlays])
    applied = []
    for document in overlays:
        title = label_in(register, document, "title")
        applied.extend(apply_overlay(register, document, Path(document.file).stem))
    return Draft(path, base.file, title, sections, required, register, sources, tuple(applied))


def finish(
    draft: Draft,
    settings: Mapping[str, Any] | None = None,
    origin: str = "set",
    check: Check | None = None,
) -> Scenario:
    """Apply settings made by hand to a draft, and validate it.

    Parameters
    ----------
    draft
        What the files say; it can be finished any number of times.
    settings
        Values by dotted path that override the files'.
    origin
        How messages call the settings, such as ``--set``.
    check
        Called with the validated sections and all assumptions once everything else is right; yields path
        and message of what does not fit between sections.

    Returns
    -------
    Scenario
        Validated.

    Raises
    ------
    InputError
        Holding all problems that were found.
    """
    register = draft.register.copy()
    applied = [*draft.applied, *apply_settings(register, settings or {}, origin)]
    values = _validated(register, draft.sections)
    sources = {**draft.sources, **sources_of(applied)}
    notices = check_evidence(register, sources)
    if check and values.keys() == register.sections.keys() >= set(draft.required):
        for path, message in check(values, register.assumptions):
            register.report(register.mark_of(path) if path else (draft.base, 1), path, message)
    if register.problems:
        raise InputError(_in_order(register.problems))
    return Scenario(
        draft.path.stem,
        draft.title,
        values,
        register.assumptions,
        sources,
        tuple(applied),
        tuple(notices),
    )


def _gather_base(
    register: Register, base: Document, sections: Mapping[str, type[Section]], required: Collection[str]
) -> None:
    head = {key: value for key, value in base.content.items() if key not in HEAD}
    _gather_sections(register, base, head, sections, [*HEAD, *sections])
    if "changes" in base.content:
        mark = (base.file, base.lines[("changes",)])
        register.report(
            mark, "changes", Message('"extends" is missing: changes need a scenario that they change')
        )
    for document in _included(register, base):
        _gather_sections(register, document, document.content, sections, list(sections))
    for name in required:
        if name not in register.sections and not register.unread:
            register.report((base.file, 1), name, Message("this section is missing"))


def _gather_sections(
    register: Register,
    document: Document,
    content: Mapping[str, Any],
    sections: Mapping[str, type[Section]],
    allowed: list[str],
) -> None:
    for key, entry in content.items():
        mark = (document.file, document.lines[(key,)])
        if key not in sections:
            message = Message(
                "unknown name; allowed: {names}{hint}", names=", ".join(allowed), hint=nearest(key, allowed)
            )
            register.report(mark, key, message)
        elif key in register.sections and _stands_already(register, key, entry):
            register.report(
                mark,
                key,
                Message("this section stands already in {file}", file=register.sections[key]),
            )
        elif not isinstance(entry, dict) or "value" in entry:
            register.report(mark, key, Message("this is a section; named values are needed in it"))
        else:
            gather(register, document, {key: entry})
        register.sections.setdefault(key, document.file)


def _stands_already(register: Register, section: str, entry: Any) -> bool:
    """Return whether a section holds a group already; files may share a section, but no group of it."""
    groups = entry if isinstance(entry, dict) else ()
    return not groups or any(f"{section}.{group}" in register.marks for group in groups)


def _sources(register: Register, documents: list[Document]) -> dict[str, Source]:
    """Return the sources beside the base, and those beside overlays that lie elsewhere."""
    sources: dict[str, Source] = {}
    folders = dict.fromkeys(Path(document.file).resolve().parent for document in documents)
    for place, folder in enumerate(folders):
        file = folder / SOURCES
        if place == 0 or file.is_file():
            more = read_sources(register, file, shown_path(file))
            for name in more.keys() & sources.keys():
                register.report(
                    (shown_path(file), 1), name, Message("this source stands already beside the base")
                )
            sources |= more
    return sources


def _included(register: Register, base: Document) -> Iterator[Document]:
    """Yield the files that a base includes; one that cannot be read is reported."""
    names = base.content.get("include", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        register.report(
            (base.file, base.lines[("include",)]), "include", Message("a list of file names is needed")
        )
        return
    for position, name in enumerate(names):
        file = Path(base.file).parent / name
        try:
            yield read(file, shown_path(file))
        except InputError as error:
            line = base.lines.get(("include", position), 0)
            told = [
                problem if problem.line else Problem(base.file, line, "include", problem)
                for problem in error.problems
            ]
            register.problems.extend(told)
            register.unread.append(name)


def _validated(register: Register, sections: Mapping[str, type[Section]]) -> dict[str, Section]:
    values = {name: {} for name in register.sections} | value_tree(register)
    validated = {}
    for name, model in sections.items():
        if name not in values:
            continue
        try:
            validated[name] = model.model_validate(values[name])
        except ValidationError as errors:
            for steps, message in complaints(model, values[name], errors):
                path = ".".join(str(step) for step in (name, *steps))
                register.report(register.mark_of(path), path, message)
    return validated


def value_tree(register: Register) -> dict[str, Any]:
    """Return the bare values as nested mappings, lists as tuples."""
    tree: dict[str, Any] = {}
    for path, assumption in register.assumptions.items():
        *groups, leaf = path.split(".")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
        place[leaf] = _frozen(assumption.value)
    return tree


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(entry) for key, entry in value.items()}
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.path))
