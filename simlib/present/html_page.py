"""One HTML file that opens anywhere, with no internet: what all our pages share."""

from collections.abc import Sequence
from html import escape
from string import Template

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from simlib.language.language import Language
from simlib.present.theme import FONT

PAGE = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
body { font: 16px/1.5 $font; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; margin: 1rem 0; } .wide { overflow-x: auto; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
.wide:not(.words) td { white-space: nowrap; }
.words td, .words th { text-align: left; }
.evidence { background: #fff7e6; border-left: 4px solid #E69F00; padding: .6rem 1rem; }
</style>
<script>$plotly</script>
</head>
<body>
<h1>$title</h1>
$body
</body>
</html>
""")

HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}
"""What browsers call the languages; they choose the shapes of characters by it."""


def html_page(title: str, parts: Sequence[str], lang: Language) -> str:
    """Return a page with everything inside, the drawing library once.

    Parameters
    ----------
    title
        As written; it is escaped here.
    parts
        HTML below the title.
    lang
        Language of the texts.
    """
    return PAGE.substitute(
        language=HTML_LANGUAGES[lang.code],
        title=escape(title),
        font=FONT,
        plotly=get_plotlyjs(),
        body="\n".join(parts),
    )


def picture(chart: go.Figure) -> str:
    """Return a chart as HTML for such a page."""
    return chart.to_html(
        full_html=False, include_plotlyjs=False, config={"responsive": True, "displaylogo": False}
    )
