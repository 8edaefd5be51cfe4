"""The rate of pairwise redistribution with the greatest welfare at the equilibrium."""

from __future__ import annotations

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray, frozen
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.rules.rate_spans import Spans
from cocogen.model.game.rules.rate_welfare import Trials, try_rates
from cocogen.model.game.solvers.optimum import WelfareObjective, optimum_generation

_ACROSS = 5
_LEVELS = 12
_MARGIN = 0.05
_ROUNDING = 1e-13
_MOST_STEPS = 120
_HALVE = 4
_MOST_AT_ONCE = 1 << 15
_ABSURD = 1e100


def optimal_rate(game: RoundGame) -> FloatArray:
    """Return the r ≥ 0 that maximises W at the equilibrium under s_i = r Σ_j γ̄_ij, remembered with the game.

    W(r) may have several peaks, and kinks where somebody reaches a bound. Rates from zero to beyond those that would pay members their
    pigouvian subsidies come first. Then every span between two neighbours that may hold more than the best rate so far is divided: where
    the slope, exact by the implicit function theorem, turns from rising to falling, until it meets the turn, and where somebody reaches or
    leaves a bound, until a thousandth is left.

    Args:
        game: one game, (N,), or many side by side, (B, N).

    Returns:
        Rates in money per effective sample, shape (1,) or (B, 1).
    """
    return game.remembered("optimal rate", lambda: frozen(_search(game)))


def _search(game: RoundGame) -> FloatArray:
    rates = _grid(game)
    count, games = rates.shape
    ranking = _Ranking(game, games)
    trials = _along(game, rates)
    numbers, of_game = np.arange(trials.count), np.tile(np.arange(games), count)
    ranking.add(trials, of_game, numbers)
    spans = Spans.between(trials, of_game[games:], np.stack([numbers[:-games], numbers[games:]], 1))
    spans = spans.only(ranking.promising(spans))
    for step in range(_MOST_STEPS):
        if not len(spans):
            break
        capacity = game.capacity if game.capacity.ndim == 1 else game.capacity[spans.game]
        rate, guess = spans.inside(capacity, middle=step % _HALVE == _HALVE - 1)
        middle = trials.add(try_rates(game, rate, guess, spans.game))
        ranking.add(trials, spans.game, middle)
        halves, met = spans.halves(middle), spans.met(middle)
        opened = ranking.promising(halves) & ~np.tile(met, 2)
        met |= ~opened.reshape(2, -1).any(axis=0) & spans.turning(ranking.slack[spans.game])
        ranking.add(trials, spans.game[met], middle[met], turn=True)
        spans = halves.only(opened)
    found = ranking.rates()
    return found if game.rivalry.ndim > 1 else found[0]


class _Ranking:
    """The best of all rates that were tried, for games side by side.

    Args:
        game: one game, or many side by side.
        games: how many.

    Attributes:
        best: welfare under each game's best rate so far, money, shape (B,).
        slack: differences of welfare that are nothing but rounding, money, shape (B,).
    """

    def __init__(self, game: RoundGame, games: int) -> None:
        value = game.learning_curve.span * game.market_value.sum(axis=-1)
        self.best = np.full(games, -np.inf)
        self.slack = np.broadcast_to(_ROUNDING * value, (games,))
        self._candidates: list[tuple[IntArray, FloatArray, FloatArray, BoolArray]] = []

    def add(self, trials: Trials, game: IntArray, numbers: IntArray, *, turn: bool = False) -> None:
        """Take trials into account, by number; ``turn`` if the slope is known to turn there."""
        rate, welfare = trials.of("rate", numbers)[:, 0], trials.of("welfare", numbers)[:, 0]
        np.maximum.at(self.best, game, welfare)
        near = welfare >= self.best[game] - self.slack[game]
        self._candidates.append((game[near], rate[near], welfare[near], np.full(int(near.sum()), turn)))

    def promising(self, spans: Spans) -> BoolArray:
        """Return which spans may hold a better rate than each game's best, shape (M,)."""
        return spans.promising(self.best[spans.game], self.slack[spans.game])

    def rates(self) -> FloatArray:
        """Return each game's best rate, shape (B, 1): among equals one where the slope turns, and the lowest."""
        game, rate, welfare, turns = (
            np.concatenate(column) for column in zip(*self._candidates, strict=True)
        )
        best = welfare >= (self.best - self.slack)[game]
        game, rate, turns = game[best], rate[best], turns[best]
        order = np.lexsort((rate, ~turns, game))
        _, first = np.unique(game[order], return_index=True)
        rates: FloatArray = rate[order[first]][:, None]
        return rates


def _grid(game: RoundGame) -> FloatArray:
    """Return ascending rates to try first, shape (grid, B).

    Zero, half the least of the levels that would pay members their pigouvian subsidies, some across these, and twice the highest. Where costs
    are linear, also the levels themselves: there somebody generates as the optimum would have it, and all or nothing beside them.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        level = WelfareObjective(game).external_values(optimum_generation(game)) / game.rivalry
    known = (level > 0.0) & (level < _ABSURD)
    most = np.where(known, level, 0.0).max(axis=-1, keepdims=True)
    most = np.where(most > 0.0, most, 1.0)
    levels = np.atleast_2d(np.sort(np.where(known, level, most), axis=-1))
    across = _quantiles(levels, _ACROSS)
    across[:, 0] *= 1.0 - _MARGIN
    across[:, -1] *= 1.0 + _MARGIN
    least, highest = across[:, :1], across[:, -1:]
    rates = [0.0 * least, 0.5 * least, across, 2.0 * highest]
    if (game.congestion <= 0.0).any():
        rates.append(_quantiles(levels, min(_LEVELS, levels.shape[-1])))
    return np.sort(np.concatenate(rates, axis=1), axis=1).T


def _quantiles(levels: FloatArray, count: int) -> FloatArray:
    """Return ``count`` quantiles of ascending ``levels`` (B, N), those between two levels by geometric interpolation, shape (B, count)."""
    places = np.linspace(0.0, levels.shape[-1] - 1.0, count)
    below = np.floor(places).astype(np.int64)
    above = np.ceil(places).astype(np.int64)
    found: FloatArray = levels[:, below] * (levels[:, above] / levels[:, below]) ** (places - below)
    return found


def _along(game: RoundGame, rates: FloatArray) -> Trials:
    """Return what ascending rates (grid, B) bring, rate after rate, in slices that fit the cache, each starting where the last ended."""
    games, members = rates.shape[1], game.organizations
    step = max(1, _MOST_AT_ONCE // game.rivalry.size)
    trials = Trials()
    start, rise, before = optimum_generation(game), np.zeros(members), rates[0][:, None]
    for begin in range(0, len(rates), step):
        some = rates[begin : begin + step, :, None]
        guess = (start + rise * (some - before)).reshape(-1, members)
        rows = np.tile(np.arange(games), len(some)) if len(some) > 1 else None
        tried = try_rates(game, some.reshape(-1, 1), guess, rows)
        trials.add(tried)
        start, rise, before = tried.generation[-games:], tried.rise[-games:], tried.rate[-games:]
    return trials
