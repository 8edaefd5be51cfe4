"""The sweep: a study on a grid, and what a map of it shows of one measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.records.measures import all_measures
from cocogen.visualizations.words import field_label, symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

VARIANT, SEED, ERROR = "variant", "seed", "error"
"""Columns of the result table that are neither factors nor measures."""
LOW, HIGH = (0xEA, 0xF2, 0xF8), (0x0B, 0x3C, 0x6F)
"""Colours of the lowest and the highest value; between them it gets steadily darker, which needs no sense of hue."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@dataclass(frozen=True)
class Look:
    """What of a sweep is looked at.

    Args:
        measure: whose values are shown.
        variant: which one, where variants are no axis.
        seed: which one; None for the mean over all.
        fixed: of the factors that are no axis, their levels in words.
    """

    measure: str
    variant: str = ""
    seed: int | None = None
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Patch:
    """One cell of the map.

    Args:
        text: its value, or why there is none.
        value: NaN where there is none.
        seeds: over how many seeds.
        point: the name of its point, see :func:`point_name`; empty where nothing was played.
        variant: which one.
        seed: with which its market opens.
    """

    text: str
    value: float
    seeds: int
    point: str = ""
    variant: str = ""
    seed: int = 0


NOTHING = Patch("", math.nan, 0)
"""A place on the grid at which nothing was played."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """A finished study on a grid.

    Args:
        name: of the study.
        question: what it answers.
        factors: what is varied, by dotted name.
        measures: those that it shows, by name.
        table: a row per variant, levels of the factors, and seed, with every measure and ``error``.
        rounds: how many each cell played where it can be played at once on the page; None where that takes real training.
    """

    name: str
    question: str
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    table: pd.DataFrame
    rounds: int | None = None

    @property
    def axes(self) -> tuple[str, str]:
        """What rows and columns stand for: the first two factors; the variants down where there is one, across where there is none."""
        names = [*self.factors[:2]]
        if len(names) < 2:
            names = [VARIANT, *names] if names else ["", VARIANT]
        return names[0], names[1]

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """What is no axis and has more than one level, with the levels in words."""
        wanted = [name for name in (VARIANT, *self.factors) if name not in self.axes]
        if VARIANT in wanted and self._variants_follow:
            wanted.remove(VARIANT)
        levels = {name: self.levels(name) for name in wanted}
        return {name: known for name, known in levels.items() if len(known) > 1}

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, in their order."""
        return tuple(int(seed) for seed in self.table[SEED].unique())

    def levels(self, name: str) -> tuple[str, ...]:
        """Return the levels of a column in words, in the order of the table; one without a name for no column."""
        return tuple(dict.fromkeys(map(in_words, self.table[name]))) if name else ("",)

    def first_look(self) -> Look:
        """Return what a map shows at first."""
        choices = self.choices
        fixed = tuple((name, levels[0]) for name, levels in choices.items() if name != VARIANT)
        return Look(self.measures[0], choices[VARIANT][-1] if VARIANT in choices else "", None, fixed)

    def grid(self, look: Look) -> list[list[Patch]]:
        """Return the map's cells, row by row.

        Args:
            look: what is looked at.
        """
        rows, columns = self.axes
        table, wanted = self.table, dict(look.fixed)
        if look.variant:
            wanted[VARIANT] = look.variant
        for name, level in wanted.items():
            table = table[table[name].map(in_words) == level]
        if look.seed is not None:
            table = table[table[SEED] == look.seed]
        places: dict[tuple[str, str], list[Any]] = {}
        for row in table.to_dict("records"):
            place = (in_words(row[rows]) if rows else "", in_words(row[columns]))
            places.setdefault(place, []).append(row)
        return [
            [self._patch(places.get((one, other), []), look) for other in self.levels(columns)]
            for one in self.levels(rows)
        ]

    def heading(self, name: str) -> str:
        """Return what an axis or a choice is called."""
        return "Variant" if name == VARIANT else field_label(name) if name else ""

    def in_symbols(self, name: str, level: str) -> str:
        """Return a level as it heads a row or column: with the symbol of its field, where it has one."""
        known = symbol(name) if "." in name else ""
        return f"{known} = {level}" if known else level

    @property
    def _variants_follow(self) -> bool:
        """Whether the levels of the factors say which variant it is."""
        return bool(self.factors) and bool(
            (self.table.groupby([*self.factors])[VARIANT].nunique() == 1).all()
        )

    def _patch(self, rows: list[Mapping[str, Any]], look: Look) -> Patch:
        if not rows:
            return NOTHING
        values = [float(row[look.measure]) for row in rows if not math.isnan(row[look.measure])]
        value = sum(values) / len(values) if values else math.nan
        first = rows[0]
        failed = [row[ERROR] for row in rows if row[ERROR]]
        text = (
            all_measures.described(look.measure).unit.form(value) if values else "failed" if failed else "–"
        )
        point = point_name((name, first[name]) for name in self.factors)
        return Patch(text, value, len(values), point, str(first[VARIANT]), int(first[SEED]))


def point_name(levels: Iterable[tuple[str, Any]]) -> str:
    """Return what a point of a grid is called.

    Example:
        >>> point_name([("population.alpha", 0.1), ("learning.generator", "vae")])
        'α = 0.1, learning.generator = vae'
    """
    return ", ".join(f"{symbol(name) or name} = {in_words(level)}" for name, level in levels) or "as it is"


def in_words(level: Any) -> str:
    """Return a level as text, the same for 1 and 1.0.

    Example:
        >>> in_words(1.0), in_words(0.05), in_words("none")
        ('1', '0.05', 'none')
    """
    is_number = isinstance(level, int | float) and not isinstance(level, bool)
    return f"{float(level):.12g}" if is_number else str(level)


def painted(share: float) -> tuple[str, str]:
    """Return the colours of a cell and of the number in it, as a browser names them.

    Args:
        share: where the value stands between the lowest, 0, and the highest, 1.
    """
    ground = [low + share * (high - low) for low, high in zip(LOW, HIGH, strict=True)]
    ink = max((BLACK, WHITE), key=lambda tried: contrast(tried, ground))
    return _hexadecimal(ground), _hexadecimal(ink)


def contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """Return the contrast of two colours by WCAG 2, from 1 to 21; channels from 0 to 255."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Iterable[float]) -> float:
    channels = [c / 255 for c in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hexadecimal(color: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in color)
