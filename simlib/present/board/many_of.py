"""A choice of any number of things, as a button each."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

import ipywidgets as widgets

from simlib.language.language import Language
from simlib.scenario.assumption import Label


class ManyOf:
    """Things of which any number can be chosen, as widgets.

    Parameters
    ----------
    chosen
        Those that the scenario has.
    names
        All there are, with what they are called, marked for translation.
    label
        What the assumption is called.
    moved
        Called after each change.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(
        self,
        chosen: Iterable[str],
        names: Mapping[str, str],
        label: Label,
        moved: Callable[[], None],
        lang: Language,
    ):
        self._start = frozenset(chosen)
        self._chosen = set(self._start)
        self._names = names
        self._assumption = label
        self._moved = moved
        self._label = widgets.HTML()
        self._buttons = {name: widgets.Button() for name in names}
        for name, button in self._buttons.items():
            button.on_click(lambda _, name=name: self._toggle(name))
            button.add_class(f"simlib-one-{name}")
        row = widgets.HBox(list(self._buttons.values())).add_class("simlib-many")
        self.box = widgets.VBox([self._label, row]).add_class("simlib-lever")
        self.tell(lang)

    @property
    def changed(self) -> list[str] | None:
        """What is chosen, in order, or None if the scenario has the same."""
        if self._chosen == self._start:
            return None
        return [name for name in self._names if name in self._chosen]

    def reset(self) -> None:
        """Choose what the scenario has."""
        self._chosen = set(self._start)
        self._show()

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        self._label.value = f"<span class='simlib-lever-label'>{escape(lang.label(self._assumption))}</span>"
        for name, button in self._buttons.items():
            button.description = lang.say(self._names[name])
        self._show()

    def _toggle(self, name: str) -> None:
        self._chosen ^= {name}
        self._show()
        self._moved()

    def _show(self) -> None:
        for name, button in self._buttons.items():
            button.button_style = "primary" if name in self._chosen else ""
