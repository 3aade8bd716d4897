"""An overlay says only what differs, and why; settings made by hand come last."""

from datetime import date

import pytest

from simlib.runs.scenarios import load

NO_SHOW = "hpv_rollout.demand.no_show"
CAPACITY = "hpv_rollout.sites.daily_capacity"
BATCH = "hpv_rollout.batches.girls_2015_2016"
EVIDENCE = "unit: date, kind: policy, confidence: low, source: working-estimate, label: {en: New, zh: 新批次}"
WINDOW = "{born_from: 2015-01-01, born_to: 2016-12-31, opens: 2025-03-01}"


def test_a_value_is_changed_and_nothing_else(desk, base):
    changed = desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.2, why: bad weather}}"))
    assert changed.sections["hpv_rollout"].demand.no_show == 0.2
    others = [path for path in base.assumptions if path != NO_SHOW]
    assert all(changed.assumptions[path] == base.assumptions[path] for path in others)
    assert changed.assumptions.keys() == base.assumptions.keys()


def test_a_change_is_remembered_with_its_reason(desk, base):
    (change,) = desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.2, why: bad weather}}")).changes
    before = base.assumptions[NO_SHOW].value
    assert (change.path, change.before, change.after) == (NO_SHOW, before, 0.2)
    assert (change.why, change.by) == ("bad weather", "overlay")


def test_one_value_inside_a_structured_one_is_changed(desk, base):
    changed = desk.load(desk.overlay(f"{CAPACITY}.nancheng_centre: {{value: 81, why: a second room}}"))
    before = base.sections["hpv_rollout"].sites.daily_capacity
    assert changed.sections["hpv_rollout"].sites.daily_capacity == {**before, "nancheng_centre": 81}
    assert changed.changes[0].before == before["nancheng_centre"]


def test_a_day_inside_a_batch_is_changed(desk):
    changed = desk.load(
        desk.overlay("hpv_rollout.batches.girls_2011_2014.opens: {value: 2024-09-01, why: late}")
    )
    batch = changed.sections["hpv_rollout"].batches["girls_2011_2014"]
    assert (batch.born_from, batch.opens) == (date(2011, 1, 1), date(2024, 9, 1))


def test_two_values_inside_one_structure_are_both_changed(desk):
    overlay = desk.overlay(
        f"{CAPACITY}.nancheng_centre: {{value: 81, why: a room}}",
        f"{CAPACITY}.hexi_clinic: {{value: 17, why: a nurse left}}",
    )
    capacity = desk.load(overlay).sections["hpv_rollout"].sites.daily_capacity
    assert (capacity["nancheng_centre"], capacity["hexi_clinic"]) == (81, 17)


def test_a_new_batch_needs_its_evidence(desk):
    told = desk.refusal(desk.overlay(f"{BATCH}: {{value: {WINDOW}, why: turning nine}}"))
    assert f"overlay.yaml:4: {BATCH}: there is no such path" in told
    assert "a new assumption also needs unit, kind, confidence, source, label" in told


def test_a_new_batch_with_its_evidence_is_added(desk, base):
    grown = desk.load(desk.overlay(f"{BATCH}: {{value: {WINDOW}, why: turning nine, {EVIDENCE}}}"))
    assert list(grown.sections["hpv_rollout"].batches) == [
        *base.sections["hpv_rollout"].batches,
        "girls_2015_2016",
    ]
    assert grown.assumptions[BATCH].label.zh == "新批次"
    assert grown.changes[0].before is None


def test_a_new_batch_is_checked_as_those_of_the_base_are(desk):
    backwards = WINDOW.replace("2016-12-31", "2014-12-31")
    told = desk.refusal(desk.overlay(f"{BATCH}: {{value: {backwards}, why: turning nine, {EVIDENCE}}}"))
    assert (
        f"overlay.yaml:4: {BATCH}: the birth window ends (2014-12-31) before it begins (2015-01-01)" in told
    )


def test_a_new_estimate_needs_a_range_too(desk):
    path = "hpv_rollout.demand.uptake.age_9_14"
    desk.edit("gaoping-2023/hpv_rollout.yaml", r"      age_9_14:\n(?:        .*\n)+", "")
    evidence = (
        "unit: share, kind: estimate, confidence: low, source: uptake-girls, label: {en: Uptake, zh: 接种}"
    )
    told = desk.refusal(desk.overlay(f"{path}: {{value: 0.8, why: asked, {evidence}}}"))
    assert f'overlay.yaml:4: {path}: "range" is missing' in told
    with_range = f"{evidence}, range: {{low: 0.7, high: 0.9, meaning: expert}}"
    assert desk.load(desk.overlay(f"{path}: {{value: 0.8, why: asked, {with_range}}}"))


@pytest.mark.parametrize("section", ["hpv_rolout", "somewhere", "title"])
def test_a_new_assumption_that_nobody_asked_for_is_refused(desk, section):
    told = desk.refusal(desk.overlay(f"{section}.batches.more: {{value: 5, why: so, {EVIDENCE}}}"))
    assert f"overlay.yaml:4: {section}.batches.more: " in told


def test_an_unknown_group_of_a_section_is_refused_with_the_nearest(desk):
    told = desk.refusal(desk.overlay(f"hpv_rollout.batchs.more: {{value: {WINDOW}, why: so, {EVIDENCE}}}"))
    assert "overlay.yaml:4: hpv_rollout.batchs" in told
    assert 'did you mean "batches"?' in told


def test_the_later_overlay_wins(desk):
    desk.overlay(
        f"{NO_SHOW}: {{value: 0.2, why: first}}",
        f"{CAPACITY}.hexi_clinic: {{value: 9, why: x}}",
        name="first",
    )
    second = desk.overlay(f"{NO_SHOW}: {{value: 0.15, why: second}}", extends="first", name="second")
    scenario = desk.load(second)
    assert scenario.name == "second"
    assert scenario.sections["hpv_rollout"].demand.no_show == 0.15
    assert scenario.sections["hpv_rollout"].sites.daily_capacity["hexi_clinic"] == 9
    steps = [(change.path, change.before, change.after, change.by) for change in scenario.changes]
    assert steps[0][2:] == (0.2, "first")
    assert steps[2] == (NO_SHOW, 0.2, 0.15, "second")


def test_the_title_is_that_of_the_last_overlay(desk):
    desk.overlay(name="first")
    second = desk.write("second.yaml", "extends: first\ntitle: {en: Second, zh: 第二}\nchanges: {}\n")
    assert desk.load(second).title.zh == "第二"


def test_a_setting_by_hand_wins_over_overlays(desk):
    overlay = desk.overlay(f"{NO_SHOW}: {{value: 0.2, why: bad weather}}")
    scenario = desk.load(overlay, set={NO_SHOW: 0.05}, origin="--set")
    assert scenario.sections["hpv_rollout"].demand.no_show == 0.05
    assert [(change.before, change.after, change.by) for change in scenario.changes][-1] == (
        0.2,
        0.05,
        "--set",
    )


def test_a_setting_by_hand_reaches_inside_a_structure():
    scenario = load("gaoping-2023", set={f"{CAPACITY}.nancheng_centre": 81})
    assert scenario.sections["hpv_rollout"].sites.daily_capacity["nancheng_centre"] == 81


def test_settings_leave_what_they_are_given_alone(base):
    days = ["mon", "tue"]
    load("gaoping-2023", set={"hpv_rollout.sites.opening_days.hexi_clinic": days})
    assert days == ["mon", "tue"]
    assert base.sections["hpv_rollout"].sites.opening_days["hexi_clinic"] != ("mon", "tue")


def test_an_overlay_may_change_nothing(desk, base):
    scenario = desk.load(desk.overlay())
    assert scenario.assumptions == base.assumptions
    assert scenario.changes == ()


@pytest.mark.parametrize(
    "change", ["{value: 0.2}", "{value: 0.2, why: }", "{value: 0.2, why: ''}", "{value: 0.2, why: 5}"]
)
def test_a_change_must_say_why(desk, change):
    told = desk.refusal(desk.overlay(f"{NO_SHOW}: {change}"))
    assert told.startswith(str(desk.folder / "overlay.yaml:4: "))
    assert "why" in told


@pytest.mark.parametrize("change", ["0.2", "[0.2, bad weather]", "null", "bad weather"])
def test_a_change_must_be_a_value_and_a_reason(desk, change):
    told = desk.refusal(desk.overlay(f"{NO_SHOW}: {change}"))
    assert f"overlay.yaml:4: {NO_SHOW}: " in told
    assert "write {value: …, why: …}" in told


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("hpv_rollout.demand.no_shw", "hpv_rollout.demand.no_show"),
        ("hpv_rolout.demand.no_show", "hpv_rollout.demand.no_show"),
        ("no_show", ""),
        ("hpv_rollout.batches.girls_2005_2010.opns", 'did you mean "opens"?'),
        ("hpv_rollout.products.walrinvax.licensed_ages.oldst", "oldest"),
        ("hpv_rollout.sites.daily_capacity.nancheng_center", "nancheng_centre"),
        ("hpv_rollout.demand.no_show.value", "hpv_rollout.demand.no_show"),
        ("hpv_rollout.demand.", ""),
        (".", ""),
        ("hpv_rollout..demand", ""),
    ],
)
def test_an_unknown_path_is_refused_with_the_nearest(desk, path, near):
    told = desk.refusal(desk.overlay(f"{path}: {{value: 1, why: to see}}"))
    assert "overlay.yaml:4: " in told
    assert path.split(".")[-1] in told
    assert near in told
    assert "did you mean" in told or not near
    by_hand = desk.refusal(set={path: 1}, origin="--set")
    assert by_hand.startswith(f"--set {path}")
    assert near in by_hand


@pytest.mark.parametrize(
    "path", ["hpv_rollout", "hpv_rollout.demand", "hpv_rollout.batches", "population.townships"]
)
def test_a_group_cannot_be_changed_as_a_whole(desk, path):
    told = desk.refusal(desk.overlay(f"{path}: {{value: 1, why: to see}}"))
    assert f"overlay.yaml:4: {path}: this is a group; name one of its values, such as {path}." in told
    assert f"{path}: this is a group" in desk.refusal(set={path: 1})


def test_a_group_cannot_be_replaced_by_a_new_assumption(desk):
    told = desk.refusal(
        desk.overlay(f"hpv_rollout.batches: {{value: {{more: {WINDOW}}}, why: so, {EVIDENCE}}}")
    )
    assert "overlay.yaml:4: hpv_rollout.batches: " in told


@pytest.mark.parametrize(
    ("key", "near"), [("chnages", "changes"), ("titel", "title"), ("include", ""), ("hpv_rollout", "")]
)
def test_an_overlay_holds_nothing_but_its_changes(desk, key, near):
    path = desk.overlay()
    path.write_text(path.read_text(encoding="utf-8") + f"{key}: {{}}\n", encoding="utf-8")
    told = desk.refusal(path)
    assert (
        f"overlay.yaml:5: {key}: unknown name; an overlay holds extends, title, description, changes" in told
    )
    assert near in told


@pytest.mark.parametrize("title", ["", "title: Mine\n", "title: {en: Mine}\n", "title: {en: Mine, zh: ''}\n"])
def test_an_overlay_has_a_title_in_both_languages(desk, title):
    path = desk.write("overlay.yaml", f"extends: gaoping-2023\n{title}changes: {{}}\n")
    told = desk.refusal(path)
    assert "overlay.yaml:" in told
    assert "title" in told


@pytest.mark.parametrize("changes", ["", "changes:\n", "changes: []\n", "changes: none\n"])
def test_changes_are_a_mapping(desk, changes):
    path = desk.write("overlay.yaml", f"extends: gaoping-2023\ntitle: {{en: Mine, zh: 我的}}\n{changes}")
    assert "changes: a mapping of paths to changes is needed" in desk.refusal(path)


def test_what_a_change_breaks_is_told_where_it_was_made(desk):
    told = desk.refusal(
        desk.overlay(f"{NO_SHOW}: {{value: 0.1, why: x}}", f"{CAPACITY}.hexi_clinic: {{value: -1, why: x}}")
    )
    assert f"overlay.yaml:5: {CAPACITY}.hexi_clinic: -1 is not allowed; at least 0" in told
    assert "hpv_rollout.yaml" not in told


def test_what_several_changes_break_together_is_told(desk):
    told = desk.refusal(
        desk.overlay("hpv_rollout.products.cecolin.given_ages.youngest: {value: 20, why: one vaccine}")
    )
    assert "at age 20 the vaccine is walrinvax and cecolin; exactly one product is needed" in told


def test_a_site_is_added_by_naming_it_everywhere(desk):
    sites = "hpv_rollout.sites"
    changes = {
        "names": "{en: Village clinic, zh: 村卫生室}",
        "township": "hexi",
        "opening_days": "[mon]",
        "daily_capacity": "10",
    }
    lines = [f"{sites}.{group}.village: {{value: {value}, why: nearer}}" for group, value in changes.items()]
    servers = "{value: {prescreen: 1, registration: 1, injection: 1}, why: nearer}"
    lines.append(f"hpv_rollout.clinic.servers.village: {servers}")
    assert "village" in desk.load(desk.overlay(*lines)).sections["hpv_rollout"].sites.names
    told = desk.refusal(desk.overlay(*lines[:3]))
    assert 'the site "village" has no daily_capacity' in told


# --- plausible and valid ---


def test_a_value_outside_its_plausible_range_is_noticed_and_not_refused(desk):
    scenario = desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.5, why: an epidemic}}"))
    (notice,) = scenario.notices
    assert notice == f"{NO_SHOW}: 0.5 lies outside its plausible range 0.03 to 0.25"


@pytest.mark.parametrize("value", [0.03, 0.25, 0.1])
def test_a_value_within_its_range_is_not_worth_a_notice(value):
    assert load("gaoping-2023", set={NO_SHOW: value}).notices == ()


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_a_value_outside_its_valid_bounds_is_refused(refusal, value):
    assert f"{NO_SHOW}: {value} is not allowed" in refusal("gaoping-2023", set={NO_SHOW: value})


def test_valid_bounds_hold_for_each_number_inside_a_value(refusal):
    path = "hpv_rollout.products.cecolin.three_dose_intervals"
    assert "0 is not allowed; at least 1" in refusal("gaoping-2023", set={path: [30, 0]})


def test_a_range_of_factors_says_nothing_about_a_value():
    assert load("gaoping-2023", set={f"{CAPACITY}.nancheng_centre": 5000}).notices == ()


def test_a_range_that_comes_with_a_change_is_the_one_that_counts(desk):
    bounds = "range: {low: 0.4, high: 0.6, meaning: expert}"
    assert desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.5, why: an epidemic, {bounds}}}")).notices == ()
    assert desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.1, why: as before, {bounds}}}")).notices


def test_a_range_of_dates_is_compared_with_dates(desk):
    path = "hpv_rollout.batches.girls_2011_2014"
    bounds = "range: {low: 2000-01-01, high: 2024-06-30, meaning: expert}"
    opens = "{born_from: 2011-01-01, born_to: 2014-12-31, opens: 2024-09-01}"
    (notice,) = desk.load(desk.overlay(f"{path}: {{value: {opens}, why: late, {bounds}}}")).notices
    assert "2024-09-01 lies outside its plausible range 2000-01-01 to 2024-06-30" in notice


@pytest.mark.parametrize("kind", ["fact", "policy"])
def test_a_changed_value_becomes_no_fact_without_a_source(desk, kind):
    path = desk.overlay(f"hpv_rollout.demand.no_show: {{value: 0.2, why: so, kind: {kind}}}")
    assert '"source" is missing' in desk.refusal(path)


def test_an_overlay_elsewhere_brings_sources_of_its_own(desk, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    overlay = elsewhere / "tender.yaml"
    overlay.write_text(
        f"extends: {desk.base}\ntitle: {{en: Tender, zh: 招标}}\nchanges:\n"
        "  hpv_rollout.products.cecolin.price: {value: 310, why: ours, kind: fact, source: our-tender}\n"
    )
    told = "{title: Our tender, publisher: us, date: 2023-04-01, locator: page 1}"
    (elsewhere / "sources.yaml").write_text(f"our-tender: {told}\n")
    assert desk.load(overlay).sources["our-tender"].publisher == "us"
    (elsewhere / "sources.yaml").write_text(f"our-tender: {told}\nprice-2023: {told}\n")
    assert "stands already beside the base" in desk.refusal(overlay)
