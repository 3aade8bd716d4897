"""The draws are uniform, independent, and belong to nobody but their person and purpose."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.core.luck import FIRST, Luck, mix, uniform, uniforms

WORDS = st.integers(0, 2**64 - 1)
HALF_WORDS = st.integers(0, 2**32 - 1)

KEY = Luck(seed=20230301).key(1)
PURPOSE = np.uint64(5)
PEOPLE = 200_000
# A correlation of PEOPLE independent pairs has a standard error of 0.0022.
NO_CORRELATION = 0.01
# Seeds are fixed, so a test can only fail if the generator changes; the level just has to be small.
HARDLY_EVER = 1e-4

IDENTITIES = {
    "consecutive": np.arange(PEOPLE, dtype=np.uint64),
    "from a high start": np.arange(PEOPLE, dtype=np.uint64) + np.uint64(2**63 + 12345),
    "differing in high bits only": np.arange(PEOPLE, dtype=np.uint64) << np.uint64(40),
    "month and ordinal in fields": np.arange(PEOPLE, dtype=np.uint64) % np.uint64(300) << np.uint64(20)
    | np.arange(PEOPLE, dtype=np.uint64) // np.uint64(300),
}


def words(*numbers):
    return tuple(np.uint64(number) for number in numbers)


def draws(persons=IDENTITIES["consecutive"], key=KEY, purpose=PURPOSE, k=FIRST):
    return uniforms(np.uint64(key), persons, np.uint64(purpose), np.uint64(k))


def draws_over_k(count=PEOPLE // 10):
    return np.array([uniform(KEY, *words(77, 5, k)) for k in range(count)])


def assert_independent(left, right):
    assert abs(np.corrcoef(left, right)[0, 1]) < NO_CORRELATION
    counts = np.histogram2d(left, right, bins=32, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(counts.ravel()).pvalue > HARDLY_EVER


@pytest.mark.parametrize("persons", IDENTITIES.values(), ids=IDENTITIES)
def test_draws_of_many_persons_are_uniform(persons):
    assert stats.kstest(draws(persons), "uniform").pvalue > HARDLY_EVER
    counts = np.histogram(draws(persons), bins=1000, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > HARDLY_EVER


def test_draws_of_one_person_are_uniform_over_k():
    assert stats.kstest(draws_over_k(), "uniform").pvalue > HARDLY_EVER


def test_draws_of_one_person_are_uniform_over_keys():
    over_keys = [uniform(Luck(seed).key(1), *words(3, 1, 0)) for seed in range(3_000)]
    assert stats.kstest(over_keys, "uniform").pvalue > HARDLY_EVER


def test_even_the_last_bits_of_a_draw_are_even():
    last_bits = (draws() * 2**53).astype(np.uint64) & np.uint64(255)
    assert stats.chisquare(np.bincount(last_bits.astype(int), minlength=256)).pvalue > HARDLY_EVER


@pytest.mark.parametrize("persons", IDENTITIES.values(), ids=IDENTITIES)
def test_neighbours_are_independent(persons):
    assert_independent(draws(persons)[:-1], draws(persons)[1:])


@pytest.mark.parametrize("purposes", list(combinations(range(1, 9), 2)))
def test_two_purposes_are_independent(purposes):
    first, second = (draws(purpose=purpose) for purpose in purposes)
    assert abs(np.corrcoef(first, second)[0, 1]) < NO_CORRELATION


def test_neighbouring_purposes_are_independent_in_every_corner():
    assert_independent(draws(purpose=1), draws(purpose=2))


def test_one_draw_and_the_next_are_independent():
    assert_independent(draws(k=0), draws(k=1))
    over_k = draws_over_k()
    assert abs(np.corrcoef(over_k[:-1], over_k[1:])[0, 1]) < 0.03


def test_the_next_draw_is_not_the_first_of_the_next_purpose():
    assert_independent(draws(purpose=1, k=1), draws(purpose=2, k=0))
    assert not np.isin(draws(purpose=1, k=1), draws(purpose=2, k=0)).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [((1, 0, 1), (2, 0, 1)), ((1, 0, 1), (1, 1, 1)), ((1, 0, 1), (1, 0, 2)), ((1, 0, 2), (1, 2, 0))],
    ids=["seeds", "replicates", "programmes", "replicate and programme swapped"],
)
def test_keys_are_independent(one, other):
    first, second = (draws(key=Luck(seed, replicate).key(number)) for seed, replicate, number in (one, other))
    assert_independent(first, second)


def test_no_two_keys_are_alike():
    keys = {int(Luck(seed, replicate).key(number)) for seed, replicate, number in product(range(9), repeat=3)}
    assert len(keys) == 9**3


def test_the_same_seed_gives_the_same_key():
    assert Luck(4, 2).key(1) == Luck(4, 2).key(1)
    assert Luck(4).key(1) == Luck(4, replicate=0).key(1)


BITS = {"key": 64, "person": 64, "purpose": 32, "k": 32}


@pytest.mark.parametrize("place", range(4), ids=BITS)
def test_one_flipped_bit_flips_half_of_the_draw(place):
    generator, rows = np.random.default_rng(1), 200
    widths = list(BITS.values())
    inputs = generator.integers(0, [2**width - 1 for width in widths], (rows, 4), dtype=np.uint64)
    before = _bits_of(inputs)
    for bit in range(widths[place]):
        changed = inputs.copy()
        changed[:, place] ^= np.uint64(1) << np.uint64(bit)
        flipped = before ^ _bits_of(changed)
        share = np.bitwise_count(flipped).sum() / (rows * 53)
        # The standard error of a share of 200 * 53 bits is 0.005.
        assert abs(share - 0.5) < 0.025, f"bit {bit}"


def _bits_of(inputs):
    return np.array([int(uniform(*row) * 2**53) for row in inputs], dtype=np.uint64)


@given(WORDS, WORDS, HALF_WORDS, HALF_WORDS)
def test_a_draw_lies_between_zero_and_one_on_a_fixed_grid(key, person, purpose, k):
    draw = uniform(*words(key, person, purpose, k))
    assert 0 <= draw < 1
    assert (draw * 2**53).is_integer()


@given(WORDS, st.sets(WORDS, min_size=2, max_size=2), HALF_WORDS, HALF_WORDS)
def test_two_persons_draw_differently(key, persons, purpose, k):
    one, other = (uniform(*words(key, person, purpose, k)) for person in persons)
    assert one != other


@given(WORDS, WORDS, st.sets(st.tuples(HALF_WORDS, HALF_WORDS), min_size=2, max_size=2))
def test_two_purposes_or_numbers_draw_differently(key, person, drawn_for):
    one, other = (uniform(*words(key, person, purpose, k)) for purpose, k in drawn_for)
    assert one != other


@given(WORDS, st.lists(WORDS, max_size=50), HALF_WORDS, HALF_WORDS)
def test_many_draws_at_once_equal_the_draws_one_by_one(key, persons, purpose, k):
    key, purpose, k = words(key, purpose, k)
    at_once = uniforms(key, np.array(persons, dtype=np.uint64), purpose, k)
    assert at_once.dtype == np.float64
    assert at_once.tolist() == [uniform(key, np.uint64(person), purpose, k) for person in persons]


@given(st.permutations(range(30)))
def test_the_order_of_persons_changes_nobodys_draw(order):
    persons = np.arange(1000, 1030, dtype=np.uint64)
    np.testing.assert_array_equal(draws(persons[order]), draws(persons)[order])


@given(st.lists(WORDS, unique=True, min_size=1, max_size=30), WORDS, st.integers(0, 30))
def test_adding_a_person_changes_nobody_elses_draws(persons, newcomer, place):
    place = min(place, len(persons))
    before = np.array(persons, dtype=np.uint64)
    after = np.insert(before, place, np.uint64(newcomer))
    np.testing.assert_array_equal(np.delete(draws(after), place), draws(before))


def test_the_finaliser_gives_the_published_numbers_of_splitmix64():
    seed, golden = 1234567, 0x9E3779B97F4A7C15
    states = [(seed + (step + 1) * golden) % 2**64 for step in range(5)]
    assert [int(mix(np.uint64(state))) for state in states] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


# Whoever changes these numbers changes every result that was ever published.
@pytest.mark.parametrize(
    ("inputs", "draw"),
    [
        ((0, 0, 0, 0), 0.39871105372225224),
        ((1, 2, 3, 4), 0.17518127168766118),
        ((0xDEADBEEF, 2**63, 8, 70), 0.6470030223991625),
        ((2**64 - 1, 2**64 - 1, 2**32 - 1, 2**32 - 1), 0.5872657391161161),
    ],
)
def test_the_generator_has_not_changed(inputs, draw):
    assert uniform(*words(*inputs)) == draw


@pytest.mark.parametrize(
    ("seed", "replicate", "programme", "key"),
    [
        (0, 0, 1, 14898058564793133489),
        (1, 0, 1, 10679137941945874026),
        (0, 1, 1, 2656959587162494210),
        (0, 0, 2, 13464360262196971257),
        (20230301, 7, 3, 7388345194028891475),
    ],
)
def test_the_keys_have_not_changed(seed, replicate, programme, key):
    assert Luck(seed, replicate).key(programme) == key
