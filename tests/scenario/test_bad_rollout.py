"""What a planner may get wrong in a rollout: refused by file, line and path, with what was given.

What can be run and comes to nothing is a notice: `tests/programmes/test_fruitless.py`.
"""

import pytest

ROLLOUT = "hpv_rollout"
DAY_BEFORE, DAY = "2023-02-28", "2023-03-01"
STORES = "{order_at: 300, order_up_to: 200}"
RULES = f"{{walrinvax: {STORES}, cecolin: {{order_at: 1, order_up_to: 2}}}}"
SERVERS = "clinic.servers.mishan_clinic"
AWAY = f"site: mishan_clinic, stage: injection, first_day: {DAY}, last_day: {DAY}"

REFUSED = {
    "negative staff": (f"{SERVERS}.injection", "-1", "", "-1 is not allowed; at least 0 is needed"),
    "half a nurse": (f"{SERVERS}.injection", "1.5", "", "1.5 is not whole; a whole number is needed"),
    "a negative roster": (
        SERVERS,
        "{prescreen: -1, registration: 1, injection: 1}",
        ".prescreen",
        "-1 is not allowed; at least 0 is needed",
    ),
    "half an absence": ("clinic.absences", f"[{{{AWAY}, staff: 0.5}}]", ".0.staff", "0.5 is not whole"),
    "an empty roster": ("clinic.servers", "{}", "", 'the site "mishan_clinic" has no servers'),
    "a roster of nobody": (SERVERS, "{}", "", "it says nothing of prescreen; 0 is possible"),
    "closing before opening": (
        "clinic.hours",
        '{opens: "17:00", last_appointment: "16:00", closes: "08:00"}',
        "",
        "it closes at 08:00, not after it opens (17:00)",
    ),
    "s above S at sites": (
        "supply.site_order",
        RULES,
        ".walrinvax",
        "it orders at 300 doses, more than it orders up to (200)",
    ),
    "s above S at the centre": (
        "supply.central",
        f"{{order: {RULES}}}",
        ".order.walrinvax",
        "it orders at 300 doses, more than it orders up to (200)",
    ),
    "expiry before delivery": (
        "supply.central",
        f"{{plan: [{{product: cecolin, day: {DAY}, doses: 9, last_day: {DAY_BEFORE}}}]}}",
        ".plan.0",
        f"the doses expire ({DAY_BEFORE}) before they are delivered ({DAY})",
    ),
    "no interval": ("products.cecolin.two_dose_interval", "0", "", "0 is not allowed; at least 1 is needed"),
    "no interval of three doses": (
        "products.cecolin.three_dose_intervals",
        "[30, 0]",
        ".1",
        "0 is not allowed; at least 1 is needed",
    ),
    "one interval of three doses": (
        "products.cecolin.three_dose_intervals",
        "[30]",
        "",
        "too few entries: 1; at least 2 are needed",
    ),
    "three intervals of three doses": (
        "products.cecolin.three_dose_intervals",
        "[30, 60, 90]",
        "",
        "too many entries: 3; at most 2 are allowed",
    ),
    "booking again on the same day": (
        "demand.rebooking_delay",
        "0",
        "",
        "0 is not allowed; at least 1 is needed",
    ),
    "asking again on the same day": ("booking.ask_again", "0", "", "0 is not allowed; at least 1 is needed"),
    "ages the wrong way round": (
        "presence.school_ages",
        "{youngest: 17, oldest: 13}",
        "",
        "the oldest age (13) is below the youngest (17)",
    ),
    "no sites": ("sites.names", "{}", "", "this is empty; at least one entry is needed"),
}


@pytest.mark.parametrize(("path", "value", "inside", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_where_it_was_written(desk, path, value, inside, words):
    overlay = desk.overlay(f"{ROLLOUT}.{path}: {{value: {value}, why: a mistake}}")
    told = desk.refusal(overlay)
    assert f"overlay.yaml:4: {ROLLOUT}.{path}{inside}: {words}" in told
    assert "hpv_rollout.yaml" not in told


def test_a_product_must_be_licensed_for_the_ages_at_which_it_is_given(desk):
    youngest_to_oldest = "{youngest: 9, oldest: 45}"
    path = f"{ROLLOUT}.products.walrinvax"
    told = desk.refusal(desk.overlay(f"{path}.given_ages: {{value: {youngest_to_oldest}, why: one for all}}"))
    assert f"overlay.yaml:4: {path}: given at 9-45, but licensed for 9-30" in told


def test_every_age_must_have_exactly_one_product(desk):
    path = f"{ROLLOUT}.products.walrinvax.given_ages"
    told = desk.refusal(desk.overlay(f"{path}: {{value: {{youngest: 9, oldest: 20}}, why: too few}}"))
    assert "overlay.yaml:4: hpv_rollout: at age 21 the vaccine is no product" in told


def test_one_mistake_in_a_list_is_told_once(refusal):
    told = refusal("gaoping-2023", set={f"{ROLLOUT}.products.cecolin.three_dose_intervals": [0, 150]})
    assert len(told.splitlines()) == 1


def test_what_is_set_by_hand_is_not_blamed_on_the_file_that_it_replaces(refusal):
    servers = {"mishan_clinic": {"prescreen": -1, "registration": 1, "injection": 1}}
    told = refusal("gaoping-2023", set={f"{ROLLOUT}.clinic.servers": servers}, origin="--set")
    assert f"--set {ROLLOUT}.clinic.servers.mishan_clinic.prescreen: -1 is not allowed" in told
    assert "yaml" not in told


def test_more_residents_than_can_be_simulated_are_refused(desk):
    where = desk.set_value("population.census.residents", "45000000")
    told = desk.refusal()
    assert f"{where} population.census.residents: 45000000 is not allowed; at most 5000000 is needed" in told
