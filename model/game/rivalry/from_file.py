"""Rivalry from a file: a matrix, or a list of pairs, between organizations by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import scipy.sparse as sp

from cocogen.agents.bounds import LARGEST
from cocogen.agents.checks import ParameterError
from cocogen.agents.inputs import InputFile
from cocogen.agents.names import unknown_name
from cocogen.model.files.delimited import read_records, refuse_other_separators
from cocogen.model.files.digests import file_digest
from cocogen.model.files.shipped import table_path
from cocogen.model.files.text_files import TextFileError
from cocogen.model.game.arrays import Matrix
from cocogen.model.game.rivalry.structures import RivalryStructure, dense_if_small, rivalry_structures

PAIR = ("organization", "rival", "gamma")
"""Columns of a list of pairs; a file with fewer than two of them is a matrix."""

Entry = tuple[int, str, str, float]
"""Line, who loses, to whom, how much."""


@dataclass(frozen=True)
class RivalryTable:
    """A file of rivalry that was read.

    Args:
        path: as it was given.
        entries: what stands in it, zeros included.
        everybody: whom a matrix has rows for; None of a list of pairs, where who is not named has no rivals.
    """

    path: str
    entries: tuple[Entry, ...]
    everybody: frozenset[str] | None


@rivalry_structures.register("file")
@dataclass(frozen=True)
class FromFile(RivalryStructure):
    """What a CSV file says, between organizations by name: a matrix with names on both sides, or the columns organization, rival, gamma.

    An entry says what the organization of the row loses of the gain of the one in the column. A pair holds in both directions
    unless the opposite one has a line of its own. Whom the market does not have is passed over.

    Args:
        path: the file, or a shipped one (``airlines-rivals``).
        scaled: whether its numbers are proportions, scaled so that their mean over rivals is ``intensity``; else they are γ as they stand.
        names: names of the organizations in their order, which the population brings.
    """

    path: InputFile
    scaled: bool = True
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            self._table()
        except TextFileError as error:
            raise ParameterError("path", str(error)) from None

    def known_names(self) -> list[str]:
        """Return everybody whom the file names, in the order of its first mention of each."""
        return list(dict.fromkeys(name for _, *pair, _ in self._table().entries for name in pair))

    def among(self, names: Sequence[str], known: Collection[str]) -> FromFile:
        """Return the structure of a market with these organizations.

        Args:
            names: of the organizations, in their order.
            known: names that the file may have besides, such as those of all rows of a file of firms.

        Raises:
            ValueError: if the file names somebody else, or a matrix leaves somebody out; one line.
        """
        table, allowed = self._table(), {*names, *known}
        for line, *pair, _ in table.entries:
            for name in pair:
                if name not in allowed:
                    raise TextFileError(self.path, _nobody(name, [*names]), line)
        missing = [name for name in names if table.everybody is not None and name not in table.everybody]
        if missing:
            raise TextFileError(self.path, f"the matrix has no row for {missing[0]!r}")
        return replace(self, names=tuple(names))

    def entries(self, organizations: int) -> int:
        """Return twice as many as the file has, which is enough for both directions."""
        return min(2 * len(self._table().entries), organizations**2)

    def build(self, organizations: int, intensity: float, rng: np.random.Generator) -> Matrix:
        """Return γ as the file has it, or in its proportions with the mean ``intensity``, shape (N, N).

        Raises:
            ValueError: if it does not know the names of so many organizations.
        """
        if len(self.names) != organizations:
            raise ValueError(f"rivalry from a file needs the names of {organizations} organizations")
        places = {name: place for place, name in enumerate(self.names)}
        said = {
            (places[loser], places[rival]): gamma
            for _, loser, rival, gamma in self._table().entries
            if loser in places and rival in places
        }
        both = {(j, i): gamma for (i, j), gamma in said.items()} | said
        rivals = {pair: gamma for pair, gamma in sorted(both.items()) if gamma > 0}
        rows, columns = np.array([*rivals]).reshape(-1, 2).T
        values = np.array([*rivals.values()], dtype=np.float64)
        if self.scaled and len(values):
            values *= intensity / values.mean()
        matrix = sp.csr_array(sp.coo_array((values, (rows, columns)), (organizations, organizations)))
        return dense_if_small(matrix)

    def _table(self) -> RivalryTable:
        try:
            content = file_digest(table_path(self.path))
        except (OSError, ValueError):
            content = ""  # reading says what is wrong
        return _read(self.path, content)


@lru_cache(8)
def _read(given: str, digest: str) -> RivalryTable:
    """Read a file whose content has this digest."""
    records = read_records(table_path(given))
    line, header = next(records)
    refuse_other_separators(given, line, header)
    if len(set(header) & set(PAIR)) > 1:
        missing = next((name for name in PAIR if name not in header), None)
        if missing is not None:
            raise TextFileError(given, f"column {missing!r} is missing (needed: {', '.join(PAIR)})", line)
        return RivalryTable(given, tuple(_pairs(given, header, records)), None)
    entries = tuple(_matrix(given, header, records))
    return RivalryTable(given, entries, frozenset(header[1:]))


def _pairs(path: str, header: Sequence[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[Entry]:
    places = [header.index(name) for name in PAIR]
    seen: dict[tuple[str, str], int] = {}
    for line, cells in records:
        loser, rival, gamma = (cells[place].strip() for place in places)
        if loser == rival:
            raise TextFileError(path, f"{loser!r} is no rival of its own", line, PAIR[1])
        if (loser, rival) in seen:
            trouble = f"the pair {loser!r}, {rival!r} stands on line {seen[loser, rival]} already"
            raise TextFileError(path, trouble, line)
        seen[loser, rival] = line
        yield line, loser, rival, _gamma(path, line, PAIR[2], gamma)


def _matrix(path: str, header: Sequence[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[Entry]:
    columns = header[1:]
    if len(columns) < 2:
        raise TextFileError(
            path,
            f"neither a list of pairs ({', '.join(PAIR)}) nor a matrix with a column for each organization",
            1,
        )
    seen: dict[str, int] = {}
    for line, cells in records:
        loser = cells[0].strip()
        if loser not in columns:
            raise TextFileError(path, _nobody(loser, columns, "column"), line)
        if loser in seen:
            raise TextFileError(path, f"{loser!r} has a row on line {seen[loser]} already", line)
        seen[loser] = line
        for rival, cell in zip(columns, cells[1:], strict=True):
            gamma = _gamma(path, line, rival, cell.strip() or "0")
            if rival != loser:
                yield line, loser, rival, gamma
            elif gamma:
                raise TextFileError(path, f"the diagonal is 0, got {gamma:g}", line, rival)
    missing = next((name for name in columns if name not in seen), None)
    if missing is not None:
        raise TextFileError(path, f"there is a column {missing!r}, and no row")


def _gamma(path: str, line: int, column: str, cell: str) -> float:
    if not re.fullmatch(r"\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell, re.ASCII) or float(cell) > LARGEST:
        raise TextFileError(path, f"a number of at least 0 is needed, got {cell[:40]!r}", line, column)
    return float(cell)


def _nobody(name: str, names: Sequence[str], kind: str = "organization") -> str:
    if len(names) > 30:
        return f"unknown {kind} {name[:40]!r} (there are {len(names):,})"
    return str(unknown_name(kind, name[:40], tuple(names)))
