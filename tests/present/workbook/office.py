"""An office program that recalculates workbooks, and what their cells hold, read straight from the file."""

import re
import shutil
import subprocess
import zipfile
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PATIENCE = 900
"""Seconds: a test is about what is calculated, not about how busy the machine is."""

NOISE = 1e-7
"""Below a fen, which is a millionth of 万元."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA_AND_VALUE = re.compile(r"(<f[ >][^<]*</f>)<v>[^<]*</v>")


def needs_office():
    """Skip a test where there is no office program."""
    if SOFFICE is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-calc)")


def changed(workbook: Path, target: Path, changes: dict[str, float | str] | None = None) -> Path:
    """Save a workbook without anything that was calculated, some of its cells changed, by name or address."""
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {name: before.read(name).decode() for name in before.namelist()}
        for name, value in (changes or {}).items():
            part, cell = _place(parts["xl/workbook.xml"], name)
            parts[part] = _with_cell(parts[part], cell, value)
        for name, text in parts.items():
            after.writestr(name, FORMULA_AND_VALUE.sub(r"\1", text))
    return target


def _place(book: str, name: str) -> tuple[str, str]:
    """Return the part and the cell of a defined name, or of an address such as ``Trace!B8``."""
    found = re.search(rf'<definedName name="{re.escape(name)}">([^<]*)</definedName>', book)
    sheet, _, cell = unescape(found[1] if found else name).rpartition("!")
    names = [unescape(title) for title in re.findall(r'<sheet name="([^"]*)"', book)]
    number = names.index(sheet.strip("'").replace("''", "'")) + 1
    return f"xl/worksheets/sheet{number}.xml", cell.replace("$", "")


def _with_cell(sheet: str, cell: str, value: float | str) -> str:
    text = f"<is><t>{escape(value)}</t></is>" if isinstance(value, str) else f"<v>{value!r}</v>"
    kind = ' t="inlineStr"' if isinstance(value, str) else ""
    pattern = rf'<c r="{cell}"( s="\d+")?[^>]*?(/>|>.*?</c>)'
    sheet, count = re.subn(pattern, lambda found: f'<c r="{cell}"{found[1] or ""}{kind}>{text}</c>', sheet)
    assert count == 1, cell
    return sheet


def recalculated(files: list[Path], folder: Path) -> list[Path]:
    """Let the office program calculate every formula of files that hold no results, in one start."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=PATIENCE)
    return [folder / "out" / file.name for file in files]


def formulas(workbook: Path) -> list[tuple[str, str]]:
    """Return sheet and address of all formulas of a workbook."""
    return [place for place, (formula, _) in cells(workbook).items() if formula is not None]


def values(workbook: Path) -> dict[tuple[str, str], float | str]:
    """Return what the cells of a workbook show, by sheet and address; days are numbers."""
    return {place: value for place, (_, value) in cells(workbook).items() if value != ""}


def cells(workbook: Path) -> dict[tuple[str, str], tuple[str | None, float | str]]:
    """Return formula and value of each cell by sheet and address."""
    found = {}
    with zipfile.ZipFile(workbook) as archive:
        texts = _shared_texts(archive)
        names = [unescape(name) for name in re.findall(r'<sheet name="([^"]*)"', _part(archive, "workbook"))]
        for number, name in enumerate(names, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml") as sheet:
                for _, node in ElementTree.iterparse(sheet):
                    if node.tag == f"{MAIN}c":
                        found[name, node.get("r")] = (node.findtext(f"{MAIN}f"), _value(node, texts))
                        node.clear()
    return found


def _part(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(f"xl/{name}.xml").decode()


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return ["".join(entry.itertext()) for entry in ElementTree.fromstring(_part(archive, "sharedStrings"))]


def _value(node: ElementTree.Element, texts: list[str]) -> float | str:
    kind, value = node.get("t", "n"), node.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        return "".join(node.itertext())
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind == "n" and value else value or ""


def differing(places, ours, theirs):
    """Return the places whose values differ: numbers by more than the noise of binary fractions."""
    return {
        place: (ours.get(place), theirs.get(place))
        for place in places
        if not _alike(ours.get(place), theirs.get(place))
    }


def _alike(ours, theirs) -> bool:
    numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
    return abs(ours - theirs) < NOISE if numbers else ours == theirs
