"""Work spread over processes, which end at once when nobody waits for it any more."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from typing import TypeVar

from simlib.language.message import Message
from simlib.runs.interrupts import interrupts_ignored
from simlib.scenario.problems import problem_in

Done = TypeVar("Done")


def spread(task: Callable[[int], Done], numbers: Sequence[int], jobs: int) -> Iterator[Done]:
    """Yield what a task gives for each number, as it is finished.

    Closed before its end, such as by Ctrl-C, it ends the processes wherever they are: who waits for them is
    to clear away what they were writing.

    Parameters
    ----------
    task
        Given a number; to be pickled, unless one process does all.
    numbers
        What is to be done.
    jobs
        Most processes; with one, or for a single number, all happens in this one.

    Raises
    ------
    InputError
        If the processes end by themselves.
    """
    if jobs == 1 or len(numbers) < 2:
        yield from map(task, numbers)
        return
    others = active_children()
    pool = ProcessPoolExecutor(min(jobs, len(numbers)), get_context("spawn"))
    try:
        # Ctrl-C is for the parent, which ends them in order.
        with interrupts_ignored():
            futures = [pool.submit(task, number) for number in numbers]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        message = Message(
            'the processes ended early; in a script, call it under if __name__ == "__main__": or use 1'
        )
        raise problem_in("jobs", message) from None
    except BaseException:
        # Queued work cannot be taken back, and a replicate of a large town takes a minute.
        for process in set(active_children()).difference(others):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
