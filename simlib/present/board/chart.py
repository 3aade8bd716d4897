"""A chart on the page, drawn anew in place when its figure changes."""

from pathlib import Path

import anywidget
import traitlets
from plotly.offline import get_plotlyjs

LIBRARY = "library"


class Chart(anywidget.AnyWidget):
    """A plotly figure as a widget.

    Plotly's own `FigureWidget` brings the drawing library with each figure, five megabytes a time; and where
    a browser takes over two seconds to read them, it never hears of a change. Here a page gets the library
    once, when its first chart asks for it.

    Attributes
    ----------
    figure
        The figure as JSON in plotly's form, with `data` and `layout`.
    """

    _esm = Path(__file__).with_name("chart.js").read_text(encoding="utf-8")

    figure = traitlets.Unicode().tag(sync=True)

    def __init__(self, figure: str):
        super().__init__(figure=figure)
        self.on_msg(self._on_message)

    def _on_message(self, _, content: dict, buffers: list) -> None:
        if content == {"wanted": LIBRARY}:
            self.send({"given": LIBRARY}, [get_plotlyjs().encode()])
