"""What a column of a CSV file holds, numbers or categories; what could be either is refused, not guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocogen.model.files.text_files import TextFileError
from cocogen.model.learning.tasks.csv_declared import Declared
from cocogen.model.learning.tasks.csv_names import option
from cocogen.model.learning.tasks.csv_numbers import (
    BEGINS_WITH_A_DIGIT,
    LEADING_ZERO,
    LOOKS_LIKE_A_NUMBER,
    Notation,
    Text,
    matches,
    one_matches,
)
from cocogen.model.learning.tasks.csv_table import SHOWN, TextTable

Rows = NDArray[np.bool_]

_EXACT = 2.0**53  # whole numbers from here on are no longer told apart
_COUNTS = 20  # rows from which whole numbers without a hole are a numbering


@dataclass(frozen=True)
class Column:
    """A column whose kind is known.

    Args:
        name: of the column.
        text: its cells.
        gaps: which cells are gaps, shape (rows,).
        numbers: the values, NaN at gaps, shape (rows,); None for categories.
    """

    name: str
    text: Text
    gaps: Rows
    numbers: NDArray[np.float64] | None

    def categories(self, rows: Rows) -> tuple[list[str], NDArray[np.int64]]:
        """Return the categories of the chosen rows in order, and the number of each row's, shape (chosen,).

        Numbers are the same category if they are equal (1 and 1.0), unless they write codes (007) or are too large to tell
        apart.
        """
        import pyarrow.compute as pc

        chosen = self.text.filter(rows)
        if self.numbers is not None and not matches(chosen, LEADING_ZERO).any():
            values = self.numbers[rows]
            if np.abs(values).max(initial=0.0) < _EXACT:
                _, first, codes = np.unique(values, return_index=True, return_inverse=True)
                names = chosen.take(first).to_pylist()
                return names, codes.reshape(-1).astype(np.int64)
        encoded = pc.dictionary_encode(chosen).combine_chunks()
        names = encoded.dictionary.to_pylist()
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), dtype=np.int64)
        rank[order] = np.arange(len(names))
        return [names[i] for i in order], rank[encoded.indices.to_numpy(zero_copy_only=False)]


def understood(table: TextTable, name: str, declared: Declared) -> Column:
    """Find out what a column holds.

    Numbers, if every cell is one; categories, if none is or looks like one. In doubt the reader has to say.

    Raises:
        TextFileError: one line that names the column, the first cell that does not fit, its line, and the options.
    """
    text, gaps = table.columns[name], table.gaps(name, declared.missing)
    if gaps.all():
        raise table.error(name, f"a gap in every row; set {declared.left_out(name)}")
    if name in declared.categorical:
        return Column(name, text, gaps, None)
    is_number = declared.notation.is_number(text)
    if (is_number | gaps).all():
        numbers, gaps = _numbers(table, name, gaps, declared)
        if gaps.all():
            raise table.error(name, f"a gap in every row; set {declared.left_out(name)}")
        return Column(name, text, gaps, numbers)
    if name in declared.numeric:
        row = int(np.argmin(is_number | gaps))
        trouble = f"{table.shown(name, row)} is no number{_remedies(table, name, row, gaps, declared)}"
        raise table.error(name, trouble, row)
    if (is_number & ~gaps).any():
        raise _mixture(table, name, is_number, gaps, declared)
    _refuse_lookalikes(table, name, gaps, declared)
    return Column(name, text, gaps, None)


def refuse_codes(table: TextTable, column: Column, declared: Declared) -> None:
    """Refuse a feature of numbers that are rather codes (007) or the numbering of the rows.

    Raises:
        TextFileError: one line with the options.
    """
    if column.numbers is None or column.name in declared.numeric:
        return
    name = column.name
    as_numbers = option("numeric", [*declared.numeric, name])
    ways = f"set {declared.left_out(name)}, {declared.as_categories(name)} or {as_numbers}"
    zeros = matches(column.text, LEADING_ZERO) & ~column.gaps
    if zeros.any():
        row = int(np.argmax(zeros))
        raise table.error(
            name, f"{table.shown(name, row)} looks like a code rather than a number; {ways}", row
        )
    values = column.numbers[~column.gaps]
    if len(values) >= _COUNTS and np.array_equal(np.sort(values), np.arange(len(values)) + values.min()):
        raise table.error(name, f"numbers the rows, from {values.min():g} to {values.max():g}; {ways}")


def _numbers(table: TextTable, name: str, gaps: Rows, declared: Declared) -> tuple[NDArray[np.float64], Rows]:
    """Return the values of a column of numbers, and its gaps, to which a number such as -999 may belong."""
    notation = declared.notation
    values = np.full(len(gaps), np.nan)
    values[~gaps] = notation.values(table.columns[name].filter(~gaps))
    gaps = gaps | np.isin(values, declared.missing_numbers)
    values[gaps] = np.nan
    if np.isinf(values).any():
        row = int(np.argmax(np.isinf(values)))
        raise table.error(name, f"{table.shown(name, row)} is too large for a number", row)
    return values, gaps


def _mixture(table: TextTable, name: str, is_number: Rows, gaps: Rows, declared: Declared) -> TextFileError:
    """Return the error on a column with numbers and texts; it shows the first cell of the rarer kind."""
    numbers, texts = is_number & ~gaps, ~is_number & ~gaps
    count, total = int(numbers.sum()), int((~gaps).sum())
    if 2 * count >= total:
        row = int(np.argmax(texts))
        said = f"{table.shown(name, row)} is no number, and {count:,} of {total:,} cells are"
    else:
        row = int(np.argmax(numbers))
        said = f"{table.shown(name, row)} is a number, and {total - count:,} of {total:,} cells are not"
    return table.error(name, said + _remedies(table, name, row, gaps, declared), row)


def _refuse_lookalikes(table: TextTable, name: str, gaps: Rows, declared: Declared) -> None:
    text = table.columns[name]
    alike = matches(text, LOOKS_LIKE_A_NUMBER) & ~gaps
    digits = matches(text, BEGINS_WITH_A_DIGIT) & ~gaps
    if alike.any():
        row = int(np.argmax(alike))
        said = f"{table.shown(name, row)} looks like a number, an amount or a date, but is no number as it stands"
    elif 2 * digits.sum() > (~gaps).sum():
        row = int(np.argmax(digits))
        said = f"{table.shown(name, row)} begins with a digit, as most cells here, but is no number"
    else:
        return
    raise table.error(name, said + _remedies(table, name, row, gaps, declared, is_odd=False), row)


def _remedies(
    table: TextTable, name: str, row: int, gaps: Rows, declared: Declared, *, is_odd: bool = True
) -> str:
    """Return what can be done about a cell that is no number, and is odd among its column's cells or one of many."""
    cell = table.cell(name, row)
    ways = [_notation_options(declared.notation, other) for other in _other_notations(table, name, declared)]
    if is_odd and not ways and len(cell) <= SHOWN and not one_matches(cell, LOOKS_LIKE_A_NUMBER):
        ways.append(f"{declared.as_gap(cell)} (a gap)")
    if name not in declared.numeric:
        ways.append(f"{declared.as_categories(name)} (categories)")
    ways.append(declared.left_out(name))
    listed = f"{', '.join(ways[:-1])}{' or ' if ways[:-1] else ''}{ways[-1]}"
    return f"; correct it, or set {listed}" if is_odd else f"; set {listed}"


def _other_notations(table: TextTable, name: str, declared: Declared) -> list[Notation]:
    """Return notations in which a column is one of numbers, as those that are one now still are."""
    cells = {
        other: table.columns[other].filter(~table.gaps(other, declared.missing))
        for other in table.names
        if other not in declared.drop and other not in declared.categorical
    }
    return declared.notation.others(
        [text for other, text in cells.items() if other == name or declared.notation.is_number(text).all()]
    )


def _notation_options(now: Notation, then: Notation) -> str:
    pairs = [("decimal", now.decimal, then.decimal), ("thousands", now.thousands, then.thousands)]
    return " and ".join(option(field, [value]) for field, before, value in pairs if before != value)
