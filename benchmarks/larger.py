"""The rollout as it would be ten times as large: ten times the women and capacity, or ten times the sites."""

from typing import Any

import simlib
from simlib.runs.scenarios import only
from simlib.scenario.model import Scenario

BASE, ROLLOUT = "gaoping-2023", "hpv_rollout"
SITES, SERVERS = f"{ROLLOUT}.sites", f"{ROLLOUT}.clinic.servers"
CENTRAL, SITE_ORDER = f"{ROLLOUT}.supply.central", f"{ROLLOUT}.supply.site_order"


def ten_times_the_women() -> Scenario:
    """Return a city with ten times the women, slots, staff and doses at the same sites."""
    section = simlib.load(BASE).sections[ROLLOUT]
    residents = simlib.load(BASE).sections["population"].census.residents
    servers = section.clinic.servers.items()
    return _rollout(
        {
            "population.census.residents": 10 * residents,
            f"{SITES}.daily_capacity": {
                site: 10 * slots for site, slots in section.sites.daily_capacity.items()
            },
            SERVERS: {
                site: {stage: 10 * staff for stage, staff in stages.items()} for site, stages in servers
            },
            CENTRAL: {"order": _rules(section.supply.central.order, 10)},
            SITE_ORDER: _rules(section.supply.site_order, 10),
        }
    )


def ten_times_the_sites() -> Scenario:
    """Return the city with ten sites in the place of each, which share its slots and stores among them."""
    section = simlib.load(BASE).sections[ROLLOUT]
    sites, supply = section.sites, section.supply
    place = {f"{site}_{number}": site for site in sites.names for number in range(10)}
    return _rollout(
        {
            f"{SITES}.names": {name: sites.names[site].model_dump() for name, site in place.items()},
            f"{SITES}.township": {name: sites.township[site] for name, site in place.items()},
            f"{SITES}.opening_days": {name: sites.opening_days[site] for name, site in place.items()},
            f"{SITES}.daily_capacity": {
                name: sites.daily_capacity[site] // 10 for name, site in place.items()
            },
            SERVERS: {name: dict(section.clinic.servers[site]) for name, site in place.items()},
            SITE_ORDER: _rules(supply.site_order, 0.1),
        }
    )


def _rollout(settings: dict[str, Any]) -> Scenario:
    return only(simlib.load(BASE, set=settings), ROLLOUT)


def _rules(rules, times: float) -> dict[str, dict[str, int]]:
    return {
        product: {level: int(times * doses) for level, doses in rule.model_dump().items()}
        for product, rule in rules.items()
    }
