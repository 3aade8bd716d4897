"""Tables declared once: columns, types, units, keys and meaning.

Inside, a table is a mapping of plain arrays; `Table.frame` turns it into a pandas DataFrame at the edge,
`Table.check` guards what is written to disk, and `docs/tables.md` is generated from the declarations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DTYPES = {
    "integer": "int64",
    "identity": "uint64",
    "number": "float64",
    "yuan": "float64",
    "date": "datetime64[us]",
    "name": "category",
}
"""What a column may hold, and the pandas dtype it has in a result."""


@dataclass(frozen=True)
class Names:
    """A column of names, held as codes into the list of all names.

    Attributes
    ----------
    codes
        Integers of shape (rows,), each a place in `names`.
    names
        The names, each once.
    """

    codes: np.ndarray
    names: tuple[str, ...]

    @classmethod
    def constant(cls, name: str, rows: int) -> "Names":
        """Return a column that holds one name in every row."""
        return cls(np.zeros(rows, np.int8), (name,))

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: np.ndarray) -> "Names":
        """Return the column at the given rows (positions or a mask)."""
        return Names(self.codes[rows], self.names)


Columns = Mapping[str, np.ndarray | Names]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        Name in the DataFrame and on disk.
    holds
        One of `DTYPES`.
    meaning
        One sentence, with the unit where there is one.
    """

    name: str
    holds: str
    meaning: str


REPLICATE = Column("replicate", "integer", "Number of the replicate, from 0.")
"""First column of every table of a replicate."""


@dataclass(frozen=True)
class Table:
    """The declaration of a table.

    Attributes
    ----------
    name
        Name of the table and of its folder on disk.
    meaning
        What one row is.
    key
        Columns that together identify a row.
    columns
        In the order in which they appear.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """Names of the columns in order."""
        return [column.name for column in self.columns]

    def frame(self, columns: Columns) -> pd.DataFrame:
        """Return the arrays as a DataFrame of the declared columns and dtypes.

        Raises
        ------
        ValueError
            If a column is missing or not declared.
        """
        if set(columns) != set(self.column_names):
            raise ValueError(
                f"table {self.name} declares {self.column_names}, but was given {sorted(columns)}"
            )
        return pd.DataFrame(
            {column.name: _series(columns[column.name], column.holds) for column in self.columns}, copy=False
        )

    def check(self, frame: pd.DataFrame) -> None:
        """Check a DataFrame against the declaration.

        Raises
        ------
        ValueError
            If columns, dtypes or the key do not hold, or a value is missing.
        """
        declared = {column.name: DTYPES[column.holds] for column in self.columns}
        found = {name: str(dtype) for name, dtype in frame.dtypes.items()}
        if list(found.items()) != list(declared.items()):
            raise ValueError(f"table {self.name} declares {declared}, but has {found}")
        if frame.isna().to_numpy().any():
            raise ValueError(f"table {self.name} has missing values")
        if frame.duplicated(list(self.key)).any():
            raise ValueError(f"table {self.name} has two rows with the same {', '.join(self.key)}")


def _series(values: np.ndarray | Names, holds: str):
    if isinstance(values, Names):
        return pd.Categorical.from_codes(values.codes, categories=list(values.names))
    return np.asarray(values).astype(DTYPES[holds], copy=False)


def group_sum(keys: Sequence[np.ndarray], weights: np.ndarray | None = None):
    """Add up rows that share the same key.

    Parameters
    ----------
    keys
        Arrays of non-negative integers, each of shape (rows,).
    weights
        Whole numbers to add up, of shape (rows,); ones by default, which counts the rows.

    Returns
    -------
    unique_keys : list of numpy.ndarray
        The distinct keys in lexicographic order, each of shape (groups,).
    sums : numpy.ndarray of int64
        One sum a group.
    """
    spans = [int(key.max(initial=0)) + 1 for key in keys]
    packed = np.ravel_multi_index([np.asarray(key, np.int64) for key in keys], spans)
    if weights is None:
        distinct, sums = np.unique(packed, return_counts=True)
    else:
        distinct, group = np.unique(packed, return_inverse=True)
        sums = np.zeros(distinct.size, np.int64)
        np.add.at(sums, group, np.asarray(weights, np.int64))
    return list(np.unravel_index(distinct, spans)), sums


def joined(parts: Sequence[Columns]) -> Columns:
    """Return tables of the same columns one below the other, as one.

    Raises
    ------
    KeyError
        If a part lacks a column of the first.
    """
    return {name: _concatenated([part[name] for part in parts]) for name in parts[0]}


def _concatenated(columns: Sequence[np.ndarray | Names]) -> np.ndarray | Names:
    if not isinstance(columns[0], Names):
        return np.concatenate(columns)
    names = tuple(dict.fromkeys(name for column in columns for name in column.names))
    codes = [np.array([names.index(name) for name in column.names])[column.codes] for column in columns]
    return Names(np.concatenate(codes), names)
