"""A language says numbers, dates and money as its readers write them, and knows no other language."""

import pickle
from datetime import date

import pytest

from simlib.language.language import Language
from simlib.language.message import Message, told
from simlib.language.money import UNITS, format_money, unit_name
from simlib.language.width import padded

EN, ZH = Language("en"), Language("zh")


@pytest.mark.parametrize("code", ["xx", "", "EN", "zh-CN", None])
def test_a_language_that_nobody_knows_is_refused(code):
    with pytest.raises(ValueError, match="one of en, zh is needed"):
        Language(code)


def test_a_text_is_said_in_both_languages():
    assert EN.say("Placeholders") == "Placeholders"
    assert ZH.say("Placeholders") == "占位值(待核实)"


def test_a_label_is_a_mapping_or_an_object():
    class Label:
        en, zh = "clinic", "接种单位"

    assert [EN.label(Label()), ZH.label(Label())] == ["clinic", "接种单位"]
    assert ZH.label({"en": "clinic", "zh": "接种单位"}) == "接种单位"


def test_numbers_have_separators_and_the_decimals_asked_for():
    for lang in (EN, ZH):
        assert lang.number(1234567) == "1,234,567"
        assert lang.number(-1234.56, 1) == "-1,234.6"


def test_a_share_is_a_percentage_and_one_that_does_not_exist_a_dash():
    assert EN.percent(0.125, 1) == "12.5%"
    assert ZH.percent(1) == "100%"
    assert EN.percent(float("nan")) == "–"


def test_a_day_is_written_as_its_readers_do():
    day = date(2023, 3, 1)
    assert EN.day(day) == "1 March 2023"
    assert ZH.day(day) == "2023年3月1日"


def test_words_in_a_row_are_separated_as_the_language_does():
    assert EN.listed(["a", "b"]) == "a, b"
    assert ZH.listed(["甲", "乙"]) == "甲、乙"


@pytest.mark.parametrize(
    ("unit", "english", "chinese"),
    [
        ("yuan", "123,456,789.00 yuan", "123,456,789.00元"),
        ("wan", "12,345.68 × 10,000 yuan", "12,345.68万元"),
        ("million", "123.46 million yuan", "123.46百万元"),
        ("yi", "1.23 × 100 million yuan", "1.23亿元"),
    ],
)
def test_money_is_told_in_every_unit(unit, english, chinese):
    assert format_money(123_456_789, unit, "en") == english
    assert format_money(123_456_789, unit, "zh") == chinese


def test_money_less_than_nothing_has_a_sign_and_nothing_has_none():
    assert format_money(-12_345_678, "wan", "zh") == "-1,234.57万元"
    assert format_money(-49, "wan", "zh") == "0.00万元"
    assert format_money(-51, "wan", "zh") == "-0.01万元"
    assert format_money(-0.4, "yuan", "en", decimals=0) == "0 yuan"


def test_a_unit_or_language_that_money_does_not_know_is_refused():
    with pytest.raises(ValueError, match="one of yuan, wan, million, yi is needed"):
        format_money(1, "jiao", "zh")
    with pytest.raises(ValueError, match="one of en, zh is needed"):
        format_money(1, "wan", "fr")
    assert all(unit_name(unit, lang.code) for unit in UNITS for lang in (EN, ZH))


def test_the_readers_of_each_language_get_the_unit_they_expect():
    assert EN.money(50_703_608) == "50.70 million yuan"
    assert ZH.money(50_703_608) == "5,070.36万元"
    assert ZH.money(1_234.5, "yuan", 0) == "1,234元"


def test_a_message_is_its_english_text_and_can_be_told_in_chinese():
    message = Message("at least {bound}", bound=3)
    assert message == "at least 3"
    assert str(message) == "at least 3"
    assert [message.told_in(EN), message.told_in(ZH)] == ["at least 3", "不小于3"]


def test_what_stands_inside_of_a_message_is_told_in_the_same_language():
    message = Message("note: {notice}", notice=Message("at most {bound}", bound="{odd}"))
    assert message == "note: at most {odd}"
    assert told(message, ZH) == "提示：不大于{odd}"


def test_a_plain_text_is_told_as_it_is():
    assert told("as written", ZH) == "as written"


def test_a_message_reaches_another_process_whole():
    message = pickle.loads(pickle.dumps(Message("at most {bound}", bound="{odd}")))
    assert message == "at most {odd}"
    assert message.told_in(ZH) == "不大于{odd}"


def test_chinese_characters_take_two_places():
    assert padded("value", 8) == "value   "
    assert padded("数值", 8) == "数值    "
