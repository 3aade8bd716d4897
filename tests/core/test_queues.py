"""The compiled queue against Erlang's closed forms, and against what holds in every queue."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.queues import longest_queue, nearest_rank, place_of, ready_of, serve, sort_tickets, ticket_of

NEVER = 2**31 - 1
# Whole seconds stand for a thousandth of the mean service, so rounding does not show.
MEAN = 1_000
BATCHES, PEOPLE, SETTLING = 40, 100_000, 5_000


def queue_of(ready, service, servers, closes=NEVER, opens=0, pause=(0, 0)):
    """Starts (or when they were turned away) and the number served, people in the order given."""
    tickets = np.array([ticket_of(second, place) for place, second in enumerate(ready)], np.int64)
    order = np.argsort(tickets)
    start = np.empty(tickets.size, np.int64)
    served = serve(
        tickets[order],
        np.array(service, np.int32)[order],
        opens,
        closes,
        *pause,
        np.empty(servers, np.int64),
        start,
    )
    in_order_given = np.empty_like(start)
    in_order_given[order] = start
    return in_order_given, served, longest_queue(tickets[order], start)


def waits_in_batches(load, servers, services):
    """Mean wait of each batch over the mean service, with Poisson arrivals."""
    luck = np.random.Generator(np.random.Philox(20230301))
    means = []
    for _ in range(BATCHES):
        ready = np.cumsum(luck.exponential(MEAN / (load * servers), PEOPLE)).astype(np.int64)
        service = np.maximum(np.rint(services(luck)), 1).astype(np.int32)
        start = np.empty(PEOPLE, np.int64)
        tickets = (ready << 32) | np.arange(PEOPLE)
        assert serve(tickets, service, 0, NEVER, 0, 0, np.empty(servers, np.int64), start) == PEOPLE
        means.append((start - ready)[SETTLING:].mean() / MEAN)
    return np.array(means)


@pytest.mark.parametrize(
    ("name", "servers", "load", "wait"),
    [
        ("M/M/1", 1, 0.8, 4.000),
        ("M/M/2", 2, 0.75, 1.2857),
        ("M/M/5", 5, 0.5, 0.05215),
        ("M/D/1", 1, 0.8, 2.000),
    ],
)
def test_mean_waits_are_erlangs(name, servers, load, wait):
    def services(luck):
        return luck.exponential(MEAN, PEOPLE) if name[2] == "M" else np.full(PEOPLE, MEAN)

    means = waits_in_batches(load, servers, services)
    error = means.std(ddof=1) / np.sqrt(BATCHES)
    assert error <= 0.01 * wait
    assert abs(means.mean() - wait) <= 3 * error


lists_of_people = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=40)


breaks = st.tuples(st.integers(0, 40), st.integers(0, 30))


@given(people=lists_of_people, servers=st.integers(1, 5), closes=st.integers(1, 80), noon=breaks)
def test_a_queue_is_the_one_played_second_by_second(people, servers, closes, noon):
    ready, service = zip(*people, strict=True)
    # A break ends before closing.
    pauses = min(noon[0], closes - 1)
    resumes = min(pauses + noon[1], closes - 1)
    starts, served, longest = queue_of(ready, service, servers, closes, pause=(pauses, resumes))
    busy_until, waiting, seen_longest = [], [], 0
    expected = {}
    for second in range(closes):
        busy_until = [until for until in busy_until if until > second]
        waiting += [place for place, when in enumerate(ready) if when == second]
        waiting.sort(key=lambda place: (ready[place], place))
        while waiting and len(busy_until) < servers and not pauses <= second < resumes:
            place = waiting.pop(0)
            expected[place] = second
            busy_until.append(second + service[place])
        seen_longest = max(seen_longest, len(waiting))
    turned_away = {place: max(closes, when) for place, when in enumerate(ready) if place not in expected}
    assert dict(enumerate(starts.tolist())) == expected | turned_away
    assert served == len(expected)
    assert longest == seen_longest


@given(people=lists_of_people, servers=st.integers(1, 5))
def test_one_more_server_lengthens_nobodys_wait(people, servers):
    ready, service = zip(*people, strict=True)
    few, _, _ = queue_of(ready, service, servers)
    more, _, _ = queue_of(ready, service, servers + 1)
    assert (more <= few).all()


@given(people=lists_of_people)
def test_where_nobody_serves_all_are_turned_away_at_closing(people):
    ready, service = zip(*people, strict=True)
    starts, served, _ = queue_of(ready, service, servers=0, closes=30)
    assert served == 0
    assert starts.tolist() == [max(30, second) for second in ready]


def test_nobody_starts_at_closing_but_a_second_before_it():
    starts, served, _ = queue_of([99, 100], [50, 50], servers=2, closes=100)
    assert served == 1
    assert starts.tolist() == [99, 100]


def test_nobody_is_served_before_opening():
    starts, _, _ = queue_of([10, 20], [5, 5], servers=1, opens=100)
    assert starts.tolist() == [100, 105]


def test_who_is_ready_in_the_same_second_is_served_by_her_place():
    starts, _, _ = queue_of([7, 7, 7], [5, 3, 4], servers=1)
    assert starts.tolist() == [7, 12, 15]


@given(values=st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_the_percentile_is_the_smallest_value_that_is_enough(values):
    found = nearest_rank(np.array(values, np.int64), 95)
    assert found in values
    assert 20 * sum(value <= found for value in values) >= 19 * len(values)
    assert 20 * sum(value < found for value in values) < 19 * len(values)


@given(tickets=st.lists(st.integers(0, 2**62), max_size=200))
def test_tickets_are_sorted_however_far_they_are_from_their_places(tickets):
    array = np.array(tickets, np.int64)
    sort_tickets(array)
    assert array.tolist() == sorted(tickets)
    turned_round = array[::-1].copy()
    sort_tickets(turned_round)
    assert turned_round.tolist() == sorted(tickets)


@given(ready=st.integers(0, NEVER), place=st.integers(0, 2**31 - 1))
def test_a_ticket_holds_what_was_put_in(ready, place):
    ticket = ticket_of(ready, place)
    assert (ready_of(ticket), place_of(ticket)) == (ready, place)
