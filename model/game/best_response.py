"""Best responses: one organization's best amount against the total that it expects of the others.

Maximises z G(x) + s e(g) − c g − ½ κ g² with x = K + E_{−i} + e(g) on [0, ḡ] (``model.md``, section One round). With z > 0 and
s ≥ 0 the objective is concave and its maximum is the one root of a decreasing marginal payoff, found by Newton's
method inside a shrinking bracket. Otherwise (rivals take more than the gain, or a tax) it can have several peaks: all
sign changes of the marginal payoff on a grid are refined and compared with both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.game.arrays import BoolArray, FloatArray
from model.game.learning_curve import LearningCurve

_STEPS = 200
_CLOSE = 1e-9
_THERE = 1e-14
_GRID = 96
_BLOCK = 1 << 13


@dataclass(frozen=True)
class ResponseProblem:
    """One-dimensional problems side by side, arrays of one broadcastable shape (..., N).

    Args:
        others: K + E_{−i}, what is there without i, effective samples.
        real_samples: n_i.
        fidelity: φ_i.
        skew_loss: δ h_i² n_i².
        skew_tail: 2(1 − φ_i) n_i.
        weight: z_i in money.
        subsidy: s_i in money per effective sample.
        generation_cost: c_i.
        congestion: κ_i.
        capacity: ḡ_i.
        learning_curve: G.
    """

    others: FloatArray
    real_samples: FloatArray
    fidelity: FloatArray
    skew_loss: FloatArray
    skew_tail: FloatArray
    weight: FloatArray
    subsidy: FloatArray
    generation_cost: FloatArray
    congestion: FloatArray
    capacity: FloatArray
    learning_curve: LearningCurve

    @property
    def several_peaks(self) -> BoolArray:
        """Where the objective need not be concave: z and s of opposite sign."""
        return self.weight * self.subsidy < 0.0

    def objective(self, g: FloatArray) -> FloatArray:
        """Return the payoff of ``g`` up to a constant, money, shape (..., N)."""
        return self.improvement(np.zeros_like(g), g)

    def improvement(self, old: FloatArray, new: FloatArray) -> FloatArray:
        """Return payoff(new) − payoff(old) in money, free of cancellation, shape (..., N)."""
        e_old = self.contribution(old)
        added = self.contribution(new) - e_old
        gained = self.weight * self.learning_curve.increment(self.others + e_old, added)
        step = new - old
        return (
            gained
            + self.subsidy * added
            - step * (self.generation_cost + 0.5 * self.congestion * (new + old))
        )

    def contribution(self, g: FloatArray) -> FloatArray:
        """Return e(g), shape (..., N)."""
        mixed = self.real_samples + g
        return (self.real_samples + self.fidelity * g) * (1.0 - self.skew_loss / (mixed * mixed))

    def marginal(self, g: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the marginal payoff at ``g`` and its derivative, shapes (..., N)."""
        curve = self.learning_curve
        mixed = self.real_samples + g
        inverse = 1.0 / mixed
        lost = self.skew_loss * (inverse * inverse)
        e = (self.real_samples + self.fidelity * g) * (1.0 - lost)
        tail = self.skew_tail * inverse
        de = self.fidelity + lost * (self.fidelity + tail)
        dde = -lost * inverse * (2.0 * self.fidelity + 3.0 * tail)
        x = self.others + e
        slope = self.weight * curve.derivative(x)
        bend = slope * (-(curve.exponent + 1.0)) / (curve.scale + x)
        reward = slope + self.subsidy
        value = reward * de - self.generation_cost - self.congestion * g
        return value, bend * de * de + reward * dde - self.congestion

    def take(self, chosen: BoolArray) -> ResponseProblem:
        """Return the problems where ``chosen`` is true, shape (M,)."""
        return self._each(lambda values: np.broadcast_to(values, chosen.shape)[chosen])

    def part(self, members: slice) -> ResponseProblem:
        """Return the problems of some members, shape (..., block)."""
        return self._each(lambda values: values[..., members])

    def _each(self, pick: Callable[[FloatArray], FloatArray]) -> ResponseProblem:
        return ResponseProblem(
            others=pick(self.others),
            real_samples=pick(self.real_samples),
            fidelity=pick(self.fidelity),
            skew_loss=pick(self.skew_loss),
            skew_tail=pick(self.skew_tail),
            weight=pick(self.weight),
            subsidy=pick(self.subsidy),
            generation_cost=pick(self.generation_cost),
            congestion=pick(self.congestion),
            capacity=pick(self.capacity),
            learning_curve=self.learning_curve,
        )


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
    g = _root(problem, start, np.full_like(start, -1.0), problem.capacity + 1.0)
    several = problem.several_peaks
    if several.any():
        several = np.broadcast_to(several, g.shape)
        g[several] = _best_peak(problem.take(several))
    return g


def _root(problem: ResponseProblem, start: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the roots of decreasing marginal payoffs; ``low`` and ``high`` are points not to be reached."""
    g = start
    for _ in range(_STEPS):
        value, slope = problem.marginal(g)
        rising = value > 0.0
        low = np.where(rising, g, low)
        high = np.where(rising, high, g)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = np.where(value == 0.0, 0.0, -value / slope)
        new = np.minimum(np.maximum(g + step, 0.0), problem.capacity)
        there = np.abs(step) <= _THERE * (problem.real_samples + g)
        newton = ((new > low) & (new < high) | there) & (slope < 0.0)
        middle = 0.5 * (np.maximum(low, 0.0) + np.minimum(high, problem.capacity))
        new = np.where(newton | (value == 0.0), new, middle)
        moved = np.abs(new - g)
        g = new
        resolved = np.where(newton, _CLOSE, 4e-16) * (problem.real_samples + g)
        if (moved <= resolved).all():
            break
    return g


def _best_peak(problem: ResponseProblem) -> FloatArray:
    """Return the best of both ends and all interior peaks for problems of shape (M,)."""
    shares = np.linspace(0.0, 1.0, _GRID) ** 2
    grid = shares[:, None] * problem.capacity
    rising = problem.marginal(grid)[0] > 0.0
    best = np.where(problem.objective(problem.capacity) > 0.0, problem.capacity, 0.0)
    for at in np.flatnonzero((rising[:-1] & ~rising[1:]).any(axis=1)):
        peak = _root(problem, 0.5 * (grid[at] + grid[at + 1]), grid[at], grid[at + 1])
        better = problem.improvement(best, peak) > 0.0
        best = np.where(better, peak, best)
    return best
