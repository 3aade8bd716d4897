"""Luck belongs to people: the same seed gives the same tables, and a change elsewhere moves nobody."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from assist_towns import GROUPS, context, course, frames, gaoping, outcome, section_with

from simlib.core.clock import Calendar, Horizon
from simlib.language.language import Language
from simlib.programmes.medical_assistance import NUMBER
from simlib.programmes.medical_assistance import purposes as all_purposes
from simlib.programmes.medical_assistance.headlines import headlines
from simlib.programmes.registry import PROGRAMMES


def test_the_number_is_the_assistances_own():
    assert NUMBER == 3
    assert len({programme.number for programme in PROGRAMMES}) == len(PROGRAMMES)


def test_every_purpose_has_a_number_of_its_own():
    numbers = []
    for name, value in vars(all_purposes).items():
        if name.isupper():
            numbers += value.values() if isinstance(value, dict) else [value]
    assert len(set(numbers)) == len(numbers)


def test_the_same_seed_gives_the_same_tables_and_another_one_others():
    one, again, other = (frames(outcome(seed=seed)) for seed in (4, 4, 5))
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, again[name])
    assert not one["settlements"].equals(other["settlements"])


def test_the_order_of_townships_in_a_file_changes_nothing():
    from dataclasses import replace

    population = gaoping().population
    names = population.start.townships
    order = np.random.default_rng(3).permutation(len(names))
    start = replace(
        population.start,
        townships=tuple(names[place] for place in order),
        people=population.start.people[:, order],
    )
    one, other = frames(outcome()), frames(outcome(population=replace(population, start=start)))
    for name, table in one.items():
        key = [column for column in ("month", "coverage_year", "township", "benefit") if column in table]
        sides = [
            side[name].astype({"township": str} if "township" in side[name] else {}).sort_values(key)
            if key
            else side[name]
            for side in (one, other)
        ]
        pd.testing.assert_frame_equal(
            *(side.reset_index(drop=True) for side in sides), check_categorical=False
        )


def test_prices_and_shares_move_nobody():
    one = course()
    other = course(
        {
            "relief.share": 0.5,
            "relief.more_use": 0.3,
            "costs.mean": {bill: {"gross": 9.0, "co_payment": 2.0, "uncovered": 1.0} for bill in one_bills()},
            "premium.support": dict.fromkeys(("2023", "2024", "2025", "2026"), 0.9),
        }
    )
    for part in ("members", "patients", "support"):
        for name, column in vars(getattr(one, part)).items():
            assert np.array_equal(column, getattr(getattr(other, part), name)), (part, name)


def one_bills():
    return tuple(section_with().costs.mean)


def test_a_longer_horizon_moves_nobody_who_was_there():
    place = gaoping().calendar
    shorter = Calendar(Horizon(date(2023, 3, 1), date(2024, 2, 29)), place.holidays, place.makeup_workdays)
    no_entry = {"need.entering": dict.fromkeys(GROUPS, 0.0)}
    short, whole = course(no_entry, calendar=shorter), course(no_entry)
    assert (short.members.dies == whole.members.dies)[
        ~np.isin(np.arange(len(short.members)), whole.patients.member)
    ].all()
    months = short.months.in_care.shape[1]
    rows = np.flatnonzero(np.isin(whole.patients.member, short.patients.member))
    assert (short.with_relief.layers == whole.with_relief.layers[:, rows, :months]).all()


@pytest.mark.parametrize("last_day", [date(2023, 3, 31), date(2023, 12, 31), date(2024, 1, 1)])
def test_short_horizons_run(last_day):
    place = gaoping().calendar
    calendar = Calendar(Horizon(date(2023, 3, 1), last_day), place.holidays, place.makeup_workdays)
    tables = frames(outcome(calendar=calendar))
    _, care, hardship = headlines(tables, {}, Language("zh"))
    assert not care.table.empty
    # Hardship is told by whole years.
    assert hardship.table.empty


@pytest.mark.parametrize(
    "changes",
    [
        {"need.people": dict.fromkeys(GROUPS, 0), "diseases.patients": 0},
        {"premium.groups": ()},
        {"diseases.patients": 0},
        {"insurance.insured": dict.fromkeys(GROUPS, 0.0)},
        {"need.leaving": dict.fromkeys(GROUPS, 1.0)},
        {"diseases.new_cases": 0.0, "costs.month_spread": 0.0},
        {"premium.verification.weekdays": ()},
        {"relief.starts": date(1990, 1, 1)},
        {"relief.starts": date(2199, 1, 1)},
        {"premium.payment.months": (2,), "premium.payment.prepared": 365, "premium.payment.rejected": 1.0},
        {"premium.support": dict.fromkeys(("2023", "2024", "2025", "2026"), 0.0)},
    ],
)
def test_extremes_run(changes):
    tables = frames(outcome(changes))
    assert len(tables) == 7
    context()
