"""The features, classes and owners that the columns of a CSV file make."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cocogen.model.learning.tasks.csv_columns import Column, Rows
from cocogen.model.learning.tasks.csv_declared import Declared
from cocogen.model.learning.tasks.csv_table import TextTable, shown

MOST_BYTES = 2**30
"""Memory that the features may take, as 32-bit numbers."""

_FEW = 20  # different fractions up to which numbers may be classes


def features(
    table: TextTable, columns: Sequence[Column], rows: Rows, declared: Declared
) -> NDArray[np.float32]:
    """Return the standardised features of the chosen rows, in the order of the file, shape (chosen, width).

    Numbers become one feature, categories one feature each, in their alphabetical order.

    Raises:
        TextFileError: if a column has too many categories, or all features together need too much memory.
    """
    coded = {c.name: _categories(table, c, rows, declared) for c in columns if c.numbers is None}
    widths = {c.name: coded[c.name][0] if c.name in coded else 1 for c in columns}
    count, width = int(rows.sum()), sum(widths.values())
    if 4 * count * width > MOST_BYTES:
        widest = max(widths, key=widths.__getitem__)
        trouble = (
            f"{count:,} rows of {width:,} features need {4 * count * width / 1e9:.1f} GB, at most {MOST_BYTES / 1e9:.1f}; "
            f"this column alone makes {widths[widest]:,}: set {declared.left_out(widest)}"
        )
        raise table.error(widest, trouble)
    made = np.zeros((count, width), dtype=np.float32)
    place = 0
    for column in columns:
        if column.numbers is not None:
            made[:, place] = standardised(column.numbers[rows])
        else:
            _, codes = coded[column.name]
            for level in range(widths[column.name]):
                made[:, place + level] = standardised((codes == level).astype(float))
        place += widths[column.name]
    return made


def standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values with mean 0 and standard deviation 1, or zeros for a constant; any finite scale will do.

    Example:
        >>> standardised(np.array([1e300, 3e300])), standardised(np.array([0.1, 0.1, 0.1]))
        (array([-1.,  1.]), array([0., 0., 0.]))
    """
    largest = np.abs(values).max(initial=0.0)
    if values.min(initial=np.inf) == values.max(initial=-np.inf):
        return np.zeros_like(values)
    deviation = values / largest
    deviation -= deviation.mean()
    deviation /= np.abs(deviation).max()
    return np.asarray(deviation / deviation.std())


def classes(
    table: TextTable, label: Column, rows: Rows, declared: Declared, test_per_class: int
) -> NDArray[np.int64]:
    """Return the class of the chosen rows, shape (chosen,).

    Raises:
        TextFileError: if there is one class only, the label is a quantity or an identifier, or a class has too few rows.
    """
    names, codes = label.categories(rows)
    total = int(rows.sum())
    if len(names) < 2:
        raise table.error(
            label.name,
            f"the label is {shown(names[0])} in all {total:,} complete rows; at least 2 classes are needed",
        )
    said = label.name in declared.categorical
    is_quantity = label.numbers is not None and not said and _is_quantity(label.numbers[rows], len(names))
    if is_quantity or len(names) > declared.levels or (2 * len(names) > total and not said):
        what = "numbers" if label.numbers is not None else "texts"
        raise table.error(
            label.name,
            f"a label of {len(names):,} different {what} in {total:,} rows is a quantity or an identifier, not a class; "
            f"put it into bands, choose another task.label, or set {_allowing(label.name, len(names), declared)}",
        )
    counts = np.bincount(codes)
    rarest = int(np.argmin(counts))
    if counts[rarest] <= test_per_class:
        ways = f"set task.test_per_class={max(1, counts[rarest] // 3)}"
        if counts[rarest] < 2:
            ways = "remove it, or add rows"
        raise table.error(
            label.name,
            f"class {shown(names[rarest])} has {counts[rarest]:,} of {total:,} complete rows, and the test set alone takes "
            f"{test_per_class} of each class; {ways}",
        )
    return codes


def owners(table: TextTable, owner: Column, rows: Rows, declared: Declared) -> NDArray[np.str_]:
    """Return the name of the owner of the chosen rows, shape (chosen,).

    Raises:
        TextFileError: if there is one only, or nearly as many as rows.
    """
    names, codes = owner.categories(rows)
    if len(names) < 2:
        raise table.error(owner.name, f"all rows belong to {shown(names[0])}; leave task.owner out")
    if 2 * len(names) > len(codes) and owner.name not in declared.categorical:
        raise table.error(
            owner.name,
            f"{len(names):,} owners of {len(codes):,} rows: an identifier of rows rather than an owner; choose another "
            f"task.owner, or set {declared.as_categories(owner.name)}",
        )
    return np.array(names)[codes]


def _categories(
    table: TextTable, column: Column, rows: Rows, declared: Declared
) -> tuple[int, NDArray[np.int64]]:
    """Return the number of categories and the codes of the chosen rows."""
    names, codes = column.categories(rows)
    said = column.name in declared.categorical
    if len(names) > declared.levels or (2 * len(names) > len(codes) and not said):
        raise table.error(
            column.name,
            f"{len(names):,} different texts in {len(codes):,} rows look like an identifier, not categories; set "
            f"{declared.left_out(column.name)}, or {_allowing(column.name, len(names), declared)}",
        )
    return len(names), codes


def _allowing(name: str, levels: int, declared: Declared) -> str:
    """Return the options that take a column as categories all the same."""
    ways = [] if name in declared.categorical else [declared.as_categories(name)]
    if levels > declared.levels:
        ways.append(f"task.levels={levels}")
    return " and ".join(ways)


def _is_quantity(values: NDArray[np.float64], different: int) -> bool:
    return different > _FEW and bool((values != np.rint(values)).any())
