"""The rate of pairwise redistribution with the greatest welfare at the equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cocogen.model.game.arrays import FloatArray, IntArray, frozen
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.solvers.equilibrium import equilibrium_generation
from cocogen.model.game.solvers.optimum import WelfareObjective, optimum_generation

_GRID = 16
_LEVELS = 12
_FINE = 17
_CLOSE = 1e-10
_MOST_AT_ONCE = 1 << 15
_ABSURD = 1e100
_Point: TypeAlias = tuple[FloatArray, FloatArray]


def optimal_rate(game: RoundGame) -> FloatArray:
    """Return the r ≥ 0 that maximises W at the equilibrium under s_i = r Σ_j γ̄_ij, remembered with the game.

    W(r) may have several peaks and kinks where somebody reaches a bound. A grid around the rates that
    would pay members their pigouvian subsidies, and a finer one around its best, find the highest peak; its derivative, exact by the implicit function
    theorem, then closes in on it.

    Args:
        game: one game, (N,), or many side by side, (B, N).

    Returns:
        Rates in money per effective sample, shape (1,) or (B, 1).
    """
    return game.remembered("optimal rate", lambda: frozen(_search(game)))


@dataclass(frozen=True)
class _Tried:
    """Welfare and its slope in the rate, shape (..., 1), with the equilibrium behind them, shape (..., N)."""

    welfare: FloatArray
    slope: FloatArray
    generation: FloatArray


def _search(game: RoundGame) -> FloatArray:
    rates = _grid(game)
    best = np.take_along_axis(rates, _top(_along(game, rates)), axis=0)
    low = np.where(rates < best, rates, 0.0).max(axis=0, keepdims=True)
    high = np.where(rates > best, rates, np.inf).min(axis=0, keepdims=True)
    high = np.where(np.isfinite(high), high, best)
    rates = low + (high - low) * _steps(_FINE, rates.ndim)
    tried = _along(game, rates)
    top = _top(tried)

    def at(values: FloatArray, index: IntArray) -> FloatArray:
        picked: FloatArray = np.take_along_axis(values, index, axis=0)[0]
        return picked

    rising = at(tried.slope, top) > 0.0
    left = np.clip(np.where(rising, top, top - 1), 0, len(rates) - 2)
    low_end = _Tried(at(tried.welfare, left), at(tried.slope, left), at(tried.generation, left))
    inner = _close_in(game, at(rates, left), at(rates, left + 1), low_end, at(tried.slope, left + 1))
    reached, highest = _at(game, inner, low_end.generation).welfare, at(tried.welfare, top)
    flat = at(tried.slope, top) == 0.0
    better = (reached > highest) | (reached == highest) & ~flat
    return np.where(better, inner, at(rates, top))


def _top(tried: _Tried) -> IntArray:
    """Return where the welfare is greatest, the lowest rate among equals, shape (1, ..., 1)."""
    top: IntArray = np.argmax(tried.welfare, axis=0, keepdims=True)
    return top


def _steps(count: int, dimensions: int) -> FloatArray:
    """Return 0 to 1 in equal steps along the first of ``dimensions`` axes."""
    return np.linspace(0.0, 1.0, count).reshape((count,) + (1,) * (dimensions - 1))


def _grid(game: RoundGame) -> FloatArray:
    """Return ascending rates to try, shape (grid, ..., 1).

    Zero, geometric steps across the pigouvian levels, and just below, at and above each level: there somebody generates
    as the optimum would have it, so that every peak has a level near.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        level = WelfareObjective(game).external_values(optimum_generation(game)) / game.rivalry
    known = (level > 0.0) & (level < _ABSURD)
    most = np.where(known, level, 0.0).max(axis=-1, keepdims=True)
    most = np.where(most > 0.0, most, 1.0)
    levels = np.sort(np.where(known, level, most), axis=-1)
    chosen = np.unique(np.linspace(0, levels.shape[-1] - 1, _LEVELS).round().astype(np.int64))
    levels = np.moveaxis(levels[..., chosen], -1, 0)[..., None]
    least = 0.05 * levels[:1]
    steps = least * (2.0 * most / least) ** _steps(_GRID, levels.ndim)
    return np.sort(np.concatenate([np.zeros_like(least), steps, 0.9 * levels, levels, 1.1 * levels]), axis=0)


def _along(game: RoundGame, rates: FloatArray) -> _Tried:
    """Return `_at` for ascending rates (grid, ..., 1), in slices that fit the cache, each starting where the last ended."""
    step = max(1, _MOST_AT_ONCE // game.rivalry.size)
    parts: list[_Tried] = []
    for begin in range(0, len(rates), step):
        start = parts[-1].generation[-1] if parts else None
        parts.append(_at(game, rates[begin : begin + step], start))
    return _Tried(
        np.concatenate([part.welfare for part in parts]),
        np.concatenate([part.slope for part in parts]),
        np.concatenate([part.generation for part in parts]),
    )


def _at(game: RoundGame, rates: FloatArray, start: FloatArray | None) -> _Tried:
    """Return welfare at the equilibrium under ``rates`` (..., 1), and dW/dr = Σ_i ∂W/∂g_i dg_i/dr."""
    subsidy = rates * game.rivalry
    g, _ = equilibrium_generation(game, subsidy=subsidy, start=start)
    objective = WelfareObjective(game)
    curve = game.learning_curve
    x = game.effective_samples(game.contribution(g))
    de = game.contribution.slope(g)
    reward = game.weights * curve.derivative(x) + subsidy
    fall = game.cost.curvature - reward * game.contribution.curvature(g)
    free = (g > 0.0) & (g < game.capacity) & (fall > 0.0)
    pull = np.where(free, de / np.where(free, fall, 1.0), 0.0)
    own = pull * game.rivalry
    back = pull * game.weights * curve.second_derivative(x)
    dx = (de * own).sum(axis=-1, keepdims=True) / (1.0 - (de * back).sum(axis=-1, keepdims=True))
    gradient = objective.gradient(g)
    slope = (gradient * (own + back * dx)).sum(axis=-1, keepdims=True)
    return _Tried(objective.value(g), slope, g)


def _close_in(
    game: RoundGame, low: FloatArray, high: FloatArray, low_end: _Tried, high_slope: FloatArray
) -> FloatArray:
    """Return the rate in [low, high] where the slope turns from positive to negative, by Chandrupatla's method.

    A slope counts as negative where welfare has fallen below that at the low end, so that a peak beside a valley is kept. The
    method is written out because SciPy's would begin every trial's equilibrium anew, where here it starts at the last one's.
    """
    floor, low_slope, start = low_end.welfare, low_end.slope, low_end.generation
    steepest = np.maximum(np.abs(low_slope), np.abs(high_slope))
    found = np.empty_like(low)
    live = np.ones(low.shape[:-1], dtype=np.bool_)
    rise = np.where(low_slope == 0.0, steepest, np.abs(low_slope))
    new, old = (low, rise), (high, -np.abs(high_slope))
    older = old
    share = np.full_like(low, 0.5)
    for _ in range(120):
        rate = new[0] + share * (old[0] - new[0])
        tried = _at(game, rate, start)
        kept = tried.welfare >= floor - 1e-13 * np.abs(floor)
        slope = np.where(kept, tried.slope, -np.abs(tried.slope))
        floor = np.where(slope > 0.0, np.maximum(floor, tried.welfare), floor)
        start = tried.generation
        same = (slope > 0.0) == (new[1] > 0.0)
        older = np.where(same, new[0], old[0]), np.where(same, new[1], old[1])
        old = np.where(same, old[0], new[0]), np.where(same, old[1], new[1])
        new = (rate, slope)
        width = np.abs(old[0] - new[0])
        settled = (width <= _CLOSE * rate) | (np.abs(slope) <= 1e-2 * _CLOSE * steepest)
        found[live] = rate
        if settled.all():
            break
        share = _share(new, old, older, 0.5 * _CLOSE * rate / np.maximum(width, _CLOSE * rate))
        if settled.any():
            on = ~settled[..., 0]
            live[live] = on
            game, steepest, floor, start = game.only(on), steepest[on], floor[on], start[on]
            new, old, older = ((x[on], y[on]) for x, y in (new, old, older))
            share = share[on]
    return found


def _share(new: _Point, old: _Point, older: _Point, least: FloatArray) -> FloatArray:
    """Return how far to go from ``new`` to ``old``: by inverse quadratic interpolation where it is safe, else half way."""
    (x1, f1), (x2, f2), (x3, f3) = new, old, older
    with np.errstate(divide="ignore", invalid="ignore"):
        xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        safe = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        quadratic = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
    return np.clip(np.where(safe, quadratic, 0.5), least, 1.0 - least)
