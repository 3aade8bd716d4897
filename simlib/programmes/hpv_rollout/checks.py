"""What must agree between the parts of the rollout, and between the rollout and the population."""

from collections.abc import Iterator
from datetime import date

from simlib.population.assumptions import PopulationSection
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection, Sites
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

SITES = "hpv_rollout.sites"
BATCHES = "hpv_rollout.batches"
SERVERS = "hpv_rollout.clinic.servers"
ABSENCES = "hpv_rollout.clinic.absences"
DEFERRAL = "hpv_rollout.clinic.deferral"


def misfits(
    section: HpvRolloutSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    yield from _sites(section.sites)
    yield from _servers(section.clinic, section.sites)
    townships = population.townships.names
    for site, township in section.sites.township.items():
        if township not in townships:
            known = f"known: {', '.join(townships)}{nearest(township, townships)}"
            yield f"{SITES}.township.{site}", f'"{township}" is no township; {known}'
    for name, batch in section.batches.items():
        if batch.born_to >= first_day:
            message = f"{batch.born_to} is not allowed; a day before the first day ({first_day}) is needed"
            yield f"{BATCHES}.{name}.born_to", message


def _sites(sites: Sites) -> Iterator[tuple[str, str]]:
    for quantity in ("township", "opening_days", "daily_capacity"):
        known = getattr(sites, quantity)
        for site in sites.names:
            if site not in known:
                yield f"{SITES}.{quantity}", f'the site "{site}" has no {quantity}'
        for site in known:
            if site not in sites.names:
                yield f"{SITES}.{quantity}.{site}", f'"{site}" is no site{nearest(site, sites.names)}'


def _servers(clinic: Clinic, sites: Sites) -> Iterator[tuple[str, str]]:
    for site in sites.names:
        if site not in clinic.servers:
            yield SERVERS, f'the site "{site}" has no servers'
    for site, servers in clinic.servers.items():
        if site not in sites.names:
            yield f"{SERVERS}.{site}", f'"{site}" is no site{nearest(site, sites.names)}'
        for stage in clinic.served_stages:
            if stage not in servers:
                yield f"{SERVERS}.{site}", f"it says nothing of {stage}; 0 is possible"
    for place, absence in enumerate(clinic.absences):
        if absence.site not in sites.names:
            message = f'"{absence.site}" is no site{nearest(absence.site, sites.names)}'
            yield f"{ABSENCES}.{place}.site", message


def notices(section: HpvRolloutSection, horizon: HorizonSection) -> Iterator[str]:
    """Yield what a reader of the results should know of the batches and the sites."""
    yield from _idle_sites(section)
    for name, batch in section.batches.items():
        here = f"{BATCHES}.{name}.opens"
        if batch.opens < horizon.first_day:
            yield f"{here}: {batch.opens} lies before the horizon; the batch starts anew with its first day"
        elif batch.opens > horizon.last_day:
            yield f"{here}: {batch.opens} lies after the horizon; nobody of the batch is invited"


def _idle_sites(section: HpvRolloutSection) -> Iterator[str]:
    sites, clinic = section.sites, section.clinic
    if not any(sites.daily_capacity.values()):
        yield f"{SITES}.daily_capacity: it is 0 everywhere; nobody can book"
    for site, servers in clinic.servers.items():
        idle = [stage for stage in clinic.served_stages if servers[stage] == 0]
        if idle and sites.daily_capacity[site] > 0:
            yield f"{SERVERS}.{site}: nobody works at {idle[0]}, so everybody who comes is turned away"
    if "prescreen" not in clinic.stages and clinic.deferral + clinic.contraindication > 0:
        yield f"{DEFERRAL}: without a prescreen nobody is deferred, nor found not to tolerate the vaccine"
