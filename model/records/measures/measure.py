"""The measure: what it is called, in which unit, how it is written, and the function that computes it, in one entry."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from cocogen.model.records import numerals

Level = Literal["round", "organization", "run"]
Extreme = Literal["", "highest", "lowest"]
Place = Literal["run", "report", "sweep", "browser"]
"""A table that shows a measure unasked: of a run on the terminal, of a run's report, of a sweep, of organizations on the page."""


@dataclass(frozen=True)
class Unit:
    """What a measure is counted in.

    Args:
        name: in words, as on an axis; empty for a number without a unit.
        form: writes a value.
        brief: the unit in a table's header; the name where there is none.
        on_axes: whether an axis says it, too; not where the label does.
        least: the lowest value that there can be.
        most: the highest.
    """

    name: str
    form: Callable[[float], str] = numerals.number
    brief: str | None = None
    on_axes: bool = True
    least: float = -math.inf
    most: float = math.inf

    def beside(self, value: float) -> str:
        """Write a value beside a mark in a figure: where it stands alone, without zeros at its end."""
        return numerals.short(value) if self.form is numerals.number else self.form(value)

    def spread(self, half: float) -> str:
        """Write half the width of an interval: shares as they are written, everything else in two digits."""
        if self.form is numerals.share:
            return self.form(half)
        return numerals.short(half, 2) if self.form is numerals.count else numerals.number(half, 2)


MONEY = Unit("k$ per round", brief="k$/round")
MONEY_IN_ALL = Unit("k$")
POSITIVE_MONEY = replace(MONEY, least=0.0)
"""Money that cannot be negative, a cost for instance."""
POSITIVE_MONEY_IN_ALL = replace(MONEY_IN_ALL, least=0.0)
SAMPLES = Unit("samples", least=0.0)
EFFECTIVE = Unit("effective samples", least=0.0)
SHARE = Unit("share", numerals.share, on_axes=False, least=0.0, most=1.0)
COUNT = Unit("organizations", numerals.count, brief="", on_axes=False, least=0.0)
EVENTS = Unit("events", numerals.count, brief="", on_axes=False, least=0.0)
ROUNDS = Unit("rounds", least=0.0)
LEVEL = Unit("1: as configured", numerals.short, least=0.0)


@dataclass(frozen=True)
class Measure:
    """A measure, as the decorator :func:`measure` makes it.

    Args:
        name: its column in a table, a Python name.
        level: whether it is taken of a round, of an organization in a round, or of a whole run.
        compute: from a :class:`~cocogen.model.records.measures.views.RoundView`, an organization, or a
            :class:`~cocogen.model.records.measures.views.RunView` to the value.
        label: what axes and sentences call it.
        unit: in which it is counted and written.
        meaning: a sentence for the docs and the page.
        heading: what tables call it, short, with line breaks; the label where there is none.
        of_players: whether only a round in which somebody trains has it; it is NaN in others, and not computed.
        best: which extreme is best.
        shown: tables that show it unasked.
        dtype: of its column.
        package: that offers it as a plugin; empty for our own.
    """

    name: str
    level: Level
    compute: Callable[[Any], Any]
    label: str
    unit: Unit
    meaning: str = ""
    heading: str = ""
    of_players: bool = False
    best: Extreme = ""
    shown: tuple[Place, ...] = ()
    dtype: str = "float64"
    package: str = ""

    @property
    def axis(self) -> str:
        """The label of an axis, with the unit."""
        return f"{self.label} ({self.unit.name})" if self.unit.name and self.unit.on_axes else self.label

    @property
    def header(self) -> str:
        """The header of a table's column; its last line is the unit, perhaps empty, so that headers side by side are in line."""
        brief = self.unit.name if self.unit.brief is None else self.unit.brief
        return f"{self.heading or self.label}\n{brief}"

    @property
    def in_words(self) -> str:
        """The heading on one line, for a sentence."""
        return " ".join((self.heading or self.label).split())

    def written(self, value: float) -> str:
        """Write a value."""
        return self.unit.form(value)

    def within(self, value: float) -> float:
        """Return the end of an interval, no farther out than the measure can be; NaN stays NaN.

        Example:
            >>> from cocogen.model.records.measures import all_measures
            >>> all_measures.described("accuracy").within(1.04), all_measures.described("members").within(-0.2)
            (1.0, 0.0)
        """
        return value if math.isnan(value) else min(max(value, self.unit.least), self.unit.most)


def measure(
    level: Level,
    unit: Unit | str,
    label: str,
    *,
    heading: str = "",
    of_players: bool = False,
    best: Extreme = "",
    shown: tuple[Place, ...] = (),
    dtype: str = "float64",
) -> Callable[[Callable[[Any], Any]], Measure]:
    """Return a decorator that makes a function a measure: its name is the measure's, its docstring's first paragraph the meaning.

    Args:
        level: ``round``, ``organization`` or ``run``.
        unit: in which it is counted; a word alone is written in three digits.
        label: what axes and sentences call it.
        heading: see :class:`Measure`, as for the other arguments.
        of_players: see there.
        best: see there.
        shown: see there.
        dtype: see there.

    Raises:
        ValueError: if there is no such level.

    Example:
        >>> @measure("run", "rounds", "Last round with an exit")
        ... def last_exit(run):
        ...     return run.events.query("event == 'exit'")["round"].max()
        >>> last_exit.name, last_exit.axis
        ('last_exit', 'Last round with an exit (rounds)')
    """
    if level not in get_args(Level):
        raise ValueError(f"level must be one of {', '.join(get_args(Level))}, got {level!r}")

    def decorate(compute: Callable[[Any], Any]) -> Measure:
        meaning = " ".join((inspect.getdoc(compute) or "").partition("\n\n")[0].split())
        return Measure(
            compute.__name__,
            level,
            compute,
            label,
            Unit(unit) if isinstance(unit, str) else unit,
            meaning,
            heading,
            of_players,
            best,
            shown,
            dtype,
        )

    return decorate
