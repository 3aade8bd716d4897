"""Who needs help, who asks for a bed, who is admitted first, and what community care changes."""

from dataclasses import replace

import numpy as np
import pytest
from bed_towns import WANTED, beds_of, key, nobody_using, people, shipped

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.luck import uniforms
from simlib.core.stays import FOREVER
from simlib.population.age_curves import share_at
from simlib.population.cohorts import HOME
from simlib.population.elders import elders_of
from simlib.population.hazards import Hazard, mortality
from simlib.programmes.welfare_centre.beds_demand import candidates_of, lines_of
from simlib.programmes.welfare_centre.beds_engines import run_beds
from simlib.programmes.welfare_centre.beds_needs import needs_of
from simlib.programmes.welfare_centre.beds_purposes import BIRTH_DAY
from simlib.programmes.welfare_centre.beds_tables import care_waits_table

CITY = 453_054


@pytest.fixture(scope="module")
def elders():
    """The old people of the whole city, and when they come to need what."""
    population, horizon = people(CITY)
    elders = elders_of(population, [HOME], 60, horizon.last)
    age = elders.ages(horizon.first, key(), BIRTH_DAY)
    need = shipped().sections["welfare_centre"].beds.need
    return elders, needs_of(elders, age, need, population.death_probability, key()), population, need


@pytest.mark.parametrize("years", [0, 1, 3, 10])
@pytest.mark.parametrize("ages", [(60, 70), (70, 80), (80, 90)])
def test_the_shares_of_each_age_that_need_help_stay_as_they_are(elders, years, ages):
    _, needs, _, need = elders
    age = needs.age + years
    there = (needs.dies > age) & (age >= ages[0]) & (age < ages[1])
    for onset, curve in ((needs.partial, need.helped), (needs.disabled, need.disabled)):
        expected = share_at(curve, age[there])
        error = np.sqrt((expected * (1 - expected)).sum()) / there.sum()
        # The rates are constant within a year of age; the shares are not.
        assert (
            abs((onset[there] <= age[there]).mean() - expected.mean()) <= 3 * error + 0.02 * expected.mean()
        )


@pytest.mark.parametrize("sex", [0, 1])
@pytest.mark.parametrize("ages", [(60, 70), (70, 80), (80, 90)])
def test_all_together_die_as_the_life_table_says(elders, sex, ages):
    persons, needs, population, _ = elders
    there = (persons.sex == sex) & (needs.age >= ages[0]) & (needs.age < ages[1])
    hazard, age = Hazard.of(mortality(population.death_probability[sex])), needs.age[there]
    expected = -np.expm1(hazard.upto(age) - hazard.upto(age + 5))
    error = np.sqrt((expected * (1 - expected)).sum()) / there.sum()
    died = (needs.dies[there] < age + 5).mean()
    assert abs(died - expected.mean()) <= 3 * error + 0.01 * expected.mean()


def test_the_disabled_die_as_many_times_sooner_as_is_assumed(elders):
    _, needs, _, need = elders
    there = (needs.age >= 70) & (needs.age < 75)
    disabled, independent = there & (needs.disabled == needs.age), there & (needs.partial > needs.age + 1)
    rates = [(needs.dies[rows] < needs.age[rows] + 1).mean() for rows in (disabled, independent)]
    assert rates[0] / rates[1] == pytest.approx(need.mortality.disabled, rel=0.2)


def test_nobody_gets_better_and_nobody_changes_after_death_matters(elders):
    _, needs, _, _ = elders
    assert (needs.age <= needs.partial).all()
    assert (needs.partial <= needs.disabled).all()
    assert (needs.dies >= needs.age).all()


def candidates(section, population, horizon, opened=100, using=None, luck=None):
    using = nobody_using(population, horizon) if using is None else using
    return candidates_of(population, section, horizon, opened, using, key() if luck is None else luck)


def test_nobody_applies_before_applications_are_taken():
    population, horizon = people()
    section = beds_of(demand={**WANTED, "announced": 30})
    applies = candidates(section, population, horizon, opened=200).applicants.applies
    assert applies.min() >= 170 * SECONDS_PER_DAY
    assert candidates(section, population, horizon, opened=horizon.days + 31).applicants.person.size == 0


def test_a_person_more_changes_nobody_else():
    population, horizon = people(6_000)
    cohorts = population.start
    more = cohorts.people.copy()
    # A month of age in which there is somebody of 75, and one more at the end of the cell.
    cell = (HOME, 0, 1, 75 * 12 + 3)
    more[cell] += 1
    larger = replace(population, start=replace(cohorts, people=more))
    section = beds_of(demand=WANTED)
    before, after = (candidates(section, one, horizon).applicants for one in (population, larger))
    kept = np.isin(after.person, before.person)
    assert kept.sum() == len(before)
    for name in vars(before):
        np.testing.assert_array_equal(getattr(after.take(kept), name), getattr(before, name))


def test_people_share_their_luck_across_scenarios():
    population, horizon = people(6_000)
    early, late = (
        candidates(beds_of(demand=WANTED), population, horizon, day).applicants for day in (50, 300)
    )
    both = np.intersect1d(early.person, late.person)
    assert both.size > 50
    one, other = (all_.take(np.isin(all_.person, both)) for all_ in (early, late))
    for name in ("dies", "patience", "stay", "begins", "line"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.applies <= other.applies).all()


def test_groups_are_called_in_the_order_of_the_scenario():
    destitute = np.array([False, True])
    section = beds_of(admission={"first": ("partial", "destitute")})
    # Lines of elderly care are 0 to 3 and of the disabled 4 to 7; the first one is for changes of care.
    assert lines_of(destitute, section.admission).tolist() == [[3, 1, 7], [2, 1, 6]]
    first_come = beds_of(admission={"first": ()})
    assert lines_of(destitute, first_come.admission).tolist() == [[1, 1, 3], [1, 1, 3]]


def test_the_destitute_are_admitted_before_others_only_where_the_scenario_says_so():
    population, horizon = people()
    admitted = {}
    for first in (("destitute",), ()):
        section = beds_of(
            places={"number": 60},
            demand={**WANTED, "destitute": 0.1, "destitute_factor": 1.0},
            admission={"first": first},
        )
        shares = []
        for seed in range(8):
            town = population, section, horizon, 100, nobody_using(population, horizon), key(seed)
            census = run_beds(*town)
            inside = np.isin(np.arange(len(census.candidates.applicants)), census.stays.row)
            destitute = census.candidates.destitute
            shares.append([inside[destitute].mean(), inside[~destitute].mean()])
        admitted[first] = np.mean(shares, axis=0)
    assert admitted[("destitute",)][0] > admitted[("destitute",)][1] + 0.3
    assert admitted[()][0] == pytest.approx(admitted[()][1], abs=0.1)


def test_who_moves_in_from_other_homes_is_there_on_the_first_day():
    population, horizon = people()
    section = beds_of(moved_in={"elderly": 7, "disabled": 3}, demand=WANTED)
    for opened in (0, 250, -30):
        town = population, section, horizon, opened, nobody_using(population, horizon), key()
        census = run_beds(*town)
        groups = care_waits_table(census, section.admission)
        moved = groups["group"].names.index("moved_in")
        rows = groups["group"].codes == moved
        assert groups["admitted"][rows].tolist() == [7, 3]
        assert groups["wait_p95"][rows].tolist() == [0.0, 0.0]
        assert (census.residents[max(opened, 0)] >= (6, 2)).all()


class TestRelief:
    """What community care changes."""

    def applies(self, relief, share, seed=1):
        population, horizon = people()
        section = beds_of(demand={**WANTED, "delay": 0.0, "announced": 0}, relief=relief)
        using = np.full((horizon.months, len(population.start.townships)), share)
        return candidates(section, population, horizon, 0, using, key(seed)).applicants

    def test_where_it_changes_nothing_nothing_changes(self):
        without = self.applies({"later": 6.0, "less": 0.5}, share=0.0)
        for relief, share in (({"later": 0.0, "less": 0.0}, 1.0), ({"likelier": 20.0}, 0.0)):
            same = self.applies(relief, share)
            for name in vars(without):
                np.testing.assert_array_equal(getattr(same, name), getattr(without, name))

    def test_users_apply_later_or_not_at_all_and_never_earlier(self):
        without = self.applies({}, share=0.0)
        relieved = self.applies({"later": 6.0, "less": 0.5}, share=1.0)
        assert np.isin(relieved.person, without.person).all()
        assert len(relieved) < len(without)
        kept = without.take(np.isin(without.person, relieved.person))
        assert (relieved.applies >= kept.applies).all()
        assert (relieved.applies > kept.applies).any()

    def test_who_is_disabled_needs_a_bed_all_the_same(self):
        without = self.applies({}, share=0.0)
        relieved = self.applies({"later": 0.0, "less": 1.0}, share=1.0)
        disabled = without.begins[:, 2] <= without.applies
        assert np.isin(without.person[disabled], relieved.person).all()
        assert not np.isin(
            without.person[~disabled & (without.begins[:, 2] == FOREVER)], relieved.person
        ).all()

    def test_who_wanted_a_bed_before_using_it_is_not_changed(self):
        # The first users are counted at the end of the first month: who wanted a bed before then wants it.
        without, relieved = self.applies({}, 0.0), self.applies({"less": 1.0, "later": 0.0}, 1.0)
        early = without.applies < 31 * SECONDS_PER_DAY
        assert np.isin(without.person[early], relieved.person).all()

    def test_more_users_relieve_more(self):
        few, many = (len(self.applies({"less": 1.0, "likelier": 1.0}, share)) for share in (0.2, 0.9))
        assert many < few


def test_willing_luck_is_drawn_once_and_the_more_want_a_bed_the_more_ask():
    population, horizon = people()
    few = candidates(beds_of(), population, horizon).applicants.person
    many = candidates(beds_of(demand=WANTED), population, horizon).applicants.person
    assert few.size < many.size
    # Some who want a bed only later would by then have applied anyway; all of the few are among the many.
    assert np.isin(few, many).mean() > 0.95
    assert uniforms(key(), many, BIRTH_DAY, np.uint64(0)).max() < 1
