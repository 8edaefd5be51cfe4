"""A CSV file as columns of text, each cell with the line that it stands on, and where cells are gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.names import unknown_name
from cocogen.model.files.delimited import read_records
from cocogen.model.files.text_files import EncodingError, TextFileError
from cocogen.model.learning.tasks.csv_numbers import Text

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
SHOWN = 40
"""Characters of a cell in a message."""

_BLOCK = 2048  # records; larger blocks leave the processor's cache


@dataclass(frozen=True)
class TextTable:
    """What a CSV file says.

    Args:
        path: the file.
        columns: by name, in the file's order, its cells without blanks around them.
        lines: line on which each row begins, counted from 1, shape (rows,).
    """

    path: str
    columns: Mapping[str, Text]
    lines: NDArray[np.int64]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns)

    def cell(self, column: str, row: int) -> str:
        """Return one cell."""
        return str(self.columns[column][row].as_py())

    def error(self, column: str, trouble: str, row: int | None = None) -> TextFileError:
        """Return the one-line error on a column, and on one of its cells where a row is given."""
        line = None if row is None else int(self.lines[row])
        return TextFileError(self.path, trouble, line, column)

    def shown(self, column: str, row: int) -> str:
        """Return a cell as messages show it."""
        return shown(self.cell(column, row))

    def gaps(self, column: str, missing: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which cells of a column are empty or one of the ``missing`` texts in any case, shape (rows,)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pa.array(["", *(text.strip().lower() for text in missing)], type=pa.string())
        return np.asarray(
            pc.is_in(pc.utf8_lower(self.columns[column]), value_set=texts).to_numpy(), dtype=bool
        )


def shown(cell: str) -> str:
    """Return a text as messages show it: in quotes, the end of a long one left out."""
    return repr(cell if len(cell) <= SHOWN else cell[:SHOWN] + "…")


def read_table(path: str, *, separator: str = "comma", encoding: str = "utf-8") -> TextTable:
    """Read a CSV file with a header.

    Args:
        path: the file.
        separator: what stands between cells, by name or as it is.
        encoding: of the text.

    Raises:
        TextFileError: if the file cannot be read, or is no table; the message names line and column.
        UnknownNameError: if the separator is unknown.
    """
    sign = SEPARATORS.get(separator, separator)
    if sign not in SEPARATORS.values():
        raise unknown_name("sign in task.separator:", separator, tuple(SEPARATORS))
    try:
        return _table(path, sign, encoding)
    except TextFileError as error:
        trouble = error.trouble
        if isinstance(error, EncodingError) and encoding == "utf-8":
            trouble += ", or set task.encoding to what it is (such as latin-1, cp1252, utf-16)"
        place = path if error.line else f"task.path: {path}"
        raise TextFileError(place, trouble, error.line, error.column) from None


def _table(path: str, separator: str, encoding: str) -> TextTable:
    import pyarrow as pa
    import pyarrow.compute as pc

    records = read_records(path, separator=separator, encoding=encoding)
    line, names = next(records)
    _refuse_wrong_header(path, line, names, separator)
    blocks: list[list[Text]] = [[] for _ in names]
    lines: list[int] = []
    while block := list(islice(records, _BLOCK)):
        lines.extend(begin for begin, _ in block)
        for column, cells in zip(blocks, zip(*(cells for _, cells in block), strict=True), strict=True):
            column.append(pa.array(cells, type=pa.string()))
    if not lines:
        raise TextFileError(path, "a header without a row below it")
    columns = {
        name: pc.utf8_normalize(pc.utf8_trim_whitespace(pa.chunked_array(parts)), form="NFC")
        for name, parts in zip(names, blocks, strict=True)
    }
    return TextTable(str(path), columns, np.array(lines, dtype=np.int64))


def _refuse_wrong_header(path: str, line: int, names: Sequence[str], separator: str) -> None:
    first = names[0]
    if first.lower().startswith("sep="):
        trouble = (
            f"Excel's line {first!r} is no header; remove it, and set task.separator where it is no comma"
        )
        raise TextFileError(path, trouble, line)
    if len(names) == 1:
        found = [word for word, sign in SEPARATORS.items() if sign in first and sign != separator]
        how = f"; set task.separator={found[0]}" if found else ""
        raise TextFileError(
            path, f"only one column, {first[:SHOWN]!r}, where a label and a feature are needed{how}", line
        )
    if all(map(_is_number, names)) and not all(name.isdigit() for name in names):
        raise TextFileError(path, "numbers where the first line must name the columns", line)


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True
