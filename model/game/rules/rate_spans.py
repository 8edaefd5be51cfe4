"""Spans between two rates that were tried: where the next one should lie, and whether it is worth trying."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray
from cocogen.model.game.rules.rate_welfare import Trials
from cocogen.model.game.solvers.polish import any_member, over_members

CLOSE = 1e-10
_RESOLUTION = 1e-3
_STEEPER = 4.0
_WORTH = 1e4
_FAR = 4.0
_WIDE = 1e-5


@dataclass(frozen=True)
class Spans:
    """Spans side by side, each between two rates of one game, low and high.

    Args:
        trials: all rates that were tried.
        game: to which game each belongs, shape (M,).
        ends: the numbers of its ends among the trials, shape (M, 2).
        slopes: the slopes of welfare at its ends as the secant sees them, shape (M, 2).
        moved: which end has moved last, 0 or 1, or −1 before any has, shape (M,).
    """

    trials: Trials
    game: IntArray
    ends: IntArray
    slopes: FloatArray
    moved: IntArray

    @classmethod
    def between(cls, trials: Trials, game: IntArray, ends: IntArray) -> Spans:
        """Return spans of which no end has moved yet."""
        return cls(trials, game, ends, trials.of("slope", ends)[..., 0], np.full(len(game), -1))

    def __len__(self) -> int:
        return len(self.game)

    def at(self, name: str) -> tuple[Any, Any]:
        """Return a field of `Tried` at the low ends and at the high ends."""
        return self.trials.of(name, self.ends[:, 0]), self.trials.of(name, self.ends[:, 1])

    def only(self, chosen: BoolArray | IntArray) -> Spans:
        """Return some of the spans, by mask (M,) or index."""
        return Spans(
            self.trials, self.game[chosen], self.ends[chosen], self.slopes[chosen], self.moved[chosen]
        )

    def inside(self, capacity: FloatArray, *, middle: bool) -> tuple[FloatArray, FloatArray]:
        """Return a rate inside and a guess of the equilibrium under it, shapes (M, 1) and (M, N).

        The guess is the cubic with the values and slopes of both ends.

        Args:
            capacity: ḡ, samples, shape (M, N) or (N,).
            middle: whether spans in which somebody reaches or leaves a bound are to be halved.
        """
        low, high = self.at("rate")
        width, close = high - low, CLOSE * high
        (first, last), (first_rise, last_rise) = self.at("generation"), self.at("rise")
        t, kinked = self._turn(), np.flatnonzero(any_member(self.changed))
        if len(kinked):
            some = self.only(kinked)
            room = capacity if capacity.ndim == 1 else capacity[kinked]
            t[kinked] = some._middle() if middle else some._kink(room)
        least = 0.5 * close / np.maximum(width, close)
        t = np.clip(t, least, 1.0 - least)
        guess = first + (t**2 * (3.0 - 2.0 * t)) * (last - first)
        guess += (t * (1.0 - t) ** 2 * width) * first_rise
        guess -= (t**2 * (1.0 - t) * width) * last_rise
        return low + t * width, guess

    @cached_property
    def changed(self) -> BoolArray:
        """Who is at a bound at one end and not at the other, shape (M, N)."""
        low, high = self.at("bound")
        changed: BoolArray = low != high
        return changed

    def _turn(self) -> FloatArray:
        """Return the share of each span at which the slope is expected to turn from rising to falling, else its middle, shape (M, 1).

        By the cubic with the welfare and slopes of both ends, or by the Illinois method where rounding would spoil that.
        """
        rising, falling = self.slopes[:, :1], self.slopes[:, 1:]
        turns = (rising > 0.0) & (falling < 0.0)
        secant = np.where(turns, rising / np.where(turns, rising - falling, 1.0), self._middle())
        (low, high), (rate, high_rate) = self.at("welfare"), self.at("rate")
        rise, fall = self.at("slope")
        turns = (rise > 0.0) & (fall < 0.0) & (high_rate - rate > _WIDE * high_rate)
        mean = 3.0 * (high - low) / (high_rate - rate) - rise - fall
        root = np.sqrt(np.where(turns, mean * mean - rise * fall, 1.0))
        cubic = 1.0 - (root - mean - fall) / np.where(turns, rise - fall + 2.0 * root, 1.0)
        return np.where(turns, cubic, secant)

    def _middle(self) -> FloatArray:
        """Return where the middle is, as a share of each span: the geometric one where the rates are far apart, shape (M, 1)."""
        low, high = self.at("rate")
        far = (low > 0.0) & (high > _FAR * low)
        return np.where(far, (np.sqrt(low * high) - low) / (high - low), 0.5)

    def _kink(self, capacity: FloatArray) -> FloatArray:
        """Return the share of each span just beyond or before the first bound that somebody seems to reach or leave, shape (M, 1)."""
        (low, high), (bound, bound_high) = self.at("rate"), self.at("bound")
        (g, g_high), (rise, rise_high) = self.at("generation"), self.at("rise")
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ahead = low + (np.where(rise > 0.0, capacity, 0.0) - g) / rise
            behind = high + (np.where(rise_high < 0.0, capacity, 0.0) - g_high) / rise_high
        reached = np.where(bound == 0, ahead, np.where(bound_high == 0, behind, np.inf))
        first = np.where(self.changed, reached, np.inf).min(axis=-1, keepdims=True)
        side = np.where(self.moved == 0, 1.0, -1.0)[:, None]
        share = (first - low) / (high - low) + side * (high - low) / high
        return np.where((share > 0.0) & (share < 1.0), share, self._middle())

    def halves(self, middle: IntArray) -> Spans:
        """Return what is left of ``middle``, numbers of trials, and then what is right; an end that stays again counts as half as steep."""
        slope = self.trials.of("slope", middle)[:, 0]
        low_stays = np.where(self.moved == 1, 0.5, 1.0) * self.slopes[:, 0]
        high_stays = np.where(self.moved == 0, 0.5, 1.0) * self.slopes[:, 1]
        low, high = self.ends.T
        ends = np.concatenate([np.stack([low, middle], 1), np.stack([middle, high], 1)])
        slopes = np.concatenate([np.stack([low_stays, slope], 1), np.stack([slope, high_stays], 1)])
        return Spans(self.trials, np.tile(self.game, 2), ends, slopes, np.repeat([1, 0], len(self)))

    def met(self, middle: IntArray) -> BoolArray:
        """Return where the slope turns in the ``middle``, numbers of trials, as closely as rates are told apart, shape (M,).

        Where somebody reaches or leaves a bound the slope leaps, and says nothing of how far its turn is.
        """
        (low, high), (rising, falling) = self.at("rate"), self.at("slope")
        turns = (rising > 0.0) & (falling < 0.0)
        bend = np.where(turns, (rising - falling) / (high - low), 0.0)
        near = np.abs(self.trials.of("slope", middle)) <= 0.5 * CLOSE * high * bend
        met: BoolArray = (near & turns)[:, 0] & ~any_member(self.changed)
        return met

    def turning(self, slack: FloatArray) -> BoolArray:
        """Return where welfare must rise and fall again, by its slopes or by its values, shape (M,).

        Args:
            slack: what is nothing but rounding, money, shape (M,).
        """
        (low, high), (rise, fall) = self.at("welfare"), self.at("slope")
        gained = (high - low)[:, 0]
        climbs = (rise[:, 0] > 0.0) & ((fall[:, 0] <= 0.0) | (gained < -slack))
        turning: BoolArray = climbs | (fall[:, 0] < 0.0) & (gained > slack)
        return turning

    def promising(self, best: FloatArray, slack: FloatArray) -> BoolArray:
        """Return which may hold a better rate than the best so far, shape (M,).

        Where welfare turns and nobody reaches or leaves a bound, until the turn is met; elsewhere only where welfare could gain by
        what those do who reach or leave one. Where everybody is at a bound above, all rates do the same, and the lowest is looked for.

        Args:
            best: welfare under the best rate so far, money, shape (M,).
            slack: what is nothing but rounding, money, shape (M,).
        """
        (low, high), turns = self.at("rate"), self.turning(slack)
        share = ((high - low) / high)[:, 0]
        kinked = any_member(self.changed)
        open_: BoolArray = turns & (share > CLOSE) | kinked & (share > _RESOLUTION)
        asked = np.flatnonzero(open_)
        gained = self.only(asked)._reach() - best[asked]
        level = self.at("slope")[1][:, 0] == 0.0
        least = np.where(turns, np.where(kinked & ~level, slack, -slack), _WORTH * slack)
        open_[asked] = gained > least[asked]
        return open_

    def _reach(self) -> FloatArray:
        """Return about the most welfare that there may be inside, by how steep it can be at the ends, money, shape (M,)."""
        (low, high), (low_rate, high_rate) = self.at("welfare"), self.at("rate")
        steepest = [np.maximum(self._steepest(end, sign), 0.0) for end, sign in ((0, 1.0), (1, -1.0))]
        width = _STEEPER * (high_rate - low_rate)
        with np.errstate(over="ignore"):
            reach: FloatArray = np.minimum(low + steepest[0] * width, high + steepest[1] * width)[:, 0]
        return reach

    def _steepest(self, end: int, sign: float) -> FloatArray:
        """Return how steep welfare could be at an end if those who change were at a bound there or not, as is steeper, shape (M, 1)."""
        numbers = self.ends[:, end]
        slope: FloatArray = sign * self.trials.of("slope", numbers)
        some = np.flatnonzero(any_member(self.changed))
        part = sign * self.trials.of("part", numbers[some])
        stopped = self.trials.of("bound", numbers[some]) != 0
        swing = np.where(stopped, np.maximum(part, 0.0), -np.minimum(part, 0.0))
        slope[some] += over_members(np.where(self.changed[some], swing, 0.0))
        return slope
