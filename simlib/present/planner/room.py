"""Charts that fill the room they are given, also where a notebook gives it to them late."""

import anywidget

TELL_OF_ROOM = """
export default {
  render({ el }) {
    const told = new ResizeObserver(() => window.dispatchEvent(new Event("resize")));
    const waiting = requestAnimationFrame(() => told.observe(el.closest(".simlib-charts")));
    return () => { cancelAnimationFrame(waiting); told.disconnect(); };
  },
};
"""


class Room(anywidget.AnyWidget):
    """Lies unseen beside charts and tells them when their room changes.

    In JupyterLab a chart is drawn before its cell is on the page, with a width of its own; and it hears of a
    wider window, but not of a sidebar that closes.
    """

    _esm = TELL_OF_ROOM
