"""What all tests share: the base, one run of it, and towns small enough to run in milliseconds."""

from dataclasses import replace
from datetime import date

import hypothesis
import pytest

import simlib
from simlib.runs.scenarios import only

# No deadline: the first example may compile a kernel. Derandomised: a red build is red on every machine.
# Explaining a failure runs it hundreds of times more than finding it.
hypothesis.settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    phases=[phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain],
)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def base():
    """The base scenario."""
    return simlib.load("gaoping-2023")


@pytest.fixture(scope="session")
def base_result(base):
    """One run of the base."""
    return simlib.run(base, seed=1)


@pytest.fixture(scope="session")
def rollout(base):
    """The base with its vaccination rollout alone."""
    return only(base, "hpv_rollout")


@pytest.fixture(scope="session")
def rollout_result(rollout):
    """One run of the rollout alone."""
    return simlib.run(rollout, seed=1)


@pytest.fixture(scope="session")
def with_section():
    """A scenario with other values in one section; they are put there as they are, unchecked."""

    def changed(scenario, name, **groups):
        section = scenario.sections[name]
        return replace(scenario, sections={**scenario.sections, name: section.model_copy(update=groups)})

    return changed


@pytest.fixture(scope="session")
def town(with_section):
    """A town like Gaoping but small, with the rollout alone or other programmes; settings go by dotted path.

    With `townships` (name and weight of each), those take the place of Gaoping's, each with a clinic
    and desks. `scenario` may be another one than the base.
    """

    def make(
        settings=None, residents=3_000, townships=None, programmes=("hpv_rollout",), scenario="gaoping-2023"
    ):
        settings = {**(townships_of(townships) if townships else {}), **(settings or {})}
        scenario = only(simlib.load(scenario, set=settings), *programmes)
        population = scenario.sections["population"]
        census = population.census.model_copy(update={"residents": residents})
        # Births are counts, so those of Gaoping would make a village of infants.
        births = population.fertility.births_since_census
        births = {
            year: round(count * residents / population.census.residents) for year, count in births.items()
        }
        fertility = population.fertility.model_copy(update={"births_since_census": births})
        return with_section(scenario, "population", census=census, fertility=fertility)

    return make


def townships_of(weights):
    """Settings for townships with people in proportion to weights, a clinic and a desk in each."""
    total, first = sum(weights.values()), next(iter(weights))
    labels = {name: {"en": name, "zh": name} for name in weights}
    return {
        "population.townships.names": labels,
        "population.townships.share": {name: weight / total for name, weight in weights.items()},
        "hpv_rollout.booking.city": [],
        "hpv_rollout.sites.names": {f"{name}_clinic": label for name, label in labels.items()},
        "hpv_rollout.sites.township": {f"{name}_clinic": name for name in weights},
        "hpv_rollout.sites.opening_days": {f"{name}_clinic": ["mon", "thu"] for name in weights},
        "hpv_rollout.sites.daily_capacity": {f"{name}_clinic": 20 for name in weights},
        "hpv_rollout.clinic.servers": {
            f"{name}_clinic": {"prescreen": 1, "registration": 1, "injection": 1} for name in weights
        },
        "community_care.centres.chengnan.name.township": first,
        "community_care.centres.chengnan.catchment": {first: 0.4},
        "community_care.centres.geta.name.township": first,
        "community_care.centres.geta.catchment": {first: 0.4},
        "family_subsidies.uptake.news_from": dict.fromkeys(weights, date(2023, 3, 1)),
        "family_subsidies.path.desks.number": dict.fromkeys(weights, 2),
        "family_subsidies.path.desks.staff": dict.fromkeys(weights, 1),
        "family_subsidies.path.desks.opening_days": {name: ["mon", "wed", "fri"] for name in weights},
        "family_subsidies.path.review.workers": dict.fromkeys(weights, 1),
        "medical_assistance.premium.verification.staff": dict.fromkeys(weights, 1),
    }
