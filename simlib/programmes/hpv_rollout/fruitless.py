"""What comes to nothing and yet is no error: sites that nobody reaches, batches of nobody, doses too late."""

from collections.abc import Iterator
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.supply_assumptions import Supply
from simlib.scenario.time import HorizonSection

ROLLOUT = "hpv_rollout"
SUPPLY = f"{ROLLOUT}.supply"


def fruitless(
    section: HpvRolloutSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what a reader should know of sites, batches and doses that come to nothing."""
    yield from _closed_everywhere(section)
    yield from _out_of_reach(section, population)
    yield from _batches_of_nobody(section, horizon)
    yield from _without_doses(section.supply, tuple(section.products), horizon)


def _closed_everywhere(section: HpvRolloutSection) -> Iterator[Message]:
    if not any(section.sites.opening_days.values()):
        yield Message("{path}: no site ever opens; nobody can book", path=f"{ROLLOUT}.sites.opening_days")


def _out_of_reach(section: HpvRolloutSection, population: PopulationSection) -> Iterator[Message]:
    """Yield townships whose women reach no site, and sites that no woman reaches."""
    booking, there = section.booking, section.sites.township
    path = f"{ROLLOUT}.booking.longest_travel"
    reached = {
        home: {
            site
            for site, township in there.items()
            if booking.travel.minutes(home, township, booking.city) <= booking.longest_travel
        }
        for home in population.townships.names
    }
    at_home = [home for home, sites in reached.items() if not sites]
    if at_home:
        yield Message("{path}: women of {townships} reach no site", path=path, townships=", ".join(at_home))
    unseen = [site for site in there if not any(site in sites for sites in reached.values())]
    if unseen:
        yield Message("{path}: nobody reaches {sites}", path=path, sites=", ".join(unseen))


def _batches_of_nobody(section: HpvRolloutSection, horizon: HorizonSection) -> Iterator[Message]:
    youngest, oldest = section.eligibility.youngest, section.eligibility.oldest
    for name, batch in section.batches.items():
        at_first, at_last = max(batch.opens, horizon.first_day), horizon.last_day
        if _age(batch.born_to, at_first) > oldest or _age(batch.born_from, at_last) < youngest:
            yield Message(
                "{path}: nobody of the batch is {youngest} to {oldest} years old once it is open",
                path=f"{ROLLOUT}.batches.{name}",
                youngest=youngest,
                oldest=oldest,
            )


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _without_doses(supply: Supply, products: tuple[str, ...], horizon: HorizonSection) -> Iterator[Message]:
    """Yield products of which no dose comes within the horizon, and orders that all come too late."""
    if supply.central.order is None:
        planned = supply.central.plan or ()
        come = {delivery.product for delivery in planned if delivery.day <= horizon.last_day}
    else:
        come = set(products) if supply.first_delivery <= horizon.last_day else set()
        days = (horizon.last_day - horizon.first_day).days + 1
        if supply.lead_time >= days:
            yield Message(
                "{path}: {lead_time} days reach beyond the horizon; only the first delivery comes",
                path=f"{SUPPLY}.lead_time",
                lead_time=supply.lead_time,
            )
    for product in products:
        if product not in come:
            yield Message(
                "{path}: no dose of {product} comes within the horizon; its appointments are cancelled",
                path=f"{SUPPLY}.central",
                product=product,
            )
