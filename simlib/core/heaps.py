"""Heaps of tickets in arrays, compiled: the smallest comes first.

numba knows `heapq`, but a list inside a list does not keep what another function pushes into it.
"""

from simlib.core.kernels import kernel


@kernel
def push(heap, size, ticket):
    """Put a ticket into a heap.

    Parameters
    ----------
    heap : int64 array
        Its first `size` entries are the heap; there must be room for one more.
    size : int
        Tickets in the heap.
    ticket : int
        What is put in.

    Returns
    -------
    int
        The new size.
    """
    place = size
    while place > 0 and heap[(place - 1) // 2] > ticket:
        heap[place] = heap[(place - 1) // 2]
        place = (place - 1) // 2
    heap[place] = ticket
    return size + 1


@kernel
def pop(heap, size):
    """Take the smallest ticket, ``heap[0]``, out of a heap that is not empty; return the new size."""
    size -= 1
    ticket = heap[size]
    place, child = 0, 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= ticket:
            break
        heap[place] = heap[child]
        place, child = child, 2 * child + 1
    heap[place] = ticket
    return size
