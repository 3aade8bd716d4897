"""The chart of accounts as a table."""

import numpy as np

from simlib.budget.assumptions import BudgetSection
from simlib.core.tables import Column, Columns, Names, Table
from simlib.language.language import Language

ACCOUNTS = Table(
    "accounts",
    "The chart of accounts: what each item of the ledger is.",
    ("item",),
    (
        Column("item", "name", "Name of the item in the ledger."),
        Column("programme", "name", "Programme it belongs to."),
        Column("label_en", "name", "English name."),
        Column("label_zh", "name", "Chinese name."),
        Column("functional_code", "name", "支出功能分类; to be checked by finance."),
        Column("economic_code", "name", "支出经济分类; to be checked by finance."),
        Column("department", "name", "Department in charge."),
        Column("department_zh", "name", "Its Chinese name."),
        Column("earmark", "name", "`none`, `earmarked` (专项) or `direct` (直达)."),
        Column("price_assumption", "name", "Path of the assumption that prices the item."),
        Column("price_line", "name", "Line of `budget.prices.lines` that its price follows, or `none`."),
    ),
)


def accounts_table(budget: BudgetSection) -> Columns:
    """Return the columns of `accounts`, ordered by item."""
    items = sorted(budget.accounts)
    accounts = [budget.accounts[item] for item in items]
    return {
        "item": _names(items),
        "programme": _names([account.programme for account in accounts]),
        "label_en": _names([account.label.en for account in accounts]),
        "label_zh": _names([account.label.zh for account in accounts]),
        "functional_code": _names([account.functional_code for account in accounts]),
        "economic_code": _names([account.economic_code for account in accounts]),
        "department": _names([Language("en").label(account.department) for account in accounts]),
        "department_zh": _names([Language("zh").label(account.department) for account in accounts]),
        "earmark": _names([account.earmark for account in accounts]),
        "price_assumption": _names([account.price_assumption for account in accounts]),
        "price_line": _names([account.price_line or "none" for account in accounts]),
    }


def _names(values: list[str]) -> Names:
    distinct = tuple(dict.fromkeys(values))
    return Names(np.array([distinct.index(value) for value in values], np.int32), distinct)
