"""Who uses the centres, what that costs, and what others learn of it."""

import numpy as np
import pytest
from community_towns import AT_ONCE, LONG_BEFORE, care_of, horizon, people, shipped, with_care
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.luck import Luck
from simlib.core.stays_engines import run_stays
from simlib.core.tables import Names
from simlib.population.elders import elders_of
from simlib.programmes.community_care.cover import share_using
from simlib.programmes.community_care.users import _applicants, _wards

OPEN_AT_ONCE = {"works": {"complete": LONG_BEFORE}, "opening": AT_ONCE}
WANTED = {"at_60": 0.2, "at_70": 0.3, "at_80": 0.3, "at_90": 0.3}


def crowded(**groups):
    """Two centres that are open from the first day on, with too few places."""
    use = {"wanting": WANTED, "delay": 20.0, **groups.pop("use", {})}
    centres = {"chengnan": {**OPEN_AT_ONCE, "places": 10}, "geta": {**OPEN_AT_ONCE, "places": 4}}
    return care_of(centres={**centres, **groups.pop("centres", {})}, use=use, **groups)


@pytest.fixture(scope="module")
def full():
    return simlib.run(with_care(crowded(), residents=20_000), seed=1)


def test_users_are_never_above_what_the_places_can_serve(full):
    care = full.community_care
    assert (care["users"] <= care["users_possible"]).all()
    # 10 places on 6 days for people who come 3 times a week serve 20.
    assert care.groupby("facility", observed=True)["users_possible"].max().tolist() == [20, 8]
    assert care["waiting"].max() > 0


def test_people_balance_month_by_month(full):
    for _, rows in full.community_care.groupby("facility", observed=True):
        waiting = (rows["asked"] - rows["began"] - rows["gave_up"] - rows["died_waiting"]).cumsum()
        users = (rows["began"] - rows["stopped"] - rows["died"]).cumsum()
        assert (rows["waiting"] == waiting).all()
        assert (rows["users"] == users).all()


def test_users_live_in_the_catchment_and_add_up(full):
    users, care = full.community_users, full.community_care
    by_month = users.groupby("month")["users"].sum()
    assert (by_month == care.groupby("month")["users"].sum()).all()
    reached = {name for centre in crowded().centres.values() for name in centre.catchment}
    there = users[users["users"] > 0]["township"].astype(str)
    assert set(there) <= reached


def test_money_is_what_the_table_says(full):
    section, care = crowded(), full.community_care
    payable = full.ledger[full.ledger["stage"] == "payable"].astype({"item": str, "cohort": str})
    paid = payable.groupby(["item", "cohort"])["amount"].sum()
    for facility, rows in care.astype({"facility": str}).groupby("facility"):
        visits, user_days = rows["visits"].sum(), rows["user_days"].sum()
        assert paid["community_visits", facility] == pytest.approx(visits * section.costs.visit)
        assert paid["community_fees", facility] == pytest.approx(-visits * section.costs.fee)
        a_day = round(section.costs.subsidy * 12 / 365.25, 2)
        assert paid["community_subsidy", facility] == pytest.approx(-user_days * a_day)
        a_day = round(section.costs.upkeep * 12 / 365.25, 2)
        assert paid["community_upkeep", facility] == pytest.approx(horizon().days * a_day)
    sums = full.ledger.groupby("stage", observed=True)["amount"].sum()
    owed = full.liabilities["amount"].sum()
    assert sums["committed"] == pytest.approx(sums["payable"])
    assert sums["paid"] + owed == pytest.approx(sums["payable"])


def test_visits_are_those_a_week_for_the_days_of_users(full):
    care = full.community_care
    expected = care["user_days"] * crowded().use.visits_a_week / 7
    assert (abs(care["visits"] - expected) <= 0.5).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**16), places=st.integers(0, 30), patience=st.sampled_from([0.2, 6.0, 100.0]))
def test_the_engines_agree(seed, places, patience):
    section = crowded(
        centres={"geta": {**OPEN_AT_ONCE, "places": places}}, use={"wanting": WANTED, "patience": patience}
    )
    population, opened = people(), np.array([seed % 900, 30])
    elders = elders_of(population, [0, 1], 60, horizon().last)
    elders = elders.take(np.arange(len(elders)) % 40 == seed % 40)
    applicants, _ = _applicants(elders, population, section, opened, horizon(), Luck(seed).key(5))
    # Nobody asks for a place before there is one.
    assert (applicants.applies >= opened[applicants.line[:, 0]] * SECONDS_PER_DAY).all()
    wards = _wards(section.users_a_centre, opened)
    fast, simpy = (run_stays(applicants, wards, horizon().seconds, engine) for engine in ("fast", "simpy"))
    assert len(fast) > 0
    for name in vars(fast):
        np.testing.assert_array_equal(getattr(fast, name), getattr(simpy, name), err_msg=name)


def test_a_run_is_the_same_by_both_engines():
    scenario = with_care(crowded(), residents=20_000)
    fast, simpy = (simlib.run(scenario, seed=4, engine=engine) for engine in ("fast", "simpy"))
    for name in fast.tables:
        assert fast.tables[name].equals(simpy.tables[name]), name


def test_where_nobody_is_within_reach_nobody_comes_and_the_house_is_paid_for_all_the_same():
    section = care_of(centres={name: {**OPEN_AT_ONCE, "catchment": {}} for name in ("chengnan", "geta")})
    nowhere = section.model_copy(
        update={
            "centres": {
                name: centre.model_copy(update={"catchment": {}}) for name, centre in section.centres.items()
            }
        }
    )
    result = simlib.run(with_care(nowhere), seed=1)
    assert result.community_care["asked"].sum() == 0
    items = result.ledger["item"].astype(str).unique().tolist()
    assert items == ["community_upkeep"]


def test_a_third_centre_is_an_entry_and_changes_no_user_of_the_others():
    section = shipped().sections["community_care"]
    geta = section.centres["geta"]
    third = geta.model_copy(update={"catchment": {"mishan": 0.5}})
    three = section.model_copy(update={"centres": {**section.centres, "mishan_centre": third}})
    two, more = (simlib.run(with_care(each), seed=1).community_care for each in (section, three))
    old = more[more["facility"].astype(str) != "mishan_centre"]
    assert old.astype({"facility": str}).reset_index(drop=True).equals(two.astype({"facility": str}))
    assert more["users"].iloc[-1] > 0


def test_others_learn_the_share_of_old_people_who_use_it(full):
    townships = tuple(shipped().sections["population"].townships.names)
    frame = full.community_users
    columns = {
        "month": frame["month"].to_numpy().astype("datetime64[D]"),
        "township": Names(frame["township"].cat.codes.to_numpy(), tuple(frame["township"].cat.categories)),
        "users": frame["users"].to_numpy(),
        "old_people": frame["old_people"].to_numpy(),
    }
    share = share_using(columns, townships, horizon())
    assert share.shape == (horizon().months, len(townships))
    assert ((share >= 0) & (share <= 1)).all()
    last = frame[frame["month"] == frame["month"].max()].set_index("township")
    for place, township in enumerate(townships):
        row = last.loc[township]
        assert share[-1, place] == row["users"] / row["old_people"]
    assert share[-1].max() > 0


def test_events_are_told_on_request_and_change_nothing():
    scenario = with_care(crowded(), residents=20_000)
    plain, told = simlib.run(scenario, seed=4), simlib.run(scenario, seed=4, events=True)
    assert "stay_events" not in plain.tables
    events, care = told.stay_events, told.community_care
    counts = events["kind"].value_counts()
    assert counts["applied"] == care["asked"].sum()
    assert counts["admitted"] == care["began"].sum()
    assert (events["time"].diff().dropna() >= 0).all()
    assert set(events["where"].astype(str)) <= {"chengnan", "geta"}
    assert all(plain.tables[name].equals(told.tables[name]) for name in plain.tables)
