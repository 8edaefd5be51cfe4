"""The line that sums the federation up: round, members, accuracy, everybody's welfare against the optimum, regret."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.model.records.numerals import LEAST, percent, share, short
from cocogen.visualizations.browser.happenings import happened, who
from cocogen.visualizations.browser.states import DOWN, OUT

if TYPE_CHECKING:
    from cocogen.visualizations.browser.snapshot import Snapshot

LEVELS = (("costs", "cost_level"), ("competition", "competition_level"))
"""What shocks and unrest move, and the measure that says how far."""
NOTICED = 0.005
"""A level that differs from the normal one by less is not mentioned."""


@dataclass(frozen=True)
class Fact:
    """One thing that the headline says: what it is, its value, and more in parentheses."""

    name: str
    value: str
    more: str = ""


def facts(seen: Snapshot) -> list[Fact]:
    """Return what the headline says about the last round; only the round and the members before the first."""
    states = [organization.state for organization in seen.organizations]
    n, down = len(states), states.count(DOWN)
    said = [
        Fact("round", str(seen.round)),
        Fact("in", f"{n - states.count(OUT)} of {n}", f"{down} of them down" if down else ""),
    ]
    measures = seen.measures
    if not measures:
        return said
    accuracy, welfare = measures["accuracy"], measures["welfare_everyone"]
    kind = "" if seen.config.learning.kind == "curve" else "predicted "
    reached = share_of_optimum(welfare, seen.optimum, f"the {kind}optimum with all in")
    return [
        *said,
        Fact("accuracy", share(accuracy)),
        Fact(
            "welfare",
            f"{short(welfare)} k$",
            f"of everyone, {reached}" if reached else "of everyone",
        ),
        Fact("regret", small_money(measures["regret"])),
        *(
            Fact(name, f"× {short(measures[level])}")
            for name, level in LEVELS
            if abs(measures[level] - 1) > NOTICED
        ),
    ]


def small_money(value: float) -> str:
    """Return k$ in three digits, without telling noise from zero."""
    return f"under {short(LEAST)} k$" if 0 < value < LEAST else f"{short(value)} k$"


def notes(seen: Snapshot) -> list[str]:
    """Return what a visitor should know to read the numbers: what happened, and whom the theorem does not cover."""
    if seen.round == 0:
        return ["Nothing has been played yet: Step plays one round, ▶ goes on by itself."]
    said = [f"In round {seen.round}: {'; '.join(happened(seen))}." if happened(seen) else ""]
    if not seen.measures["players"]:
        said.append("Fewer than two can train: nobody trains together.")
    if seen.uncovered:
        said.append(
            f"From {who(list(seen.uncovered))}, rivals take at least what a gain brings (z ≤ 0), so the potential"
            " theorem does not apply; the regret says how good the equilibrium is."
        )
    return [line for line in said if line]


def share_of_optimum(welfare: float, optimum: float, words: str) -> str:
    """Return welfare as a share of the optimum in words; the difference where the optimum is not positive.

    Args:
        welfare: k$ per round.
        optimum: k$ per round; the learning curve's, also where accuracy is measured.
        words: what the optimum is called.
    """
    if math.isnan(welfare) or math.isnan(optimum):
        return ""
    if optimum <= 0:
        return f"{short(abs(optimum - welfare))} k$ {'below' if welfare < optimum else 'above'} {words}"
    return f"{percent(welfare / optimum)} of {words}"
