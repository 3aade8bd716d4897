"""What the columns of the ledger hold, in words; marked for the catalogue."""

from simlib.language.language import mark

STAGES = {"paid": mark("Paid"), "payable": mark("Payable"), "committed": mark("Committed")}
"""Stages of one and the same money, the one that is asked for most first."""

KINDS = {"current": mark("current spending"), "capital": mark("capital spending"), "income": mark("income")}

FUNDERS = {
    "centre": mark("central government"),
    "province": mark("province"),
    "jincheng": mark("Jincheng"),
    "county": mark("Gaoping's own funds"),
    "insurance": mark("medical insurance"),
    "households": mark("households"),
    "other": mark("others"),
}

FUNDS = {
    "general_public": mark("general public budget"),
    "government_funds": mark("government funds budget"),
    "state_capital": mark("state capital budget"),
    "social_insurance": mark("social insurance fund budget"),
}

EARMARKS = {"none": mark("not earmarked"), "earmarked": mark("earmarked"), "direct": mark("direct funds")}
