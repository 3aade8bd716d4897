"""The page of a clinic's day holds all that it shows, and the picture counts people right."""

from datetime import date

import numpy as np
import pytest

from simlib.analysis.clinic_day import clinic_day_of
from simlib.language.language import Language
from simlib.present.clinic_page import clinic_html, clinic_text, day_chart, present_at

ENGLISH = Language("en")


@pytest.fixture(scope="module")
def day(base):
    return clinic_day_of(base, "nancheng_centre", date(2023, 5, 4), seed=1)


def test_the_page_asks_nobody_and_escapes_its_texts(day):
    page = clinic_html(day, ENGLISH)
    assert "src=" not in page.replace("img-src", "").replace("script-src", "").split("</style>")[0]
    assert "When queues would bind" in page
    assert page.count("<table") == 2
    assert "Placeholders" in page


def test_the_text_says_what_came_of_the_day(day):
    text = clinic_text(day, ENGLISH)
    assert f"{day.booked} booked, {day.played.visitors.outcome.size} came" in text
    assert text.count("one fewer at") == 3


def test_the_picture_shows_every_stage_and_observation(day):
    chart = day_chart(day, ENGLISH)
    assert [trace.name for trace in chart.data] == ["prescreen", "registration", "injection", "observation"]
    # Nobody is lost: the minutes in observation are those of the doses, to the minute of the picture.
    assert chart.data[3].y.sum() == pytest.approx(30 * day.played.ending(0), abs=day.played.ending(0))
    assert all(trace.y[-1] == 0 for trace in chart.data)
    hours = chart.layout.xaxis.tickformatstops[0]
    assert (hours.dtickrange[1], hours.value) == (24 * 3600 * 1000, "%H:%M")


def test_who_is_there_has_come_and_not_left():
    seconds = np.array([0, 10, 20, 30])
    there = present_at(seconds, enters=np.array([10, 5, 25]), leaves=np.array([20, 25, 40]))
    assert there.tolist() == [0, 2, 1, 1]
