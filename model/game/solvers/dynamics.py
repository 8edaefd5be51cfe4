"""Roads to the equilibrium that organizations could walk themselves: best-response dynamics, and its acceleration."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import FloatArray, frozen
from cocogen.model.game.solvers.equilibrium import Equilibrium, certified

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame


@dataclass(frozen=True)
class Trajectory(Equilibrium):
    """Where a dynamic ended, with the way there.

    Args:
        generations: g after every round, the start first, samples, shape (T + 1, N).
        regrets: the largest regret after every round, money, shape (T + 1,).
    """

    generations: FloatArray
    regrets: FloatArray


def best_response_dynamics(
    game: CoopetitionGame,
    *,
    start: npt.ArrayLike = 0.0,
    order: Literal["sequential", "simultaneous"] = "sequential",
    damping: float = 1.0,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> Trajectory:
    """Let organizations respond best, round after round, until nobody regrets more than allowed.

    One after the other climbs the potential, so it converges when every z_i > 0 and s_i ≥ 0. All at once can overshoot
    and cycle; a damping below 1 calms it.

    Args:
        game: the game.
        start: the first profile, samples, scalar or shape (N,).
        order: one after the other, or all at once.
        damping: how far each moves toward its best response, in (0, 1].
        tolerance: largest regret, as a share of `CoopetitionGame.payoff_scale`, that counts as converged.
        max_iterations: most rounds.

    Raises:
        ValueError: if the order is unknown or the damping outside (0, 1].
    """
    if order not in ("sequential", "simultaneous"):
        raise ValueError(f"order is {order!r}; it must be 'sequential' or 'simultaneous'")
    if not 0.0 < damping <= 1.0:
        raise ValueError(f"damping is {damping!r}; it must lie in (0, 1]")
    game.notice_weights()
    g = np.minimum(game.profile(start, "start"), game.capacity)
    advance = _in_turn if order == "sequential" else _at_once
    profiles, regrets = [g], [float(game.regret(g).max())]
    while regrets[-1] > tolerance * game.payoff_scale and len(profiles) <= max_iterations:
        g = advance(game, g, damping)
        profiles.append(g)
        regrets.append(float(game.regret(g).max()))
    return _trajectory(game, profiles, regrets, tolerance)


def _at_once(game: CoopetitionGame, g: FloatArray, damping: float) -> FloatArray:
    return g + damping * (game.best_responses(g) - g)


def _in_turn(game: CoopetitionGame, g: FloatArray, damping: float) -> FloatArray:
    e = game.contributions(g).tolist()
    total = sum(e)
    moved = g.copy()
    for i in range(game.organizations):
        others = total - e[i]
        moved[i] += damping * (game.best_response_of(i, others) - moved[i])
        e[i] = game.contribution_of(i, float(moved[i]))
        total = others + e[i]
    return moved


def anderson_fixed_point(
    game: CoopetitionGame,
    *,
    start: npt.ArrayLike = 0.0,
    memory: int = 6,
    tolerance: float = 1e-10,
    max_iterations: int = 500,
) -> Trajectory:
    """Find the fixed point of the simultaneous best response by Anderson acceleration.

    Each step mixes the last responses so that their residuals cancel. It is taken where it does not descend the potential;
    otherwise a step damped by 1/N, which never overshoots, starts the memory anew. Where there is no potential to climb
    (some z_i ≤ 0), the residual must not grow.

    Args:
        game: the game.
        start: the first profile, samples, scalar or shape (N,).
        memory: how many past responses are mixed, at least 1.
        tolerance: largest regret, as a share of `CoopetitionGame.payoff_scale`, that counts as converged.
        max_iterations: most steps.

    Raises:
        ValueError: if the memory is below 1.
    """
    if memory < 1:
        raise ValueError(f"memory is {memory!r}; it must be at least 1")
    game.notice_weights()
    g = np.minimum(game.profile(start, "start"), game.capacity)
    past: deque[tuple[FloatArray, FloatArray]] = deque(maxlen=memory + 1)
    profiles, regrets = [g], [float(game.regret(g).max())]
    damping = 1.0 / game.organizations
    while regrets[-1] > tolerance * game.payoff_scale and len(profiles) <= max_iterations:
        past.append((g, game.best_responses(g) - g))
        mixed = np.clip(_mixed(past, damping), 0.0, game.capacity)
        if len(past) > 1 and _goes_back(game, g, mixed):
            newest = past[-1]
            past.clear()
            past.append(newest)
            mixed = _mixed(past, damping)
        g = mixed
        profiles.append(g)
        regrets.append(float(game.regret(g).max()))
    return _trajectory(game, profiles, regrets, tolerance)


def _goes_back(game: CoopetitionGame, g: FloatArray, candidate: FloatArray) -> bool:
    """Tell whether a step from ``g`` leads down the potential, or without one to a larger residual."""
    if not game.non_positive_weights.any():
        return game.potential(candidate) < game.potential(g)
    before, after = (float(np.linalg.norm(game.best_responses(at) - at)) for at in (g, candidate))
    return after > before


def _mixed(past: deque[tuple[FloatArray, FloatArray]], damping: float) -> FloatArray:
    """Return the next point: the affine mix of past points with the smallest mixed residual, plus part of that residual."""
    g, residual = past[-1]
    if len(past) == 1:
        return g + damping * residual
    points = np.column_stack([point - g for point, _ in past][:-1])
    residuals = np.column_stack([other - residual for _, other in past][:-1])
    mix = np.linalg.lstsq(residuals, -residual, rcond=1e-12)[0]
    left: FloatArray = residual + residuals @ mix
    return g + points @ mix + damping * left


def _trajectory(
    game: CoopetitionGame, profiles: list[FloatArray], regrets: list[float], tolerance: float
) -> Trajectory:
    end = certified(game, profiles[-1].copy(), len(profiles) - 1, tolerance)
    return Trajectory(**vars(end), generations=frozen(np.array(profiles)), regrets=frozen(np.array(regrets)))
