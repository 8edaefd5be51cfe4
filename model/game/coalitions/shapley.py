"""Shapley values: exact from a table of all coalitions, or sampled over permutations with a standard error."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Ge, Le

from cocogen.agents.bounds import Positive
from cocogen.agents.checks import checked
from cocogen.model.game.arrays import BoolArray, FloatArray
from cocogen.model.randomness import Streams

MOST_EXACT = 16
"""Players up to which all coalitions are enumerated."""

_ROUND = 64
_MOST_SUMS = 1 << 21


@dataclass(frozen=True)
class ShapleyEstimate:
    """Shapley values and how well they are known.

    Args:
        values: shape (..., N), in the unit of the game's worth.
        standard_error: of each value, the same shape; zeros if exact.
        permutations: how many were drawn; 0 if exact.
        converged: whether the stopping rule was met before its budget ran out.
    """

    values: FloatArray
    standard_error: FloatArray
    permutations: int
    converged: bool


Permutations = Annotated[int, Ge(2), Le(10_000_000)]
"""How many permutations are drawn."""


class StoppingRule(ABC):
    """Says when a sample is large enough."""

    most: int
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    @abstractmethod
    def met(self, values: FloatArray, standard_error: FloatArray, permutations: int) -> bool:
        """Tell whether the estimate after ``permutations`` is good enough."""


@checked
@dataclass(frozen=True)
class StandardErrorBelow(StoppingRule):
    """Stop when every standard error is below a share of the mean absolute value.

    Args:
        relative: that share.
        least: permutations to draw in any case.
        most: permutations after which to give up.
    """

    relative: Positive = 0.02
    least: Permutations = 128
    most: Permutations = 16384

    def met(self, values: FloatArray, standard_error: FloatArray, permutations: int) -> bool:
        """Tell whether every standard error is small enough."""
        allowed = self.relative * float(np.abs(values).mean())
        return permutations >= self.least and float(standard_error.max()) <= allowed


@checked
@dataclass(frozen=True)
class FixedPermutations(StoppingRule):
    """Stop after a number of permutations.

    Args:
        most: that number.
    """

    most: Permutations = 1024

    def met(self, values: FloatArray, standard_error: FloatArray, permutations: int) -> bool:
        """Tell whether the number is reached."""
        return permutations >= self.most


def coalition_sizes(players: int) -> FloatArray:
    """Return the number of members of every coalition by bitmask, shape (2^N,)."""
    sizes = np.zeros(1)
    for _ in range(players):
        sizes = np.concatenate([sizes, sizes + 1.0])
    return sizes


def shapley_values(worth: FloatArray) -> FloatArray:
    """Return the exact Shapley values of the game with ``worth`` by bitmask (bit i set: i is a member).

    Args:
        worth: shape (..., 2^N), N ≤ 16 or so.

    Returns:
        Values of shape (..., N); they sum to the worth of all minus that of nobody.

    Raises:
        ValueError: if the last axis is not a power of two.

    Example:
        >>> shapley_values(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0])).round(3).tolist()
        [0.167, 0.167, 0.667]
    """
    size = worth.shape[-1]
    players = size.bit_length() - 1
    if size != 1 << players:
        raise ValueError(f"worth has {size} entries; it must have one for each of 2^N coalitions")
    by_size = np.array([1.0 / (players * comb(players - 1, m)) for m in range(players)] + [0.0])
    weight = by_size[coalition_sizes(players).astype(np.int64)]
    values = np.empty((*worth.shape[:-1], players))
    for i in range(players):
        split = (size >> (i + 1), 2, 1 << i)
        pairs = worth.reshape(*worth.shape[:-1], *split)
        without = weight.reshape(split)[:, 0, :]
        values[..., i] = ((pairs[..., 1, :] - pairs[..., 0, :]) * without).sum(axis=(-1, -2))
    return values


def additive_shapley(value: Callable[[FloatArray], FloatArray], amounts: FloatArray) -> FloatArray:
    """Return exact Shapley values of v(M) = value(Σ_M amounts), shape (..., N), for N ≤ 16.

    Args:
        value: vectorised, with value(0) = 0.
        amounts: what each player brings, shape (..., N).
    """
    players = amounts.shape[-1]
    rows = amounts.reshape(-1, players)
    step = max(1, _MOST_SUMS >> players)
    parts = [
        shapley_values(value(subset_sums(rows[begin : begin + step]))) for begin in range(0, len(rows), step)
    ]
    return np.concatenate(parts).reshape(amounts.shape)


def subset_sums(amounts: FloatArray) -> FloatArray:
    """Return Σ_M amounts for every coalition M by bitmask, shape (B, 2^N)."""
    sums = np.zeros((len(amounts), 1))
    for i in range(amounts.shape[1]):
        sums = np.concatenate([sums, sums + amounts[:, i : i + 1]], axis=1)
    return sums


def sampled_additive_shapley(
    value: Callable[[FloatArray], FloatArray],
    amounts: FloatArray,
    *,
    stopping: StoppingRule,
    seed: int = 0,
) -> ShapleyEstimate:
    """Estimate the Shapley values of v(M) = value(Σ_M amounts) for any N.

    Args:
        value: vectorised, with value(0) = 0.
        amounts: what each player brings, shape (N,).
        stopping: when to stop.
        seed: of the permutations.
    """

    def along(order: FloatArray) -> FloatArray:
        return np.diff(value(np.cumsum(amounts[order], axis=1)), axis=1, prepend=0.0)

    return _sampled(along, amounts.size, stopping, seed)


def sampled_shapley(
    worth: Callable[[BoolArray], FloatArray],
    players: int,
    *,
    stopping: StoppingRule | None = None,
    seed: int = 0,
) -> ShapleyEstimate:
    """Estimate Shapley values of any coalition game by random permutations, each with its reverse.

    Args:
        worth: the worth of coalitions given as masks (B, N), shape (B,), with 0 for nobody.
        players: N.
        stopping: when to stop; `StandardErrorBelow()` unless given.
        seed: of the permutations, keyed by `cocogen.model.randomness.Streams`.

    Returns:
        Values with standard errors, shape (N,); ``converged`` says whether the stopping rule was met.
    """

    def along(order: FloatArray) -> FloatArray:
        rank = np.argsort(order, axis=1)
        masks = rank[:, None, :] <= np.arange(players)[None, :, None]
        totals = worth(masks.reshape(-1, players)).reshape(len(order), players)
        return np.diff(totals, axis=1, prepend=0.0)

    return _sampled(along, players, stopping or StandardErrorBelow(), seed)


def _sampled(
    along: Callable[[FloatArray], FloatArray], players: int, stopping: StoppingRule, seed: int
) -> ShapleyEstimate:
    """Average marginal worths over antithetic pairs of permutations until the rule is met or spent."""
    streams = Streams(seed)
    mean, squares = np.zeros(players), np.zeros(players)
    pairs, batch = 0, 0
    while True:
        rng = streams.generator("shapley", round=batch)
        wanted = max(1, min(_ROUND // 2, (stopping.most - 2 * pairs) // 2))
        forward = rng.permuted(np.tile(np.arange(players), (wanted, 1)), axis=1)
        order = np.concatenate([forward, forward[:, ::-1]])
        marginal = np.empty(order.shape)
        np.put_along_axis(marginal, order, along(order), axis=1)
        sample = 0.5 * (marginal[:wanted] + marginal[wanted:])
        shift = sample.mean(axis=0) - mean
        squares += ((sample - sample.mean(axis=0)) ** 2).sum(axis=0)
        squares += shift**2 * pairs * wanted / (pairs + wanted)
        pairs += wanted
        mean = mean + shift * wanted / pairs
        batch += 1
        error = np.sqrt(squares / max(pairs - 1, 1) / pairs)
        met = pairs > 1 and stopping.met(mean, error, 2 * pairs)
        if met or 2 * pairs >= stopping.most:
            return ShapleyEstimate(mean, error, 2 * pairs, met)
