"""Finding scenario files: by path, beside another file, in the working folder, or among the shipped ones."""

from pathlib import Path

from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem, nearest, problem_in
from simlib.scenario.reader import Document, read

ENDING = ".yaml"
ENDINGS = (ENDING, ".yml")


def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with simlib (installed, or in a checkout)."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def find(name: str | Path, beside: Path | None = None) -> Path:
    """Return the file that a scenario's name or path stands for.

    Parameters
    ----------
    name
        A path, or a name such as ``gaoping-2023``, looked for beside another file, in ``scenarios/``
        of the working folder, and among the shipped scenarios.
    beside
        Folder of the file that names it.

    Raises
    ------
    InputError
        If there is no such file.
    """
    path = Path(name)
    try:
        if path.suffix in ENDINGS or len(path.parts) != 1 or "/" in str(name) or path.is_file():
            return path if path.is_absolute() or beside is None else beside / path
        folders = [folder for folder in (beside, Path("scenarios"), shipped_folder()) if folder]
        for folder in folders:
            candidate = folder / f"{name}{ENDING}"
            if candidate.is_file():
                return candidate
        if path.is_dir():
            return path
    except (OSError, ValueError) as error:
        raise problem_in(str(name), Message("this is no name of a file: {error}", error=str(error))) from None
    known = sorted({file.stem for folder in folders for file in folder.glob(f"*{ENDING}")} - {"sources"})
    raise problem_in(
        str(name),
        Message(
            "there is no scenario of this name; known: {names}{hint}",
            names=", ".join(known),
            hint=nearest(str(name), known),
        ),
    )


def read_chain(path: Path) -> list[Document]:
    """Read a scenario and everything that it extends, the base first.

    Raises
    ------
    InputError
        If a file cannot be read, or the overlays extend each other in a circle.
    """
    chain: list[Document] = []
    seen: dict[Path, str] = {}
    while True:
        document = read(path, shown_path(path))
        real = path.resolve()
        if real in seen:
            circle = " → ".join([*list(seen.values())[list(seen).index(real) :], seen[real]])
            raise problem_in(
                chain[-1].file,
                Message("these extend each other in a circle: {circle}", circle=circle),
                _line(chain[-1]),
                "extends",
            )
        seen[real] = path.stem
        chain.append(document)
        parent = document.content.get("extends")
        if parent is None:
            return chain[::-1]
        if not isinstance(parent, str):
            raise problem_in(
                document.file, Message("the name of a scenario is needed"), _line(document), "extends"
            )
        path = _parent(parent, document, path.parent)


def _parent(name: str, document: Document, folder: Path) -> Path:
    """Return the file that a document extends; a problem with it is told where it is named."""
    line = document.lines[("extends",)]
    try:
        path = find(name, beside=folder)
    except InputError as error:
        told = [Problem(document.file, line, "extends", problem) for problem in error.problems]
        raise InputError(told) from None
    if not path.is_file():
        raise problem_in(
            document.file, Message("there is no file {file}", file=shown_path(path)), line, "extends"
        )
    return path


def shown_path(path: Path) -> str:
    """Return a path as messages show it: relative to the working folder where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (OSError, RuntimeError, ValueError):
        return str(path)


def _line(document: Document) -> int:
    return document.lines.get(("extends",), 0)
