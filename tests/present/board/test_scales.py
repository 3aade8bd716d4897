"""How positions of levers are written and read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.language.language import Language
from simlib.present.board.scales import CountScale, DateScale, FactorScale, NumberScale, ShareScale, YuanScale

LANGUAGES = [Language("en"), Language("zh")]


@given(st.integers(0, 1000), st.sampled_from(LANGUAGES))
def test_what_is_shown_can_be_typed_in_again(steps, lang):
    positions = [
        (ShareScale(), steps / 1000),
        (FactorScale(), steps / 100),
        (YuanScale(), float(steps)),
        (CountScale(), float(steps)),
        (NumberScale(0.1), steps / 10),
        (DateScale(), date(2023, 3, 1).toordinal() + steps),
    ]
    for scale, position in positions:
        assert scale.position(scale.text(position, lang)) == pytest.approx(position)


@pytest.mark.parametrize(
    ("scale", "text", "position"),
    [
        (ShareScale(), "12.5", 0.125),
        (ShareScale(), "12%", 0.12),
        (ShareScale(), "12％", 0.12),
        (FactorScale(), "1.5", 1.5),
        (FactorScale(), "×1.5", 1.5),
        (YuanScale(), "1,329.5 yuan", 1329.5),
        (YuanScale(), "329元", 329),
        (YuanScale(), "３２９", 329),
        (DateScale(), "2024-03-01", date(2024, 3, 1).toordinal()),
    ],
)
def test_what_a_person_may_type(scale, text, position):
    assert scale.position(text) == pytest.approx(position)


@pytest.mark.parametrize("scale", [ShareScale(), FactorScale(), YuanScale(), DateScale()])
@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "1e999", "2024-02-30", "<b>1</b>"])
def test_what_cannot_be_read_is_refused(scale, text):
    with pytest.raises(ValueError, match=r".*"):
        scale.position(text)


def test_values_are_what_scenarios_hold():
    assert ShareScale().value(0.1 + 0.2) == 0.3
    assert DateScale().value(date(2024, 3, 1).toordinal()) == date(2024, 3, 1)
    assert isinstance(YuanScale().value(25), float)
