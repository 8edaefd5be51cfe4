"""Welfare: what rivalry costs everybody, how evenly the rest is spread, and who gains or loses by each rule."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import BoolArray, FloatArray
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.rules.anticipation import anticipated_equilibrium, anticipates
from cocogen.model.game.rules.base import RedistributionRule, redistribution, redistribution_rules
from cocogen.model.game.rules.conduct import checked_subsidy, checked_transfers
from cocogen.model.game.solvers.equilibrium import Equilibrium, nash_equilibrium
from cocogen.model.game.solvers.optimum import optimum_generation

_NEAR_ZERO = 1e-6
_INDIFFERENT = 1e-9


@dataclass(frozen=True)
class PriceOfAnarchy:
    """What is lost because nobody plans for all.

    Args:
        optimum: W at the social optimum, money.
        equilibrium: W at the equilibrium, money.
        difference: optimum − equilibrium, money; always meaningful.
        ratio: optimum / equilibrium; NaN where the equilibrium's welfare is near or below zero.
    """

    optimum: float
    equilibrium: float
    difference: float
    ratio: float


def price_of_anarchy(game: CoopetitionGame) -> PriceOfAnarchy:
    """Return the price of anarchy of the game as it is, its subsidies included (``model.md``, section One round)."""
    optimum = game.social_welfare(optimum_generation(game))
    equilibrium = game.social_welfare(nash_equilibrium(game).generation)
    sound = equilibrium > _NEAR_ZERO * game.payoff_scale
    ratio = optimum / equilibrium if sound else float("nan")
    return PriceOfAnarchy(optimum, equilibrium, optimum - equilibrium, ratio)


def efficiency(game: CoopetitionGame, generation: npt.ArrayLike) -> float:
    """Return the share of the optimal welfare that ``generation`` reaches; NaN where the optimum is near or below zero."""
    optimum = game.social_welfare(optimum_generation(game))
    if optimum <= _NEAR_ZERO * game.payoff_scale:
        return float("nan")
    return game.social_welfare(generation) / optimum


def gini(values: npt.ArrayLike) -> float:
    """Return the Gini index Σ_ij |x_i − x_j| / (2 N² mean), 0 for equality; NaN unless the mean is positive.

    Above 1 is possible where some values are negative.

    Example:
        >>> gini([1.0, 1.0, 1.0]), gini([0.0, 0.0, 3.0])
        (0.0, 0.6666666666666666)
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    total = float(x.sum())
    if total <= 0.0:
        return float("nan")
    ranks = 2.0 * np.arange(1, x.size + 1) - x.size - 1.0
    return float(ranks @ x / (x.size * total))


def jain(values: npt.ArrayLike) -> float:
    """Return Jain's index (Σ x)² / (N Σ x²), 1 for equality, 1/N if one has all; NaN if all are zero.

    Example:
        >>> jain([2.0, 2.0]), jain([0.0, 4.0])
        (1.0, 0.5)
    """
    x = np.asarray(values, dtype=np.float64)
    squares = float(x @ x)
    return float(x.sum()) ** 2 / (x.size * squares) if squares > 0.0 else float("nan")


def equilibrium_under(
    game: CoopetitionGame, rule: RedistributionRule, *, start: npt.ArrayLike | None = None
) -> Equilibrium:
    """Return the equilibrium when players anticipate ``rule`` by its subsidy, in place of the game's."""
    return nash_equilibrium(game.with_subsidy(rule.subsidy(game)), start=start)


@dataclass(frozen=True)
class RuleOutcome:
    """What a redistribution rule does to a game, at the equilibrium under it.

    Args:
        rule: its name.
        equilibrium: the equilibrium with its certificate.
        welfare: W, money.
        efficiency: share of the optimal welfare; NaN where that is near or below zero.
        payoffs: U_i, money, shape (N,).
        transfers: R_i, money, shape (N,).
        utilities: U_i + R_i, money, shape (N,).
        advantage: U_i + R_i less what i would earn outside while the others go on, money, shape (N,).
        gains: who is better off than without redistribution, shape (N,).
        loses: who is worse off, shape (N,).
        gini: Gini index of the utilities.
        jain: Jain's index of the utilities.
    """

    rule: str
    equilibrium: Equilibrium
    welfare: float
    efficiency: float
    payoffs: FloatArray
    transfers: FloatArray
    utilities: FloatArray
    advantage: FloatArray
    gains: BoolArray
    loses: BoolArray
    gini: float
    jain: float


def compare_rules(
    game: CoopetitionGame, rules: Mapping[str, RedistributionRule] | None = None
) -> list[RuleOutcome]:
    """Return what each rule does to the game, compared with none, where players see payments coming that it settles after the round.

    Args:
        game: the game.
        rules: rules by the name to show; every registered one with its defaults unless given. Of those, one that pays what
            it must not, or has no defaults, is named in a warning and left out.

    Raises:
        PartError: if a rule that was given pays what it must not.
    """
    without = game.payoffs(equilibrium_under(game, redistribution("none")).generation)
    if rules is not None:
        return [_outcome(game, name, rule, without) for name, rule in rules.items()]
    outcomes = []
    for name in redistribution_rules.names():
        try:
            outcomes.append(_outcome(game, name, redistribution(name), without))
        except ValueError as error:
            warnings.warn(f"left out: {error}", stacklevel=2)
    return outcomes


def _outcome(game: CoopetitionGame, name: str, rule: RedistributionRule, without: FloatArray) -> RuleOutcome:
    rewarded = game.with_subsidy(checked_subsidy(rule, game, name))
    seen = anticipates(game, rule)
    equilibrium = anticipated_equilibrium(rewarded, rule) if seen else nash_equilibrium(rewarded)
    g = equilibrium.generation
    payoffs = game.payoffs(g)
    transfers = checked_transfers(rule, game, g, name, "at the equilibrium")
    utilities = payoffs + transfers
    slack = _INDIFFERENT * game.payoff_scale
    return RuleOutcome(
        rule=name,
        equilibrium=equilibrium,
        welfare=float(payoffs.sum()),
        efficiency=efficiency(game, g),
        payoffs=payoffs,
        transfers=transfers,
        utilities=utilities,
        advantage=utilities - game.outside_payoffs(g),
        gains=utilities > without + slack,
        loses=utilities < without - slack,
        gini=gini(utilities),
        jain=jain(utilities),
    )
