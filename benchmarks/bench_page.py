"""How fast the planner's page answers in a real browser, and what many moves cost: `make bench-page`.

A move is timed in the browser, from the key going down on a slider to the second frame after plotly has
redrawn the last of the charts that answer at once, that of the money. A loop of plain Python stands beside
it, so that a slow machine is not taken for a slow program.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SIMLIB = Path(sys.executable).with_name("simlib")
FLAGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")
PORT = 8867
MOVES, MANY_MOVES = 30, 200
CHARTS = 8
EDGES = ("now", "min", "max")
PATIENCE = 60_000
SETTLED, SECONDS_SETTLED = 1.0, 3.0
"""Processes that grow by less than so many megabytes in so many seconds have nothing more to get ready."""

KILOBYTES_PER_MEGABYTE = 1024
NO_SHOW = ".lever-hpv_rollout-demand-no_show"
SERVICE_FEE = ".lever-hpv_rollout-costs-service_fee"

WATCH = """() => {
  const chart = document.querySelectorAll('.js-plotly-plot')[2];
  window.moves = [];
  document.addEventListener('keydown', () => { window.keyDown = performance.now(); }, true);
  chart.on('plotly_afterplot', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (window.keyDown !== undefined) {
      window.moves.push(performance.now() - window.keyDown);
      window.keyDown = undefined;
    }
  })));
}"""


def reference_loop() -> float:
    """Return the seconds of a loop that takes about 0.25 s on the machine that the bars were set on."""
    start = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number
    return time.perf_counter() - start


def times_of_moves(page: Page, lever: str, moves: int) -> list[float]:
    """Return the seconds of moves of a lever, each after the one before has been drawn.

    It goes to the end of its range and back, so that no move is answered from what the page still keeps.
    """
    handle = page.locator(f"{lever} .noUi-handle")
    handle.focus()
    page.evaluate("window.moves = []")
    key = "ArrowRight"
    for move in range(moves):
        position, low, high = (float(handle.get_attribute(f"aria-value{edge}")) for edge in EDGES)
        key = "ArrowLeft" if position >= high else "ArrowRight" if position <= low else key
        handle.press(key)
        page.wait_for_function(f"window.moves.length > {move}")
    return [milliseconds / 1000 for milliseconds in page.evaluate("window.moves")]


def megabytes_below(server: int) -> dict[int, float]:
    """Return the resident memory of each process below the server; the kernel of the page is among them."""
    sizes = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        if "VmRSS" in fields and _descends(int(fields["PPid"]), server):
            sizes[int(fields["Pid"])] = int(fields["VmRSS"].split()[0]) / KILOBYTES_PER_MEGABYTE
    return sizes


def _descends(process: int, ancestor: int) -> bool:
    while process > 1:
        if process == ancestor:
            return True
        try:
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False


def wait_until_settled(server: int) -> None:
    """Wait until the kernel for the next visitor, which gets ready meanwhile, is ready as well."""
    before: dict[int, float] = {}
    while True:
        now = megabytes_below(server)
        if now.keys() == before.keys() and all(abs(now[one] - before[one]) < SETTLED for one in now):
            return
        before = now
        time.sleep(SECONDS_SETTLED)


def measure(page: Page, address: str, server: int) -> list[tuple[str, str, str]]:
    """Return the rows of the table: what, measured, at most."""
    serving = megabytes_below(server).keys()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_function(f"document.querySelectorAll('.simlib-charts .scatterlayer').length >= {CHARTS}")
    ready = time.perf_counter() - start
    wait_until_settled(server)
    page.evaluate(WATCH)
    rollout = times_of_moves(page, NO_SHOW, MOVES)
    money = times_of_moves(page, SERVICE_FEE, MOVES)
    before = megabytes_below(server)
    times_of_moves(page, NO_SHOW, MANY_MOVES)
    after = megabytes_below(server)
    growth = max(after[process] - before[process] for process in serving & before.keys() & after.keys())
    return [
        ("page ready, cold", f"{ready:.1f} s", "10 s"),
        ("no-show, key down to redrawn, median of 30", f"{statistics.median(rollout):.2f} s", "0.4 s"),
        ("    the worst of them", f"{max(rollout):.2f} s", ""),
        ("service fee, key down to redrawn, median of 30", f"{statistics.median(money):.2f} s", "0.2 s"),
        ("    the worst of them", f"{max(money):.2f} s", ""),
        (f"memory of any process of the page after {MANY_MOVES} moves more", f"{growth:+.0f} MB", "50 MB"),
    ]


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("bench-page needs Debian's chromium (apt-get install chromium)")
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    rows = [("a loop of plain Python, beside it", f"{reference_loop():.2f} s", "")]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = time.perf_counter()
        server = subprocess.Popen(
            [SIMLIB, "present", "--no-browser", "--port", str(PORT)],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            address = server.stdout.readline().split()[-1]
            started = f"{time.perf_counter() - start:.1f} s"
            rows.append(("simlib present, until it says that a page is ready", started, ""))
            browser = playwright.chromium.launch(executable_path=chromium, args=flags)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.set_default_timeout(PATIENCE)
            rows += measure(page, address, server.pid)
            browser.close()
        finally:
            server.terminate()
            server.wait()
    print(f"{'':<58}{'measured':>12}{'at most':>10}")
    for name, measured, bar in rows:
        print(f"{name:<58}{measured:>12}{bar:>10}")


if __name__ == "__main__":
    main()
