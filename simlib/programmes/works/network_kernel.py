"""Dates of tasks, compiled: each draw by itself, each task behind those it waits for."""

from simlib.core.kernels import kernel


@kernel
def first_with(counts, place, wanted):
    """Return the first place, from one on, before which as many days of work lie; the last one if none has.

    Parameters
    ----------
    counts : int16 array
        Days of work before each day, rising.
    place, wanted : int64
        Where to begin, and how many.
    """
    low, high = place, counts.size - 1
    while low < high:
        middle = (low + high) // 2
        if counts[middle] >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def fill_dates(days, order, edges, before, from_day, places, first, counts, ready, start, finish):
    """Write when tasks can begin, begin and end; see `simlib.programmes.works.network.dates_of`.

    Parameters
    ----------
    days : int64 array of shape (draws, tasks)
        Days of work left.
    order, edges, before : int32 arrays
        Tasks in an order in which they can be done; those that a task waits for are `before` between its edge
        and the next.
    from_day : int64
        No task begins before.
    places : int32 array of shape (tasks,)
        For each, which of `counts` applies.
    first : int64
        Day with which the counts begin.
    counts : tuple of int16 arrays of shape (1 or draws, days + 1)
        Days of work before each day.
    ready, start, finish : int64 arrays of shape (draws, tasks)
        To be written.
    """
    for draw in range(days.shape[0]):
        for task in order:
            day = from_day
            for edge in range(edges[task], edges[task + 1]):
                day = max(day, finish[draw, before[edge]])
            ready[draw, task] = start[draw, task] = finish[draw, task] = day
            work = days[draw, task]
            if work > 0:
                here = counts[places[task]]
                row = here[draw] if here.shape[0] > 1 else here[0]
                place = min(max(day - first, 0), row.size - 1)
                done = row[place]
                start[draw, task] = first_with(row, place, done + 1) - 1 + first
                finish[draw, task] = first_with(row, place, done + work) + first
