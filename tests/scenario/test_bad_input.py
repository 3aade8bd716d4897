"""Whatever a user hands over, it is loaded or refused with a message that helps; never anything else."""

import math
import os
import re
import signal
import sys
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from simlib.runs.scenarios import load
from simlib.scenario.problems import InputError

HEAD = "gaoping-2023.yaml"
BUDGET = "gaoping-2023/budget.yaml"
CALENDAR = "gaoping-2023/calendar.yaml"
HPV = "gaoping-2023/hpv_rollout.yaml"
POPULATION = "gaoping-2023/population.yaml"
SOURCES = "sources.yaml"

NO_SHOW = "hpv_rollout.demand.no_show"
CAPACITY = "hpv_rollout.sites.daily_capacity.nancheng_centre"
# A site's capacity stands inside a longer value; \d+ keeps the test true when the number is revised.
CAPACITY_PATTERN = r"nancheng_centre: \d+"


def near(where, told):
    """Tell whether a message names a place or the line below it, where the value of an assumption stands."""
    file, line = where.split(":")[:2]
    return f"{file}:{line}:" in told or f"{file}:{int(line) + 1}:" in told


@contextmanager
def no_waiting(seconds=20):
    """Reading a pipe that nobody writes to would wait for ever and take the whole test run with it."""

    def give_up(*_):
        raise AssertionError("loading hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# --- values ---


@pytest.mark.parametrize(
    ("value", "given", "allowed"),
    [
        ("1.5", "1.5", "at most 1"),
        ("-0.1", "-0.1", "at least 0"),
        ("eight", '"eight"', "a number is needed"),
        ("NO", '"NO"', "a number is needed"),
        ("2023-03-01", "2023-03-01 is a date", "a number is needed"),
        ("true", "true is a truth value", "a number is needed"),
        ("null", "nothing", "a number is needed"),
        ("", "nothing", "a number is needed"),
        ("8%", '"8%"', "write 8% as 0.08"),
        ("8\uff05", '"8\uff05"', "write 8% as 0.08"),
        ("\uff10.\uff11", '"\uff10.\uff11"', "full-width digits"),
        ("'0.1'", '"0.1"', "write it without quotes"),
        ("1,000", '"1,000"', "write it without separators"),
        (".nan", ".nan", "finite number"),
        ("-.inf", "-.inf", "finite number"),
        ("1e999", "1e999", "too large"),
        ("[0.1]", "", "a number is needed"),
        ("{share: 0.1}", "a mapping", "a number is needed"),
        ("0.1.2", '"0.1.2"', "a number is needed"),
    ],
)
def test_a_share_must_be_a_number_from_zero_to_one(desk, value, given, allowed):
    where = desk.set_value(NO_SHOW, value)
    told = desk.refusal()
    assert where in told
    assert NO_SHOW in told
    assert given in told
    assert allowed in told


@pytest.mark.parametrize(
    ("value", "given", "allowed"),
    [
        ("-60", "-60", "at least 0"),
        ("60.5", "60.5", "a whole number is needed"),
        ("60.0", "60.0", "a whole number is needed"),
        ("many", '"many"', "a whole number is needed"),
        ("true", "true", "a whole number is needed"),
        ("2023-03-01", "2023-03-01", "a whole number is needed"),
        ("[]", "", "a whole number is needed"),
        ("60000000", "60000000", "at most 100000"),
    ],
)
def test_a_capacity_must_be_a_whole_number_that_is_not_negative(desk, value, given, allowed):
    where = desk.edit(HPV, CAPACITY_PATTERN, f"nancheng_centre: {value}")
    told = desk.refusal()
    assert f"{where} {CAPACITY}: {given}" in told
    assert allowed in told


def test_a_list_is_called_a_list(desk):
    desk.set_value(NO_SHOW, "[0.1]")
    assert f"{NO_SHOW}: a list stands where a single value belongs" in desk.refusal()


@pytest.mark.parametrize(
    "value", ["2023-3-1", "'2023-03-01'", "20230301", "1.5", "true", "tomorrow", "null", "[]"]
)
def test_a_day_must_be_an_iso_date(desk, value):
    where = desk.set_value("horizon.first_day", value)
    told = desk.refusal()
    assert f"{where} horizon.first_day: " in told
    assert "a date such as 2023-03-01 is needed" in told


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-03-01", "2023-02-28", "ends (2023-02-28) before it begins (2023-03-01)"),
        ("2023-03-02", "2026-02-28", "the first day of a month is needed"),
        ("1900-01-01", "1901-01-01", "1950 to 2150"),
        ("2023-03-01", "2099-02-28", "30 years"),
    ],
)
def test_a_horizon_must_be_one_that_can_be_run(desk, refusal, first, last, words):
    days = {"horizon.first_day": date.fromisoformat(first), "horizon.last_day": date.fromisoformat(last)}
    assert words in refusal(desk.base, set=days)


def test_a_birth_window_must_not_end_before_it_begins(desk):
    where = desk.edit(HPV, r"born_to: 2010-12-31", "born_to: 2004-12-31")
    told = desk.refusal()
    assert f"{where} hpv_rollout.batches.girls_2005_2010" in told
    assert "ends (2004-12-31) before it begins (2005-01-01)" in told


def test_two_birth_windows_must_not_overlap(desk):
    desk.edit(HPV, r"born_from: 2011-01-01", "born_from: 2010-12-31")
    assert "girls_2005_2010 and girls_2011_2014 overlap (2010-12-31)" in desk.refusal()


def test_a_batch_must_be_born_before_it_opens(desk):
    desk.edit(HPV, r"opens: 2023-03-01", "opens: 2003-03-01")
    assert "opens (2003-03-01) before everyone in it is born (2010-12-31)" in desk.refusal()


def test_a_site_must_lie_in_a_township(desk):
    where = desk.edit(HPV, r"mishan_clinic: mishan\b", "mishan_clinic: mishann")
    told = desk.refusal()
    assert f'{where} hpv_rollout.sites.township.mishan_clinic: "mishann" is no township; known: ' in told
    assert "mishan," in told


def test_a_site_must_be_known_by_the_same_name_everywhere(desk):
    desk.edit(HPV, r"mishan_clinic: \d+", "mishan_klinik: 40")
    told = desk.refusal()
    assert "mishan_clinic" in told
    assert "daily_capacity" in told


@pytest.mark.parametrize("weekday", ["Mon", "monday", "1", "周一"])
def test_a_weekday_must_be_one_of_the_seven(desk, weekday):
    where = desk.edit(HPV, r"mishan_clinic: \[tue", f"mishan_clinic: [{weekday}")
    told = desk.refusal()
    assert f"{where} hpv_rollout.sites.opening_days.mishan_clinic.0: " in told
    assert "one of mon, tue, wed, thu, fri, sat, sun is needed" in told


def test_funder_shares_must_add_up_to_one(desk):
    desk.edit(BUDGET, r"share: 1\.0", "share: 0.9")
    told = desk.refusal()
    assert "budget.yaml:" in told
    assert "funder shares of hpv_rollout add up to 0.9; 1 is needed" in told


def test_an_unknown_funder_is_refused_with_the_nearest(desk):
    where = desk.edit(BUDGET, "funder: county", "funder: contry")
    told = desk.refusal()
    assert f'{where} budget.funding.hpv_rollout.0.funder: "contry" is not allowed; one of centre, ' in told
    assert 'did you mean "county"?' in told


def test_township_shares_must_add_up_to_one(desk):
    desk.edit(POPULATION, r"beicheng: 0\.\d+", "beicheng: 0.5")
    told = desk.refusal()
    assert "population.yaml:" in told
    assert "population.townships: the shares of the townships add up to 1.4" in told


def test_a_programme_must_be_paid_by_somebody(desk):
    desk.edit(BUDGET, "    hpv_rollout:\n", "    hpv_rolout:\n")
    assert "budget.funding: nobody pays for hpv_rollout" in desk.refusal()


def test_an_account_must_belong_to_a_programme(desk):
    where = desk.edit(BUDGET, "programme: hpv_rollout", "programme: hpv_rolout")
    told = desk.refusal()
    assert f"{where} budget.accounts." in told
    assert 'did you mean "hpv_rollout"?' in told


def test_a_price_must_be_an_assumption(desk):
    where = desk.edit(
        BUDGET, r"price_assumption: hpv_rollout\.products\.cecolin\.price", "price_assumption: cecolin"
    )
    assert (
        f'{where} budget.accounts.hpv_vaccine_cecolin.price_assumption: "cecolin" is no assumption'
        in desk.refusal()
    )


def test_a_scenario_without_a_programme_is_refused(desk):
    programmes = r"hpv_\w+|family_\w+|medical_\w+|community_\w+|welfare_\w+|capital_\w+"
    while re.search(programmes, (desk.folder / HEAD).read_text(encoding="utf-8")):
        desk.edit(HEAD, rf"  - gaoping-2023/({programmes})\.yaml\n", "")
    assert "gaoping-2023.yaml:1: no programme: a section for at least one of hpv_rollout" in desk.refusal()


def test_a_programme_without_a_shared_section_that_it_reads_is_refused(desk):
    desk.edit(HEAD, r"  - gaoping-2023/works\.yaml\n", "")
    told = desk.refusal()
    for name in ("welfare_centre", "capital_projects"):
        assert f'gaoping-2023.yaml:1: the section "works" is missing; {name} reads it' in told


@pytest.mark.parametrize(
    "content", ["budget: {}\n", "budget:\n", "budget: 5\n", "budget: []\n", "budget: {funding: {}}\n"]
)
def test_an_empty_section_is_refused(desk, content):
    desk.write(BUDGET, content)
    assert "budget" in desk.refusal()


# --- names ---


@pytest.mark.parametrize(
    ("file", "pattern", "new", "words"),
    [
        (HEAD, "horizon:\n", "horizn:\n", 'did you mean "horizon"?'),
        (HPV, "  demand:\n", "  demnd:\n", 'did you mean "demand"?'),
        (HPV, "    no_show:\n", "    no_shw:\n", 'did you mean "no_show"?'),
        (HPV, "born_from: 2005-01-01", "born_form: 2005-01-01", 'did you mean "born_from"?'),
        (HPV, r"      unit: age in completed years\n", "      unitt: years\n", 'did you mean "unit"?'),
        (BUDGET, "        earmark: none", "        earmrk: none", 'did you mean "earmark"?'),
        (POPULATION, "meaning: expert", "meening: expert", 'did you mean "meaning"?'),
        (SOURCES, "  publisher: ", "  publishr: ", 'did you mean "publisher"?'),
        (HPV, r"\{age_9_14:", "{age_9_15:", 'did you mean "age_9_14"?'),
        (HPV, "kind: estimate", "kind: estimat", 'did you mean "estimate"?'),
        (HPV, "distribution: beta", "distribution: beeta", 'did you mean "beta"?'),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(desk, file, pattern, new, words):
    where = desk.edit(file, pattern, new)
    told = desk.refusal()
    lines = [line for line in told.splitlines() if words in line]
    assert lines
    assert near(where, lines[0])


def test_paths_in_messages_are_those_that_a_user_could_write(desk):
    desk.edit(HPV, r"\{age_9_14:", "{age_9_15:")
    desk.edit(POPULATION, r"low: 0\.5, high: 2\.0", "low: tiny, high: 2.0")
    desk.edit(SOURCES, r"date: 2023-03-21", "date: 2023")
    told = desk.refusal()
    assert "hpv_rollout.demand.prior_vaccination.age_9_15: " in told
    assert "population.townships.share.range.low: " in told
    assert "article-2023-03-21.date: " in told


@pytest.mark.parametrize("name", ["New_Site", "1st", "a-b", "名称", "a.b", "''"])
def test_a_name_must_be_plain(desk, name):
    where = desk.edit(HPV, "    no_show:\n", f"    {name}:\n")
    told = desk.refusal()
    assert where in told
    assert "is no name; lower-case letters, digits and _ are allowed" in told


def test_a_value_without_evidence_is_refused(desk):
    where = desk.edit(HPV, r"    youngest:\n(?:      .*\n)+", "    youngest: 9\n")
    told = desk.refusal()
    assert f"{where} hpv_rollout.eligibility.youngest: 9 stands alone" in told


def test_a_missing_section_is_named(desk):
    desk.edit(HEAD, r"  - gaoping-2023/population\.yaml\n", "")
    assert "gaoping-2023.yaml:1: population: this section is missing" in desk.refusal()


def test_a_group_of_a_section_must_not_stand_in_two_files(desk):
    desk.edit(HEAD, "include:\n", "include:\n  - gaoping-2023/budget.yaml\n")
    told = desk.refusal()
    assert "budget.yaml:2: budget: this section stands already in" in told


@pytest.mark.parametrize(
    "value",
    ["{value: 5, unit: a, kind: policy, confidence: low, source: working-estimate, label: {en: a, zh: b}}"],
)
@pytest.mark.parametrize("section", ["hpv_rollout", "population", "horizon"])
def test_a_section_that_is_a_single_value_is_refused(desk, section, value):
    desk.edit(HEAD, "horizon:\n", f"{section}: {value}\nhorizn:\n")
    assert section in desk.refusal()
    assert section in desk.refusal(set={"": 1, f"{section}.first_day": 2})


def test_an_included_file_is_told_what_it_may_hold(desk):
    where = desk.edit(BUDGET, "budget:\n", "title: {en: Money, zh: 资金}\nbudget:\n")
    told = next(line for line in desk.refusal().splitlines() if where in line)
    assert 'did you mean "title"' not in told


# --- evidence ---


def test_an_unknown_source_is_refused_with_the_nearest(desk):
    desk.edit(HPV, "source: no-show-range", "source: no-show-rnge")
    told = desk.refusal()
    assert NO_SHOW in told
    assert 'unknown source "no-show-rnge"' in told
    assert 'did you mean "no-show-range"?' in told


def test_an_estimate_without_a_range_is_refused(desk):
    desk.edit(HPV, r"(?<=unit: share of appointments\n)      range: .*\n", "")
    told = desk.refusal()
    assert f"{NO_SHOW}: " in told
    assert '"range" is missing; every estimate needs one' in told


@pytest.mark.parametrize(
    "bounds",
    [
        "{low: 0.25, high: 0.03, meaning: expert}",
        "{low: 0.03, high: 2023-01-01, meaning: expert}",
        "{low: 2023-01-01, high: 0.25, meaning: expert}",
        "{low: little, high: 0.25, meaning: expert}",
        "{low: 0.03, meaning: expert}",
        "{low: 0.03, high: 0.25}",
        "{low: 0.03, high: 0.25, meaning: feeling}",
        "[0.03, 0.25]",
        "0.03 to 0.25",
    ],
)
def test_a_range_that_is_none_is_refused(desk, bounds):
    where = desk.edit(HPV, r"(?<=unit: share of appointments\n)      range: .*", f"      range: {bounds}")
    told = desk.refusal()
    assert NO_SHOW in told
    # A range that does not fit together may be told at the head of its assumption.
    file, line = where.split(":")[:2]
    assert any(f"{file}:{number}:" in told for number in range(int(line) - 4, int(line) + 1))


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        ("kind: estimate", "kind: guess"),
        ("confidence: low", "confidence: none"),
        (r"unit: share of appointments", "unit: ''"),
        (r"label: \{en: \"No-show share\"", 'label: {eng: "No-show share"'),
        (r"source: no-show-range", "source: 5"),
        (r"source: no-show-range", "sorce: no-show-range"),
        (r"source: no-show-range", "source: no-show-range\n      extra: 1"),
        (r"valid: \{min: 0, max: 1\}", "valid: {min: nothing}"),
    ],
)
@pytest.mark.parametrize("by_hand", [None, {NO_SHOW: 0.2}, {NO_SHOW: 7}])
def test_broken_evidence_is_refused_and_the_rest_still_checked(desk, pattern, new, by_hand):
    where = desk.edit(HPV, pattern, new, after="    no_show:\n")
    told = desk.refusal(set=by_hand)
    assert f"{NO_SHOW}." in told
    assert any(f":{int(where.split(':')[1]) + below}:" in told for below in (-2, -1, 0, 1))
    if by_hand == {NO_SHOW: 7}:
        assert "7 is not allowed; at most 1" in told


# --- how it is told ---


@pytest.mark.parametrize(
    "spoil",
    [
        lambda desk: desk.set_value(NO_SHOW, "1.5"),
        lambda desk: desk.edit(HPV, CAPACITY_PATTERN, "nancheng_centre: -60"),
        lambda desk: desk.edit(HPV, "source: no-show-range", "source: no-show-rnge"),
        lambda desk: desk.edit(POPULATION, r"low: 0\.5, high: 2\.0", "low: tiny, high: 2.0"),
    ],
    ids=["share", "capacity", "source", "range"],
)
def test_one_mistake_is_told_once(desk, spoil):
    spoil(desk)
    assert len(desk.refusal().splitlines()) == 1


def test_a_file_that_is_no_yaml_is_not_also_said_to_lack_its_sections(desk):
    desk.set_value("population.census.residents", "[")
    told = desk.refusal()
    assert "population.yaml:" in told
    assert "section is missing" not in told


def test_all_mistakes_in_all_files_are_told_at_once_in_order(desk):
    places = [
        desk.edit(BUDGET, "funder: county", "funder: contry"),
        desk.edit(HPV, "value: 9\n", "value: nine\n", after="    youngest:"),
        desk.edit(HPV, CAPACITY_PATTERN, "nancheng_centre: many"),
        desk.set_value(NO_SHOW, "1.5"),
        desk.edit(POPULATION, "    level:\n", "    levl:\n"),
        desk.edit(SOURCES, "  publisher: ", "  publishr: "),
    ]
    told = desk.refusal().splitlines()
    order = [next(number for number, line in enumerate(told) if near(where, line)) for where in places]
    assert order == sorted(order)


def test_two_mistakes_in_one_assumption_are_both_told(desk):
    desk.set_value(NO_SHOW, "1.5")
    desk.edit(HPV, "source: no-show-range", "source: no-show-rnge")
    told = desk.refusal()
    assert "1.5 is not allowed" in told
    assert "unknown source" in told


def test_mistakes_in_the_base_an_overlay_and_by_hand_are_told_together(desk):
    in_base = desk.set_value(NO_SHOW, "1.5")
    overlay = desk.overlay(
        "hpv_rollout.demand.give_up: {value: 2, why: too much}", "hpv_rollout.nothing: {value: 1}"
    )
    told = desk.refusal(overlay, set={"hpv_rollout.costs.service_fee": -1}, origin="--set")
    assert in_base in told
    assert "overlay.yaml:4: hpv_rollout.demand.give_up: 2 is not allowed" in told
    assert "overlay.yaml:5: " in told
    assert "--set hpv_rollout.costs.service_fee: " in told
    assert "-1 is not allowed; at least 0" in told


def test_a_path_set_by_hand_is_named_once(refusal):
    told = refusal("gaoping-2023", set={NO_SHOW: 7}, origin="--set")
    assert told.startswith(f"--set {NO_SHOW}: 7 is not allowed")


def test_very_many_mistakes_do_not_flood_the_screen(desk):
    path = desk.write("overlay.yaml", "a: [" + "*a," * 100_000 + "]\n")
    assert len(desk.refusal(path)) < 100_000


def test_a_long_value_is_cut_short(desk):
    desk.set_value(NO_SHOW, '"' + "x" * 100_000 + '"')
    assert len(desk.refusal()) < 1_000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda desk: desk.set_value(NO_SHOW, r'"\e[2J\a"'),
        lambda desk: desk.edit(HEAD, r"gaoping-2023/budget\.yaml", r'"bud\e[2Jget.yaml"'),
        lambda desk: desk.edit(HEAD, "horizon:", r'"hor\e[2Jizon":'),
        lambda desk: desk.edit(HPV, "source: no-show-range", r'source: "no\e[2J"'),
    ],
    ids=["value", "file", "name", "source"],
)
def test_a_message_cannot_play_tricks_on_the_terminal(desk, spoil):
    spoil(desk)
    assert "\x1b" not in desk.refusal()


# --- files ---

CONTENTS = {
    "empty": (b"", "is empty"),
    "only a comment": (b"# nothing\n", "is empty"),
    "a list": (b"- 1\n", "holds a list"),
    "no yaml": (b"a: [1\n", ":2: this is not valid YAML"),
    "duplicate keys": (b"a: 1\na: 2\n", ':2: the key "a" stands here again (first on line 1)'),
    "UTF-16 little-endian": (
        "title: 高平\n".encode("utf-16-le").join([b"\xff\xfe", b""]),
        "UTF-16; save it as UTF-8",
    ),
    "UTF-16 big-endian": (
        "title: 高平\n".encode("utf-16-be").join([b"\xfe\xff", b""]),
        "UTF-16; save it as UTF-8",
    ),
    "UTF-16 without a mark": ("title: 高平\n".encode("utf-16-le"), "UTF-8"),
    "GBK": ("a: 1\ntitle: 高平市\n".encode("gbk"), ":2: the file is not UTF-8 (perhaps GBK?)"),
    "binary": (bytes(range(256)), "binary data"),
    "half a character": ("a: 高".encode()[:-1], "not UTF-8"),
    "deep lists": (b"a: " + b"[" * 2_000 + b"]" * 2_000, ":1: a.0.0"),
    "deep mappings": (b"".join(b" " * depth + b"a:\n" for depth in range(1_900)), "nesting is deeper than"),
    "alias bomb": (
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 10)),
        "anchors (&a0) are not allowed",
    ),
    "second document": (b"a: 1\n---\nb: 1\n", ":2: a second document"),
}


@pytest.mark.parametrize("file", [HEAD, BUDGET, SOURCES, "overlay.yaml"])
@pytest.mark.parametrize(("content", "words"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_that_is_no_scenario_is_refused(desk, file, content, words):
    overlay = desk.overlay()
    path = desk.write(file, content)
    told = desk.refusal(overlay)
    assert path.name in told
    assert words in told


@pytest.mark.parametrize("file", [HEAD, BUDGET, SOURCES, "overlay.yaml"])
def test_a_very_large_file_is_refused_unread(desk, file):
    overlay = desk.overlay()
    with (desk.folder / file).open("r+b") as handle:
        handle.truncate(50_000_000)
    told = desk.refusal(overlay)
    assert "the file has 50,000,000 bytes; a scenario has at most 2,000,000 bytes" in told


@pytest.mark.parametrize("file", [HEAD, BUDGET, SOURCES])
@pytest.mark.parametrize(
    ("replace", "words"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "this is a directory"),
        (lambda path: os.mkfifo(path), "not an ordinary file"),
        (lambda path: path.symlink_to("/dev/zero"), "not an ordinary file"),
        (lambda path: path.symlink_to(path.name), ""),
        (lambda path: path.symlink_to("nowhere"), "there is no such file"),
    ],
    ids=["missing", "directory", "pipe", "device", "link to itself", "link to nothing"],
)
def test_what_is_not_a_file_is_refused(desk, file, replace, words):
    path = desk.folder / file
    path.unlink()
    replace(path)
    with no_waiting():
        told = desk.refusal()
        assert path.name in desk.refusal(desk.overlay(extends="./gaoping-2023.yaml"))
    assert path.name in told
    assert words in told


def test_an_included_file_that_is_missing_is_told_where_it_is_included(desk):
    where = desk.edit(HEAD, r"gaoping-2023/budget\.yaml", "gaoping-2023/budgt.yaml")
    told = next(line for line in desk.refusal().splitlines() if where in line)
    assert "include" in told
    assert "budgt.yaml: there is no such file" in told


@pytest.mark.parametrize("listed", ["5", "", "budget.yaml", "[5]", "{a: b}", "[[]]"])
def test_include_must_list_files(desk, listed):
    where = desk.edit(HEAD, r"include:\n(?:  - .*\n)+", f"include: {listed}\n")
    assert f"{where} include: a list of file names is needed" in desk.refusal()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(desk):
    desk.base.chmod(0)
    assert "cannot be read" in desk.refusal()


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {marker}']",
        "!!python/object/new:os.system ['touch {marker}']",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {marker}']",
        "!!python/name:os.system ''",
        "!!python/module:os ''",
        "!!python/tuple [1, 2]",
    ],
)
def test_no_code_of_a_file_is_ever_run(desk, tmp_path, tag):
    marker = tmp_path / "ran"
    desk.set_value(NO_SHOW, tag.format(marker=marker))
    told = desk.refusal()
    assert f"{NO_SHOW}.value: tags (" in told
    assert not marker.exists()


# --- paths and names of files ---


@pytest.mark.parametrize(
    "name",
    [
        "a\0b.yaml",
        "a\0b",
        "folder/a\0b",
        "",
        ".",
        "..",
        "/",
        "no/such/folder/file.yaml",
        "x" * 5_000,
        "x" * 5_000 + ".yaml",
        "x/" * 3_000,
        "a\ud800.yaml",
        "a\ud800",
        "line\nbreak.yaml",
        "~nobody/file.yaml",
        "/dev/zero",
        "/dev/null",
    ],
)
def test_a_name_that_leads_to_no_scenario_is_refused(desk, refusal, name):
    with no_waiting():
        assert refusal(name)
        escaped = "".join(rf"\u{ord(character):04x}" for character in name)
        if "\ud800" not in name and "\udcff" not in name and len(name) < 100:
            path = desk.overlay(extends=f'"{escaped}"')
            assert "overlay.yaml:1: extends: " in desk.refusal(path)
            here = desk.edit(HEAD, r"gaoping-2023/budget\.yaml", f'"{escaped}"' if name else '"."')
            assert f"{here} include: " in desk.refusal()


def test_an_unknown_scenario_is_refused_with_the_nearest(refusal):
    told = refusal("gaoping-2032")
    assert told.startswith("gaoping-2032: there is no scenario of this name")
    assert 'did you mean "gaoping-2023"?' in told


@pytest.mark.parametrize("parent", ["gaoping-2032", "gaoping-2032.yaml", "no/such/file.yaml"])
def test_an_unknown_parent_is_told_where_it_is_named(desk, parent):
    told = desk.refusal(desk.overlay(extends=parent))
    assert "overlay.yaml:1: extends: " in told
    assert parent in told
    if parent == "gaoping-2032":
        assert 'did you mean "gaoping-2023"?' in told


@pytest.mark.parametrize("parent", ["5", "[gaoping-2023]", "{}", "true", "2023-03-01"])
def test_a_parent_must_be_a_name(desk, parent):
    told = desk.refusal(desk.overlay(extends=parent))
    assert "overlay.yaml:1: extends: the name of a scenario is needed" in told


def test_overlays_must_not_extend_each_other_in_a_circle(desk):
    desk.overlay(extends="second", name="first")
    second = desk.overlay(extends="first", name="second")
    told = desk.refusal(second)
    assert "first.yaml:1: extends: these extend each other in a circle: second → first → second" in told


def test_an_overlay_must_not_extend_itself(desk):
    told = desk.refusal(desk.overlay(extends="overlay"))
    assert "overlay.yaml:1: extends: these extend each other in a circle: overlay → overlay" in told


def test_a_circle_behind_other_overlays_is_found(desk):
    desk.overlay(extends="third", name="second")
    desk.overlay(extends="./second.yaml", name="third")
    told = desk.refusal(desk.overlay(extends="second", name="first"))
    assert "third.yaml:1: extends: these extend each other in a circle: second → third → second" in told


def test_a_change_without_a_parent_is_told_what_is_missing(desk):
    path = desk.write("overlay.yaml", "title: {en: a, zh: 甲}\nchanges: {}\n")
    assert "extends" in desk.refusal(path)


# --- values set from Python ---


def nested(depth):
    value = 0.1
    for _ in range(depth):
        value = [value]
    return value


def endless():
    value = []
    value.append(value)
    return value


VALUES = {
    "nothing": None,
    "nan": math.nan,
    "infinity": math.inf,
    "truth": True,
    "text": "0.1",
    "bytes": b"0.1",
    "date": date(2023, 3, 1),
    "moment": datetime(2023, 3, 1, 8, 30),
    "complex": 1j,
    "set": {1, 2},
    "function": print,
    "class": int,
    "object": object(),
    "large": 10**400,
    "very large": 10**5_000,
    "array": np.array([0.1, 0.2]),
    "numbered mapping": {1: 2},
    "mapping of nothing": {None: 1},
    "half a character": "\ud800",
    "deep list": nested(5_000),
    "endless list": endless(),
}


@pytest.mark.parametrize(
    "path", [NO_SHOW, CAPACITY, CAPACITY.rpartition(".")[0], "hpv_rollout.batches.girls_2005_2010"]
)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_of_the_wrong_type_is_refused(refusal, path, value):
    told = refusal("gaoping-2023", set={path: value})
    assert path in told
    assert len(told) < 2_000


@pytest.mark.parametrize(
    "value", [np.float64(0.2), np.float32(0.25), np.int64(0), np.True_, Decimal("0.2"), Decimal(2)]
)
def test_a_number_of_another_kind_is_refused_or_can_be_written_down(value):
    try:
        scenario = load("gaoping-2023", set={NO_SHOW: value})
    except InputError:
        return
    plain = float(value) if isinstance(value, Decimal) else value.item()
    assert scenario.digest() == load("gaoping-2023", set={NO_SHOW: plain}).digest()


def test_valid_bounds_hold_for_every_kind_of_number(refusal):
    for value in (Decimal("3.5"), np.float32(3.5), np.int64(4), 4):
        assert "population.mortality.level" in refusal(
            "gaoping-2023", set={"population.mortality.level": value}
        )


def test_the_limit_on_recursion_is_left_alone(refusal):
    before = sys.getrecursionlimit()
    refusal("gaoping-2023", set={NO_SHOW: None})
    assert sys.getrecursionlimit() == before


# --- the clinic ---

CLINIC = "hpv_rollout.clinic"
AWAY = {
    "site": "mishan_clinic",
    "stage": "injection",
    "first_day": date(2023, 5, 1),
    "last_day": date(2023, 5, 9),
    "staff": 1,
}
HOURS = {"opens": "08:00", "last_appointment": "16:00", "closes": "17:00"}


def noon(begins, ends):
    """Those hours with a break."""
    return {**HOURS, "noon_break": {"begins": begins, "ends": ends}}


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("servers.mishan_clinic.injection", -1, "-1 is not allowed; at least 0 is needed"),
        ("servers.mishan_clinic.injection", 1.5, "1.5 is not whole; a whole number is needed"),
        ("servers.mishan_clinic.injection", "two", '"two" is a text; a whole number is needed'),
        ("servers.mishan_clinic", {"prescreen": 1, "injection": 1}, "it says nothing of registration"),
        ("servers.mishan_clinics", {"prescreen": 1}, 'did you mean "mishan_clinic"?'),
        ("servers.mishan_clinic.lunch", 1, '"lunch" is not allowed; one of'),
        ("absences", [{**AWAY, "site": "mishan"}], '"mishan" is no site'),
        ("absences", [{**AWAY, "staff": 0}], "at least 1 is needed"),
        (
            "absences",
            [{**AWAY, "last_day": date(2023, 4, 1)}],
            "ends (2023-04-01) before it begins",
        ),
        ("hours", {**HOURS, "closes": "07:00"}, "it closes at 07:00, not after it opens (08:00)"),
        ("hours", {**HOURS, "closes": "08:00"}, "it closes at 08:00, not after it opens (08:00)"),
        ("hours", {**HOURS, "last_appointment": "17:00"}, "a time from 08:00 on and before 17:00 is needed"),
        ("hours", {**HOURS, "opens": "8:00"}, '"8:00" is no time of day'),
        ("hours", {**HOURS, "opens": "00:00"}, "00:01 is the earliest"),
        ("hours", {**HOURS, "closes": "24:00"}, '"24:00" is no time of day'),
        ("hours", {**HOURS, "opens": 8}, "8 is not allowed; a text is needed"),
        ("hours", noon("12:00", "12:00"), "the break ends at 12:00, not after it begins (12:00)"),
        (
            "hours",
            noon("08:00", "09:00"),
            "from 08:00 to 09:00 does not lie within the hours, 08:00 to 17:00",
        ),
        (
            "hours",
            noon("16:30", "17:30"),
            "from 16:30 to 17:30 does not lie within the hours, 08:00 to 17:00",
        ),
        (
            "hours",
            noon("15:30", "16:30"),
            "the last appointment is at 16:00, in the break from 15:30 to 16:30",
        ),
        ("hours.noon_break", {"begins": "12:00"}, '"ends" is missing'),
        ("hours.noon_break", {"begins": "noon", "ends": "13:00"}, '"noon" is no time of day'),
        ("site_hours", {"mishan_clinics": HOURS}, 'did you mean "mishan_clinic"?'),
        ("site_hours", {"mishan_clinic": {**HOURS, "closes": "07:00"}}, "not after it opens (08:00)"),
        ("site_hours", {"mishan_clinic": {**HOURS, "closes": "23:59"}}, "could last past midnight"),
        ("stages", ["prescreen", "injecton"], '"injecton" is not allowed; one of'),
        ("stages", ["prescreen", "registration"], "lacks the injection"),
        ("stages", ["injection", "injection"], "the stage injection stands twice"),
        ("stages", ["observation", "injection"], "after the injection only observation can follow"),
        ("stages", ["injection", "registration"], "after the injection only observation can follow"),
        ("stages", [], "this is empty"),
        ("service_mean", {"prescreen": 3.0, "registration": 3.0}, "service_mean lacks injection"),
        ("service_mean.injection", 0.0, "0.0 is not allowed; more than 0"),
        ("service_mean.injection", 240.0, "injection could last past midnight"),
        ("service_variation.injection", -0.5, "at least 0"),
        ("deferral", 1.5, "at most 1"),
        ("deferral_delay", 0, "at least 1 is needed"),
        ("observation", -1, "at least 0 is needed"),
        ("slot_length", 0, "at least 1 is needed"),
        ("arrival_spread", 1.5, "a whole number is needed"),
    ],
)
def test_a_clinic_that_cannot_be_is_refused(setting, value, words):
    with pytest.raises(InputError) as refusal:
        load("gaoping-2023", set={f"{CLINIC}.{setting}": value})
    assert words in str(refusal.value)


CHANNELS = "hpv_rollout.channels"


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("walk_in.share", {"age_9_14": 0.1}, "share lacks age_15_17"),
        ("walk_in.share.age_9_14", 1.5, "at most 1"),
        ("walk_in.share.age_9_15", 0.5, '"age_9_15" is not allowed; one of'),
        ("walk_in.comes_again", 0, "at least 1 is needed"),
        ("walk_in.tries", 0, "at least 1 is needed"),
        ("school.rounds", ["2023-03-06"], "a date"),
        ("school.held", "at_home", '"at_home" is not allowed; one of'),
        ("school.hour", "2 pm", '"2 pm" is no time of day'),
        ("school.ages", {"youngest": 12, "oldest": 9}, "the oldest age (9) is below the youngest (12)"),
        ("school.groups", 0, "at least 1 is needed"),
        ("school.takes_part", -0.1, "at least 0"),
        ("school.waits", -1, "at least 0 is needed"),
        ("school.staff", {"prescreen": 1, "injection": 1}, "it says nothing of registration"),
        ("school.staff.injection", 0.5, "a whole number is needed"),
    ],
)
def test_a_way_to_come_that_cannot_be_is_refused(setting, value, words):
    with pytest.raises(InputError) as refusal:
        load("gaoping-2023", set={f"{CHANNELS}.{setting}": value})
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"school.rounds": [date(2022, 9, 1)]}, "2022-09-01 lies outside the horizon"),
        ({"school.rounds": [date(2023, 9, 1)], "school.hour": "17:00"}, "at 17:00 nancheng_centre is closed"),
    ],
)
def test_trips_that_reach_nobody_are_noticed(settings, words):
    scenario = load("gaoping-2023", set={f"{CHANNELS}.{path}": value for path, value in settings.items()})
    assert any(words in str(notice) for notice in scenario.notices)


@pytest.mark.parametrize("setting", ["overtime", "school_bus", "school_session"])
def test_what_schools_and_overtime_cost_is_not_negative(setting):
    with pytest.raises(InputError, match="at least 0"):
        load("gaoping-2023", set={f"hpv_rollout.costs.{setting}": -1.0})
