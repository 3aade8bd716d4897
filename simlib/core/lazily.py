"""Things by name that are made when they are first asked for."""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TypeVar

Made = TypeVar("Made")


class Lazily(Mapping[str, Made]):
    """A mapping whose values are made once each, when first asked for.

    A run has many tables, and a page that answers at once looks at a few of them. Safe to use from several
    threads.

    Parameters
    ----------
    makers
        A function by name for each value; each is pure, so that when it is called does not matter.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Made]]):
        self._makers = dict(makers)
        self._made: dict[str, Made] = {}
        self._lock = Lock()

    def __getitem__(self, name: str) -> Made:
        make = self._makers[name]
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __reduce__(self):
        """Pickle what the makers make: functions do not travel between processes."""
        return dict, (dict(self),)
