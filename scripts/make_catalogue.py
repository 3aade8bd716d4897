"""Gather the texts of the interface and bring its catalogues up to date, keeping what is translated.

Texts are what `say`, `mark` and `Message` are called with, the docstrings of commands (their help), and the
units of the shipped scenarios. Babel's own reader of Python skips calls inside f-strings on Python 3.11; the
syntax tree, which is walked here, holds them on every version.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from simlib.language.language import CATALOGUES, DOMAIN, LANGUAGES
from simlib.scenario.reader import read

ROOT = Path(__file__).resolve().parents[1]
MARK = "mark"
KEYWORDS = ("say", "Message", MARK)
"""`say` and `Message` may be given what was marked elsewhere; `mark` is where it is written out."""
PUT_TOGETHER = (ast.JoinedStr, ast.BinOp)
COMMANDS = ("command", "callback")

HEAD = """# Texts of the interface; gathered by scripts/make_catalogue.py (make docs), translated by hand.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {code}\\n"

"""


def texts() -> set[str]:
    """Return every English text of the interface."""
    found = {text for file in (ROOT / "simlib").rglob("*.py") for text in in_code(file)}
    for file in (ROOT / "scenarios").rglob("*.yaml"):
        found.update(_units(read(file).content))
    return found


def in_code(file: Path) -> Iterator[str]:
    """Yield the texts of one file of code.

    Raises
    ------
    SystemExit
        If a text is put together rather than written out, so that no catalogue could hold it.
    """
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS and node.args:
            if isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
            elif _name(node.func) == MARK or isinstance(node.args[0], PUT_TOGETHER):
                raise SystemExit(f"{file}:{node.lineno}: this text must be written out")
        elif isinstance(node, ast.FunctionDef) and any(
            isinstance(decorator, ast.Call) and _name(decorator.func) in COMMANDS
            for decorator in node.decorator_list
        ):
            yield ast.get_docstring(node)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _units(content: object) -> Iterator[str]:
    entries = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for entry in entries:
        yield from _units(entry)
    if isinstance(content, dict) and isinstance(content.get("unit"), str):
        yield content["unit"]


def path_of(code: str) -> Path:
    """Return the file of a language's catalogue."""
    return CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(code: str) -> Catalog:
    """Return a language's catalogue as it lies there; an empty one if there is none."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def updated(code: str) -> str:
    """Return the text of a catalogue that holds the texts of today, in order, and the translations it had."""
    old, new = catalogue(code), Catalog(locale=code)
    for text in texts():
        known = old.get(text)
        new.add(text, known.string if known else "")
        # A percent sign in a sentence looks to Babel like a format of Python's.
        new[text].flags.clear()
    written = BytesIO()
    write_po(written, new, width=100, no_location=True, omit_header=True, sort_output=True)
    return HEAD.format(code=code) + written.getvalue().decode("utf-8").lstrip()


def main() -> None:
    """Write the files."""
    for code in LANGUAGES:
        if code == "en":
            continue
        path = path_of(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(updated(code), encoding="utf-8")
        missing = [message.id for message in catalogue(code) if message.id and not message.string]
        print(f"{path} written; {len(missing)} texts without a translation")


if __name__ == "__main__":
    main()
