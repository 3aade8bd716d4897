"""Ctrl-C: when it must not come in between, and how it is heard where a library would swallow it."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

A_MOMENT = 0.05
"""Seconds after which a library that was calling back has gone on."""


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Be deaf to Ctrl-C for a moment, and let processes that are born in it be deaf for life."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def interrupts_heard() -> Iterator[list[int]]:
    """Let no Ctrl-C get lost in a library, which may make another error of it, or drop it.

    It is dropped where a library calls back, as LLVM does when it has compiled a kernel; then it is raised
    again a moment later.

    Yields
    ------
    list
        Not empty once Ctrl-C came: whatever goes wrong from then on goes wrong because of it.
    """
    came: list[int] = []
    again: list[threading.Timer] = []
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield came
        return
    hook = sys.unraisablehook

    def interrupt(number: int, _: Any) -> None:
        came.append(number)
        raise KeyboardInterrupt

    def interrupt_again(dropped: Any) -> None:
        if dropped.exc_type is not KeyboardInterrupt:
            hook(dropped)
            return
        main = threading.main_thread().ident
        again.append(threading.Timer(A_MOMENT, signal.pthread_kill, (main, signal.SIGINT)))
        again[-1].start()

    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = interrupt_again
    try:
        yield came
    finally:
        for timer in again:
            timer.cancel()
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, signal.default_int_handler)
