"""One lever on the screen: a slider, a field to type into, its evidence, and the reason of a refusal."""

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from simlib.language.language import Language, mark
from simlib.present.board.levers import Lever
from simlib.runs.summary import KINDS

CONFIDENCE = {
    "high": mark("high confidence"),
    "medium": mark("medium confidence"),
    "low": mark("low confidence"),
}
NO_RANGE = mark("no range is given")
SAME_POSITION = 9
"""Decimals at which two positions are the same: a slider gives 0.30000000000000004 for 0.3."""


class LeverRow:
    """A lever as widgets.

    Parameters
    ----------
    lever
        What is moved.
    moved
        Called after each move.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self, lever: Lever, moved: Callable[[], None], lang: Language):
        self.lever = lever
        self._moved = moved
        self._lang = lang
        self._label = widgets.HTML()
        self._evidence = widgets.HTML()
        self._refusal = widgets.HTML()
        self._slider = widgets.FloatSlider(
            value=lever.default, min=lever.low, max=lever.high, step=lever.scale.step, readout=False
        )
        self._typed = widgets.Text(continuous_update=False)
        head = widgets.HBox([self._label, self._typed]).add_class("simlib-lever-head")
        self.box = widgets.VBox([head, self._slider, self._evidence, self._refusal])
        self.box.add_class("simlib-lever").add_class("lever-" + lever.path.replace(".", "-"))
        self._slider.observe(self._on_slide, "value")
        self._typed.observe(self._on_type, "value")
        self.tell(lang)

    @property
    def position(self) -> float:
        """Where the lever stands."""
        return round(self._slider.value, SAME_POSITION)

    def reset(self) -> None:
        """Put the lever back to where the scenario has it."""
        self._slider.value = self.lever.default
        self._show_position()

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        self._lang = lang
        lever = self.lever
        unsure = " simlib-placeholder" if lever.assumption.kind == "placeholder" else ""
        self._label.value = (
            f"<span class='simlib-lever-label{unsure}'>{escape(lang.label(lever.label))}</span>"
        )
        low, high = (lever.scale.text(edge, lang) for edge in (lever.low, lever.high))
        kind = lang.say(KINDS[lever.assumption.kind])
        confidence = lang.say(CONFIDENCE[lever.assumption.confidence])
        span = lang.say("{low} to {high}").format(low=low, high=high)
        about = f"{lang.say(lever.meaning)} · {lever.source.titled(lang)}" if lever.meaning else ""
        self._evidence.value = (
            f"<span class='simlib-evidence' title='{escape(about)}'>"
            f"{escape(span)} · {escape(kind)} · {escape(confidence)}</span>"
        )
        self._show_position()

    def _on_slide(self, change) -> None:
        self._show_position()
        self._moved()

    def _on_type(self, change) -> None:
        text = change["new"].strip()
        if text == self._shown():
            return
        try:
            position = self.lever.scale.position(text)
        except ValueError:
            self._refuse(
                self._lang.say("“{given}” cannot be read; write it like {example}").format(
                    given=text, example=self._shown()
                )
            )
            return
        if not self.lever.low <= position <= self.lever.high:
            self._refuse(self._out_of_range(position))
            return
        self._refuse("")
        self._slider.value = position
        self._show_position()

    def _out_of_range(self, position: float) -> str:
        lever, lang = self.lever, self._lang
        given, low, high = (lever.scale.text(place, lang) for place in (position, lever.low, lever.high))
        return lang.say("{given} lies outside {low} to {high} ({meaning})").format(
            given=given, low=low, high=high, meaning=lang.say(lever.meaning or NO_RANGE)
        )

    def _refuse(self, reason: str) -> None:
        shown = f"<span class='simlib-refusal' role='alert'>{escape(reason)}</span>" if reason else ""
        self._refusal.value = shown

    def _shown(self) -> str:
        return self.lever.scale.text(self.position, self._lang)

    def _show_position(self) -> None:
        self._refuse("")
        self._typed.value = self._shown()
