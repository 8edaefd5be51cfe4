"""What members contribute when they expect a total: the inner half of the equilibrium's root search.

Work goes in blocks of members that fit the processor's cache, so that the cost per organization stays the same from a
thousand to a million.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from model.game.arrays import FloatArray
from model.game.forms import RoundForms
from model.game.learning_curve import LearningCurve

_BLOCK = 1 << 13
_SAMPLE = 1 << 11
_STEPS = 100
_CLOSE = 1e-8
_SMALLEST = 1e-300


@dataclass(frozen=True)
class Members:
    """The numbers of some members that matter for their supply, arrays of shape (..., block)."""

    real_samples: FloatArray
    fidelity: FloatArray
    skew_loss: FloatArray
    skew_tail: FloatArray
    generation_cost: FloatArray
    congestion: FloatArray
    capacity: FloatArray
    weight: FloatArray
    subsidy: FloatArray

    def part(self, members: slice) -> Members:
        """Return some of them, as views."""
        return Members(*(getattr(self, field.name)[..., members] for field in fields(self)))

    def packed(self) -> Members:
        """Return copies that lie densely in memory."""
        return Members(*(np.ascontiguousarray(getattr(self, field.name)) for field in fields(self)))

    def contributions(self, g: FloatArray) -> FloatArray:
        """Return e_i(g_i), effective samples."""
        mixed = self.real_samples + g
        return (self.real_samples + self.fidelity * g) * (1.0 - self.skew_loss / (mixed * mixed))


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
        members: their numbers, shape (..., N).
        curve: G.
        knowledge: K, effective samples.
        copies: how many organizations each of the members stands for.
    """

    def __init__(self, members: Members, curve: LearningCurve, knowledge: float, copies: float = 1.0) -> None:
        self.members = members
        self.curve = curve
        self.knowledge = knowledge
        self.copies = copies
        self.capacity = members.capacity
        self.shape = np.broadcast_shapes(members.weight.shape, members.subsidy.shape, members.capacity.shape)
        count = self.shape[-1]
        if count <= _BLOCK:
            self.blocks = [(slice(None), members)]
        else:
            cuts = [slice(begin, begin + _BLOCK) for begin in range(0, count, _BLOCK)]
            self.blocks = [(block, members.part(block)) for block in cuts]

    @classmethod
    def of(cls, game: RoundForms, weights: FloatArray, subsidy: FloatArray) -> Supply:
        """Return the supply of a game's members under weights z (..., N) and subsidies s (..., N) or (..., 1)."""
        members = Members(
            real_samples=game.real_samples,
            fidelity=game.fidelity,
            skew_loss=game.skew_loss,
            skew_tail=game.skew_tail,
            generation_cost=game.generation_cost,
            congestion=game.congestion,
            capacity=game.capacity,
            weight=weights,
            subsidy=np.broadcast_to(subsidy, (*subsidy.shape[:-1], game.organizations)),
        )
        return cls(members, game.learning_curve, game.knowledge)

    def sample(self) -> Supply:
        """Return every so many of the members, each standing for its neighbours: close to all, and much cheaper."""
        stride = -(-self.shape[-1] // _SAMPLE)
        chosen = self.members.part(slice(None, None, stride)).packed()
        copies = self.shape[-1] / chosen.capacity.shape[-1]
        return Supply(chosen, self.curve, self.knowledge, copies)

    def total(self, g: FloatArray) -> FloatArray:
        """Return K + Σ e_i(g_i), shape (..., 1)."""
        return self._with_knowledge(
            [
                members.contributions(g[..., block]).sum(axis=-1, keepdims=True)
                for block, members in self.blocks
            ]
        )

    def at(self, x: FloatArray, start: FloatArray) -> Supplied:
        """Return what members do when they expect the total ``x`` (..., 1), from a guess (..., N)."""
        slope = self.curve.derivative(x)
        bend = slope * (-(self.curve.exponent + 1.0)) / (self.curve.scale + x)
        parts = [_respond(members, slope, bend, start[..., block]) for block, members in self.blocks]
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
    members: Members, slope: FloatArray, bend: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return g_i(x), dg_i/dx, Σ e_i and Σ de_i/dx of some members.

    g_i(x) is the root of (z_i G'(x) + s_i) e_i'(g) = c_i + κ_i g on [0, ḡ_i]. The left side is convex and falls, so Newton's method
    rises to the root from any point left of it, such as the root
    without the part of e_i' that skew adds.
    """
    n, fidelity, skew_loss = members.real_samples, members.fidelity, members.skew_loss
    cost, congestion, capacity = members.generation_cost, members.congestion, members.capacity
    reward = members.weight * slope + members.subsidy
    positive = np.maximum(reward, 0.0)
    with np.errstate(over="ignore"):
        flat = (reward * fidelity - cost) / np.maximum(congestion, _SMALLEST)
        g = np.minimum(np.maximum(start, flat), capacity)
        for _ in range(_STEPS):
            inverse = 1.0 / (n + g)
            lost = skew_loss * (inverse * inverse)
            tail = members.skew_tail * inverse
            de = fidelity + lost * (fidelity + tail)
            value = reward * de - cost - congestion * g
            fall = positive * lost * inverse * (2.0 * fidelity + 3.0 * tail) + congestion
            fall = np.maximum(fall, _SMALLEST)
            new = np.minimum(np.maximum(g + value / fall, 0.0), capacity)
            moved = np.abs(new - g) - _CLOSE * (n + new)
            g = new
            if moved.max() <= 0.0:
                break
    free = (g > 0.0) & (g < capacity) & (fall > _SMALLEST)
    slopes = np.where(free, members.weight * bend * de / fall, 0.0)
    total: FloatArray = members.contributions(g).sum(axis=-1, keepdims=True)
    steepness: FloatArray = (de * slopes).sum(axis=-1, keepdims=True)
    return g, slopes, total, steepness
