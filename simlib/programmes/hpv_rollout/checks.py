"""What must agree between the parts of the rollout, and between the rollout and the population."""

from collections.abc import Iterator, Mapping
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection, Product, Sites
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.fruitless import fruitless
from simlib.programmes.hpv_rollout.national_checks import invites, national_notices
from simlib.programmes.hpv_rollout.supply_assumptions import Supply
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

SITES = "hpv_rollout.sites"
CITY = "hpv_rollout.booking.city"
BATCHES = "hpv_rollout.batches"
SERVERS = "hpv_rollout.clinic.servers"
SCHOOL = "hpv_rollout.channels.school"
SITE_HOURS = "hpv_rollout.clinic.site_hours"
ABSENCES = "hpv_rollout.clinic.absences"
SCHEDULE = "hpv_rollout.schedule"
DEFERRAL = "hpv_rollout.clinic.deferral"
SUPPLY = "hpv_rollout.supply"


def misfits(
    section: HpvRolloutSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    yield from _sites(section.sites)
    yield from _servers(section.clinic, section.sites)
    yield from _stages(section.clinic, section.channels.school.staff, f"{SCHOOL}.staff")
    yield from _supply(section.supply, section.products)
    townships = population.townships.names
    placed = [(f"{SITES}.township.{site}", township) for site, township in section.sites.township.items()]
    placed += [(CITY, township) for township in section.booking.city]
    for path, township in placed:
        if township not in townships:
            message = Message(
                '"{township}" is no township; known: {names}{hint}',
                township=township,
                names=", ".join(townships),
                hint=nearest(township, townships),
            )
            yield path, message
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
                    _no_site(site, sites),
                )


def _servers(clinic: Clinic, sites: Sites) -> Iterator[tuple[str, str]]:
    for site in sites.names:
        if site not in clinic.servers:
            yield SERVERS, Message('the site "{site}" has no servers', site=site)
    for site, servers in clinic.servers.items():
        if site not in sites.names:
            yield f"{SERVERS}.{site}", _no_site(site, sites)
        yield from _stages(clinic, servers, f"{SERVERS}.{site}")
    for site in clinic.site_hours:
        if site not in sites.names:
            yield f"{SITE_HOURS}.{site}", _no_site(site, sites)
    for place, absence in enumerate(clinic.absences):
        if absence.site not in sites.names:
            yield f"{ABSENCES}.{place}.site", _no_site(absence.site, sites)


def _stages(clinic: Clinic, staff: Mapping[str, int], path: str) -> Iterator[tuple[str, str]]:
    for stage in clinic.served_stages:
        if stage not in staff:
            yield path, Message("it says nothing of {stage}; 0 is possible", stage=stage)


def _supply(supply: Supply, products: dict[str, Product]) -> Iterator[tuple[str, str]]:
    rules = {f"{SUPPLY}.site_order": supply.site_order}
    if supply.central.order is not None:
        rules[f"{SUPPLY}.central.order"] = supply.central.order
    for path, by_product in rules.items():
        for product in products:
            if product not in by_product:
                yield path, Message('the product "{product}" has no order rule', product=product)
        for product in by_product:
            if product not in products:
                yield f"{path}.{product}", _no_product(product, products)
    for list_path, entries in (("central.plan", supply.central.plan or ()), ("tenders", supply.tenders)):
        for place, entry in enumerate(entries):
            if entry.product not in products:
                yield f"{SUPPLY}.{list_path}.{place}.product", _no_product(entry.product, products)


def _no_product(product: str, products: dict[str, Product]) -> Message:
    return Message('"{product}" is no product{hint}', product=product, hint=nearest(product, products))


def _no_site(site: str, sites: Sites) -> Message:
    return Message('"{site}" is no site{hint}', site=site, hint=nearest(site, sites.names))


def notices(
    section: HpvRolloutSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what a reader of the results should know of the batches, the sites and the doses."""
    yield from _off_label(section)
    yield from _idle_sites(section)
    yield from national_notices(section, horizon)
    yield from fruitless(section, population, horizon)
    yield from _schools(section, horizon)
    for name, batch in section.batches.items():
        here = f"{BATCHES}.{name}.opens"
        if batch.opens < horizon.first_day:
            yield Message(
                "{path}: {opens} lies before the horizon; the batch starts anew with its first day",
                path=here,
                opens=batch.opens,
            )
        elif batch.opens > horizon.last_day and invites(section.national_programme, batch, horizon.last_day):
            yield Message(
                "{path}: {opens} lies after the horizon; the national programme alone invites girls of the "
                "batch",
                path=here,
                opens=batch.opens,
            )
        elif batch.opens > horizon.last_day:
            yield Message(
                "{path}: {opens} lies after the horizon; nobody of the batch is invited",
                path=here,
                opens=batch.opens,
            )


def _off_label(section: HpvRolloutSection) -> Iterator[Message]:
    schedule, licensed = section.schedule, section.impact.efficacy.licensed_two_doses_up_to_age
    if schedule.one_dose_up_to_age >= section.eligibility.youngest:
        yield Message(
            "{path}: one dose up to age {age} is off-label; the licence asks for two or three",
            path=f"{SCHEDULE}.one_dose_up_to_age",
            age=schedule.one_dose_up_to_age,
        )
    if schedule.two_doses_up_to_age > licensed:
        yield Message(
            "{path}: two doses up to age {age} are off-label; above {licensed} the licence asks for three",
            path=f"{SCHEDULE}.two_doses_up_to_age",
            age=schedule.two_doses_up_to_age,
            licensed=licensed,
        )


def _schools(section: HpvRolloutSection, horizon: HorizonSection) -> Iterator[Message]:
    school, clinic = section.channels.school, section.clinic
    for day in school.rounds:
        if not horizon.first_day <= day <= horizon.last_day:
            yield Message(
                "{path}: {day} lies outside the horizon; no girl is brought", path=f"{SCHOOL}.rounds", day=day
            )
    for site in section.sites.names if school.rounds else ():
        if school.hour >= clinic.hours_at(site).closes:
            yield Message(
                "{path}: at {hour} {site} is closed; girls who are brought there are turned away",
                path=f"{SCHOOL}.hour",
                hour=school.hour,
                site=site,
            )


def _idle_sites(section: HpvRolloutSection) -> Iterator[Message]:
    sites, clinic = section.sites, section.clinic
    if not any(sites.daily_capacity.values()):
        yield Message("{path}: it is 0 everywhere; nobody can book", path=f"{SITES}.daily_capacity")
    for site, servers in clinic.servers.items():
        idle = [stage for stage in clinic.served_stages if servers[stage] == 0]
        if idle and sites.daily_capacity[site] > 0:
            yield Message(
                "{path}: nobody works at {stage}, so everybody who comes is turned away",
                path=f"{SERVERS}.{site}",
                stage=idle[0],
            )
    if "prescreen" not in clinic.stages and clinic.deferral + clinic.contraindication > 0:
        yield Message(
            "{path}: without a prescreen nobody is deferred, nor found not to tolerate the vaccine",
            path=DEFERRAL,
        )
