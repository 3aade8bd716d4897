"""Bad tables of actuals: each mistake is told with its cell and what is accepted, and nothing is read."""

import io
import os
import zipfile

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from simlib.budget import packages, sheets
from simlib.budget.actuals import read_actuals
from simlib.budget.lines import Amounts, Line
from simlib.language.language import Language
from simlib.scenario.problems import InputError

COUNTY = ("county", "general_public", "current")
FEE, COLD = Line("hpv_service_fee", *COUNTY), Line("hpv_cold_chain", *COUNTY)
RENT = Line("rent", "county", "general_public", "income")
MONTHS = ("2023-03", "2023-04", "2023-05")
PLAN = Amounts((FEE, COLD), MONTHS, np.full((2, 3), 10_000), np.full((2, 3), 4.0))
LABELS = {"接种服务费": "hpv_service_fee", "Vaccination service fee": "hpv_service_fee"}
HEAD = ["month", "item", "funder", "fund", "kind", "quantity", "amount"]
GOOD = [[month, line.item, *line[1:], 4, 100.5] for month in MONTHS[:2] for line in (FEE, COLD)]


def rows_with(row, column, value):
    """The good rows with one cell changed; row from 0."""
    rows = [list(entry) for entry in GOOD]
    rows[row][HEAD.index(column)] = value
    return rows


def xlsx(tmp_path, rows, head=HEAD, name="actuals.xlsx", change=None):
    book = Workbook()
    sheet = book.active
    sheet.title = "actuals"
    for row in (head, *rows):
        sheet.append(row)
    if change:
        change(sheet)
    book.save(tmp_path / name)
    return tmp_path / name


def csv(tmp_path, rows, encoding="utf-8", head=HEAD):
    text = "\n".join(",".join(map(str, row)) for row in (head, *rows)) + "\n"
    (tmp_path / "actuals.csv").write_bytes(text.encode(encoding))
    return tmp_path / "actuals.csv"


def read(path):
    return read_actuals(path, PLAN, {RENT}, LABELS)


def told(path, lang="en"):
    with pytest.raises(InputError) as error:
        read(path)
    return [problem.told_in(Language(lang)) for problem in error.value.problems]


# --- what is read ---


@pytest.mark.parametrize("made", [xlsx, csv])
def test_what_is_right_is_read(tmp_path, made):
    found = read(made(tmp_path, GOOD))
    assert found.lines == (FEE, COLD)
    assert found.months == MONTHS[:2]
    assert found.fen.tolist() == [[10_050, 10_050], [10_050, 10_050]]
    assert found.quantity.tolist() == [[4, 4], [4, 4]]


def test_headings_and_words_may_be_chinese_and_stand_below_a_title(tmp_path):
    rows = [
        ["2023年预算执行情况"],
        ["月份(如2023-03)", "项目", "出资方", "资金性质", "支出性质", "数量", "金额(元)"],
    ]
    words = [Language("zh").say(word) for word in ("Gaoping's own funds", "general public budget", "current")]
    rows += [
        [month, item, *words, 4, 100.5] for month in MONTHS[:1] for item in ("接种服务费", "hpv_cold_chain")
    ]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:G1")
    book.save(tmp_path / "zh.xlsx")
    assert read(tmp_path / "zh.xlsx").fen.tolist() == [[10_050], [10_050]]


def test_a_month_that_is_not_filled_in_yet_does_not_count(tmp_path):
    rows = [*GOOD, ["2023-05", FEE.item, *FEE[1:], None, None]]
    assert read(xlsx(tmp_path, rows)).months == MONTHS[:2]


def test_without_units_the_quantity_is_not_known(tmp_path):
    assert np.isnan(read(xlsx(tmp_path, rows_with(0, "quantity", None))).quantity[0, 0])


def test_income_is_at_most_nothing(tmp_path):
    rows = [*GOOD, ["2023-03", RENT.item, *RENT[1:], None, -500]]
    assert read(xlsx(tmp_path, rows)).fen.tolist()[2] == [-50_000, 0]


# --- cells ---


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("amount", "1,234.50", '"1,234.50" is a text; write the number 1234.50'),
        ("amount", "1.2万", '"1.2万" is a text; write the number 12000'),
        ("amount", "３４．５", '"３４．５" is a text; write the number 34.5'),
        ("amount", "¥ 99", "write the number 99"),
        ("amount", "about 5", '"about 5" is a text; a number such as 1234.50 is needed'),
        ("amount", "#REF!", "a number such as 1234.50 is needed"),
        ("amount", -5, "-5 is not allowed: spending is at least 0"),
        ("amount", 1.234, "more than two decimals"),
        ("amount", 1e15, "a number up to"),
        ("amount", True, "is a truth value"),
        ("quantity", "four", '"four" is a text'),
        ("month", "2023年3月", '"2023年3月" is no month; write 2023-03'),
        ("month", 45017, "45017 is no month; write 2023-04"),
        ("month", "45017.0", '"45017.0" is no month; write 2023-04'),
        ("quantity", -4, "-4 is not allowed: spending is at least 0"),
        ("month", "March", '"March" is no month; write it as 2023-03'),
        ("month", "2022-12", "2022-12 is not in the plan (2023-03 to 2023-05)"),
        ("month", None, "this is empty; fill it in, or take the row out"),
        ("item", "hpv_servce_fee", '"hpv_servce_fee" is not known; did you mean "hpv_service_fee"?'),
        ("item", "合计", '"合计" is not known'),
        ("funder", "contry", '"contry" is not known; did you mean "county"?'),
        (
            "funder",
            "centre",
            "hpv_service_fee is not paid by centre, general_public, current; its lines: county",
        ),
        ("kind", "income", "is not paid by county, general_public, income"),
    ],
)
def test_a_wrong_cell_is_told_with_its_sheet_row_and_column(tmp_path, column, value, message):
    found = told(xlsx(tmp_path, rows_with(0, column, value)))
    at = "item" if "is not paid by" in message else "amount" if "not in the plan" in message else column
    place = f"sheet actuals, row 2, column {'ABCDEFG'[HEAD.index(at)]} ({at}): "
    assert any(place in line and message in line for line in found), found


@pytest.mark.parametrize(
    ("value", "message"),
    [("1234.5.6", "1234.5.6"), ("１２", "write the number 12"), ("(30)", "write the number -30")],
)
def test_a_csv_has_rows_and_columns_but_no_sheet(tmp_path, value, message):
    (found,) = told(csv(tmp_path, rows_with(1, "amount", value)))
    assert ": row 3, column G (amount): " in found
    assert message in found


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    rows = rows_with(0, "amount", "1,234.50")
    rows[1][HEAD.index("item")] = "nothing"
    rows[2][HEAD.index("month")] = "April"
    assert len(told(xlsx(tmp_path, rows))) == 3


def test_the_messages_are_there_in_chinese(tmp_path):
    (found,) = told(xlsx(tmp_path, rows_with(0, "amount", "1.2万")), "zh")
    assert "12000" in found
    assert "第2行" in found


# --- rows and months ---


def test_a_line_and_month_that_stand_twice_are_told_with_both_rows(tmp_path):
    (found,) = told(xlsx(tmp_path, [*GOOD, GOOD[0]]))
    assert "row 6, column G (amount): hpv_service_fee in 2023-03 stands already in row 2" in found


def test_a_month_without_a_line_is_missing(tmp_path):
    (found,) = told(xlsx(tmp_path, GOOD[:-1]))
    assert "2023-04 has no row for hpv_cold_chain (county, general_public); write 0" in found


def test_an_amount_left_empty_in_a_closed_month_is_missing_in_its_cell(tmp_path):
    (found,) = told(xlsx(tmp_path, rows_with(1, "amount", None)))
    assert "row 3, column G (amount): hpv_cold_chain lacks its amount of 2023-03" in found


def test_a_month_left_out_before_a_later_one_is_missing(tmp_path):
    rows = [[month, line.item, *line[1:], 4, 1] for month in ("2023-03", "2023-05") for line in (FEE, COLD)]
    (found,) = told(xlsx(tmp_path, rows))
    assert "2023-04 is missing, and later months are there" in found


def test_a_table_without_amounts_or_rows_is_no_table(tmp_path):
    empty = [[*row[:-1], None] for row in GOOD]
    assert "no amount is filled in yet" in told(xlsx(tmp_path, empty))[0]
    assert "there is no row below the headings" in told(xlsx(tmp_path, []))[0]


def test_missing_headings_are_named_in_both_languages(tmp_path):
    (found,) = told(xlsx(tmp_path, [row[:-1] for row in GOOD], head=HEAD[:-1]))
    assert "headings are missing: amount / 金额" in found


def test_brackets_of_any_width_may_stand_after_a_heading(tmp_path):
    for unit in ("(元)", "\uff08元\uff09", " (yuan)"):
        assert read(xlsx(tmp_path, GOOD, head=[*HEAD[:-1], "amount" + unit])).fen[0, 0] == 10_050


@pytest.mark.parametrize(
    "heading", ["金额\uff08万元\uff09", "金额(亿元)", "amount (thousand yuan)", "金额(单位:万)"]
)
def test_a_heading_in_another_unit_is_never_read_as_yuan(tmp_path, heading):
    (found,) = told(xlsx(tmp_path, GOOD, head=[*HEAD[:-1], heading]))
    assert "row 1, column G: " in found
    assert "speaks of another unit; amounts are read in yuan (元)" in found


def test_a_unit_above_the_headings_counts_and_that_of_a_column_that_is_not_read_does_not(tmp_path):
    above = xlsx(
        tmp_path, GOOD, change=lambda sheet: (sheet.insert_rows(1), sheet.cell(1, 7, "单位\uff1a万元"))
    )
    assert "row 1, column G: " in told(above)[0]
    beside = xlsx(tmp_path, [[*row, 1] for row in GOOD], head=[*HEAD, "预算(万元)"])
    assert read(beside).fen[0, 0] == 10_050


def test_a_heading_that_stands_twice_is_told(tmp_path):
    (found,) = told(xlsx(tmp_path, [[*row, 1] for row in GOOD], head=[*HEAD, "金额(元)"]))
    assert "row 1, column H (amount): this heading stands already in column G" in found


def test_units_have_the_sign_of_their_money(tmp_path):
    rows = [*GOOD, ["2023-03", RENT.item, *RENT[1:], -5, -500]]
    assert read(xlsx(tmp_path, rows)).quantity[2, 0] == -5
    rows[-1][5] = 5
    assert (
        "column F (quantity): 5 is not allowed: income is written as at most 0"
        in told(xlsx(tmp_path, rows))[0]
    )


# --- files ---


def test_merged_cells_are_told_where_they_are(tmp_path):
    path = xlsx(tmp_path, GOOD, change=lambda sheet: sheet.merge_cells("A2:A3"))
    found = told(path)
    assert any(
        "row 2, column A: the cells A2:A3 are merged; write the value into each" in line for line in found
    )


def test_a_formula_that_nobody_calculated_is_told(tmp_path):
    found = told(xlsx(tmp_path, rows_with(0, "amount", "=1+1")))
    assert any("row 2, column G: this formula was never calculated" in line for line in found)


def test_gbk_is_recognised_and_its_cell_named(tmp_path):
    rows = rows_with(1, "item", "冷链运行费")
    (found,) = told(csv(tmp_path, rows, "gbk"))
    assert "row 3, column B" in found
    assert 'it looks like GBK ("冷链运行费"): save the file as CSV UTF-8' in found


def test_utf_8_with_a_mark_is_read(tmp_path):
    assert read(csv(tmp_path, GOOD, "utf-8-sig")).months == MONTHS[:2]


def test_macros_are_refused_whatever_the_file_is_called(tmp_path):
    for name in ("actuals.xlsm", "actuals.xlsx"):
        path = xlsx(tmp_path, GOOD, name=name)
        with zipfile.ZipFile(path, "a") as package:
            package.writestr("xl/vbaProject.bin", b"macro")
        assert "this workbook holds macros; save it as .xlsx" in told(path)[0]


def test_a_file_of_100_mb_is_refused_before_it_is_opened(tmp_path):
    for name in ("actuals.xlsx", "actuals.csv"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(100_000_000)
        assert "this file has 100 MB; at most 5 MB are read" in told(path)[0]


def test_a_small_file_that_unpacks_beyond_all_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 1_000_000)
    path = xlsx(tmp_path, GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", bytes(2_000_000))
    assert path.stat().st_size < 100_000
    assert "unpacks to more than" in told(path)[0]


def test_a_password_and_the_old_format_are_told_apart(tmp_path):
    path = tmp_path / "actuals.xlsx"
    path.write_bytes(sheets.OLD_OFFICE + bytes(500) + sheets.ENCRYPTED)
    assert "protected by a password" in told(path)[0]
    path.write_bytes(sheets.OLD_OFFICE + bytes(500))
    assert "old format (.xls); save it as .xlsx" in told(path)[0]


def test_a_damaged_workbook_is_refused(tmp_path):
    path = xlsx(tmp_path, GOOD)
    path.write_bytes(path.read_bytes()[:200])
    assert "damaged" in told(path)[0]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("nothing.txt", "no workbook")
    path.write_bytes(buffer.getvalue())
    assert "damaged" in told(path)[0]
    path.write_bytes(b"month,item")
    assert "this is no workbook" in told(path)[0]


def test_what_is_no_text_and_no_file_is_refused(tmp_path):
    path = tmp_path / "actuals.csv"
    path.write_bytes(b"month\0item")
    assert "this is no text" in told(path)[0]
    assert "cannot be read" in told(tmp_path / "nothing.csv")[0]
    assert "this is no file" in told(tmp_path)[0]
    os.mkfifo(tmp_path / "pipe.csv")
    assert "this is no file" in told(tmp_path / "pipe.csv")[0]


@pytest.mark.parametrize(("separator", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_told(tmp_path, separator, called):
    path = csv(tmp_path, GOOD)
    path.write_text(path.read_text().replace(",", separator))
    assert told(path) == [
        f"{path}: row 1, column A: the cells are separated by {called}; "
        "save the file as CSV UTF-8 with commas or as .xlsx"
    ]


def test_utf_16_is_told_and_any_line_ends_are_read(tmp_path):
    assert "this is UTF-16" in told(csv(tmp_path, GOOD, "utf-16"))[0]
    path = csv(tmp_path, GOOD)
    for ends in (b"\r", b"\r\n"):
        path.write_bytes(csv(tmp_path, GOOD).read_bytes().replace(b"\n", ends))
        assert read(path).months == MONTHS[:2]


# --- workbooks that would outgrow all bounds ---


def with_part_changed(path, old, new):
    """The workbook with a piece of its first sheet replaced."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_a_cell_far_away_is_told_before_the_sheet_is_built(tmp_path):
    (found,) = told(xlsx(tmp_path, GOOD, change=lambda sheet: sheet.cell(3, 16_384, "x")))
    assert "something lies at XFD3; at most 20000 rows and 200 columns are read" in found
    (found,) = told(xlsx(tmp_path, GOOD, change=lambda sheet: sheet.cell(20_001, 1, "x")))
    assert "something lies at A20001" in found


def test_a_merge_of_a_whole_sheet_is_told_before_the_sheet_is_built(tmp_path):
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    path = with_part_changed(xlsx(tmp_path, GOOD), b"</sheetData>", merge)
    assert "something lies at A9:XFD1048576" in told(path)[0]


def test_more_cells_than_any_budget_has_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "MOST_CELLS", 10)
    assert "more than 10 cells; send the table alone" in told(xlsx(tmp_path, GOOD))[0]


def test_entities_and_what_is_no_number_are_damage(tmp_path):
    entity = b'<!DOCTYPE a [<!ENTITY a "b">]><worksheet'
    assert "damaged" in told(with_part_changed(xlsx(tmp_path, GOOD), b"<worksheet", entity))[0]
    assert "damaged" in told(with_part_changed(xlsx(tmp_path, GOOD), b"<v>100.5</v>", b"<v>NaN</v>"))[0]
    found = told(with_part_changed(xlsx(tmp_path, GOOD), b"<v>100.5</v>", b"<v>1e400</v>"))[0]
    assert "row 2, column G (amount): inf is not allowed; a number up to" in found


def test_of_several_sheets_the_one_called_actuals_is_read(tmp_path):
    path = xlsx(tmp_path, GOOD)
    book = load_workbook(path)
    book.create_sheet("notes")
    book.save(path)
    assert read(path).months == MONTHS[:2]
    book["actuals"].title = "sheet one"
    book.save(path)
    assert "which sheet to read is not clear: sheet one, notes; call it actuals / 实际支出" in told(path)[0]


def test_a_table_longer_than_any_budget_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert "has 5 rows; at most 3 are read" in told(xlsx(tmp_path, GOOD))[0]
    assert "has 5 rows; at most 3 are read" in told(csv(tmp_path, GOOD))[0]
