"""The cache of compiled kernels is given up whenever anything that was compiled into it changes."""

import pytest

from simlib.core.kernels import cache_folder, sources_digest

HEAD = "from simlib.core.kernels import inlined_kernel, kernel\n"
FILES = {
    "caller.py": HEAD + "from simlib.deep.callee import step\n\n@kernel\ndef walk(x):\n    return step(x)\n",
    "deep/callee.py": HEAD + "\n@kernel\ndef step(x):\n    return x + 1\n",
    "deep/inlined.py": HEAD + "\n@inlined_kernel\ndef half(x):\n    return x / 2\n",
    "deep/legs.py": HEAD + "from simlib.deep.numbers import LEGS\n\n@kernel\ndef legs(x):\n    return LEGS\n",
    "deep/numbers.py": "LEGS = 2\n",
    "talk.py": "def greet():\n    return 'hello'\n",
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "simlib"
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("caller.py", "step(x)\n", "step(x) + 1\n"),
        ("deep/callee.py", "x + 1", "x + 2"),
        ("deep/inlined.py", "x / 2", "x / 3"),
        ("deep/numbers.py", "2", "4"),
    ],
    ids=["kernel", "callee in another file", "inlined callee", "constant that a kernel imports"],
)
def test_the_digest_changes_with_whatever_is_compiled(package, file, old, new):
    before = sources_digest(package)
    edit(package / file, old, new)
    assert sources_digest(package) != before


def test_the_digest_stays_when_a_file_without_kernels_changes(package):
    before = sources_digest(package)
    edit(package / "talk.py", "hello", "good morning")
    assert sources_digest(package) == before


def test_the_digest_does_not_depend_on_where_the_package_lies(package, tmp_path):
    before = sources_digest(package)
    assert sources_digest(package.rename(tmp_path / "elsewhere").rename(package)) == before


def test_the_digest_changes_when_a_kernel_file_is_added_moved_or_removed(package):
    digests = {sources_digest(package)}
    (package / "new.py").write_text(FILES["deep/callee.py"])
    digests.add(sources_digest(package))
    (package / "new.py").rename(package / "newer.py")
    digests.add(sources_digest(package))
    (package / "newer.py").unlink()
    (package / "deep/callee.py").unlink()
    digests.add(sources_digest(package))
    assert len(digests) == 4


def test_the_digest_does_not_depend_on_the_time_of_writing(package):
    before = sources_digest(package)
    (package / "caller.py").write_text(FILES["caller.py"])
    assert sources_digest(package) == before


def test_the_digest_is_sixteen_hexadecimal_digits():
    digest = sources_digest()
    assert len(digest) == 16
    int(digest, 16)


def test_compiling_with_bounds_checks_has_a_cache_of_its_own(package, monkeypatch):
    digests = set()
    for setting in (0, 1):
        monkeypatch.setattr("numba.config.BOUNDSCHECK", setting)
        digests.add(sources_digest(package))
    assert len(digests) == 2


def test_the_cache_lies_where_numba_is_told_to_keep_it(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    assert cache_folder() == tmp_path / "numba" / f"kernels-{sources_digest()}"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert cache_folder().parent == tmp_path / "home" / "simlib"
