"""Compiled functions, with a cache that never serves stale code.

numba keys its cache by the source of the compiled function alone, so an edit of a *callee* in another
file would go unnoticed. The cache folder is therefore named after a hash of every file that holds a kernel.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import numba

PACKAGE = Path(__file__).resolve().parents[1]
DECORATED = re.compile(rb"^\s*@\w*kernel\b", re.MULTILINE)
IMPORTED = re.compile(rb"^from ([\w.]+) import", re.MULTILINE)


def sources_digest(package: Path = PACKAGE) -> str:
    """Return a short hash of all that is compiled under `package`, and of how it is compiled.

    That is every file that holds kernels, and every file of the package that those import from, since a
    kernel freezes the constants that it finds there.

    Parameters
    ----------
    package
        Folder searched for Python files that use the decorators of this module.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    pending = [path for path in sorted(package.rglob("*.py")) if DECORATED.search(path.read_bytes())]
    compiled: set[Path] = set()
    while pending:
        path = pending.pop()
        if path not in compiled:
            compiled.add(path)
            pending.extend(_imported(path, package))
    digest = hashlib.sha256()
    for path in sorted(compiled):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    # Bounds checks change the machine code but not numba's own key.
    digest.update(f"boundscheck={numba.config.BOUNDSCHECK}".encode())
    return digest.hexdigest()[:16]


def _imported(path: Path, package: Path) -> list[Path]:
    """Return the files of the package from which a file imports names."""
    modules = [
        module.decode().split(".")[1:]
        for module in IMPORTED.findall(path.read_bytes())
        if module.decode().split(".")[0] == package.name
    ]
    return [file for steps in modules if (file := package.joinpath(*steps).with_suffix(".py")).is_file()]


def cache_folder() -> Path:
    """Return the folder for compiled kernels, made if need be.

    It lies under `NUMBA_CACHE_DIR` if that is set, else in the user's cache, else in the system's folder for
    temporary files.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    user_cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(chosen or Path(user_cache) / "simlib") / f"kernels-{sources_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = _own_temporary_folder() / folder.name
        folder.mkdir(exist_ok=True)
    return folder


def _own_temporary_folder() -> Path:
    """Return a folder for temporary files that belongs to this user alone: compiled code is run unread."""
    folder = Path(tempfile.gettempdir()) / f"simlib-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o022:
        return folder
    return Path(tempfile.mkdtemp(prefix="simlib-"))


numba.config.CACHE_DIR = str(cache_folder())


def kernel(function: Callable) -> Callable:
    """Compile `function` to machine code on its first call and keep the result on disk."""
    return numba.njit(cache=True)(function)


def inlined_kernel(function: Callable) -> Callable:
    """Compile a helper into the kernels that call it.

    A call that hands over a tuple of arrays counts references to each of them; inlined, a helper that
    runs once a woman and day costs less than half.
    """
    return numba.njit(cache=True, inline="always")(function)
