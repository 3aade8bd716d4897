"""Starting the servers: where they listen, who may look, and what happens when they cannot."""

import json
import socket
from pathlib import Path

import pytest

import simlib
from simlib.language.language import Language
from simlib.present import serve


@pytest.fixture
def started(monkeypatch, tmp_path):
    """What would be started, without starting it."""
    seen = {}

    def instead(command, environment, is_ready, announce):
        seen.update(command=command, environment=environment)
        for argument in command:
            if "config_file_paths" in argument:
                settings = Path(argument.partition("=")[2]) / "voila.json"
                seen["settings"] = json.loads(settings.read_text(encoding="utf-8"))
        seen["pages"] = sorted(file.name for file in Path(command[3]).iterdir()) if "voila" in command else []
        announce()
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "_serve", instead)
    monkeypatch.setattr(serve, "_check_free", lambda host, port: None)
    monkeypatch.chdir(tmp_path)
    return seen


def begin(start, host):
    addresses = []
    with pytest.raises(KeyboardInterrupt):
        start(host, 8866, Language("zh"), addresses.append)
    return addresses[0]


def test_pages_are_served_from_a_folder_that_holds_notebooks_alone(started, tmp_path):
    begin(serve.present, "127.0.0.1")
    assert started["pages"] == sorted(file.name for file in serve.shipped_notebooks().glob("*.ipynb"))
    assert started["environment"]["SIMLIB_FOLDER"] == str(tmp_path)
    assert started["environment"]["SIMLIB_LANG"] == "zh"
    assert list(tmp_path.iterdir()) == []


def test_a_page_shows_no_traceback_and_nothing_can_be_overridden(started):
    begin(serve.present, "127.0.0.1")
    settings = started["settings"]["VoilaConfiguration"]
    assert settings["show_tracebacks"] is False
    assert settings["allow_template_override"] == settings["allow_theme_override"] == "NO"
    assert settings["file_allowlist"] == [r".*\.(png|jpg|gif|svg)"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_a_page_needs_no_token(started, host):
    assert "token" not in begin(serve.present, host)
    assert started["settings"]["Voila"]["token"] == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_elsewhere_a_page_needs_a_token_that_no_argument_shows(started, host):
    address = begin(serve.present, host)
    token = started["settings"]["Voila"]["token"]
    assert len(token) >= 24
    assert address.endswith(f"?token={token}")
    assert not any(token in argument for argument in started["command"])


def test_the_lab_opens_the_notebooks_of_the_working_folder_and_puts_them_there_once(started, tmp_path):
    address = begin(serve.lab, "127.0.0.1")
    assert "/lab/tree/notebooks/01_rollout_planner.ipynb?token=" in address
    mine = tmp_path / "notebooks" / "01_rollout_planner.ipynb"
    mine.write_text("changed", encoding="utf-8")
    begin(serve.lab, "127.0.0.1")
    assert mine.read_text(encoding="utf-8") == "changed"


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(simlib.InputError, match=f"port {port}.*choose another"):
            serve.present("127.0.0.1", port, Language("en"), print)


def test_a_host_that_is_none_of_ours_is_told():
    with pytest.raises(simlib.InputError, match="nothing can listen on 192"):
        serve.present("192.0.2.7", 8866, Language("en"), print)


def test_a_server_that_ends_by_itself_is_a_fault_of_ours():
    command = ["sh", "-c", "echo cannot start >&2; exit 3"]
    with pytest.raises(RuntimeError, match="cannot start"):
        serve._serve(command, {}, lambda: False, lambda: None)
