"""One run: a scenario, a seed, a replicate."""

from collections import ChainMap
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from simlib.budget.accounts import ACCOUNTS, accounts_table
from simlib.budget.ledger import LEDGER, LIABILITIES, ledger_tables
from simlib.core.lazily import Lazily
from simlib.core.luck import Luck
from simlib.core.outcome import Outcome
from simlib.core.tables import REPLICATE, Columns, Table, joined
from simlib.language.message import Message
from simlib.population import population_over
from simlib.programmes.programme import ENGINES, Context, Made, made_anew, never_given_up
from simlib.programmes.registry import PROGRAMMES
from simlib.runs.residents import POPULATION, population_table
from simlib.runs.result import Result
from simlib.runs.scenarios import programmes_of
from simlib.scenario.model import Scenario
from simlib.scenario.problems import nearest, problem_in, shown
from simlib.scenario.time import calendar_of

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        LEDGER,
        ACCOUNTS,
        LIABILITIES,
        POPULATION,
        *(table for programme in PROGRAMMES for table in programme.tables),
    )
}
"""Every table that a run can give back."""

LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Memory:
    """How a run keeps what later runs may use again, and learns that it is no longer wanted.

    Attributes
    ----------
    keep
        Called with a key and a function that makes something; the key holds all that it depends on.
    go_on
        Called at least once a simulated month; raises to give the run up.
    """

    keep: Callable[[Hashable, Callable[[], Made]], Made] = made_anew
    go_on: Callable[[], None] = never_given_up


NO_MEMORY = Memory()


def run(
    scenario: Scenario,
    seed: int = 0,
    replicate: int = 0,
    memory: Memory = NO_MEMORY,
    *,
    engine: str = ENGINES[0],
    events: bool = False,
) -> Result:
    """Run one replicate of a scenario.

    Parameters
    ----------
    scenario
        From `simlib.load`.
    seed
        From 0; the same seed gives the same result, whatever else runs beside it.
    replicate
        Number of the replicate, from 0; each has luck of its own.
    memory
        What may be used again from earlier runs; nothing by default. See `simlib.runs.rehearsal`.
    engine
        ``fast`` for everyday use, or ``simpy``, the specification; both give the same tables.
    events
        Whether to give the table `events` as well: what happened to whom, in which second.

    Returns
    -------
    Result
        All tables.

    Raises
    ------
    InputError
        If the seed is no whole number from 0, the engine is not known, or the population cannot be made.
    """
    if engine not in ENGINES:
        raise problem_in(
            "engine",
            Message(
                "{given} is not allowed; one of {names} is needed{hint}",
                given=shown(engine),
                names=", ".join(ENGINES),
                hint=nearest(engine, ENGINES),
            ),
        )
    luck = Luck(whole(seed, "seed"), whole(replicate, "replicate"))
    sections = scenario.sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    shared = tuple(sections[name].model_dump_json() for name in ("horizon", "calendar", "population"))
    population = memory.keep(shared, partial(population_over, sections["population"], calendar.horizon))
    around = (*shared, luck.seed, luck.replicate)
    context = Context(
        calendar=calendar,
        population=population,
        luck=luck,
        works=sections.get("works"),
        keep=lambda key, make: memory.keep((*around, key), make),
        go_on=memory.go_on,
        engine=engine,
        events=events,
    )
    outcomes = simulate_all(scenario, context)

    postings = {name: outcome.postings for name, outcome in outcomes.items()}
    ledger, liabilities = ledger_tables(postings, sections["budget"], calendar.horizon)
    own = Lazily(
        {
            LEDGER.name: lambda: ledger,
            ACCOUNTS.name: lambda: accounts_table(sections["budget"]),
            LIABILITIES.name: lambda: liabilities,
            POPULATION.name: lambda: population_table(population),
        }
    )
    columns = ChainMap(_of_programmes(outcomes.values()), own)
    frames = Lazily({name: partial(_kept_frame, columns, name, replicate, memory) for name in columns})
    measures = {
        f"{name}.{measure}": value
        for name, outcome in outcomes.items()
        for measure, value in outcome.measures.items()
    }
    measures |= paid_by_year(frames[LEDGER.name])
    return Result(scenario, seed, replicate, frames, measures)


def _of_programmes(outcomes: Iterable[Outcome]) -> Mapping[str, Columns]:
    """Return the tables of programmes by name; those that several share hold the rows of each in turn."""
    parts: dict[str, list[Mapping[str, Columns]]] = {}
    for outcome in outcomes:
        for name in outcome.tables:
            parts.setdefault(name, []).append(outcome.tables)
    return Lazily({name: partial(_together, name, tables) for name, tables in parts.items()})


def _together(name: str, parts: Sequence[Mapping[str, Columns]]) -> Columns:
    """Return a table of one programme as it is, or that of several joined."""
    return parts[0][name] if len(parts) == 1 else joined([part[name] for part in parts])


def paid_by_year(ledger: pd.DataFrame) -> dict[str, float]:
    """Return yuan paid by programme and fiscal year, as named outcomes such as ``hpv_rollout.paid_2023``."""
    paid = ledger[ledger["stage"] == "paid"]
    totals = paid.groupby(["programme", paid["month"].dt.year], observed=True)["amount"].sum()
    return {f"{programme}.paid_{year}": round(amount, 2) for (programme, year), amount in totals.items()}


def simulate_all(scenario: Scenario, context: Context) -> dict[str, Outcome]:
    """Run the programmes of a scenario in order, each given the outcomes that it needs."""
    outcomes: dict[str, Outcome] = {}
    for programme in programmes_of(scenario):
        upstream = {name: outcomes[name] for name in programme.needs if name in outcomes}
        outcomes[programme.name] = programme.simulate(context, scenario.sections[programme.name], upstream)
    return outcomes


def _kept_frame(tables: Mapping[str, Columns], name: str, replicate: int, memory: Memory) -> pd.DataFrame:
    """Return a table as a DataFrame; the same columns of an earlier run give the same one."""
    columns = tables[name]
    # What is kept holds the columns too, so that no others can be made with their identity.
    kept = memory.keep(
        (name, replicate, id(columns)), lambda: (columns, _frame(TABLES[name], columns, replicate))
    )
    return kept[1]


def _frame(table: Table, columns: Columns, replicate: int) -> pd.DataFrame:
    if REPLICATE not in table.columns:
        return table.frame(columns)
    rows = len(next(iter(columns.values())))
    return table.frame({REPLICATE.name: np.full(rows, replicate, np.int64), **columns})


def whole(number: int, name: str) -> int:
    """Return a whole number from 0, or raise InputError with its name."""
    is_whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
    if not is_whole or not 0 <= number <= LARGEST_SEED:
        raise problem_in(
            name,
            Message(
                "{number!r} is not allowed; a whole number from 0 to {most} is needed",
                number=number,
                most=LARGEST_SEED,
            ),
        )
    return int(number)
