"""The plan: the rows of a result table, and the cells (pure computations) that fill them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cocogen.model.config.inputs import Input


@dataclass(frozen=True)
class Cell:
    """One computation: a function of its payload and of nothing else.

    Args:
        runner: ``module:function``; the function takes the payload and returns measures by name.
        payload: JSON text, canonical.
    """

    runner: str
    payload: str

    @cached_property
    def key(self) -> str:
        """A short hash of runner and payload: cells with the same key have the same result."""
        return sha256(f"{self.runner}\n{self.payload}".encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Row:
    """One row of the result table: what it is about, and the cell that it shows.

    Args:
        labels: values of the leading columns: variant, factors, seed.
        cell: where its measures come from; rows may share one.
    """

    labels: Mapping[str, Any]
    cell: Cell


@dataclass(frozen=True)
class Plan:
    """Everything that is to be computed, in the order of the result table.

    Args:
        name: of the study, for people and for the folder.
        about: JSON data that describes the study to a reader of its folder.
        rows: the result table without its measures.
        inputs: the files that cells read, with what they hold; their cells' payloads say so, too.
        calibrations: which are used, in words.
        settings: what is set in which variants, in words.
        registration: what is fixed in the folder before the first cell is computed, as text; empty for nothing.
    """

    name: str
    about: Mapping[str, Any]
    rows: tuple[Row, ...] = field(repr=False)
    inputs: tuple[Input, ...] = ()
    calibrations: tuple[str, ...] = ()
    settings: str = ""
    registration: str = field(default="", repr=False)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The different cells by key, in the order in which they are first needed."""
        return {row.cell.key: row.cell for row in self.rows}

    @cached_property
    def by_seed(self) -> tuple[Cell, ...]:
        """The different cells in the order in which they are best computed: those of a setting and a seed after each other.

        What markets of one seed have in common is then still at hand, and a study that is stopped has whole seeds.
        """
        cells: dict[tuple[Any, Any], dict[str, Cell]] = {}
        for row in self.rows:
            cells.setdefault((row.labels.get("setting"), row.labels.get("seed")), {})[row.cell.key] = row.cell
        return tuple({key: cell for group in cells.values() for key, cell in group.items()}.values())

    @cached_property
    def identity(self) -> str:
        """A hash of rows and cells: two plans with the same identity have the same result table."""
        digest = sha256()
        for row in self.rows:
            digest.update(f"{canonical(row.labels)}\n{row.cell.key}\n".encode())
        return digest.hexdigest()[:20]


def canonical(data: Any) -> str:
    """Return JSON text that depends on the content only, not on the order of fields."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
