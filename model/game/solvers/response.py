"""Best responses: one organization's best amount against the total that it expects of the others.

Maximises z G(x) + s e(g) − c g − ½ κ g² with x = K + E_{−i} + e(g) on [0, ḡ] (``model.md``, section One round). With z > 0 and
s ≥ 0 the objective is concave and its maximum is the one root of a decreasing marginal payoff, found by Newton's
method inside a shrinking bracket. Otherwise (rivals take more than the gain, or a tax) it can have several peaks: all
sign changes of the marginal payoff on a grid are refined and compared with both ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray, SideBySide
from cocogen.model.game.learning_curve import PowerLaw
from cocogen.model.game.players import Players

_STEPS = 200
_CLOSE = 1e-9
_THERE = 1e-14
_GRID = 96
_BLOCK = 1 << 13


@dataclass(frozen=True, slots=True)
class ResponseProblem(SideBySide):
    """One-dimensional problems side by side, arrays of one broadcastable shape (..., N), or plain floats for one.

    Args:
        others: K + E_{−i}, what is there without i, effective samples.
        players: whose problems they are.
        learning_curve: G, or whatever law turns effective samples into accuracy.
    """

    others: FloatArray
    players: Players
    learning_curve: PowerLaw

    @property
    def several_peaks(self) -> BoolArray:
        """Where the objective need not be concave: z and s of opposite sign."""
        return self.players.weight * self.players.subsidy < 0.0

    def objective(self, g: FloatArray) -> FloatArray:
        """Return the payoff of ``g`` up to a constant, money, shape (..., N)."""
        return self.improvement(np.zeros_like(g), g)

    def improvement(self, old: FloatArray, new: FloatArray) -> FloatArray:
        """Return payoff(new) − payoff(old) in money, free of cancellation, shape (..., N)."""
        players = self.players
        e_old = players.contribution(old)
        added = players.contribution(new) - e_old
        gained = players.weight * self.learning_curve.increment(self.others + e_old, added)
        return gained + players.subsidy * added - players.cost.added(old, new)

    def marginal(self, g: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the marginal payoff at ``g`` and its derivative, shapes (..., N)."""
        players, curve = self.players, self.learning_curve
        lost, de, fall = players.contribution.near(g)
        x = self.others + players.contribution.less(lost, g)
        slope = players.weight * curve.derivative(x)
        reward = slope + players.subsidy
        value = players.cost.left_of(reward * de, g)
        bend = curve.bend(slope, x) * de * de - reward * fall
        return value, bend - players.cost.curvature

    def take(self, chosen: BoolArray) -> ResponseProblem:
        """Return the problems where ``chosen`` is true, shape (M,)."""
        return self.each(lambda values: np.broadcast_to(values, chosen.shape)[chosen])


def respond(problem: ResponseProblem, start: FloatArray) -> FloatArray:
    """Return the best amounts, samples, shape (..., N).

    Args:
        problem: the one-dimensional problems.
        start: where Newton's method begins, inside [0, ḡ], shape (..., N).
    """
    if start.ndim > 1 or start.size <= _BLOCK:
        return _respond(problem, start)
    blocks = [slice(begin, begin + _BLOCK) for begin in range(0, start.size, _BLOCK)]
    return np.concatenate([_respond(problem.part(block), start[block]) for block in blocks])


def _respond(problem: ResponseProblem, start: FloatArray) -> FloatArray:
    g = _root(problem, start, np.full_like(start, -1.0), problem.players.capacity + 1.0)
    several = problem.several_peaks
    if several.any():
        several = np.broadcast_to(several, g.shape)
        g[several] = _best_peak(problem.take(several))
    return g


def _root(problem: ResponseProblem, start: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the roots of decreasing marginal payoffs; ``low`` and ``high`` are points not to be reached."""
    capacity, real_samples = problem.players.capacity, problem.players.contribution.real_samples
    g = start
    for _ in range(_STEPS):
        value, slope = problem.marginal(g)
        rising = value > 0.0
        low = np.where(rising, g, low)
        high = np.where(rising, high, g)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = np.where(value == 0.0, 0.0, -value / slope)
        new = np.minimum(np.maximum(g + step, 0.0), capacity)
        there = np.abs(step) <= _THERE * (real_samples + g)
        newton = ((new > low) & (new < high) | there) & (slope < 0.0)
        middle = 0.5 * (np.maximum(low, 0.0) + np.minimum(high, capacity))
        new = np.where(newton | (value == 0.0), new, middle)
        moved = np.abs(new - g)
        g = new
        resolved = np.where(newton, _CLOSE, 4e-16) * (real_samples + g)
        if (moved <= resolved).all():
            break
    return g


def _best_peak(problem: ResponseProblem) -> FloatArray:
    """Return the best of both ends and all interior peaks for problems of shape (M,)."""
    capacity = problem.players.capacity
    shares = np.linspace(0.0, 1.0, _GRID) ** 2
    grid = shares[:, None] * capacity
    rising = problem.marginal(grid)[0] > 0.0
    best = np.where(problem.objective(capacity) > 0.0, capacity, 0.0)
    for at in np.flatnonzero((rising[:-1] & ~rising[1:]).any(axis=1)):
        peak = _root(problem, 0.5 * (grid[at] + grid[at + 1]), grid[at], grid[at + 1])
        better = problem.improvement(best, peak) > 0.0
        best = np.where(better, peak, best)
    return best
