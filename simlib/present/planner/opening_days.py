"""Which sites open on which weekdays: a choice of sites, and a button a day."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets

from simlib.language.language import Language, mark
from simlib.scenario.assumption import Label

WEEKDAYS = {
    "mon": mark("Mon"),
    "tue": mark("Tue"),
    "wed": mark("Wed"),
    "thu": mark("Thu"),
    "fri": mark("Fri"),
    "sat": mark("Sat"),
    "sun": mark("Sun"),
}
ALL_SITES = ""
"""Name that stands for all sites together."""

Days = dict[str, tuple[str, ...]]


class OpeningDays:
    """The opening days of all sites as widgets.

    Parameters
    ----------
    planned
        Weekdays by site, as the scenario has them.
    names
        What the sites are called.
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
    days
        Weekdays by site as they stand now, in the order of the week.
    """

    def __init__(
        self,
        planned: Mapping[str, tuple[str, ...]],
        names: Mapping[str, Label],
        label: Label,
        moved: Callable[[], None],
        lang: Language,
    ):
        self.planned: Days = {site: _in_order(days) for site, days in planned.items()}
        self.days: Days = dict(self.planned)
        self._names = names
        self._moved = moved
        self._assumption = label
        self._label = widgets.HTML()
        self._site = widgets.Dropdown()
        self._buttons = {day: widgets.Button() for day in WEEKDAYS}
        for day, button in self._buttons.items():
            button.on_click(lambda _, day=day: self._toggle(day))
            button.add_class(f"simlib-day-{day}")
        row = widgets.HBox(list(self._buttons.values())).add_class("simlib-days")
        self._note = widgets.HTML()
        self.box = widgets.VBox([self._label, self._site, row, self._note]).add_class("simlib-opening-days")
        self.tell(lang)
        self._site.observe(lambda _: self._show(), "value")

    @property
    def changed(self) -> dict[str, list[str]] | None:
        """All opening days if any differs from the plan, else None."""
        if self.days == self.planned:
            return None
        return {site: list(days) for site, days in self.days.items()}

    def reset(self) -> None:
        """Put all sites back to their planned days."""
        self.days = dict(self.planned)
        self._show()

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        self._lang = lang
        chosen = self._site.value or ALL_SITES
        everywhere = lang.say("All {count} sites").format(count=len(self.planned))
        sites = [(lang.label(self._names[site]), site) for site in self.planned]
        self._site.options = [(everywhere, ALL_SITES), *sites]
        self._site.value = chosen
        self._label.value = f"<span class='simlib-lever-label'>{lang.label(self._assumption)}</span>"
        self._note.value = (
            f"<span class='simlib-evidence'>{lang.say('below each day: sites that open on it')}</span>"
        )
        self._show()

    def _chosen(self) -> list[str]:
        return [self._site.value] if self._site.value else list(self.planned)

    def _toggle(self, day: str) -> None:
        chosen = self._chosen()
        opens = not all(day in self.days[site] for site in chosen)
        for site in chosen:
            others = set(self.days[site]) - {day}
            self.days[site] = _in_order(others | {day} if opens else others)
        self._show()
        self._moved()

    def _show(self) -> None:
        chosen = self._chosen()
        for day, button in self._buttons.items():
            open_here = sum(day in self.days[site] for site in chosen)
            open_in_all = sum(day in days for days in self.days.values())
            button.description = f"{self._lang.say(WEEKDAYS[day])}\n{open_in_all}"
            button.button_style = "primary" if open_here == len(chosen) else "info" if open_here else ""


def _in_order(days) -> tuple[str, ...]:
    return tuple(day for day in WEEKDAYS if day in set(days))
