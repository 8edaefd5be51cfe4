"""The rate of pairwise redistribution with the greatest welfare at the equilibrium."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.game.arrays import FloatArray, frozen
from model.game.equilibrium import equilibrium_generation
from model.game.forms import RoundForms
from model.game.optimum import WelfareObjective, optimum_generation

_GRID = 40


def optimal_rate(game: RoundForms) -> FloatArray:
    """Return the r ≥ 0 that maximises W at the equilibrium under s_i = r Σ_j γ̄_ij, remembered with the game.

    W(r) may have several peaks and kinks where somebody reaches a bound. A grid from well below to well above the rates
    that would pay each member its pigouvian subsidy finds the highest peak; its derivative, exact by the implicit function
    theorem, then closes in on it.

    Args:
        game: one game, (N,), or many side by side, (B, N).

    Returns:
        Rates in money per effective sample, shape (1,) or (B, 1).
    """
    if "optimal rate" not in game._answers:
        game._answers["optimal rate"] = frozen(_search(game))
    found: FloatArray = game._answers["optimal rate"]
    return found


@dataclass(frozen=True)
class _Tried:
    """Welfare and its slope in the rate, shape (..., 1), with the equilibrium behind them, shape (..., N)."""

    welfare: FloatArray
    slope: FloatArray
    generation: FloatArray


def _search(game: RoundForms) -> FloatArray:
    rates = _grid(game)
    tried = _at(game, rates, None)
    top = np.argmax(tried.welfare, axis=0, keepdims=True)
    rising = np.take_along_axis(tried.slope, top, axis=0) > 0.0
    left = np.clip(np.where(rising, top, top - 1), 0, len(rates) - 2)
    low = np.take_along_axis(rates, left, axis=0)[0]
    high = np.take_along_axis(rates, left + 1, axis=0)[0]
    floor = np.take_along_axis(tried.welfare, left, axis=0)[0]
    at_zero = (top == 0) & ~rising
    at_end = (top == len(rates) - 1) & rising
    start = np.take_along_axis(tried.generation, left, axis=0)[0]
    low_slope = np.take_along_axis(tried.slope, left, axis=0)[0]
    high_slope = np.take_along_axis(tried.slope, left + 1, axis=0)[0]
    best = _close_in(game, low, high, low_slope, high_slope, floor, start)
    return np.where(at_zero[0], 0.0, np.where(at_end[0], rates[-1], best))


def _grid(game: RoundForms) -> FloatArray:
    """Return rates to try, shape (grid, ..., 1): zero, and geometric steps around the pigouvian level."""
    rivalry = game.rivalry
    with np.errstate(divide="ignore", invalid="ignore"):
        level = WelfareObjective(game).external_values(optimum_generation(game)) / rivalry
    known = np.isfinite(level) & (level > 0.0)
    most = np.where(known, level, 0.0).max(axis=-1, keepdims=True)
    least = np.where(known, level, most).min(axis=-1, keepdims=True)
    least, most = np.where(most > 0.0, 0.02 * least, 1.0), np.where(most > 0.0, 2.0 * most, 1.0)
    exponents = np.linspace(0.0, 1.0, _GRID).reshape((_GRID,) + (1,) * most.ndim)
    return np.concatenate([np.zeros((1, *most.shape)), least * (most / least) ** exponents])


def _at(game: RoundForms, rates: FloatArray, start: FloatArray | None) -> _Tried:
    """Return welfare at the equilibrium under ``rates`` (..., 1), and dW/dr = Σ_i ∂W/∂g_i dg_i/dr."""
    subsidy = rates * game.rivalry
    g, _ = equilibrium_generation(game, subsidy=subsidy, start=start)
    objective = WelfareObjective(game)
    curve = game.learning_curve
    x = game._total(game.contributions(g))
    de = game.marginal_contributions(g)
    reward = game.weights * curve.derivative(x) + subsidy
    fall = game.congestion - reward * game._contribution_curvature(g)
    free = (g > 0.0) & (g < game.capacity) & (fall > 0.0)
    pull = np.where(free, de / np.where(free, fall, 1.0), 0.0)
    own = pull * game.rivalry
    back = pull * game.weights * curve.second_derivative(x)
    dx = (de * own).sum(axis=-1, keepdims=True) / (1.0 - (de * back).sum(axis=-1, keepdims=True))
    gradient = objective.gradient(g)
    slope = (gradient * (own + back * dx)).sum(axis=-1, keepdims=True)
    return _Tried(objective.value(g), slope, g)


def _close_in(
    game: RoundForms,
    low: FloatArray,
    high: FloatArray,
    low_slope: FloatArray,
    high_slope: FloatArray,
    floor: FloatArray,
    start: FloatArray,
) -> FloatArray:
    """Return the rate in [low, high] where the slope turns from positive to negative, by secants and bisection."""
    middle = 0.5 * (low + high)
    for attempt in range(100):
        crosses = (low_slope > 0.0) & (high_slope < 0.0)
        fall = np.where(crosses, low_slope - high_slope, 1.0)
        secant = low + (high - low) * np.where(crosses, low_slope / fall, 0.5)
        width = high - low
        nudged = np.clip(secant, low + 0.01 * width, high - 0.01 * width)
        middle = np.where(attempt % 3 == 2, 0.5 * (low + high), nudged)
        tried = _at(game, middle, start)
        start = tried.generation
        up = (tried.slope > 0.0) & (tried.welfare >= floor - 1e-13 * np.abs(floor))
        low, low_slope = np.where(up, middle, low), np.where(up, tried.slope, low_slope)
        floor = np.where(up, tried.welfare, floor)
        high, high_slope = np.where(up, high, middle), np.where(up, high_slope, tried.slope)
        if (high - low <= 1e-12 * high).all():
            break
    return 0.5 * (low + high)
