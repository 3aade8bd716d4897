"""Loading scenarios with the sections that simlib's layers and programmes declare."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from simlib.budget.assumptions import BudgetSection
from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection, start_misfits
from simlib.programmes.programme import Programme
from simlib.programmes.registry import PROGRAMMES
from simlib.programmes.works.assumptions import WorksSection
from simlib.scenario.assumption import Section
from simlib.scenario.load import Draft, finish, read_draft
from simlib.scenario.model import Scenario
from simlib.scenario.problems import nearest
from simlib.scenario.time import CalendarSection, HorizonSection

SHARED_SECTIONS: dict[str, type[Section]] = {
    "horizon": HorizonSection,
    "calendar": CalendarSection,
    "population": PopulationSection,
    "budget": BudgetSection,
}
"""Sections that every scenario has; a programme runs if its section is there."""

READ_SECTIONS: dict[str, type[Section]] = {"works": WorksSection}
"""Sections that several programmes read, and a scenario without those programmes need not have."""

SECTIONS = SHARED_SECTIONS | READ_SECTIONS | {programme.name: programme.section for programme in PROGRAMMES}


def load(scenario: str | Path, set: Mapping[str, Any] | None = None, *, origin: str = "set") -> Scenario:
    """Load a scenario by path or name.

    Parameters
    ----------
    scenario
        Path of a scenario or overlay file, or its name (looked for in ``scenarios/`` of the working
        folder, then among the scenarios that come with simlib).
    set
        Values by dotted path that override those of the file.
    origin
        How messages call these values.

    Returns
    -------
    Scenario
        Validated.

    Raises
    ------
    InputError
        Holding everything that is wrong with the files or the values.

    Examples
    --------
    >>> import simlib
    >>> simlib.load("gaoping-2023", set={"hpv_rollout.demand.no_show": 0.2}).title.en
    'Gaoping 2023, base'
    """
    return finished(read_files(scenario), set, origin)


def read_files(scenario: str | Path) -> Draft:
    """Read the files of a scenario, so that it can be finished with one setting after another.

    Raises
    ------
    InputError
        If a file cannot be read at all.
    """
    return read_draft(scenario, SECTIONS, required=SHARED_SECTIONS)


def finished(draft: Draft, settings: Mapping[str, Any] | None = None, origin: str = "set") -> Scenario:
    """Return a draft with settings as a validated scenario; see `load`."""
    loaded = finish(draft, settings, origin, _misfits)
    told = [*loaded.notices, *_gaps_in_calendar(loaded)]
    sections = loaded.sections
    for programme in programmes_of(loaded):
        told.extend(programme.notices(sections[programme.name], sections["population"], sections["horizon"]))
    return replace(loaded, notices=tuple(told))


def _gaps_in_calendar(scenario: Scenario) -> list[Message]:
    """Return a notice if the horizon goes beyond the years whose holidays are known."""
    last_day = scenario.sections["horizon"].last_day
    known = [day.year for day in scenario.sections["calendar"].holidays]
    if known and last_day.year <= max(known):
        return []
    until = Message("no holidays are known")
    if known:
        until = Message("holidays are known up to {year}", year=max(known))
    return [
        Message(
            "calendar.holidays: {until}; later days of the horizon are taken as ordinary ones", until=until
        )
    ]


def programmes_of(scenario: Scenario) -> list[Programme]:
    """Return the programmes that a scenario runs, in order."""
    return [programme for programme in PROGRAMMES if programme.name in scenario.sections]


def only(scenario: Scenario, *names: str) -> Scenario:
    """Return a scenario that runs some of its programmes alone; the accounts of the others go with them.

    Parameters
    ----------
    scenario
        Validated.
    names
        Names of the programmes that stay.
    """
    budget = scenario.sections["budget"]
    kept = {item: account for item, account in budget.accounts.items() if account.programme in names}
    funding = {name: shares for name, shares in budget.funding.items() if name in names}
    rules = {name: rule for name, rule in budget.funding_rules.items() if set(rule.items) <= set(kept)}
    gone = [programme.name for programme in programmes_of(scenario) if programme.name not in names]
    sections = {name: section for name, section in scenario.sections.items() if name not in gone}
    sections["budget"] = budget.model_copy(
        update={"accounts": kept, "funding": funding, "funding_rules": rules}
    )
    left_out = {
        *(f"budget.funding.{name}" for name in gone),
        *(f"budget.accounts.{item}" for item in budget.accounts if item not in kept),
        *(f"budget.funding_rules.{name}" for name in budget.funding_rules if name not in rules),
    }
    assumptions = {
        path: entry
        for path, entry in scenario.assumptions.items()
        if path not in left_out and path.partition(".")[0] not in gone
    }
    return replace(scenario, sections=sections, assumptions=assumptions)


def _misfits(sections: Mapping[str, Section], paths: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and message of what does not fit between sections."""
    yield from start_misfits(sections["population"], sections["horizon"].first_day)
    running = [programme for programme in PROGRAMMES if programme.name in sections]
    if not running:
        names = ", ".join(programme.name for programme in PROGRAMMES)
        yield "", Message("no programme: a section for at least one of {names} is needed", names=names)
    for programme in running:
        section = sections[programme.name]
        yield from programme.check(section, sections["population"], sections["horizon"].first_day)
        yield from _unread(programme, section, sections)
        yield from _unfunded(programme, section, sections["budget"])
    yield from _misplaced_accounts(sections, paths)
    yield from _ruled_without_account(sections["budget"])


def _unread(
    programme: Programme, section: Section, sections: Mapping[str, Section]
) -> Iterator[tuple[str, str]]:
    """Yield what does not agree with the shared sections that a programme reads."""
    missing = [name for name in programme.reads if name not in sections]
    for name in missing:
        yield (
            "",
            Message(
                'the section "{name}" is missing; {programme} reads it', name=name, programme=programme.name
            ),
        )
    if not missing:
        yield from programme.agree(section, {name: sections[name] for name in programme.reads})


def _unfunded(programme: Programme, section: Section, budget: BudgetSection) -> Iterator[tuple[str, str]]:
    """Yield what a programme posts to and nobody keeps or pays."""
    if programme.name not in budget.funding:
        yield (
            "budget.funding",
            Message("nobody pays for {name}; its funder shares are missing", name=programme.name),
        )
    for item in programme.items(section):
        if item not in budget.accounts:
            hint = nearest(item, budget.accounts)
            yield (
                "budget.accounts",
                Message(
                    "the account {item} of {name} is missing{hint}", item=item, name=programme.name, hint=hint
                ),
            )


def _misplaced_accounts(
    sections: Mapping[str, Section], paths: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield accounts of unknown programmes, and accounts that no assumption prices."""
    programmes = [programme.name for programme in PROGRAMMES]
    for item, account in sections["budget"].accounts.items():
        here = f"budget.accounts.{item}"
        if account.programme not in programmes:
            hint = nearest(account.programme, programmes)
            yield (
                f"{here}.programme",
                Message('"{programme}" is no programme{hint}', programme=account.programme, hint=hint),
            )
        elif account.programme in sections and account.price_assumption not in paths:
            hint = nearest(account.price_assumption, paths)
            yield (
                f"{here}.price_assumption",
                Message(
                    '"{path}" is no assumption{hint}',
                    path=account.price_assumption,
                    hint=hint,
                ),
            )


def _ruled_without_account(budget: BudgetSection) -> Iterator[tuple[str, str]]:
    """Yield items of rules of funding that are in no chart of accounts."""
    for group in ("funding_rules", "matching_grants", "funding_limits", "tied_money"):
        for name, rule in getattr(budget, group).items():
            for item in rule.items or ():
                if item not in budget.accounts:
                    hint = nearest(item, budget.accounts)
                    yield (
                        f"budget.{group}.{name}.items",
                        Message('"{item}" is no account{hint}', item=item, hint=hint),
                    )
