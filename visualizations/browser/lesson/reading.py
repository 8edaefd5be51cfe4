"""What a lesson reads off what is played: the numbers of one round, from the story that the page is told."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import TYPE_CHECKING

from cocogen.model.records.numerals import percent, short
from cocogen.visualizations.browser.live.story import STATES
from cocogen.visualizations.browser.states import OUT

if TYPE_CHECKING:
    from cocogen.visualizations.browser.live.story import Story

SHARES = ("accuracy", "common")
"""What is written in percent."""


@dataclass(frozen=True)
class Reading:
    """A round in numbers; money in k$ a round, of the first organization unless said otherwise.

    Args:
        organizations: how many there are.
        members: how many are in.
        accuracy: with which it serves its own market, a share.
        common: accuracy of the common model, a share.
        earns: what it earns, payments included.
        alone: what it would earn alone.
        generates: synthetic samples in the round.
        taken: what rivals take from it because of its own contribution.
        could: what each of all could have on average if all were in and commanded.
        most: what the one gains over working alone that gains most.
        least: the same of the one that gains least; below zero it loses.
        pays: what the one pays that pays most; receives where nobody pays.
        welfare: of everyone.
    """

    organizations: int
    members: int
    accuracy: float
    common: float
    earns: float
    alone: float
    generates: float
    taken: float
    could: float
    most: float
    least: float
    pays: float
    welfare: float


def read(story: Story, round: int) -> Reading:
    """Return the numbers of a round that was played; NaN where one is not known.

    Args:
        story: of the run.
        round: which, from 1 on; 0 is before the first.
    """
    told = story.rounds[round]
    states, measures = told["state"], told["measures"]

    def column(name: str) -> list[float]:
        """Return a column as it stands in the round: what is not told of one is as it was before."""
        new = next(one["of"][name] for one in reversed(story.rounds[: round + 1]) if name in one["of"])
        return [_number(value) for value in new]

    payoff, paid, gained = column("payoff"), column("transfer"), column("advantage")
    return Reading(
        organizations=len(states),
        members=len(states) - states.count(STATES.index(OUT)),
        accuracy=column("accuracy")[0],
        common=_number(measures["accuracy"]),
        earns=payoff[0] + paid[0],
        alone=column("standalone_payoff")[0],
        generates=column("generation")[0],
        taken=column("damage")[0],
        could=_number(measures["optimum"]) / len(states),
        most=max(gained),
        least=min(gained),
        pays=-min(paid),
        welfare=_number(measures["welfare"]),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def in_words(reading: Reading) -> SimpleNamespace:
    """Return a reading with every number as it is written."""
    return SimpleNamespace(
        **{
            known.name: (percent if known.name in SHARES else short)(getattr(reading, known.name))
            for known in fields(reading)
        }
    )
