"""Tables as they are meant: drawn at random, written as CSV, and what they truly say as a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cocogen.model.learning.tasks import Task, task_from_arrays

WORDS = (
    "north",
    "south",
    "Zürich",
    "São Paulo",
    'the "old" town',
    "Bern, Switzerland",
    "two\nlines",
    "a;b",
    "東京",
    "x|y",
)

Rng = np.random.Generator


@dataclass(frozen=True)
class Sheet:
    """A table as it is meant.

    Args:
        names: of the columns; the last two are the label ``kind`` and the owner ``firm``.
        cells: rows of cells as text.
        numeric: positions of the columns of numbers.
    """

    names: list[str]
    cells: list[list[str]]
    numeric: list[int]

    def with_column(self, position: int, write: Callable[[int, str], str]) -> Sheet:
        """Return the sheet with a column written anew, from the row's number and its old cell."""
        cells = [
            [write(i, c) if p == position else c for p, c in enumerate(row)]
            for i, row in enumerate(self.cells)
        ]
        return replace(self, cells=cells)

    def without(self, position: int) -> Sheet:
        """Return the sheet without a column of features."""
        kept = [p for p in range(len(self.names)) if p != position]
        numeric = [kept.index(p) for p in self.numeric if p != position]
        return Sheet([self.names[p] for p in kept], [[row[p] for p in kept] for row in self.cells], numeric)

    def text(self, separator: str = ",", end: str = "\n", quote_all: bool = False) -> str:
        """Return the sheet as CSV."""
        out = io.StringIO(newline="")
        style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=separator, lineterminator=end, quoting=style).writerows(
            [self.names, *self.cells]
        )
        return out.getvalue()

    def line_of(self, row: int) -> int:
        """Return the line on which a row begins in :meth:`text`."""
        before = [self.names, *self.cells[:row]]
        return 1 + len(before) + sum(cell.count("\n") for cells in before for cell in cells)


def sheet(rng: Rng) -> Sheet:
    """Draw a table: two to five columns of numbers, up to two of words, a label and an owner."""
    rows, numbers, words = int(rng.integers(60, 160)), int(rng.integers(2, 6)), int(rng.integers(3))
    columns: list[tuple[str, list[str]]] = []
    for i in range(numbers):
        scale = 10.0 ** rng.integers(-3, 6)
        form = str(rng.choice(["{:.6g}", "{:.2f}", "{:.4e}", "{:+.3f}"]))
        columns.append((f"n{i}", [form.format(value) for value in rng.normal(size=rows) * scale]))
    for i in range(words):
        known = rng.choice(WORDS, size=int(rng.integers(2, 6)), replace=False)
        columns.append((f"w{i}", [str(word) for word in rng.choice(known, size=rows)]))
    columns = [columns[i] for i in rng.permutation(len(columns))]
    labels = [("yes", "no"), ("0", "1"), ("low", "middle", "high")][int(rng.integers(3))]
    columns.append(("kind", [labels[i % len(labels)] for i in range(rows)]))
    columns.append(("firm", [f"firm {'ABCDE'[i]}" for i in rng.integers(5, size=rows)]))
    names = [name for name, _ in columns]
    cells = [list(row) for row in zip(*(column for _, column in columns), strict=True)]
    return Sheet(names, cells, [p for p, name in enumerate(names) if name.startswith("n")])


def truth(meant: Sheet) -> Task:
    """Return the task that a complete sheet means, by other means than the code under test."""
    parts = []
    for position in range(len(meant.names) - 2):
        column = [row[position].strip() for row in meant.cells]
        if position in meant.numeric:
            values = np.array([float(cell) for cell in column])
            blocks = [values]
        else:
            blocks = [
                np.array([cell == level for cell in column], dtype=float) for level in sorted(set(column))
            ]
        parts += [(block - block.mean()) / (block.std() or 1.0) for block in blocks]
    return task_from_arrays(
        "t",
        np.column_stack(parts),
        [row[-2].strip() for row in meant.cells],
        owners=[row[-1].strip() for row in meant.cells],
        test_per_class=5,
    )


def same(found: Task, true: Task) -> bool:
    """Tell whether two tasks have the same splits, classes and owners."""
    splits = ((found.public, true.public), (found.pool, true.pool), (found.test, true.test))
    return (
        found.classes == true.classes
        and found.owner_names == true.owner_names
        and all(a.x.shape == b.x.shape and np.allclose(a.x, b.x, atol=1e-4) for a, b in splits)
        and all(np.array_equal(a.y, b.y) for a, b in splits)
        and np.array_equal(found.owners, true.owners)
    )
