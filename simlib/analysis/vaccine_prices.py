"""What a dose of vaccine costs in a fiscal year, and for which ages: what a price that falls can bear on.

A price is one of a product, and a product is for the ages of its licence. So a price of Walrinvax (licensed
for 9 to 30) bears on no dose of a woman of 31 to 45, who gets Cecolin.
"""

import numpy as np
import pandas as pd

from simlib.analysis.waterfall import Paid
from simlib.programmes.headline import Assumptions
from simlib.programmes.hpv_rollout import NAME
from simlib.programmes.hpv_rollout.costs import vaccine_item

PRODUCTS = f"{NAME}.products."
TENDERS = f"{NAME}.supply.tenders"


def products_of(assumptions: Assumptions) -> tuple[str, ...]:
    """Return the products of a run that has the rollout."""
    inside = [path.removeprefix(PRODUCTS) for path in assumptions if path.startswith(PRODUCTS)]
    return tuple(dict.fromkeys(name.partition(".")[0] for name in inside))


def vaccine_prices(paid: Paid, assumptions: Assumptions, year: int) -> pd.DataFrame:
    """Return what is paid for vaccine in a year.

    Parameters
    ----------
    paid
        By a run.
    assumptions
        Of the run, by path, as plain data.
    year
        Fiscal year.

    Returns
    -------
    pandas.DataFrame
        By product: `youngest` and `oldest` (ages at which it is given), `licensed_to` (oldest age of its
        licence), `doses` and `fen` that are paid for, `price` (fen a dose on average; NaN without doses),
        and `tendered`, whether a later tender of the scenario sets a price of it.
    """
    tenders = {entry["product"] for entry in assumptions.get(TENDERS, {}).get("value", ())}
    items = paid.cells.get_level_values("item")[paid.rows["cell"]]
    rows = {}
    for product in products_of(assumptions):
        bought = paid.rows[paid.in_year(year) & (items == vaccine_item(product))]
        doses, fen = float(bought["units"].sum()), int(bought["fen"].sum())
        given = assumptions[f"{PRODUCTS}{product}.given_ages"]["value"]
        rows[product] = {
            "youngest": given["youngest"],
            "oldest": given["oldest"],
            "licensed_to": assumptions[f"{PRODUCTS}{product}.licensed_ages"]["value"]["oldest"],
            "doses": doses,
            "fen": fen,
            "price": fen / doses if doses else np.nan,
            "tendered": product in tenders,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("product")
