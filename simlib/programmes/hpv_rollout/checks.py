"""What must agree between the parts of the rollout, and between the rollout and the population."""

from collections.abc import Iterator
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection, Sites
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

SITES = "hpv_rollout.sites"
BATCHES = "hpv_rollout.batches"


def misfits(
    section: HpvRolloutSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    yield from _sites(section.sites)
    townships = population.townships.names
    for site, township in section.sites.township.items():
        if township not in townships:
            message = Message(
                '"{township}" is no township; known: {names}{hint}',
                township=township,
                names=", ".join(townships),
                hint=nearest(township, townships),
            )
            yield f"{SITES}.township.{site}", message
    for name, batch in section.batches.items():
        if batch.born_to >= first_day:
            message = Message(
                "{born_to} is not allowed; a day before the first day ({first_day}) is needed",
                born_to=batch.born_to,
                first_day=first_day,
            )
            yield f"{BATCHES}.{name}.born_to", message


def _sites(sites: Sites) -> Iterator[tuple[str, str]]:
    for quantity in ("township", "opening_days", "daily_capacity"):
        known = getattr(sites, quantity)
        for site in sites.names:
            if site not in known:
                yield (
                    f"{SITES}.{quantity}",
                    Message('the site "{site}" has no {quantity}', site=site, quantity=quantity),
                )
        for site in known:
            if site not in sites.names:
                yield (
                    f"{SITES}.{quantity}.{site}",
                    Message('"{site}" is no site{hint}', site=site, hint=nearest(site, sites.names)),
                )


def notices(section: HpvRolloutSection, horizon: HorizonSection) -> Iterator[Message]:
    """Yield what a reader of the results should know of the batches."""
    for name, batch in section.batches.items():
        here = f"{BATCHES}.{name}.opens"
        if batch.opens < horizon.first_day:
            yield Message(
                "{path}: {opens} lies before the horizon; the batch starts anew with its first day",
                path=here,
                opens=batch.opens,
            )
        elif batch.opens > horizon.last_day:
            yield Message(
                "{path}: {opens} lies after the horizon; nobody of the batch is invited",
                path=here,
                opens=batch.opens,
            )
