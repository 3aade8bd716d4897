"""Which scenarios there are to choose from."""

from pathlib import Path

from simlib.scenario.assumption import Label
from simlib.scenario.files import ENDING, shipped_folder
from simlib.scenario.problems import InputError
from simlib.scenario.reader import read

NO_SCENARIOS = ("sources",)


def scenario_files(folder: Path) -> dict[str, Path]:
    """Return the scenario files of a folder and the shipped ones by name; those of the folder come first."""
    files: dict[str, Path] = {}
    for place in (folder, shipped_folder()):
        for file in sorted(place.glob(f"*{ENDING}")):
            if file.stem not in NO_SCENARIOS:
                files.setdefault(file.stem, file)
    return files


def known_scenarios(folder: Path) -> dict[str, Label]:
    """Return the titles of the scenarios by name; one that cannot be read is called by its name."""
    return {name: _title(name, file) for name, file in scenario_files(folder).items()}


def _title(name: str, file: Path) -> Label:
    nameless = Label(en=name, zh=name)
    try:
        return Label.model_validate(read(file).content.get("title"))
    except (InputError, ValueError):
        return nameless
