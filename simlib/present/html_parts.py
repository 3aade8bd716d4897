"""Parts of an HTML page: headings, paragraphs, tables; everything that is text is escaped."""

from html import escape

import pandas as pd


def heading(text: str) -> str:
    """Return a heading of a part."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def wide(table: str) -> str:
    """Return a table that may be wider than the page."""
    return f'<div class="wide">{table}</div>'


def words(table: pd.DataFrame) -> str:
    """Return a table of sentences; nothing is cut."""
    with pd.option_context("display.max_colwidth", None):
        return f'<div class="words wide">{table.to_html(index=False, border=0)}</div>'


def table_html(table: pd.DataFrame) -> str:
    """Return a table of texts, without a row for the index's name."""
    return table.rename_axis([None] * table.index.nlevels).to_html(border=0)
