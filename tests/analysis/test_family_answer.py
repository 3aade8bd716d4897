"""What a family is told, and what mistakes in the question are told."""

from datetime import date

import pytest

import simlib
from simlib.analysis.family import family_answer, question_of
from simlib.analysis.family_text import family_text
from simlib.language.language import Language
from simlib.runs.scenarios import only


@pytest.fixture(scope="module")
def answer(base):
    return family_answer(base, question_of(base, "2024-05", 3))


def test_a_third_child_gets_something_from_every_subsidy(answer, base):
    by_instrument = {}
    for payment in answer.payments:
        assert payment.due <= payment.payable <= payment.paid
        by_instrument[payment.instrument] = by_instrument.get(payment.instrument, 0) + payment.fen
    assert by_instrument == {
        "prenatal_delivery": 200_000,
        "birth_reward": 500_000,
        "childcare": 600_000,
        "humiao": 100_000,
        "preschool": 600_000,
    }


def test_the_text_says_what_is_a_placeholder_and_what_is_assumed(answer):
    text = family_text(answer, Language("en"))
    for words in (
        "born on 15 May 2024",
        "Birth reward (placeholder)",
        "In all 20,000 yuan",
        "the amount is not known",
        "Assumed, not found",
        "infinite: no birth more",
        "assumes 0.10% more births (quantum) for each 10,000 yuan promised, where -0.50% to 2.00% may",
        "1.00% come 12 months earlier (tempo)",
        "Nancheng Street",
    ):
        assert words in text
    assert "Childcare subsidy (placeholder)" not in text


def test_the_text_is_told_in_chinese(answer):
    text = family_text(answer, Language("zh"))
    for words in ("三孩及以上", "育儿补贴", "占位值", "无穷大", "南城街街道", "系假设"):
        assert words in text
    assert "subsidy" not in text


def test_a_claim_is_made_where_a_desk_is_open(answer):
    claimed = {payment.claimed for payment in answer.payments if payment.instrument == "childcare"}
    # 1 September 2024, from which on it is due, is a Sunday.
    assert claimed == {date(2024, 9, 2)}


def test_a_first_child_gets_nothing(base):
    answer = family_answer(base, question_of(base, "2024-05-02", 1))
    assert answer.payments == []
    assert "It gets nothing: no subsidy is for it" in family_text(answer, Language("en"))


def test_a_late_family_gets_what_is_not_lost(base):
    late = family_answer(base, question_of(base, "2023-04-10", 2, "yuancun", "2024-09-02"))
    assert "birth_reward" not in {payment.instrument for payment in late.payments}
    childcare = [payment for payment in late.payments if payment.instrument == "childcare"]
    assert len(childcare) == 5
    assert min(payment.claimed for payment in childcare) == date(2024, 9, 2)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (("May 2024", 2), "is no date such as 2024-05"),
        (("2024-13", 2), "is no date such as 2024-05"),
        (("1824-05", 2), "a year from 2005 to 2053 is needed"),
        (("2030-05", 2), "the semesters of the scenario end on 2034-02-28"),
        (("2024-05", 2, "beichen"), 'did you mean "beicheng"?'),
        (("2024-05", 2, "beicheng", "soon"), "is no date"),
    ],
)
def test_a_mistake_in_the_question_is_told(base, question, words):
    with pytest.raises(simlib.InputError, match=words.replace("?", r"\?")):
        question_of(base, *question)


def test_a_scenario_without_subsidies_is_told(base):
    with pytest.raises(simlib.InputError, match="no section family_subsidies"):
        question_of(only(base, "hpv_rollout"), "2024-05", 2)
