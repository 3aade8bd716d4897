"""What all tests share: the base, one run of it, and towns small enough to run in milliseconds."""

from dataclasses import replace

import hypothesis
import pytest

import simlib

# No deadline: the first example may compile a kernel. Derandomised: a red build is red on every machine.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=False)
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
def with_section():
    """A scenario with other values in one section; they are put there as they are, unchecked."""

    def changed(scenario, name, **groups):
        section = scenario.sections[name]
        return replace(scenario, sections={**scenario.sections, name: section.model_copy(update=groups)})

    return changed


@pytest.fixture(scope="session")
def town(with_section):
    """A town like Gaoping but small; settings go by dotted path."""

    def make(settings=None, residents=3_000):
        scenario = simlib.load("gaoping-2023", set=settings)
        census = scenario.sections["population"].census.model_copy(update={"residents": residents})
        return with_section(scenario, "population", census=census)

    return make
