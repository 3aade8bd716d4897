"""The workbook as a file: texts stay texts, each sheet says how to read it, the same run gives the same."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from office import formulas, values
from openpyxl.utils.escape import unescape

import simlib
from simlib.budget.book import book_of
from simlib.budget.statements import LAYOUTS, statement
from simlib.language.language import Language
from simlib.present.workbook.book import write_workbook
from simlib.present.workbook.sheet import NAME_LENGTH, sheet_name
from simlib.present.workbook.writer import STARTS_A_FORMULA
from simlib.runs.store import read_run, write_run
from simlib.scenario.problems import InputError

EN, ZH = Language("en"), Language("zh")
A4 = 9


@pytest.fixture(scope="module")
def stored(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook") / "run"
    made = town(
        residents=1_500,
        townships={"upper": 3, "lower": 1},
        programmes=("hpv_rollout", "family_subsidies"),
    )
    write_run(simlib.run(made, seed=3), folder)
    return read_run(folder)


@pytest.fixture(scope="module", params=["en", "zh"])
def written(stored, request, tmp_path_factory):
    target = tmp_path_factory.mktemp("written") / "report.xlsx"
    return Language(request.param), write_workbook(stored, Language(request.param), target)


@pytest.fixture(scope="module")
def english(stored, tmp_path_factory):
    return write_workbook(stored, EN, tmp_path_factory.mktemp("english") / "report.xlsx")


@pytest.fixture(scope="module")
def opened(english):
    return openpyxl.load_workbook(english)


def parts(workbook: Path, name: str) -> list[str]:
    with zipfile.ZipFile(workbook) as archive:
        found = sorted(part for part in archive.namelist() if re.fullmatch(name, part))
        return [archive.read(part).decode() for part in found]


def test_every_sheet_says_basis_scope_day_and_unit(written):
    lang, workbook = written
    for sheet in openpyxl.load_workbook(workbook, read_only=True):
        head = [row[0] for row in sheet.iter_rows(min_row=2, max_row=5, max_col=1, values_only=True)]
        for text, start in zip(head, ("Basis: ", "Scope: ", "As of: ", "Unit: "), strict=True):
            assert text.startswith(lang.say(start + "{x}").partition("{")[0].strip()) or lang.code == "zh"
        assert all(head)


def test_every_sheet_is_set_up_for_a4(opened):
    for sheet in opened:
        page = sheet.page_setup
        assert (page.paperSize, page.orientation) == (A4, "landscape")
        # As wide as one page, and as many pages long as it needs.
        assert (page.fitToWidth, page.fitToHeight) == (None, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # What may be chosen there stands behind it, and is not printed.
    assert re.fullmatch(r"'Trace'!\$A\$1:\$M\$\d+", opened["Trace"].print_area)


def test_no_end_of_a_page_cuts_a_picture(opened):
    rows = [chart.anchor._from.row for sheet in opened for chart in sheet._charts]
    assert len(rows) == 6
    # A page of A4 across has some forty rows, a picture fifteen.
    assert max(rows) < 25


def test_pictures_are_native_charts(english):
    charts = parts(english, r"xl/charts/chart\d+\.xml")
    # Two on the first sheet; by month, funding, and one of each programme.
    assert len(charts) == 6
    assert all("<c:f>" in chart for chart in charts)


def test_prices_shares_and_columns_of_postings_have_names(opened):
    names = opened.defined_names
    assert {"price_hpv_service_fee", "share_hpv_rollout_1", "paid_amount", "committed_item"} <= names.keys()


def test_every_amount_of_a_statement_is_a_formula(english):
    known = set(formulas(english))
    shown = values(english)
    money = [place for place in shown if place[0] in ("By year", "By month", "Funding") and place in known]
    assert len(money) > 400
    for sheet in ("By year", "By month"):
        numbers = {place for place, value in shown.items() if place[0] == sheet and isinstance(value, float)}
        # Years stand in headings, months in the first column.
        amounts = {place for place in numbers - known if place[1][0] != "A"}
        assert {shown[place] for place in amounts} <= {2023, 2024, 2025, 2026}


def test_the_statements_are_those_of_the_budget(stored, english):
    book = book_of(stored.tables, stored.manifest["scenario"]["assumptions"])
    by_item = statement(book, LAYOUTS["budget"]).yuan.groupby("item").sum()
    labels = dict(zip(stored.tables["accounts"]["item"], stored.tables["accounts"]["label_en"], strict=True))
    sheet = openpyxl.load_workbook(english, data_only=True)["By year"]
    rows = {}
    for row in sheet.iter_rows(values_only=True):
        rows.setdefault(row[0], row)
    years = [str(year) for year in rows["Programme, item"][1:-2]]
    for item, amounts in by_item.iterrows():
        told = dict(zip(years, rows[labels[item]][1:-2], strict=True))
        assert told == {year: pytest.approx(amounts.get(year, 0.0), abs=1e-9) for year in years}


def test_texts_that_look_like_formulas_stay_texts(stored, tmp_path):
    tricky = [f'{start}HYPERLINK("http://example.org","x")' for start in STARTS_A_FORMULA]
    workbook = write_workbook(with_texts(stored, tricky), EN, tmp_path / "report.xlsx")
    found = [
        cell
        for sheet in openpyxl.load_workbook(workbook)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "example.org" in cell.value
    ]
    assert {cell.data_type for cell in found} == {"s"}
    # Where the text is first in its cell, typing it again leaves it a text as well.
    # The file has a way of its own to write a carriage return.
    first = [cell for cell in found if unescape(cell.value).startswith(STARTS_A_FORMULA)]
    assert {unescape(cell.value) for cell in first} == set(tricky)
    assert all(cell.quotePrefix for cell in first)
    assert {"Summary", "By year", "Trace", "Assumptions"} <= {cell.parent.title for cell in first}


def with_texts(stored, texts):
    """A run whose title, items, and assumptions are called so, and are changed for such reasons."""
    scenario, accounts = stored.manifest["scenario"], stored.tables["accounts"].astype({"label_en": str})
    names = [name for name in scenario["assumptions"] if name.startswith("hpv_rollout.costs.")]
    items = [item for item in accounts["item"] if item.startswith("family_")]
    for text, item in zip(texts, items, strict=False):
        accounts.loc[accounts["item"] == item, "label_en"] = text
    assumptions = {
        name: {**scenario["assumptions"][name], "label": {"en": text, "zh": text}, "note": text}
        for text, name in zip(texts, names, strict=False)
    }
    changed = {
        **scenario,
        "title": {"en": texts[0], "zh": texts[0]},
        "changes": [{"path": text, "before": 1, "after": 2, "why": text, "by": text} for text in texts],
        "assumptions": scenario["assumptions"] | assumptions,
    }
    tables = {**stored.tables, "accounts": accounts.astype({"label_en": "category"})}
    return type(stored)(stored.folder, {**stored.manifest, "scenario": changed}, tables)


def test_placeholders_are_marked_where_they_stand(written):
    lang, workbook = written
    book = openpyxl.load_workbook(workbook)
    word = lang.say("placeholder")
    for name in ("Assumptions", "Unit prices"):
        cells = [cell for row in book[lang.say(name)].iter_rows() for cell in row if cell.value == word]
        assert cells
        assert {cell.fill.fgColor.rgb for cell in cells} == {"FFFDE9C8"}


def test_prices_name_their_sources(opened):
    (row,) = [
        row for row in opened["Unit prices"].iter_rows(values_only=True) if "price_hpv_service_fee" in row
    ]
    assert "news reports" in " ".join(map(str, row))


def test_the_same_run_gives_the_same_file(stored, tmp_path):
    once, again = (write_workbook(stored, EN, tmp_path / name) for name in ("once.xlsx", "again.xlsx"))
    assert once.read_bytes() == again.read_bytes()


def test_a_chinese_workbook_speaks_chinese(stored, tmp_path):
    shown = values(write_workbook(stored, ZH, tmp_path / "report.xlsx"))
    assert "资金来源表" in shown.values()
    assert not [name for name, _ in shown if name.isascii()]


def test_too_long_a_ledger_is_added_up_and_the_workbook_says_so(stored, tmp_path):
    workbook = write_workbook(stored, EN, tmp_path / "report.xlsx", most=1)
    book = openpyxl.load_workbook(workbook)
    assert "Townships" not in book.sheetnames
    told = [row[0] for row in book["Postings, paid"].iter_rows(max_row=9, max_col=1, values_only=True)]
    assert "The ledger has too many rows for a spreadsheet: added up over cohorts, townships." in told


def test_a_run_without_money_has_a_workbook_of_nothing(stored, tmp_path):
    none = {name: stored.tables[name].iloc[:0] for name in ("ledger", "liabilities")}
    penniless = type(stored)(stored.folder, stored.manifest, {**stored.tables, **none})
    workbook = write_workbook(penniless, EN, tmp_path / "report.xlsx")
    shown = values(workbook)
    assert {shown[place] for place in formulas(workbook) if place[0] != "Trace"} == {0}


def test_a_workbook_that_cannot_be_written_is_told(stored, tmp_path):
    with pytest.raises(InputError, match="this file cannot be written"):
        write_workbook(stored, EN, tmp_path / "nowhere" / "report.xlsx")


def test_names_of_sheets_are_allowed_and_differ():
    names = []
    for text in ("a/b [c]*?:\\", "a b  c", "x" * 50, "x" * 60, "'quoted'", "", "Summary", "SUMMARY"):
        names.append(sheet_name(text, names))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= NAME_LENGTH and not set(name) & set("[]:*?/\\") for name in names)
    assert not any(name.startswith("'") or name.endswith("'") for name in names)
