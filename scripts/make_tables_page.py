"""Write `docs/tables.md` from the declarations of the tables."""

from collections.abc import Iterable
from pathlib import Path

from simlib.core.tables import DTYPES, Table
from simlib.runs.ensemble import OUTCOMES, PAID
from simlib.runs.single import TABLES

TARGET = Path(__file__).resolve().parents[1] / "docs" / "tables.md"

HEAD = """# The tables

Made from the declarations in the code by `make docs`. Each table is a pandas DataFrame of a result
(`result.doses`) and a folder of Parquet parts on disk (`doses.parquet/part-00000.parquet`).
"""


def page() -> str:
    """Return the page."""
    return (
        HEAD
        + "\n## Tables of a run\n"
        + _sections(TABLES.values())
        + "\n## Tables of an ensemble\n"
        + _sections((OUTCOMES, PAID))
    )


def _sections(tables: Iterable[Table]) -> str:
    return "".join(_section(table) for table in tables)


def _section(table: Table) -> str:
    rows = "".join(
        f"| `{column.name}` | {DTYPES[column.holds]} | {column.meaning} |\n" for column in table.columns
    )
    key = ", ".join(f"`{name}`" for name in table.key)
    return (
        f"\n### `{table.name}`\n\n{table.meaning} Key: {key}.\n\n"
        f"| column | type | meaning |\n|---|---|---|\n{rows}"
    )


def main() -> None:
    """Write the file."""
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET} written")


if __name__ == "__main__":
    main()
