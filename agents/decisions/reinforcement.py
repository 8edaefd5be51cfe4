"""Reinforcement: Roth–Erev and EXP3 on a grid of amounts; both learn from what they earned and know no game."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.agents.bounds import Positive, PositiveShare, ShareBelowOne
from cocogen.agents.decisions.decision_rule import DecisionRule, decision_rules
from cocogen.agents.decisions.logit import GridPoints, draw, grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocogen.agents.outlook import Outlook

    FloatArray = NDArray[np.float64]


@dataclass
class Reinforcement(DecisionRule):
    """Tries amounts on a grid and remembers how each one paid.

    What it earned is put on a scale from 0 (the least so far) to 1 (the most so far), so that no parameter depends on
    the unit of money.

    Args:
        points: amounts on the grid from 0 to capacity.
    """

    points: GridPoints = 11
    strengths: list[float] = field(default_factory=list, init=False)
    choice: int | None = field(default=None, init=False)
    least: float = field(default=math.inf, init=False)
    most: float = field(default=-math.inf, init=False)

    def __post_init__(self) -> None:
        self.strengths = [self._initial()] * self.points

    def revise(self, outlook: Outlook, rng: np.random.Generator) -> float:
        """Reinforce what was played last, and return the next amount."""
        if self.choice is not None and not math.isnan(outlook.last_utility):
            self._reinforce(self.choice, self._scaled(outlook.last_utility))
        self.choice = draw(self.probabilities(), rng)
        return float(grid(outlook.capacity, self.points)[self.choice])

    @abstractmethod
    def probabilities(self) -> FloatArray:
        """Return the probability of each amount on the grid, shape (points,)."""

    @abstractmethod
    def _initial(self) -> float:
        """Return the strength of every amount before anything was tried."""

    @abstractmethod
    def _reinforce(self, choice: int, reward: float) -> None:
        """Take in that ``choice`` brought ``reward`` in [0, 1]."""

    def _scaled(self, utility: float) -> float:
        self.least, self.most = min(self.least, utility), max(self.most, utility)
        return (utility - self.least) / (self.most - self.least) if self.most > self.least else 0.5

    def state(self) -> dict[str, Any]:
        """Return the strengths, the last choice, and the range of what was earned."""
        return {
            "strengths": self.strengths,
            "choice": self.choice,
            "earned": [self.least, self.most] if self.most >= self.least else None,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what :meth:`state` returned; strengths of another grid are forgotten, the range of earnings is not."""
        if len(state["strengths"]) == self.points:
            self.strengths, self.choice = list(state["strengths"]), state["choice"]
        self.least, self.most = state["earned"] or (math.inf, -math.inf)


@decision_rules.register("roth-erev")
@dataclass
class RothErev(Reinforcement):
    """Chooses in proportion to propensities, which fade and are raised by what a choice earned.

    Source: Roth and Erev 1995; Erev and Roth 1998 (recency and experimentation).

    Args:
        points: amounts on the grid.
        recency: share of every propensity that is forgotten in a round.
        experimentation: share of a reward that the neighbouring amounts get.
        propensity: initial propensity of every amount, in rewards.
    """

    recency: ShareBelowOne = 0.05
    experimentation: ShareBelowOne = 0.2
    propensity: Positive = 1.0

    def probabilities(self) -> FloatArray:
        """Return the probability of each amount, in proportion to its propensity."""
        strengths = np.array(self.strengths)
        shares: FloatArray = strengths / strengths.sum()
        return shares

    def _initial(self) -> float:
        return self.propensity

    def _reinforce(self, choice: int, reward: float) -> None:
        floor = 1e-6 * self.propensity
        self.strengths = [max((1.0 - self.recency) * strength, floor) for strength in self.strengths]
        self.strengths[choice] += (1.0 - self.experimentation) * reward
        beside = [at for at in (choice - 1, choice + 1) if 0 <= at < self.points]
        for at in beside:
            self.strengths[at] += self.experimentation * reward / len(beside)


@decision_rules.register("exp3")
@dataclass
class Exp3(Reinforcement):
    """Exponential weights with importance-weighted rewards, mixed with uniform exploration.

    Its average regret against the best fixed amount vanishes whatever the others do. Source: Auer, Cesa-Bianchi, Freund and
    Schapire 2002, *The Nonstochastic Multiarmed Bandit Problem*.

    Args:
        points: amounts on the grid.
        exploration: γ, share of uniform exploration; also the learning rate, γ / points.
    """

    exploration: PositiveShare = 0.1

    def probabilities(self) -> FloatArray:
        """Return (1 − γ) exp(strength) / Σ exp + γ / points."""
        strengths = np.array(self.strengths)
        weights = np.exp(strengths - strengths.max())
        mixed: FloatArray = (
            1.0 - self.exploration
        ) * weights / weights.sum() + self.exploration / self.points
        return mixed

    def _initial(self) -> float:
        return 0.0

    def _reinforce(self, choice: int, reward: float) -> None:
        estimate = reward / float(self.probabilities()[choice])
        self.strengths[choice] += self.exploration * estimate / self.points
