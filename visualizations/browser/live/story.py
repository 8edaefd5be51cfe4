"""The story of a run as a browser is told it: the cast once, then only what is new of every round, as plain numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from cocogen.model.records import numerals
from cocogen.visualizations.browser.happenings import happened, marks
from cocogen.visualizations.browser.headline import facts, notes
from cocogen.visualizations.browser.insight import Memory
from cocogen.visualizations.browser.snapshot import OWNED, shown_numbers
from cocogen.visualizations.browser.states import DOWN, IN, MEANINGS, OUT, WAITS
from cocogen.visualizations.style import organization_color

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.model.records.measures import Measure
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.visualizations.browser.snapshot import Snapshot

STATES = (IN, WAITS, DOWN, OUT)
"""States in the order of the numbers that stand for them."""
DIGITS = 7
"""Significant digits of a number on its way to the page."""
SHARE_PLACES = 4
"""Decimals of a share that is drawn as a bar."""
LEAST_PAYMENT = numerals.LEAST
"""k$; what is less is nothing to tell: equals pay each other ever smaller amounts while play converges."""
MOST_PAYMENTS = 40
"""Payments of a round that are told, the largest."""
ORDER = ("payoff", "transfer", "standalone_payoff", "advantage")
"""Columns that come first, for the last is made of the others; what an organization owns comes last."""
FORMS: dict[Any, str] = {
    numerals.number: "short",
    numerals.short: "short",
    numerals.money: "money",
    numerals.share: "share",
    numerals.count: "count",
}
"""How the page writes what a unit writes; labels of a mix, which have two decimals, by default."""

_keys = count(1)


def columns() -> tuple[Measure, ...]:
    """Return what is told of every organization, in the order of the page's table."""
    shown = list(reversed(shown_numbers()))
    return tuple(sorted(shown, key=_place))


def _place(known: Measure) -> tuple[int, int]:
    names = [measure.name for measure in shown_numbers()]
    if known.name in ORDER:
        return (0, ORDER.index(known.name))
    return (2 if known.name in OWNED else 1, names.index(known.name))


@dataclass
class Story:
    """What there is to tell of one run; grows by a round at a time and never changes otherwise.

    Args:
        key: by which a page knows which run it is told of.
        cast: who there is, replaced when that changes.
        rounds: what is new of every round, from the start on.
        memory: of the latest rounds, to look into.
    """

    key: int = field(default_factory=lambda: next(_keys))
    cast: dict[str, Any] = field(default_factory=dict)
    casts: int = 0
    rounds: list[dict[str, Any]] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    _last: dict[str, list[float | None]] = field(default_factory=dict)

    def add(self, seen: Snapshot, model: CoopetitionModel | None = None) -> None:
        """Tell one more round, and remember it if the model is there that has just played it."""
        if model is not None:
            self.memory.note(model)
        cast = cast_of(seen)
        if cast != self.cast:
            self.cast, self.casts = cast, self.casts + 1
        courses = {
            name: [brief(one.numbers[name]) for one in seen.organizations]
            for name in seen.organizations[0].numbers
        }
        new = {name: values for name, values in courses.items() if values != self._last.get(name)}
        self._last = courses
        self.rounds.append(round_of(seen) | {"of": new})

    def since(self, told: int, casts: int) -> dict[str, Any]:
        """Return what a page has not been told yet.

        Args:
            told: how many rounds it was told.
            casts: how many casts.
        """
        news: dict[str, Any] = {"key": self.key, "from": told, "rounds": self.rounds[told:]}
        return news | ({"cast": self.cast} if casts != self.casts else {})


def cast_of(seen: Snapshot) -> dict[str, Any]:
    """Return who there is, who rivals whom, and how numbers are headed and written."""
    return {
        "names": [one.name for one in seen.organizations],
        "colors": [organization_color(one.index) for one in seen.organizations],
        "rivalries": [[a, b, brief(weight)] for a, b, weight in seen.rivalries],
        "trains": seen.config.learning.kind != "curve",
        "labels": [[round(value, SHARE_PLACES) for value in shares] for shares in seen.labels],
        "states": "; ".join(f"{state}: {meaning}" for state, meaning in MEANINGS.items()),
        "columns": [
            {
                "name": known.name,
                "heading": known.heading,
                "meaning": meaning(known),
                "form": FORMS.get(known.unit.form, "hundredths"),
            }
            for known in columns()
        ],
    }


def round_of(seen: Snapshot) -> dict[str, Any]:
    """Return what is told of a round beside the columns of organizations."""
    measures = seen.measures
    outside = measures.get("welfare_everyone", math.nan) - measures.get("social_welfare", math.nan)
    told: Mapping[str, float] = {
        "accuracy": measures.get("accuracy", math.nan),
        "predicted": measures.get("performance", math.nan),
        "welfare": measures.get("welfare_everyone", math.nan),
        "equilibrium": measures.get("equilibrium_welfare", math.nan) + outside,
        "optimum": seen.optimum,
        "cost_level": measures.get("cost_level", 1.0),
        "competition_level": measures.get("competition_level", 1.0),
    }
    what = happened(seen)
    return {
        "round": seen.round,
        "facts": [[fact.name, fact.value, fact.more] for fact in facts(seen)],
        "advice": notes(seen),
        "notes": what,
        "marks": marks(seen),
        "classes": [round(value, SHARE_PLACES) for value in seen.class_accuracy],
        "state": [STATES.index(one.state) for one in seen.organizations],
        "measures": {name: brief(value) for name, value in told.items()},
        "payments": [
            [payer, payee, brief(amount)]
            for payer, payee, amount in seen.payments[:MOST_PAYMENTS]
            if amount >= LEAST_PAYMENT
        ],
    }


def meaning(known: Measure) -> str:
    """Return what a column means, with its unit."""
    return f"{known.meaning}, {known.unit.name}" if known.unit.name and known.unit.on_axes else known.meaning


def brief(value: float) -> float | None:
    """Return a number as short as the page needs it; None if it is not known.

    Example:
        >>> brief(1 / 3), brief(2.0), brief(float("nan"))
        (0.3333333, 2, None)
    """
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short == int(short) and abs(short) < numerals.EXACT else short
