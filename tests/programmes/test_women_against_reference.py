"""Draws and women against a second writing of both."""

from datetime import date

import numpy as np
from drawn_towns import drawn_towns, seeds, steps_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_women import draw, mixed, women_of

from simlib.core.luck import mix, uniform
from simlib.population.cohorts import ABSENT, FEMALE, HOME
from simlib.population.persons import expand
from simlib.programmes.hpv_rollout.women import NEVER

words = st.integers(0, 2**64 - 1)
counts = st.integers(0, 2**32 - 1)


def reference_women(scenario, steps):
    persons = expand(steps.cohorts, FEMALE, (HOME, ABSENT), date(1960, 1, 1), date(2020, 1, 1))
    days, townships = scenario.sections["horizon"], steps.cohorts.townships
    trips = steps.slots.trips
    days_of = {
        (township, group): [
            steps.horizon.date_of(day)
            for day in sorted(set(trips.next_day[place * trips.groups + group].tolist()))
            if day < steps.horizon.days
        ]
        for place, township in enumerate(townships)
        for group in range(trips.groups)
    }
    return women_of(persons, townships, steps.section, days.first_day, days.last_day, days_of, int(steps.key))


@given(word=words)
def test_words_are_mixed_as_published(word):
    assert int(mix(np.uint64(word))) == mixed(word)


@given(key=words, person=words, purpose=counts, k=counts)
def test_draws_are_those_of_the_specification(key, person, purpose, k):
    assert uniform(np.uint64(key), np.uint64(person), np.uint64(purpose), np.uint64(k)) == draw(
        key, person, purpose, k
    )


@settings(max_examples=30)
@given(drawn=drawn_towns(), seed=seeds)
def test_the_women_are_those_of_the_reference(town, drawn, seed):
    scenario = town(**drawn)
    steps = steps_of(scenario, seed)
    women = reference_women(scenario, steps)
    ours = steps.women
    batches, bands = list(steps.section.batches), list(steps.section.demand.uptake)
    assert sorted(bands) == sorted(steps.section.demand.prior_vaccination)
    assert ours.identity.tolist() == [woman.identity for woman in women]
    assert [batches[place] for place in ours.batch] == [woman.batch for woman in women]
    assert ours.unvaccinated.tolist() == [not woman.vaccinated_before for woman in women]
    assert ours.refused.tolist() == [woman.refused for woman in women]
    assert ours.away.tolist() == [woman.away for woman in women]
    assert ours.walks_in.tolist() == [woman.walks_in for woman in women]
    for days, end in ((ours.school_from, 0), (ours.school_until, 1)):
        assert days.tolist() == [steps.horizon.day_of(woman.at_school[end]) for woman in women]
    assert [bands[place] for place in ours.band] == [woman.band for woman in women]
    first = steps.horizon.first
    invited = [(max(woman.invited, first) - first).days for woman in women]
    assert ours.invited_day.tolist() == invited
    national = [woman.national and max((woman.national - first).days, 0) for woman in women]
    assert [None if day == NEVER else day for day in ours.national_day.tolist()] == national
    born = [(woman.birthday.year, 32 * woman.birthday.month + woman.birthday.day) for woman in women]
    assert list(zip(ours.birth_year.tolist(), ours.birth_code.tolist(), strict=True)) == born
    wishes = [steps.horizon.day_of(woman.wish) if woman.wish else steps.horizon.days for woman in women]
    capped = np.minimum(ours.wish_day, steps.horizon.days)
    assert capped.tolist() == [min(wish, steps.horizon.days) for wish in wishes]
