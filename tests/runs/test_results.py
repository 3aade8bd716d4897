"""What a result gives back to a person at a keyboard."""

import numpy as np
import pandas as pd
import pytest

import simlib
from simlib.language.language import Language
from simlib.programmes.hpv_rollout.headlines import DENOMINATORS
from simlib.runs.labels import outcome_label
from simlib.runs.single import Memory
from simlib.scenario.problems import InputError


def test_every_table_of_the_contract_is_there(base_result):
    wanted = {
        "ledger": "replicate month programme item stage funder fund kind township cohort quantity unit_price "
        "amount",
        "accounts": "item programme label_en label_zh functional_code economic_code department earmark "
        "price_assumption",
        "doses": "replicate date site township channel batch age dose count",
        "visits": "replicate date site booked walk_in attended deferred cancelled turned_away vaccinated "
        "overtime",
        "queues": "replicate date where stage served wait_mean wait_p95 longest utilisation",
        "coverage": "replicate month township batch age_band eligible eligible_unvaccinated dose1 complete",
        "impact": "replicate batch birth_cohort discount_rate cases_averted deaths_averted dalys_averted",
        "liabilities": "replicate year programme item amount",
    }
    for table, columns in wanted.items():
        assert set(columns.split()) <= set(getattr(base_result, table).columns), table


def test_the_event_log_comes_on_request_and_changes_nothing_else(town):
    scenario = town()
    without, with_log = simlib.run(scenario, seed=3), simlib.run(scenario, seed=3, events=True)
    assert set(with_log.tables) - set(without.tables) == {"events"}
    assert list(with_log.events) == ["replicate", "time", "kind", "person", "where", "product", "detail"]
    for name, table in without.tables.items():
        pd.testing.assert_frame_equal(table, with_log.tables[name])
    counts = with_log.events["kind"].value_counts()
    assert counts["injection"] == with_log.doses["count"].sum()
    assert counts["booking"] == with_log.visits["booked"].sum()


def test_the_engines_give_the_same_tables(town):
    scenario = town(residents=4_000)
    fast, simpy = (simlib.run(scenario, seed=3, engine=engine, events=True) for engine in ("fast", "simpy"))
    for name, table in fast.tables.items():
        pd.testing.assert_frame_equal(table, simpy.tables[name], obj=name)
    assert fast.measures == simpy.measures


@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_either_engine_may_be_given_up_before_any_month(town, engine):
    asked = []

    def give_up_in_may():
        asked.append(1)
        if len(asked) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        simlib.run(town(), memory=Memory(go_on=give_up_in_may), engine=engine)
    assert len(asked) == 3


def test_an_unknown_engine_names_the_known_ones(base):
    with pytest.raises(simlib.InputError, match="one of fast, simpy is needed"):
        simlib.run(base, engine="fats")


def test_an_unknown_table_names_the_known_ones(base_result):
    with pytest.raises(AttributeError, match="ledger"):
        _ = base_result.leger


def test_tables_can_be_completed_at_the_keyboard(base_result):
    assert {"ledger", "doses", "summary"} <= set(dir(base_result))


def test_the_summary_says_what_the_tables_say(base_result):
    summary = base_result.summary()
    assert summary.table("hpv_rollout", "doses").to_numpy().sum() == base_result.doses["count"].sum()
    paid = base_result.ledger.query("stage == 'paid'")["amount"].sum()
    assert summary.money.to_numpy().sum() == pytest.approx(paid)
    coverage = summary.table("hpv_rollout", "coverage")
    assert coverage["dose1"].sum() == base_result.doses.query("dose == 1")["count"].sum()


def test_coverage_is_told_by_both_denominators_and_says_which(base_result):
    coverage = base_result.summary().table("hpv_rollout", "coverage")
    for name, (column, words) in DENOMINATORS.items():
        np.testing.assert_allclose(coverage[f"dose1_{name}"], coverage["dose1"] / coverage[column])
        assert words
    assert "not vaccinated before" in str(base_result)


def test_the_share_of_money_on_placeholders_follows_the_evidence(rollout_result):
    evidence = rollout_result.summary().evidence
    payable = rollout_result.ledger.query("stage == 'payable'")
    # The fee for women of these phases; how vaccine is bought, and what the cold chain costs.
    phases = payable["cohort"].isin(["women_1984_1989", "women_1990_2004", "none"])
    assert evidence.money_on_placeholders == pytest.approx(
        payable.loc[phases, "amount"].sum() / payable["amount"].sum()
    )
    assert evidence.paid_by_placeholder == 1.0


def test_no_money_leaves_the_share_unknown_and_the_summary_readable(town):
    nothing = {
        "hpv_rollout.demand.no_show": 1.0,
        "hpv_rollout.supply.central": {"plan": []},
        "hpv_rollout.costs.cold_chain": 0.0,
    }
    result = simlib.run(town(nothing, residents=1500))
    assert np.isnan(result.summary().evidence.money_on_placeholders)
    assert "Doses given: 0" in str(result)


def test_a_result_shows_itself_in_a_notebook(base_result, rollout_result):
    assert rollout_result._repr_html_().count("<table") == 3
    told = [headline for several in base_result.summary().headlines.values() for headline in several]
    shown = sum(not headline.further for headline in told) + 1
    assert len(told) > shown > 7
    assert base_result._repr_html_().count("<table") == shown


def test_an_overview_of_several_programmes_leaves_out_what_each_tells_by_itself(base_result):
    summary = base_result.summary()
    overview = str(summary)
    for programme, headlines in summary.headlines.items():
        whole = summary.of(programme)
        assert {headline.heading in overview for headline in headlines if headline.further} <= {False}
        assert any(headline.heading in overview for headline in headlines)
        assert all(headline.heading in whole for headline in headlines)
        assert summary.spent[programme].title in overview
    assert len(overview.splitlines()) < 120


def test_the_overview_adds_up_the_money_of_each_programme(base_result):
    summary = base_result.summary()
    line = next(line for line in reversed(str(summary).splitlines()) if line.split()[:1] == ["2024"])
    paid = base_result.ledger.query("stage == 'paid' and month >= '2024-01-01' and month < '2025-01-01'")
    assert line.split()[-1] == f"{paid['amount'].sum():,.0f}"


def test_a_programme_that_a_run_does_not_hold_names_those_it_holds(rollout_result):
    with pytest.raises(InputError, match=r'no programme "premium".*hpv_rollout'):
        rollout_result.summary().of("premium")


def test_the_summary_is_told_in_chinese_with_the_same_figures(base_result):
    english, chinese = str(base_result.summary()), str(base_result.summary(lang="zh"))
    for words in ("累计接种", "模拟期末各批次接种率", "2005—2010年出生女生", "占位值", "万元", "单次模拟"):
        assert words in chinese
    doses = f"{base_result.doses['count'].sum():,}"
    assert doses in english
    assert doses in chinese
    assert "Girls born" not in chinese


def test_a_language_that_nobody_speaks_is_refused(base_result):
    with pytest.raises(ValueError, match="one of en, zh"):
        base_result.summary(lang="fr")


def test_every_outcome_has_a_name_of_its_own_in_both_languages(base_result):
    for lang in (Language("en"), Language("zh")):
        names = [outcome_label(outcome, lang) for outcome in base_result.measures]
        assert len(set(names)) == len(names)
        assert not any("hpv_rollout" in name or "family_subsidies" in name for name in names)


@pytest.mark.parametrize("seed", [-1, 1.5, "one", True, 2**63])
def test_a_seed_is_a_whole_number_from_zero(base, seed):
    with pytest.raises(simlib.InputError, match="seed"):
        simlib.run(base, seed=seed)


def test_the_fiscal_year_2023_has_ten_months(base_result):
    months = base_result.ledger.query("stage == 'payable'")["month"]
    assert months[months.dt.year == 2023].nunique() == 10


def test_the_people_of_next_year_are_accounted_for_in_each_township(base_result):
    table = base_result.population.set_index(["township", "date"]).sort_index()
    for _, rows in table.groupby(level="township", observed=True):
        now = rows.iloc[:-1]
        expected = now["people"] + now["births"] - now["deaths"] + now["net_migration"]
        np.testing.assert_array_equal(rows["people"].iloc[1:], expected)


def test_what_is_paid_in_a_year_is_a_named_outcome(base_result):
    paid = base_result.ledger.query("stage == 'paid' and programme == 'hpv_rollout'")
    of_2024 = paid.loc[paid["month"].dt.year == 2024, "amount"].sum()
    assert base_result.measures["hpv_rollout.paid_2024"] == pytest.approx(of_2024)
