"""What the budget's axes, and what stands on them, are called; marked for the catalogue."""

from simlib.language.language import mark

AXIS_NAMES = {
    "year": mark("fiscal year"),
    "month": mark("month"),
    "programme": mark("programme"),
    "item": mark("item"),
    "stage": mark("stage"),
    "funder": mark("funder"),
    "fund": mark("fund"),
    "department": mark("department"),
    "functional": mark("functional class"),
    "economic": mark("economic class"),
    "kind": mark("kind"),
    "township": mark("township"),
    "cohort": mark("batch or parity"),
}

WORDS = {
    "stage": {"committed": mark("committed"), "payable": mark("payable"), "paid": mark("paid")},
    "kind": {"current": mark("current"), "capital": mark("capital"), "income": mark("income")},
    "funder": {
        "centre": mark("central subsidy"),
        "province": mark("provincial subsidy"),
        "jincheng": mark("Jincheng"),
        "county": mark("Gaoping's own funds"),
        "insurance": mark("medical insurance"),
        "households": mark("households"),
        "other": mark("others"),
    },
    "fund": {
        "general_public": mark("general public budget"),
        "government_funds": mark("government funds budget"),
        "state_capital": mark("state capital budget"),
        "social_insurance": mark("social insurance fund budget"),
    },
    "earmark": {
        "none": mark("not tied"),
        "earmarked": mark("earmarked"),
        "direct": mark("direct"),
        "bond": mark("bond money"),
    },
}
"""The words of the axes whose names are the same in every scenario."""
