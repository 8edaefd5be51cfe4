"""What a redistribution rule is, and how its payments are told pair by pair."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from cocogen.agents.registry import Registry
from cocogen.model.game.arrays import FloatArray, Matrix
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.round_game import RoundGame

_ROUNDING = 4.0 * np.finfo(np.float64).eps


class RedistributionRule(ABC):
    """Pays some members out of the pockets of others; every rule of ``model.md``, section Redistribution rules, is one.

    A rule of one's own needs ``transfers`` that sum to zero and, if players should anticipate them, ``subsidy``::

        @redistribution_rules.register("by-size")
        @dataclass(frozen=True)
        class BySize(RedistributionRule):
            rate: float = 0.01

            def transfers(self, game, generation):
                size = game.real_samples
                return self.rate * (size - size.mean())

    Attributes:
        broadcasts: True if both methods also take many games side by side, arrays of shape (B, N), with the last axis
            as the members; `CoalitionTable` then asks once for all coalitions instead of coalition by coalition.
        after_the_round: True if payments move with one's own amount in a way that no subsidy says; players who see that coming
            maximise what they are paid, too.
    """

    broadcasts: ClassVar[bool] = False
    after_the_round: ClassVar[bool] = False

    def subsidy(self, game: RoundGame) -> FloatArray:
        """Return s_i, what players take into account, money per effective sample, shape (N,); zero unless overridden."""
        return np.zeros(game.real_samples.shape)

    @abstractmethod
    def transfers(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i, what each member is paid at ``generation``, money, shape (N,), summing to zero."""

    def paid_to(self, game: RoundGame, member: int, profiles: FloatArray) -> FloatArray:
        """Return R_i of one member in profiles (B, N) that differ in its own amount alone, money, shape (B,).

        For rules that can tell one member's payment with less work than everybody's; it is the `transfers` of the member.
        """
        if self.broadcasts:
            return self.transfers(game, profiles)[:, member]
        return np.array([self.transfers(game, profile)[member] for profile in profiles])

    def terms(self, game: RoundGame) -> dict[str, Any]:
        """Return parameters of its own that the rule fixes for the players of a round before they play; none unless overridden.

        For what takes long to work out, such as the best rate: terms stay in force until the game has changed materially.

        Args:
            game: among the players.

        Returns:
            Values by name that a checkpoint can hold: numbers, texts, and lists of them.
        """
        return {}

    def announced(self, terms: Mapping[str, Any]) -> RedistributionRule:
        """Return the rule under its `terms`: itself with these parameters."""
        return replace(self, **terms)  # type: ignore[type-var]

    def with_outside_options(self, payoffs: FloatArray) -> RedistributionRule:
        """Return the rule as it pays where U_i° is known to be ``payoffs``; itself unless it goes by outside options.

        Args:
            payoffs: money, one for each organization of the market, shape (N,).
        """
        return self

    def bilateral(self, game: CoopetitionGame, generation: FloatArray) -> Matrix:
        """Return who pays whom: [i, j] is what i receives from j, money, antisymmetric, rows summing to the transfers.

        Rules without pairs of their own are told as a pool: payers fill it, receivers share it in proportion.
        """
        return pooled_payments(self.transfers(game, generation))


class FormulaRule(RedistributionRule):
    """A rule whose payments are a formula that sums to zero but for rounding, which is taken out."""

    @abstractmethod
    def formula(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i as the formula has it, money, shape (N,); whether it sums to zero can be tested here only."""

    def transfers(self, game: RoundGame, generation: FloatArray) -> FloatArray:
        """Return R_i, what each member is paid at ``generation``, money, shape (N,)."""
        return balanced(self.formula(game, generation))


redistribution_rules: Registry[RedistributionRule] = Registry(
    "redistribution rule", "cocogen.redistribution_rules", RedistributionRule
)


def redistribution(name: str, **parameters: Any) -> RedistributionRule:
    """Return the redistribution rule ``name``, with the defaults of its class where no parameter is given.

    Raises:
        UnknownNameError: if no rule or parameter has the name.
        ValueError: if the rule refuses a parameter's value.

    Example:
        >>> redistribution("pairwise", rate=0.1)
        Pairwise(rate=0.1)
    """
    return redistribution_rules.create(name, **parameters)


def balanced(transfers: FloatArray) -> FloatArray:
    """Return ``transfers`` without what rounding leaves of their sum, shape (..., N); all of them may be nothing but that."""
    left: FloatArray = transfers.mean(axis=-1, keepdims=True)
    rest = transfers - left
    return np.where(np.abs(rest) <= _ROUNDING * np.abs(left), 0.0, rest)


def pooled_payments(transfers: FloatArray) -> FloatArray:
    """Return payments through a pool, [i, j] what i receives from j, shape (N, N), whose rows sum to ``transfers``."""
    received, paid = np.maximum(transfers, 0.0), np.maximum(-transfers, 0.0)
    turnover = received.sum()
    if turnover == 0.0:
        return np.zeros((transfers.size, transfers.size))
    flow: FloatArray = np.outer(received, paid) / turnover
    return flow - flow.T
