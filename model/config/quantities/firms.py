"""Files of firms: a row for each organization, its name and what it owns in columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from cocogen.agents.names import unknown_name
from cocogen.model.files.delimited import read_records, refuse_other_separators
from cocogen.model.files.digests import file_digest
from cocogen.model.files.shipped import table_path
from cocogen.model.files.text_files import TextFileError

if TYPE_CHECKING:
    from collections.abc import Collection

    from cocogen.model.config.quantities.notation import Takes

NAME = "name"
"""The column of names."""
LONGEST_NAME = 60
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Firms:
    """A file of firms that was read.

    Args:
        path: as it was given.
        header: names of its columns.
        lines: the line on which each row begins.
        rows: the cells of each row.
    """

    path: str
    header: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the firms; nothing where the file has no column for them."""
        return self._cells(NAME) if NAME in self.header else ()

    def texts(self, column: str, count: int) -> tuple[str, ...]:
        """Return what stands in the first ``count`` rows of a column.

        Raises:
            UnknownNameError: if there is no such column.
        """
        if column not in self.header:
            raise unknown_name(f"column of {self.path}:", column, self.header)
        return self._cells(column)[:count]

    def numbers(self, column: str, takes: Takes, count: int) -> tuple[float, ...]:
        """Return the numbers in the first ``count`` rows of a column.

        Raises:
            UnknownNameError: if there is no such column.
            TextFileError: if a cell is no number that the field takes.
        """
        if column not in self.header:
            raise unknown_name(f"column of {self.path}:", column, self.header)
        found = []
        for line, cell in list(zip(self.lines, self._cells(column), strict=True))[:count]:
            wrong, number = f"a number such as 1200.5 is needed, got {cell[:40]!r}", float("nan")
            if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell, re.ASCII):
                number = float(cell)
                wrong = takes.refuse(number) or ""
            if wrong:
                raise TextFileError(self.path, wrong, line, column)
            found.append(number)
        return tuple(found)

    def _cells(self, column: str) -> tuple[str, ...]:
        place = self.header.index(column)
        return tuple(row[place].strip() for row in self.rows)


def read_firms(given: str) -> Firms:
    """Read a file of firms.

    Args:
        given: the path of a CSV file in UTF-8 with a header and a row for each firm, or the name of a shipped one.

    Raises:
        TextFileError: if it cannot be read, has fewer than two rows, or a name is empty or stands there twice.
    """
    path = table_path(given)
    try:
        content = file_digest(path)
    except (OSError, ValueError):
        content = ""  # reading says what is wrong
    return _read(given, content)


def misspelt(header: Collection[str], fields: Collection[str]) -> tuple[str, str] | None:
    """Return a column that looks like a field and is none, with that field; None if there is none."""
    for column in header:
        if column not in (*fields, NAME):
            plain = re.sub(r"[\s-]+", "_", column.casefold())
            near = get_close_matches(plain, (*fields, NAME), n=1, cutoff=0.85)
            if near:
                return column, near[0]
    return None


@lru_cache(8)
def _read(given: str, digest: str) -> Firms:
    """Read a file whose content has this digest."""
    path = table_path(given)
    lines, rows = [], []
    records = read_records(path)
    line, header = next(records)
    refuse_other_separators(given, line, header)
    for line, cells in records:
        lines.append(line)
        rows.append(tuple(cells))
        if len(rows) > MOST_ROWS:
            raise TextFileError(given, f"more than {MOST_ROWS:,} rows")
    if len(rows) < 2:
        raise TextFileError(given, f"at least 2 rows are needed below the header, got {len(rows)}")
    firms = Firms(given, tuple(header), tuple(lines), tuple(rows))
    _check_names(firms)
    return firms


def _check_names(firms: Firms) -> None:
    first: dict[str, int] = {}
    for line, name in zip(firms.lines, firms.names, strict=False):
        if not name:
            raise TextFileError(firms.path, "a firm has a name, got an empty cell", line, NAME)
        if len(name) > LONGEST_NAME or not name.isprintable() or "," in name:
            trouble = f"a name is one line of at most {LONGEST_NAME} characters without a comma, got {name[:LONGEST_NAME]!r}"
            raise TextFileError(firms.path, trouble, line, NAME)
        if name in first:
            raise TextFileError(firms.path, f"{name!r} stands on line {first[name]} already", line, NAME)
        first[name] = line
