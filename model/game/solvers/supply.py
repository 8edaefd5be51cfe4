"""What members contribute when they expect a total: the inner half of the equilibrium's root search.

Work goes in blocks of members that fit the processor's cache, so that the cost per organization stays the same from a
thousand to a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cocogen.model.game.arrays import FloatArray
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.players import Players

_BLOCK = 1 << 13
_SAMPLE = 1 << 11
_STEPS = 100
_CLOSE = 1e-8
_SMALLEST = 1e-300


@dataclass(frozen=True)
class Supplied:
    """What members do at an expected total x.

    Args:
        generation: g_i(x), samples, shape (..., N).
        slope: dg_i/dx, shape (..., N).
        total: K + Σ e_i, effective samples, shape (..., 1).
        steepness: Σ de_i/dx, shape (..., 1).
    """

    generation: FloatArray
    slope: FloatArray
    total: FloatArray
    steepness: FloatArray

    def predicted(self, shift: FloatArray, capacity: FloatArray) -> FloatArray:
        """Return about what members would do if the total were ``shift`` (..., 1) larger, samples, shape (..., N)."""
        return np.minimum(np.maximum(self.generation + self.slope * shift, 0.0), capacity)


class Supply:
    """The members of one game, or of many side by side, as suppliers of contributions.

    Args:
        players: the members, with arrays of shape (..., N).
        curve: G.
        knowledge: K, effective samples.
        copies: how many organizations each of the members stands for.
    """

    def __init__(self, players: Players, curve: LearningCurve, knowledge: float, copies: float = 1.0) -> None:
        self.players = players
        self.curve = curve
        self.knowledge = knowledge
        self.copies = copies
        self.capacity = players.capacity
        self.shape = np.broadcast_shapes(players.weight.shape, players.subsidy.shape, players.capacity.shape)
        count = self.shape[-1]
        if count <= _BLOCK:
            self.blocks = [(slice(None), players)]
        else:
            cuts = [slice(begin, begin + _BLOCK) for begin in range(0, count, _BLOCK)]
            self.blocks = [(block, players.part(block)) for block in cuts]

    def sample(self) -> Supply:
        """Return every so many of the members, each standing for its neighbours: close to all, and much cheaper."""
        stride = -(-self.shape[-1] // _SAMPLE)
        chosen = self.players.part(slice(None, None, stride)).packed()
        copies = self.shape[-1] / chosen.capacity.shape[-1]
        return Supply(chosen, self.curve, self.knowledge, copies)

    def total(self, g: FloatArray) -> FloatArray:
        """Return K + Σ e_i(g_i), shape (..., 1)."""
        return self._with_knowledge(
            [
                players.contribution(g[..., block]).sum(axis=-1, keepdims=True)
                for block, players in self.blocks
            ]
        )

    def at(self, x: FloatArray, start: FloatArray) -> Supplied:
        """Return what members do when they expect the total ``x`` (..., 1), from a guess (..., N)."""
        slope = self.curve.derivative(x)
        bend = self.curve.bend(slope, x)
        parts = [_respond(players, slope, bend, start[..., block]) for block, players in self.blocks]
        generation, slopes, totals, steepness = zip(*parts, strict=True)
        return Supplied(
            generation[0] if len(parts) == 1 else np.concatenate(generation, axis=-1),
            slopes[0] if len(parts) == 1 else np.concatenate(slopes, axis=-1),
            self._with_knowledge(list(totals)),
            self.copies * sum(steepness[1:], start=steepness[0]),
        )

    def _with_knowledge(self, totals: list[FloatArray]) -> FloatArray:
        together: FloatArray = sum(totals[1:], start=totals[0])
        return self.knowledge + self.copies * together


def _respond(
    players: Players, slope: FloatArray, bend: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return g_i(x), dg_i/dx, Σ e_i and Σ de_i/dx of some members.

    g_i(x) is the root of (z_i G'(x) + s_i) e_i'(g) = C_i'(g) on [0, ḡ_i]. The left side is convex and falls, so Newton's method
    rises to the root from any point left of it, such as the root where every sample counts as little as the last of many.
    """
    contribution, cost, capacity = players.contribution, players.cost, players.capacity
    reward = players.weight * slope + players.subsidy
    positive = np.maximum(reward, 0.0)
    with np.errstate(over="ignore"):
        left = cost.amount_worth(reward * contribution.least_slope)
        g = np.minimum(np.maximum(start, left), capacity)
        for _ in range(_STEPS):
            _, de, curved = contribution.near(g, positive)
            fall = np.maximum(curved + cost.curvature, _SMALLEST)
            new = np.minimum(np.maximum(g + cost.left_of(reward * de, g) / fall, 0.0), capacity)
            moved = np.abs(new - g) - _CLOSE * (contribution.real_samples + new)
            g = new
            if moved.max() <= 0.0:
                break
    free = (g > 0.0) & (g < capacity) & (fall > _SMALLEST)
    slopes = np.where(free, players.weight * bend * de / fall, 0.0)
    total: FloatArray = contribution(g).sum(axis=-1, keepdims=True)
    steepness: FloatArray = (de * slopes).sum(axis=-1, keepdims=True)
    return g, slopes, total, steepness
