"""All 2^N coalitions of a game: worth, Shapley values, stability and the core (``model.md``, section Coalitions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray, frozen
from cocogen.model.game.coalitions.batch import solve_coalitions
from cocogen.model.game.coalitions.core import LeastCore, least_core
from cocogen.model.game.coalitions.shapley import (
    MOST_EXACT,
    ShapleyEstimate,
    StoppingRule,
    coalition_sizes,
    sampled_shapley,
    shapley_values,
)

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.rules.base import RedistributionRule

_SLACK = 1e-9


def all_coalitions(players: int) -> BoolArray:
    """Return every coalition by bitmask as a mask, shape (2^N, N): organization i is in where bit i is set."""
    masks: BoolArray = (np.arange(1 << players)[:, None] >> np.arange(players)) & 1 > 0
    return masks


def members_of(coalition: int) -> tuple[int, ...]:
    """Return the members of a bitmask, in ascending order."""
    return tuple(i for i in range(int(coalition).bit_length()) if coalition >> i & 1)


class CoalitionTable:
    """The equilibrium of every coalition of N ≤ 16 organizations under a redistribution rule, solved as one batch.

    The worth of a coalition is the sum of its members' utilities at its own equilibrium under the rule. A coalition of one does
    not train together; its worth is the standalone payoff. Nobody is worth 0. Outsiders earn their standalone payoffs, less what
    members take of them by the account of rivalry in force.

    Args:
        game: the game among all; its own subsidy is replaced by the rule's.
        rule: the redistribution within each coalition.

    Attributes:
        worth: by bitmask, money, shape (2^N,).
        utilities: of members in the coalition and of outsiders, money, shape (2^N, N).
        generation: samples, 0 for outsiders, shape (2^N, N).
        regret: the certificate of every equilibrium, money, shape (2^N,).

    Raises:
        ValueError: if there are more than 16 organizations; `sampled_coalition_shapley` takes more.
    """

    worth: FloatArray
    utilities: FloatArray
    generation: FloatArray
    regret: FloatArray

    def __init__(self, game: CoopetitionGame, rule: RedistributionRule) -> None:
        if game.organizations > MOST_EXACT:
            raise ValueError(
                f"the game has {game.organizations} organizations; a table of all coalitions under"
                f" {type(rule).__name__} takes at most {MOST_EXACT}"
            )
        self.game = game
        self.rule = rule
        self.masks = all_coalitions(game.organizations)
        outcomes = solve_coalitions(game, rule, self.masks)
        self.worth = frozen(outcomes.worth)
        self.utilities = frozen(outcomes.utilities)
        self.generation = frozen(outcomes.generation)
        self.regret = frozen(outcomes.regret)

    @property
    def grand_coalition(self) -> int:
        """Bitmask of everybody."""
        return len(self.worth) - 1

    def shapley_values(self) -> FloatArray:
        """Return the exact Shapley values of the worth, money, shape (N,); they sum to the worth of everybody."""
        return shapley_values(self.worth)

    def advantages(self) -> FloatArray:
        """Return what being in brings everybody while the others stay where they are, money, shape (2^N, N).

        That is the utility with i in the coalition less that without, the same for both.
        """
        coalitions = np.arange(len(self.worth))
        gained = np.empty(self.utilities.shape)
        for i in range(self.game.organizations):
            inside, outside = coalitions | (1 << i), coalitions & ~(1 << i)
            gained[:, i] = self.utilities[inside, i] - self.utilities[outside, i]
        return gained

    @property
    def slack(self) -> float:
        """Advantage that moves nobody, money: 1e-9 of the payoff scale."""
        return _SLACK * self.game.payoff_scale

    def stable(self) -> IntArray:
        """Return the bitmasks of all Nash-stable coalitions, ascending: no member gains by leaving, no outsider by joining.

        Nobody together (bitmask 0) is always among them, for one who starts alone trains alone.
        """
        gained = self.advantages()
        content = np.where(self.masks, gained >= -self.slack, gained <= self.slack)
        return np.flatnonzero(content.all(axis=1))

    def largest_stable(self) -> int:
        """Return the bitmask of the stable coalition with the most members, the one of greatest worth among equals."""
        stable = self.stable()
        sizes = coalition_sizes(self.game.organizations)[stable]
        most = stable[sizes == sizes.max()]
        return int(most[np.argmax(self.worth[most])])

    def least_core(self) -> LeastCore:
        """Return the least excess ε that every coalition can be held to, and an allocation that does it."""
        return least_core(self.worth)

    def core_is_empty(self) -> bool:
        """Tell whether every way to share the worth of everybody leaves some coalition better off by itself."""
        return self.least_core().epsilon > _SLACK * float(np.abs(self.worth).max())


def sampled_coalition_shapley(
    game: CoopetitionGame,
    rule: RedistributionRule,
    *,
    stopping: StoppingRule | None = None,
    seed: int = 0,
) -> ShapleyEstimate:
    """Estimate the Shapley values of the coalitions' worth for any number of organizations.

    Args:
        game: the game among all.
        rule: the redistribution within each coalition.
        stopping: when to stop; `StandardErrorBelow()` unless given.
        seed: of the permutations.
    """

    def worth(masks: BoolArray) -> FloatArray:
        return solve_coalitions(game, rule, masks).worth

    return sampled_shapley(worth, game.organizations, stopping=stopping, seed=seed)
