"""The line that sums the market up: round, members, accuracy, welfare against the optimum, regret."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import solara

from visualizations.browser.component import component
from visualizations.words import and_list, short_number

if TYPE_CHECKING:
    from model.simulation import CoopetitionModel


@dataclass(frozen=True)
class Fact:
    """One thing that the headline says: what it is, its value, and more in parentheses."""

    name: str
    value: str
    more: str = ""


def facts(model: CoopetitionModel) -> list[Fact]:
    """Return what the headline says about the last round; only the round and the members before the first."""
    n = len(model.population)
    inside = sum(organization.is_member for organization in model.organizations)
    said = [Fact("round", str(model.round)), Fact("in", f"{inside} of {n}")]
    measures = model.measures
    if not measures:
        return said
    welfare, optimum = measures["social_welfare"], measures["optimal_welfare"]
    accuracy = measures["accuracy"]
    words = "the optimum" if model.config.learning.kind == "curve" else "the predicted optimum"
    return [
        *said,
        Fact("accuracy", "–" if math.isnan(accuracy) else f"{accuracy:.3f}"),
        Fact("welfare", f"{short_number(welfare)} k$", share_of_optimum(welfare, optimum, words)),
        Fact("regret", small_money(measures["regret"])),
    ]


def small_money(value: float) -> str:
    """Return k$ in three digits, without telling noise from zero."""
    return "under 0.001 k$" if 0 < value < 0.001 else f"{short_number(value)} k$"


def note(model: CoopetitionModel) -> str:
    """Return what a visitor should know to read the numbers: whom the potential theorem does not cover."""
    market = model.market
    if not len(market.players):
        return "Fewer than two are in: nobody trains together." if model.round else ""
    uncovered = market.players[market.game.non_positive_weights]
    if not len(uncovered):
        return ""
    names = and_list([model.population.names[index] for index in uncovered])
    return (
        f"From {names}, rivals take at least what a gain brings (z ≤ 0), so the potential theorem does not apply;"
        " the regret says how good the equilibrium is."
    )


def share_of_optimum(welfare: float, optimum: float, words: str = "the optimum") -> str:
    """Return welfare as a share of the optimum in words; the difference where the optimum is not positive.

    Args:
        welfare: k$ per round.
        optimum: k$ per round; the learning curve's, also where accuracy is measured.
        words: what the optimum is called.
    """
    if math.isnan(welfare) or math.isnan(optimum):
        return ""
    if optimum <= 0:
        return f"{short_number(optimum - welfare)} k$ below {words}"
    return f"{100 * welfare / optimum:.0f} % of {words}"


@component
def Headline(said: list[Fact]) -> None:  # noqa: N802
    """Show the headline; it takes facts rather than the model, because a model that played on is the same object."""
    spans = [
        f'<span class="cocogen-fact cocogen-fact-{fact.name}">{fact.name} <b>{fact.value}</b>'
        + (f" <small>{fact.more}</small>" if fact.more else "")
        + "</span>"
        for fact in said
    ]
    solara.HTML(tag="div", unsafe_innerHTML="".join(spans), classes=["cocogen-headline"])
