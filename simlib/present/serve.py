"""JupyterLab, and the notebooks as pages through Voila; on this machine alone unless told otherwise."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Never

from simlib.language.language import Language
from simlib.language.message import Message
from simlib.present.board.links import PAGES_VARIABLE, page_titles
from simlib.present.board.page import FOLDER_VARIABLE, LANGUAGE_VARIABLE, READY_VARIABLE
from simlib.scenario.problems import problem_in

PACKAGE = Path(__file__).resolve().parents[1]
JUPYTER = Path(__file__).with_name("jupyter")
"""Our template for pages, and JupyterLab without its question about news from elsewhere."""

FIRST_NOTEBOOK = "01_rollout_planner.ipynb"
BETWEEN_LOOKS, LONGEST_START, LONGEST_STOP = 0.1, 600, 10
"""Seconds: between two looks whether the server answers, until it does, and until it has ended."""

IDLE_KERNEL = 7200
"""Seconds after which the kernel of a page that nobody moves any more is ended."""


def shipped_notebooks() -> Path:
    """Return the folder of the notebooks that come with simlib (installed, or in a checkout)."""
    installed = PACKAGE / "shipped_notebooks"
    return installed if installed.is_dir() else PACKAGE.parent / "notebooks"


def present(host: str, port: int, lang: Language, announce: Callable[[str], None]) -> Never:
    """Serve the notebooks as pages until interrupted.

    Parameters
    ----------
    host, port
        Where to listen; elsewhere than on this machine itself, a token is needed to see a page.
    lang
        Language that pages begin in.
    announce
        Called with the address once a page can be seen there.

    Raises
    ------
    InputError
        If nothing can listen there.
    RuntimeError
        If the server ends by itself.
    """
    _check_free(host, port)
    token = "" if _is_this_machine(host) else secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="simlib-present-") as folder:
        pages, ready, settings = (Path(folder, name) for name in ("pages", "ready", "settings"))
        # A served folder lists what lies in it, so nothing but notebooks does.
        pages.mkdir()
        ready.mkdir()
        settings.mkdir(mode=0o700)
        for notebook in shipped_notebooks().glob("*.ipynb"):
            shutil.copy(notebook, pages)
        # In a file, because the arguments of a process can be read by everybody on the machine.
        (settings / "voila.json").write_text(json.dumps(voila_settings(host, port, token)), encoding="utf-8")
        command = [sys.executable, "-m", "voila", str(pages), f"--Voila.config_file_paths={settings}"]
        address = f"http://{_shown_host(host)}:{port}/voila/render/{FIRST_NOTEBOOK}"
        address += f"?token={token}" if token else ""
        environment = {
            **_environment(Path.cwd(), lang),
            READY_VARIABLE: str(ready),
            PAGES_VARIABLE: json.dumps(page_titles(pages)),
        }
        _serve(command, environment, (ready / Path(FIRST_NOTEBOOK).stem).exists, lambda: announce(address))


def voila_settings(host: str, port: int, token: str) -> dict[str, dict[str, Any]]:
    """Return Voila's settings: our template, nothing overridden, images alone served beside the pages."""
    return {
        "Voila": {
            "ip": host,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "log_level": "ERROR",
            "token": token,
        },
        "VoilaConfiguration": {
            "template": "simlib",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": False,
            "file_allowlist": [r".*\.(png|jpg|gif|svg)"],
            # A kernel that has run the notebook waits for the next visitor, so the page is there at once.
            "preheat_kernel": True,
            "default_pool_size": 1,
        },
        "MappingKernelManager": {"cull_idle_timeout": IDLE_KERNEL, "cull_interval": IDLE_KERNEL // 10},
    }


def lab(host: str, port: int, lang: Language, announce: Callable[[str], None]) -> Never:
    """Start JupyterLab in the working folder until interrupted; its token is part of the address.

    The notebooks are those in ``notebooks`` of the working folder, put there if there are none.

    Parameters
    ----------
    host, port, lang, announce
        As for `present`.

    Raises
    ------
    InputError
        If nothing can listen there, or the notebooks cannot be put there.
    """
    _check_free(host, port)
    folder = Path.cwd()
    notebooks = folder / "notebooks"
    if not notebooks.exists():
        try:
            shutil.copytree(shipped_notebooks(), notebooks, ignore=shutil.ignore_patterns(".*"))
        except OSError as error:
            message = Message("the notebooks cannot be put here: {reason}", reason=error.strerror or error)
            raise problem_in(str(notebooks), message) from None
    token = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={folder}"]
    command += [f"--ServerApp.ip={host}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command.append("--ServerApp.log_level=WARN")
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--allow-root")
    environment = {**_environment(folder, lang), "JUPYTER_TOKEN": token}
    address = f"http://{_shown_host(host)}:{port}/lab/tree/notebooks/{FIRST_NOTEBOOK}?token={token}"
    _serve(command, environment, lambda: _answers(host, port), lambda: announce(address))


def _environment(folder: Path, lang: Language) -> dict[str, str]:
    def with_ours(name: str) -> str:
        return os.pathsep.join(filter(None, (str(JUPYTER), os.environ.get(name))))

    return {
        **os.environ,
        FOLDER_VARIABLE: str(folder),
        LANGUAGE_VARIABLE: lang.code,
        "JUPYTER_PATH": with_ours("JUPYTER_PATH"),
        "JUPYTER_CONFIG_PATH": with_ours("JUPYTER_CONFIG_PATH"),
    }


def _serve(
    command: list[str],
    environment: Mapping[str, str],
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> Never:
    with tempfile.TemporaryFile() as said:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the server in good order.
        server = subprocess.Popen(command, env=environment, start_new_session=True, stdout=said, stderr=said)
        with _ended_in_the_end(server):
            patience = time.monotonic() + LONGEST_START
            while server.poll() is None and not is_ready() and time.monotonic() < patience:
                time.sleep(BETWEEN_LOOKS)
            if server.poll() is None:
                announce()
            server.wait()
        said.seek(0)
        last = said.read().decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"the server ended by itself: {' '.join(last)}")


@contextmanager
def _ended_in_the_end(server: subprocess.Popen) -> Iterator[None]:
    """End the server and its kernels when leaving, also when this process is asked to end."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(LONGEST_STOP)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _interrupt(number, frame):
    raise KeyboardInterrupt


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as error:
            message = Message(
                "nothing can listen on {host}, port {port}: {reason}; choose another --port or --host",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
            )
            raise problem_in("--port", message) from None


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((_shown_host(host).strip("[]"), port), timeout=1):
            return True
    except OSError:
        return False


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown_host(host: str) -> str:
    """Return a host as it stands in an address; one that means all hosts is reached on this machine too."""
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
