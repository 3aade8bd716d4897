"""A real browser with no way out: what it asks of other machines is refused and counted."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")
OURS = ("file:", "data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:")
PATIENCE = 900_000
"""Milliseconds: a test is about what a page does, not about how busy the machine is."""


@dataclass
class Watched:
    """A page, what it asked of other machines, and the errors it told."""

    page: object
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Served:
    """Pages as `simlib present` serves them: the first one's address, the working folder, the command."""

    address: str
    folder: Path
    simlib: Path


@pytest.fixture
def no_loop(monkeypatch):
    """Answer moves of a page at once: a browser of other tests leaves a loop running in this thread."""

    def none_is_running():
        raise RuntimeError

    monkeypatch.setattr(asyncio, "get_running_loop", none_is_running)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One server for all tests in a browser, with a folder of scenarios."""
    folder = tmp_path_factory.mktemp("meeting")
    (folder / "scenarios").mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    simlib = Path(sys.executable).with_name("simlib")
    command = [simlib, "present", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    yield Served(server.stdout.readline().split()[-1], folder, simlib)
    server.terminate()
    assert server.wait(60) == 130
    server.stdout.close()


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    # Chromium refuses its sandbox to root, as which containers often run.
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def watched(chromium):
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(PATIENCE)
    watched = Watched(page)

    def guard(route):
        if route.request.url.startswith(OURS):
            route.continue_()
        else:
            watched.strangers.append(route.request.url)
            route.abort()

    page.route("**/*", guard)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("console", lambda said: watched.errors.append(said.text) if said.type == "error" else None)
    yield watched
    page.close()
