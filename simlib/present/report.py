"""The report of a run: one HTML file that opens anywhere, with no internet."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

import pandas as pd
from plotly.offline import get_plotlyjs

from simlib.present.charts import coverage_chart, doses_chart, money_chart
from simlib.present.theme import FONT
from simlib.runs.store import REPORT, StoredRun, whole_or_nothing
from simlib.runs.summary import COVERAGE_NOTE, Summary, evidence_lines, readable_coverage
from simlib.scenario.problems import problem_in

PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
body { font: 16px/1.5 $font; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; } .zh { color: #666; margin-top: 0; }
table { border-collapse: collapse; margin: 1rem 0; } .wide { overflow-x: auto; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
.words td, .words th { text-align: left; }
.evidence { background: #fff7e6; border-left: 4px solid #E69F00; padding: .6rem 1rem; }
</style>
<script>$plotly</script>
</head>
<body>
<h1>$title</h1>
<p class="zh">$title_zh</p>
<p>Horizon $first to $last, seed $seed, one replicate: the figures show no uncertainty.</p>
<p class="evidence">$evidence</p>
$changes
<h2>Who is reached</h2>
<div class="wide">$coverage</div>
<p>$coverage_note</p>
$coverage_chart
<p>Solid lines: of women not vaccinated before at their own cost. Dotted lines: of all women with hukou in
the birth window.</p>
<h2>Doses</h2>
$doses
$doses_chart
<h2>Sites</h2>
<div class="wide">$sites</div>
<h2>Money</h2>
<p>Paid, in yuan. Committed within the horizon and paid after it: $owed yuan.</p>
<div class="wide">$money</div>
$money_chart
<h2>Placeholders</h2>
<p>Values without a source, to be replaced by local data first.</p>
<div class="words wide">$placeholders</div>
</body>
</html>
""")


def write_report(run: StoredRun, target: Path | None = None) -> Path:
    """Write the report of a run.

    Parameters
    ----------
    run
        A run read from disk.
    target
        The file; ``report.html`` in the run's folder by default.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = target or run.folder / REPORT
    try:
        with whole_or_nothing(target) as temporary:
            temporary.write_text(report_html(run), encoding="utf-8")
    except OSError as error:
        raise problem_in(str(target), f"the report cannot be written: {error.strerror or error}") from None
    return target


def report_html(run: StoredRun) -> str:
    """Return the report as one HTML page with everything inside."""
    summary, assumptions = run.summary(), run.manifest["scenario"]["assumptions"]
    title = run.manifest["scenario"]["title"]
    batches = _labels(run.tables["coverage"]["batch"], "hpv_rollout.batches.{}", assumptions)
    accounts = run.tables["accounts"].set_index("item")
    items = {item: f"{row.label_en} · {row.label_zh}" for item, row in accounts.iterrows()}
    return PAGE.substitute(
        title=escape(title["en"]),
        title_zh=escape(title["zh"]),
        font=FONT,
        plotly=get_plotlyjs(),
        first=assumptions["horizon.first_day"]["value"],
        last=assumptions["horizon.last_day"]["value"],
        seed=summary.seed,
        evidence=escape(" ".join(evidence_lines(summary.evidence))),
        changes=_changes(run.manifest["scenario"]["changes"]),
        coverage=_html(readable_coverage(summary.coverage.rename(index=batches))),
        coverage_note=escape(COVERAGE_NOTE),
        coverage_chart=_picture(coverage_chart(run.tables["coverage"], batches)),
        doses=_html(summary.doses.map("{:,.0f}".format)),
        doses_chart=_picture(doses_chart(run.tables["doses"])),
        sites=_sites(run.tables["visits"], assumptions),
        owed=f"{summary.owed:,.0f}",
        money=_money(summary, items),
        money_chart=_picture(money_chart(run.tables["ledger"], items)),
        placeholders=_placeholders(assumptions),
    )


def _picture(chart) -> str:
    return chart.to_html(
        full_html=False, include_plotlyjs=False, config={"responsive": True, "displaylogo": False}
    )


def _html(table: pd.DataFrame) -> str:
    """Return a table of texts as HTML, escaped, without a row for the index's name."""
    return table.rename_axis(None).to_html(border=0)


def _labels(names: pd.Series, path: str, assumptions: Mapping[str, dict]) -> dict[str, str]:
    labels = {}
    for name in names.unique():
        entry = assumptions.get(path.format(name))
        labels[name] = f"{entry['label']['en']} · {entry['label']['zh']}" if entry else str(name)
        if entry and entry["kind"] == "placeholder":
            labels[name] += " (placeholder · 占位值)"
    return labels


def _money(summary: Summary, items: Mapping[str, str]) -> str:
    money = summary.money.assign(total=summary.money.sum(axis=1)).rename(columns=items)
    return _html(pd.concat([money, money.sum().rename("all").to_frame().T]).map("{:,.0f}".format))


def _sites(visits: pd.DataFrame, assumptions: Mapping[str, dict]) -> str:
    names = assumptions["hpv_rollout.sites.names"]["value"]
    counts = visits.groupby("site", observed=True)[["capacity", "booked", "attended", "vaccinated"]].sum()
    table = pd.DataFrame(
        {
            "open days": visits.groupby("site", observed=True).size().map("{:,}".format),
            "slots": counts["capacity"].map("{:,}".format),
            "booked": counts["booked"].map("{:,}".format),
            "came": counts["attended"].map("{:,}".format),
            "doses": counts["vaccinated"].map("{:,}".format),
            "slots booked": (counts["booked"] / counts["capacity"]).map("{:.0%}".format),
            "days booked out": (visits["booked"] >= visits["capacity"])
            .groupby(visits["site"], observed=True)
            .sum()
            .map("{:,}".format),
        }
    )
    return _html(table.rename(index=lambda site: f"{names[site]['en']} · {names[site]['zh']}"))


def _changes(changes: list[dict]) -> str:
    if not changes:
        return ""
    rows = pd.DataFrame(
        [(c["path"], str(c["before"]), str(c["after"]), c["why"], c["by"]) for c in changes],
        columns=["path", "before", "now", "why", "by"],
    )
    with pd.option_context("display.max_colwidth", 300):
        table = rows.to_html(index=False, border=0)
    return f'<h2>What this scenario changes</h2><div class="words wide">{table}</div>'


def _placeholders(assumptions: Mapping[str, dict]) -> str:
    rows = [
        (f"{entry['label']['en']} · {entry['label']['zh']}", path, entry["note"] or "")
        for path, entry in assumptions.items()
        if entry["kind"] == "placeholder"
    ]
    with pd.option_context("display.max_colwidth", None):
        return pd.DataFrame(rows, columns=["assumption", "path", "note"]).to_html(index=False, border=0)
