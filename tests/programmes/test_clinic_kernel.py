"""The compiled clinic against a table on which SimPy, Ciw, salabim and two recursions agree."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import tandem

REPLICATES = 20


def replicates_of(booked, days):
    """Mean waits in minutes, the 95th percentile of the total wait, and utilisation, one row a replicate."""
    rows = []
    for seed in range(REPLICATES):
        waits, utilisation = tandem.clinics(seed, booked, days)()
        total = np.percentile(waits.sum(axis=0) / 60, 95)
        rows.append([*(waits.mean(axis=1) / 60), total, *utilisation])
    return np.array(rows)


@pytest.mark.parametrize(
    ("booked", "days", "waits", "spread", "total", "utilisation"),
    [
        (22, 250, (0.0, 0.0, 0.0192), 0.0009, (0.0, 0.0), (0.044, 0.087, 0.130)),
        (120, 50, (0.0390, 0.3253, 1.9584), 0.021, (8.39, 8.59), (0.237, 0.474, 0.712)),
    ],
)
def test_waits_of_the_tandem_clinic_are_those_of_five_other_engines(
    booked, days, waits, spread, total, utilisation
):
    found = replicates_of(booked, days)
    means, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    # The published figures are means of some runs themselves; `spread` is one run's, at the injection.
    for place, wait in enumerate(waits):
        published = spread * max(wait / waits[-1], 0.05)
        assert abs(means[place] - wait) <= 3 * np.hypot(error[place], published)
    assert total[0] - 0.05 <= means[3] <= total[1] + 0.05
    np.testing.assert_allclose(means[4:], utilisation, atol=0.002)
