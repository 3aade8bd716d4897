"""An office program that recalculates workbooks, and what their cells hold."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PATIENCE = 900
"""Seconds: a test is about what is calculated, not about how busy the machine is."""


def needs_office():
    """Skip a test where there is no office program."""
    if SOFFICE is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-calc)")


def changed(workbook: Path, target: Path, changes: dict[str, float] | None = None) -> Path:
    """Save a workbook without anything that was calculated, some of its named cells changed."""
    book = openpyxl.load_workbook(workbook)
    for name, value in (changes or {}).items():
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell.replace("$", "")] = value
    book.save(target)
    return target


def recalculated(files: list[Path], folder: Path) -> list[Path]:
    """Let the office program calculate every formula of files that hold no results."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=PATIENCE)
    return [folder / "out" / file.name for file in files]


def formulas(workbook: Path) -> dict[tuple[str, str], str]:
    """Return the formulas of a workbook by sheet and cell."""
    book = openpyxl.load_workbook(workbook)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(workbook: Path) -> dict[tuple[str, str], object]:
    """Return what the cells of a workbook show, by sheet and cell."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differing(places, ours, theirs):
    """Return the places whose values differ: numbers by more than the noise of binary fractions."""
    return {
        place: (ours.get(place), theirs.get(place))
        for place in places
        if not _alike(ours.get(place), theirs.get(place))
    }


def _alike(ours, theirs) -> bool:
    numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
    return abs(ours - theirs) < 1e-6 if numbers else ours == theirs
