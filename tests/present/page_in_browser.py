"""What tests of pages in a browser look at, and how they wait for an answer."""

SIZES = ((1366, 768), (1920, 1080))

BEYOND = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll('.simlib-board *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && !one.closest('.draglayer') && (box.right > wide + 1 || box.left < -1);
  }).map(one => one.getAttribute('class') + ': ' + one.textContent.slice(0, 40));
}"""
CUT = """() => [...document.querySelectorAll(
    '.simlib-board button, .simlib-board td, .simlib-board th, .simlib-tile, .simlib-lever-label, '
    + '.simlib-side b, .simlib-change')]
  .filter(one => one.offsetWidth > 0 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display
    !== 'inline')
  .map(one => one.className + ' ' + one.textContent)"""
"""Elements that reach beyond the window (not plotly's unseen handles), and texts that do not fit."""

FILLS = """wide => {
  const box = document.querySelector('.simlib-charts .main-svg').getBoundingClientRect();
  return Math.abs(box.right - wide) < 40;
}"""

OVERLAPPING = """() => {
  const texts = [...document.querySelectorAll(
    ['annotation-text', 'legendtext', 'xtitle', 'ytitle'].map(name => '.simlib-charts .' + name).join())];
  const boxes = texts.map(one => [one.textContent, one.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([text, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      found.push(text + ' / ' + other);
  }));
  return found;
}"""


def answers(page):
    return int(page.locator(".simlib-status").get_attribute("data-answers"))


def answered(page, move):
    """Make a move and wait until the page has answered it."""
    before = answers(page)
    move()
    page.wait_for_function(
        f"Number(document.querySelector('.simlib-status').dataset.answers) > {before}"
        " && document.querySelector('.simlib-status').textContent === ''"
    )


def fits(page, lang, sizes=SIZES):
    """Show a page in a language; check that at these sizes nothing is cut, covered, or beyond the window."""
    answered(page, lambda: page.get_by_role("button", name=lang).click())
    for wide, high in sizes:
        page.set_viewport_size({"width": wide, "height": high})
        page.wait_for_function(FILLS, arg=wide)
        assert page.evaluate(BEYOND) == []
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAPPING) == []
