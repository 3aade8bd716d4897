"""Saving the levers as an overlay file, and asking before one is replaced."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import ipywidgets as widgets

from simlib.language.language import Language
from simlib.runs.overlay_file import overlay_text, write_overlay
from simlib.scenario.assumption import Label
from simlib.scenario.files import ENDING
from simlib.scenario.problems import InputError

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
RESERVED = ("sources",)


class Saving:
    """Fields for a name and a title, and a button, as widgets.

    Parameters
    ----------
    folder
        Where overlays are written.
    why
        Reason that stands in them, marked for translation.
    levers
        Gives the name of the scenario that the levers start from, and their changes by path.
    saved
        Called with the name once a file is written.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(
        self,
        folder: Path,
        why: str,
        levers: Callable[[], tuple[str, dict]],
        saved: Callable[[str], None],
        lang: Language,
    ):
        self._folder = folder
        self._why = why
        self._levers = levers
        self._saved = saved
        self._heading = widgets.HTML()
        self._name = widgets.Text().add_class("simlib-save-name")
        self._titles = {code: widgets.Text().add_class(f"simlib-save-title-{code}") for code in ("en", "zh")}
        self._save = widgets.Button(button_style="primary").add_class("simlib-save")
        self._replace = widgets.Button(button_style="danger").add_class("simlib-replace")
        self._leave = widgets.Button().add_class("simlib-leave")
        self._question = widgets.HBox([self._replace, self._leave])
        self._message = widgets.HTML()
        fields = [self._name, *self._titles.values()]
        parts = [self._heading, *fields, self._save, self._message, self._question]
        self.box = widgets.VBox(parts).add_class("simlib-saving")
        self._asked_about = ""
        self._save.on_click(lambda _: self._write(""))
        self._replace.on_click(lambda _: self._write(self._asked_about))
        self._leave.on_click(lambda _: self._say(""))
        self.tell(lang)

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        self._lang = lang
        heading = lang.say("Save the levers as a scenario")
        self._heading.value = f"<h3>{escape(heading)}</h3>"
        self._name.placeholder = lang.say("file name, such as larger-clinics")
        self._titles["en"].placeholder = lang.say("title in English")
        self._titles["zh"].placeholder = lang.say("title in Chinese")
        self._save.description = lang.say("Save")
        self._replace.description = lang.say("Replace it")
        self._leave.description = lang.say("Keep the old one")
        self._say("")

    def _write(self, may_replace: str) -> None:
        """Write the file; one that is there already only if it is the one that may be replaced."""
        lang, name = self._lang, self._name.value.strip().removesuffix(ENDING)
        start, changes = self._levers()
        refusal = self._refusal(name, start, changes)
        if refusal:
            self._say(refusal, "simlib-refusal")
            return
        path = self._folder / f"{name}{ENDING}"
        try:
            text = overlay_text(start, self._title(name), changes, lang.say(self._why))
            write_overlay(path, text, replace=name == may_replace)
        except FileExistsError:
            self._say(
                lang.say("{file} is there already. Replace it?").format(file=path.name), "simlib-refusal"
            )
            self._question.layout.display = None
            self._asked_about = name
            return
        except InputError as error:
            self._say("\n".join(problem.told_in(lang) for problem in error.problems), "simlib-refusal")
            return
        self._saved(name)
        self._say(
            lang.say("Saved as {file}. To run it: simlib run {file}").format(file=_shown(path)), "simlib-done"
        )

    def _refusal(self, name: str, start: str, changes: dict) -> str:
        lang = self._lang
        if not FILE_NAME.fullmatch(name) or name in RESERVED:
            return lang.say("A file name is needed: lower-case letters, digits, - and _.")
        if name == start:
            return lang.say("This scenario cannot extend itself; choose another name.")
        if not changes:
            return lang.say("No lever has moved: there is nothing to save.")
        return ""

    def _title(self, name: str) -> Label:
        given = {code: field.value.strip() for code, field in self._titles.items()}
        either = given["en"] or given["zh"] or name
        return Label(en=given["en"] or either, zh=given["zh"] or either)

    def _say(self, message: str, kind: str = "") -> None:
        self._question.layout.display = "none"
        self._message.value = f"<div class='{kind}' role='status'>{escape(message)}</div>" if message else ""


def _shown(path: Path) -> str:
    """Return a path from the working folder where it lies in it."""
    working = path.parent.parent
    return path.relative_to(working).as_posix()
