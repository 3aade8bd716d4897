"""The pages of subsidies, care and the budget in a real browser with no way out, by links from the first."""

import pytest
from page_in_browser import answered, fits

BOX = {"width": 1366, "height": 768}
SHOWN = """() => JSON.stringify([
  document.querySelector('.simlib-results').innerText,
  [...document.querySelectorAll('.js-plotly-plot')].map(
    chart => chart._fullData.map(trace => [trace.x, trace.y].map(values => Array.from(values))))])"""
"""All that is shown: texts, and the points of charts."""

LATEST = 120_000
LEVERS = {
    "02_family_subsidies": (
        "family_subsidies-instruments-childcare-amount-second",
        "family_subsidies-instruments-childcare-ages-infancy-before_month",
        "family_subsidies-uptake-take_up",
        "family_subsidies-path-approval-cases_a_day",
        "family_subsidies-response-quantum",
    ),
    "03_care_and_assistance": (
        "welfare_centre-construction-crews",
        "welfare_centre-beds-staff-hired-elderly",
        "welfare_centre-beds-fees-disabled",
        "community_care-centres-chengnan-places",
        "medical_assistance-premium-verification-people_a_day",
    ),
    "04_budget": ("hpv_rollout-products-cecolin-price", "hpv_rollout-costs-service_fee"),
}
"""One lever of each group; of the budget, of prices alone: shares stand at their ends."""


@pytest.fixture(scope="module", params=list(LEVERS))
def opened(request, watched, served):
    page = watched.page
    page.set_viewport_size(BOX)
    if not page.locator(".simlib-board").count():
        page.goto(served.address)
    page.locator(f".simlib-link[href='{request.param}.ipynb']").click()
    page.wait_for_url(f"**/{request.param}.ipynb")
    page.wait_for_selector(".simlib-charts .main-svg")
    return watched, request.param


def test_a_lever_of_each_group_moves_something_that_shows(opened):
    watched, name = opened
    page = watched.page
    assert page.locator(".simlib-link[aria-current]").get_attribute("href") == f"{name}.ipynb"
    for lever in LEVERS[name]:
        page.wait_for_selector(".simlib-waiting", state="detached")
        before = page.evaluate(SHOWN)
        handle = page.locator(f".lever-{lever} .noUi-handle")
        handle.focus()
        answered(page, lambda handle=handle: handle.press("ArrowRight"))
        page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before, timeout=LATEST)
        assert page.locator(".simlib-problem").count() == 0
    answered(page, page.locator(".simlib-reset").click)


@pytest.mark.parametrize("lang", ["中文", "English"])
def test_the_page_fits_its_window(opened, lang):
    watched, _ = opened
    fits(watched.page, lang, [(1366, 768)])
    told = watched.page.locator(".simlib-board h1").inner_text()
    assert ("Gaoping" in told) == (lang == "English")


def test_nothing_was_asked_of_any_other_machine(opened):
    watched, _ = opened
    assert watched.strangers == []
    assert watched.errors == []


def test_the_chosen_language_stays_on_the_way_to_another_page(watched, served):
    page = watched.page
    page.goto(served.address)
    page.wait_for_selector(".simlib-charts .main-svg")
    answered(page, page.get_by_role("button", name="中文").click)
    page.locator(".simlib-link[href='03_care_and_assistance.ipynb']").click()
    page.wait_for_url("**/03_care_and_assistance.ipynb")
    page.get_by_role("heading", level=1, name="高平").wait_for()
    # Its first answer in Chinese may still be on its way.
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", level=1, name="Gaoping").wait_for()
