"""Tables as HTML."""

from simlib.present.tables import html_table

TRICKY = "<img src=x onerror=alert(1)>"


def test_a_table_shows_every_text_as_written():
    table = html_table([(TRICKY, [TRICKY, "A"])], [[TRICKY, TRICKY]], "some")
    assert "<img" not in table
    assert table.count("&lt;img") == 4


def test_a_heading_lies_over_its_columns():
    table = html_table([("", ["Site"]), ("Doses", ["A", "B"])], [["North", "1", "2"]], "some")
    assert "<th colspan='2'>Doses</th>" in table
    assert table.count("<td>") == 3
