"""The catalogues say in Chinese what the code says in English: all of it, and nothing else."""

import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from simlib.language.language import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import make_catalogue  # noqa: E402

TRANSLATED = [code for code in LANGUAGES if code != "en"]


def placeholders(text):
    """What stands in braces, with the form that it is given."""
    return sorted((name, form, how) for _, name, form, how in Formatter().parse(text) if name is not None)


def texts_in(tmp_path, code):
    file = tmp_path / "code.py"
    file.write_text(code, encoding="utf-8")
    return set(make_catalogue.in_code(file))


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_holds_the_texts_of_the_code_as_it_is_now(code):
    assert make_catalogue.path_of(code).read_text(encoding="utf-8") == make_catalogue.updated(code)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_and_none_by_a_guess(code):
    messages = [message for message in make_catalogue.catalogue(code) if message.id]
    assert len(messages) > 100
    assert [message.id for message in messages if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(code):
    for message in make_catalogue.catalogue(code):
        if message.id:
            assert placeholders(message.string) == placeholders(message.id), message.id


def test_the_chinese_catalogue_is_in_chinese():
    without = [
        message.string
        for message in make_catalogue.catalogue("zh")
        if message.id and not any("\u4e00" <= letter <= "\u9fff" for letter in message.string)
    ]
    # Those that hold no words at all but placeholders and signs.
    assert [
        text for text in without if any(part.strip(" :：→()/,，") for part, *_ in Formatter().parse(text))
    ] == []


def test_texts_are_found_inside_of_other_texts_and_calls(tmp_path):
    code = "print(f\"{lang.say('one')}\", Message('two {x}', x=Message('three')), mark('four' ' five'))"
    assert texts_in(tmp_path, code) == {"one", "two {x}", "three", "four five"}


def test_the_help_of_a_command_is_a_text_and_that_of_a_function_is_not(tmp_path):
    code = '@app.command("run")\ndef run():\n    """Run it."""\n\ndef inner():\n    """Of no interest."""\n'
    assert texts_in(tmp_path, code) == {"Run it."}


def test_what_is_no_text_written_out_must_be_marked_elsewhere(tmp_path):
    assert texts_in(tmp_path, "lang.say(HEADING)") == set()
    for code in ("mark(HEADING)", "mark(f'{a} is wrong')", "lang.say(f'{a}')", "Message('a' + b)"):
        with pytest.raises(SystemExit, match=r"code\.py:1"):
            texts_in(tmp_path, code)


def test_a_text_that_nobody_translated_is_said_in_english():
    assert Language("zh").say("A sentence that the code does not hold.") == (
        "A sentence that the code does not hold."
    )


def test_the_wheel_brings_the_catalogues():
    listed = subprocess.run(
        [
            sys.executable,
            "-c",
            "from hatchling.builders.wheel import WheelBuilder as Wheel\n"
            f"for file in Wheel({str(ROOT)!r}).recurse_included_files(): print(file.distribution_path)",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    for code in TRANSLATED:
        assert f"simlib/language/catalogues/{code}/LC_MESSAGES/simlib.po" in listed
