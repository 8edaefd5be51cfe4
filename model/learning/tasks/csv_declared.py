"""What was said about the columns of a CSV file, and how to say more: options as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cocogen.model.learning.tasks.csv_names import option
from cocogen.model.learning.tasks.csv_numbers import Notation


@dataclass(frozen=True)
class Declared:
    """What was said about a file's columns.

    Args:
        roles: by column, the field that names it as the label or the owner.
        numeric: columns that hold numbers.
        categorical: columns that hold categories.
        drop: columns that are left out.
        missing: texts that count as gaps, in any case.
        notation: how numbers are written.
        levels: most categories of a column.

    Raises:
        ValueError: if a bound is too small.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    numeric: Sequence[str] = ()
    categorical: Sequence[str] = ()
    drop: Sequence[str] = ()
    missing: Sequence[str] = ()
    notation: Notation = field(default_factory=Notation)
    levels: int = 100

    def __post_init__(self) -> None:
        if self.levels < 2:
            raise ValueError(f"task.levels is at least 2, got {self.levels}")

    @cached_property
    def missing_numbers(self) -> list[float]:
        """The numbers among the texts that count as gaps, such as -999."""
        return [value for text in self.missing if (value := self.notation.value(text)) is not None]

    def left_out(self, column: str) -> str:
        """Return the option that leaves a column out, beside those that are; or what to do about a label or an owner."""
        if column in self.roles:
            return f"another {self.roles[column]}"
        return option("drop", [*self.drop, column])

    def as_categories(self, column: str) -> str:
        """Return the option that makes a column one of categories."""
        return option("categorical", [*self.categorical, column])

    def as_gap(self, text: str) -> str:
        """Return the option that makes a text a gap."""
        return option("missing", [*self.missing, text])
