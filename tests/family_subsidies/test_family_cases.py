"""What families are owed, month by month: cases that somebody who knows the notices can read and check."""

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from simlib.core.clock import SECONDS_PER_DAY, Calendar, Horizon
from simlib.programmes.family_subsidies.examples import Example
from simlib.programmes.family_subsidies.family_plan import family_plan
from simlib.programmes.family_subsidies.instrument_assumptions import Instrument
from simlib.programmes.family_subsidies.path_claims import ClaimLog

BOOK = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
CASES = BOOK["cases"]
CALENDAR = Calendar(Horizon(date(2023, 3, 1), date(2026, 2, 28)), frozenset(), frozenset())


def approved_at_once(claims, calendar):
    """Every claim is approved in the second in which it is made."""
    visits = np.ones(len(claims), np.int64)
    day = claims.ready // SECONDS_PER_DAY
    return ClaimLog(claims.claim, claims.ready, claims.ready, claims.ready, claims.ready, day, visits)


def instrument(entry):
    rule = {name: tuple(value) if isinstance(value, list) else value for name, value in entry["rule"].items()}
    return Instrument.model_validate({**entry, "rule": rule})


def months_of(written):
    """Return yuan by month of a mapping that may hold stretches of months."""
    owed = {}
    for months, yuan in written.items():
        first, _, last = months.partition("..")
        stretch = np.arange(np.datetime64(first, "M"), np.datetime64(last or first, "M") + 1)
        owed |= dict.fromkeys(map(str, stretch), yuan)
    return owed


def test_there_are_enough_cases_and_each_has_a_name_of_its_own():
    assert len(CASES) >= 40
    assert len({case["case"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_family_is_owed_to_the_yuan_and_the_month(case, base):
    instruments = {name: instrument(BOOK["instruments"][name]) for name in case["with"]}
    section = base.sections["family_subsidies"].model_copy(update={"instruments": instruments})
    children = [Example(**child) for child in case["children"]]
    owed = Counter()
    for payment in family_plan(section, children, case["knows"], CALENDAR, approved_at_once):
        assert payment.payable <= payment.paid
        owed[payment.instrument, payment.payable.isoformat()[:7]] += payment.fen
    expected = {
        (name, month): 100 * yuan
        for name, written in case["owed"].items()
        for month, yuan in months_of(written).items()
    }
    assert dict(owed) == expected
