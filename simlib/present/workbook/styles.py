"""How cells look: one style for one thing, the same on each sheet."""

from simlib.language.language import Language

FONTS = {"en": "Arial", "zh": "宋体"}
"""What office programs of each language have."""

INK, PALE, LINE = "#222222", "#F2F5F8", "#BFC7CF"
INPUT, DOUBT = "#FFF9DB", "#FDE9C8"
"""What may be changed; what is a placeholder."""

SUMMARY_TAB, STATEMENT_TAB, PROGRAMME_TAB, EVIDENCE_TAB, POSTINGS_TAB = (
    "#222222",
    "#0072B2",
    "#009E73",
    "#E69F00",
    "#999999",
)

WRAPPED = {"wrapped", "wrapped_link", "doubt", "value", "head", "head_right"}
"""Styles whose texts go on in the next line of their cell."""

INSIDE = {"indent": 1, "align": "left"}
"""A little away from what stands to the left; offices indent only what says on which side."""

MONEY, QUANTITY, PERCENT = "#,##0.00;[Red]-#,##0.00;–", "#,##0.####", "0.0%"
MONTHS = {"en": "mmm yyyy", "zh": 'yyyy"年"m"月"'}

Style = dict[str, object]


def styles_in(lang: Language) -> dict[str, Style]:
    """Return all styles by name, as XlsxWriter's formats know them."""
    line = {"bottom": 4, "bottom_color": LINE}
    total = {"bold": True, "top": 1, "bottom": 1, "bg_color": PALE}
    head = {"bold": True, "bg_color": PALE, "bottom": 1, "top": 1, "text_wrap": True, "valign": "vcenter"}
    right = {"align": "right"}
    given = {**line, "bg_color": INPUT, "font_color": "#0000CC", "border": 1}
    link = {**line, "font_color": "#0563C1", "underline": 1}
    own: dict[str, Style] = {
        "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
        "heading": {"bold": True, "font_size": 12},
        "note": {"italic": True, "font_color": "#555555"},
        "warning": {"bold": True, "bg_color": DOUBT},
        "text": {},
        "wrapped": {**line, "text_wrap": True, **INSIDE},
        "wrapped_link": {**link, "text_wrap": True, **INSIDE},
        "head": head,
        "head_right": {**head, **right},
        "year": {**head, **right, "num_format": "0"},
        "label": line,
        "inside": {**line, **INSIDE},
        "group": {**line, "bold": True},
        "total": total,
        "month": {**line, "num_format": MONTHS[lang.code], "align": "left"},
        "money": {**line, "num_format": MONEY},
        "group_money": {**line, "bold": True, "num_format": MONEY},
        "total_money": {**total, "num_format": MONEY},
        "still_money": {**line, "num_format": MONEY, "italic": True, "font_color": "#555555"},
        "share": {**line, "num_format": PERCENT},
        "group_share": {**line, "bold": True, "num_format": PERCENT},
        "total_share": {**total, "num_format": PERCENT},
        "doubt": {**line, "bg_color": DOUBT, "text_wrap": True, **INSIDE},
        "value": {**line, "align": "left", "text_wrap": True, "num_format": "General"},
        "price": {**given, "num_format": "#,##0.00"},
        "share_price": {**given, "num_format": "0.######%"},
        "link": link,
        "inside_link": {**link, **INSIDE},
        "chosen": {**given, "align": "left"},
        "chosen_month": {**given, "align": "left", "num_format": MONTHS[lang.code]},
        "sought": {**line, "font_color": "#888888", "align": "left"},
        "quantity": {**line, "num_format": QUANTITY},
        "row_link": {**link, "align": "right"},
        "post": {},
        "post_month": {"num_format": "yyyy-mm", "align": "left"},
        "post_year": {"num_format": "0", "align": "left"},
        "post_quantity": {"num_format": QUANTITY},
        "post_money": {"num_format": "#,##0.00"},
        "post_share": {"num_format": "0.######%"},
        "post_exact": {"num_format": "0.####", "font_color": "#888888"},
    }
    base: Style = {"font_name": FONTS[lang.code], "font_size": 10, "font_color": INK, "valign": "top"}
    return {name: {**base, **style} for name, style in own.items()}
