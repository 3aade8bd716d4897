"""The queue of the SimPy models serves as the compiled one does, whatever happens within a second."""

import numpy as np
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.queue_simpy import Queue, at_the_end_of_the_second
from simlib.core.queues import serve, ticket_of

NEVER = 2**31 - 1

people = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=25
)


def starts_in_simpy(drawn, servers):
    """When each starts who comes in a second, after so many steps within it, and takes so long."""
    env, starts = simpy.Environment(), {}
    queue = Queue(env)
    queue.free = servers

    def visit(identity, ready, seconds, steps):
        yield env.timeout(ready)
        for _ in range(steps):
            yield env.timeout(0)
        yield queue.turn(identity)
        starts[identity] = env.now
        yield from queue.serve(seconds)

    # The last comes first, so that SimPy's own order is never that of the identities.
    for identity, person in reversed(list(enumerate(drawn))):
        env.process(visit(identity, *person))
    env.run()
    return [starts[identity] for identity in range(len(drawn))]


@given(drawn=people, servers=st.integers(1, 4))
def test_both_queues_serve_in_the_same_order(drawn, servers):
    tickets = np.array([ticket_of(ready, place) for place, (ready, _, _) in enumerate(drawn)], np.int64)
    order = np.argsort(tickets)
    service = np.array([seconds for _, seconds, _ in drawn], np.int32)
    start = np.empty(len(drawn), np.int64)
    serve(tickets[order], service[order], 0, NEVER, 0, 0, np.empty(servers, np.int64), start)
    assert [starts_in_simpy(drawn, servers)[place] for place in order] == start.tolist()


def test_who_is_called_first_has_waited_since_she_came():
    env = simpy.Environment(initial_time=10)
    queue = Queue(env)
    queue.turn(1)
    env.run(until=25)
    queue.free = 1
    assert queue.call_first() == 15
    assert queue.free == 0


def test_the_end_of_the_second_is_behind_everything_else():
    env, happened = simpy.Environment(), []

    def in_steps():
        at_the_end_of_the_second(env, lambda: happened.append("end"))
        for step in range(3):
            yield env.timeout(0)
            happened.append(step)

    env.process(in_steps())
    env.run()
    assert happened == [0, 1, 2, "end"]
