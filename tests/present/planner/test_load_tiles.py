"""Tiles of the sites: every site once a run, its number written, darker where it is fuller."""

import re

import pandas as pd

from simlib.language.language import Language
from simlib.present.planner.load_tiles import SHADES, load_tiles, shade_of

NAMES = {"south": "South centre", "north": "<b>North</b>"}


def side(**loads):
    return pd.DataFrame({"load": loads})


def test_every_site_stands_once_a_run_with_its_number():
    shown = load_tiles([side(south=0.07, north=0.52), side(south=0.98)], NAMES, Language("en"))
    assert re.findall(r"<span>(.*?)</span><b>(.*?)</b>", shown) == [
        ("South centre", "7%"),
        ("&lt;b&gt;North&lt;/b&gt;", "52%"),
        ("South centre", "98%"),
        ("&lt;b&gt;North&lt;/b&gt;", "–"),
    ]


def test_fuller_sites_are_darker():
    light = [sum(bytes.fromhex(shade[1:])) for shade in SHADES]
    assert light == sorted(light, reverse=True)
    shades = [shade_of(load / 100) for load in range(101)]
    assert shades == sorted(shades)
    assert (shades[0], shades[-1]) == (0, len(SHADES) - 1)


def test_text_can_be_read_on_every_shade():
    for place, shade in enumerate(SHADES):
        shown = load_tiles([side(south=(place + 0.5) / len(SHADES))], {"south": "S"}, Language("zh"))
        background, ink = re.search(r"background:(#\w+);color:(#\w+)", shown).groups()
        assert background == shade
        assert contrast(background, ink) >= 4.5


def contrast(one, other):
    """The ratio of WCAG 2.1, which asks for 4.5."""
    lights = sorted(map(luminance, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [part / 255 for part in bytes.fromhex(digits)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
