"""What the subsidies say first, from tables small enough to reckon by hand."""

import pandas as pd
import pytest

from simlib.programmes.family_subsidies.headlines import (
    money_by_birth_year,
    reach_by,
    waiting_by_township,
)


def test_days_to_the_money_are_those_of_a_claim_and_not_of_a_month():
    times = pd.DataFrame(
        {"township": ["upper", "upper", "lower"], "days_mean": [10.0, 40.0, 7.0], "paid": [1, 2, 5]}
    )
    backlog = pd.DataFrame(
        {
            "month": pd.to_datetime(["2023-03-01", "2023-04-01", "2023-04-01"]),
            "township": ["upper", "upper", "upper"],
            "waiting": [50, 2, 3],
        }
    )
    found = waiting_by_township(times, backlog)
    assert found.loc["upper", "days"] == pytest.approx(30)
    assert found.loc["lower", "days"] == pytest.approx(7)
    # At the end, all stages together.
    assert found.loc["upper", "waiting"] == 5


def test_money_is_told_by_entitled_child_of_the_second_and_later_parities():
    money = pd.DataFrame(
        {
            "birth_year": [2023, 2023, 2023, 2010],
            "parity": [1, 2, 3, 2],
            "children": [9, 6, 4, 1],
            "entitled": [9, 4, 1, 0],
            "paid": [900.0, 300.0, 100.0, 0.0],
            "promised": [0.0, 50.0, 50.0, 0.0],
        }
    )
    found = money_by_birth_year(money)
    assert found.index.tolist() == [2023]
    assert found.loc[2023, ["children", "entitled", "paid", "promised"]].tolist() == [10, 5, 400, 100]
    assert found.loc[2023, "per_child"] == 100


def test_reach_is_the_share_of_the_entitled_who_are_paid():
    reach = pd.DataFrame(
        {
            "township": ["upper", "upper", "lower"],
            "eligible": [10, 30, 5],
            "heard": [9, 20, 5],
            "applied": [5, 15, 0],
            "paid": [4, 12, 0],
        }
    )
    found = reach_by(reach, "township")
    assert found["share"].to_dict() == {"upper": 0.4, "lower": 0.0}
