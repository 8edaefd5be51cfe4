"""Nash equilibrium: the one root of a scalar decreasing function (``model.md``, section One round, Equilibrium)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import BoolArray, FloatArray, frozen
from cocogen.model.game.solvers.supply import Supply

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.round_game import RoundGame

_CLOSE = 1e-12
_ADJACENT = 4e-16
_MARGIN = 1e-9  # keeps both ends strictly inside the bracket, for they may be the root
_HALVE = 8
_PATIENCE = 10


@dataclass(frozen=True)
class Equilibrium:
    """A profile of amounts with its certificate.

    Args:
        generation: g, samples, shape (N,).
        total: E = Σ e_i, effective samples.
        regret: the most that anybody could gain by changing only its own amount, money; the certificate.
        potential: Φ(g).
        iterations: steps that the solver took.
        converged: whether the regret is within ``tolerance`` times `CoopetitionGame.payoff_scale`.
    """

    generation: FloatArray
    total: float
    regret: float
    potential: float
    iterations: int
    converged: bool


def certified(
    game: CoopetitionGame, generation: FloatArray, iterations: int, tolerance: float
) -> Equilibrium:
    """Return ``generation`` as an `Equilibrium` with its regret, whatever it is."""
    regret = float(game.regret(generation).max())
    return Equilibrium(
        generation=frozen(generation),
        total=game.total(generation),
        regret=regret,
        potential=game.potential(generation),
        iterations=iterations,
        converged=regret <= tolerance * game.payoff_scale,
    )


def nash_equilibrium(
    game: CoopetitionGame,
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 200,
    start: npt.ArrayLike | None = None,
) -> Equilibrium:
    """Return the equilibrium of the game, its subsidies included.

    Unique when every z_i > 0 and s_i ≥ 0. Otherwise the potential theorem does not apply: the game warns and names the organizations
    with z_i ≤ 0, the answer is the best found, and its regret says how good it is.

    Args:
        game: the game.
        tolerance: largest regret, as a share of `CoopetitionGame.payoff_scale`, that counts as converged.
        max_iterations: most steps of the scalar root search.
        start: a guess of the generation, scalar or shape (N,), such as last round's.

    Returns:
        The profile with its certificate; ``converged`` is False if the regret is larger than allowed.
    """
    game.notice_weights()
    guess = None if start is None else np.minimum(game.profile(start, "start"), game.capacity)
    g, iterations = equilibrium_generation(game, start=guess, max_iterations=max_iterations)
    answer = certified(game, g, iterations, tolerance)
    if not answer.converged and (game.weights * game.subsidy < 0.0).any():
        return _by_taking_turns(game, answer, tolerance, max_iterations)
    return answer


def equilibrium_generation(
    game: RoundGame,
    *,
    weights: FloatArray | None = None,
    subsidy: FloatArray | None = None,
    start: FloatArray | None = None,
    max_iterations: int = 200,
) -> tuple[FloatArray, int]:
    """Return the equilibrium amounts of one game or of many side by side.

    For a total x every member's best amount g_i(x) is closed by Newton's method; the equilibrium is the root of
    K + Σ e_i(g_i(x)) − x, decreasing where every z_i ≥ 0.

    Args:
        game: arrays of shape (..., N).
        weights: z to use instead of the game's, shape (..., N).
        subsidy: s to use instead of the game's, shape (..., N) or (..., 1).
        start: a guess, shape (..., N).
        max_iterations: most values of x to try.

    Returns:
        The generation, shape (..., N), and how many values of x were tried.
    """
    if subsidy is not None:
        subsidy = np.broadcast_to(subsidy, (*subsidy.shape[:-1], game.organizations))
    supply = Supply(game.players(weights, subsidy), game.learning_curve, game.knowledge)
    found = _search(supply, start, max_iterations)
    if found.close.all():
        return found.generation, found.iterations
    shared = _between(supply, found.low, found.high)
    return np.where(found.close, found.generation, shared), found.iterations


@dataclass(frozen=True)
class _Root:
    """Where a root search ended: x within [low, high], shapes (..., 1), and the amounts there, shape (..., N)."""

    x: FloatArray
    low: FloatArray
    high: FloatArray
    close: BoolArray
    generation: FloatArray
    iterations: int


def _search(supply: Supply, start: FloatArray | None, max_iterations: int) -> _Root:
    """Find the x at which members supply just x, by Newton's method inside a shrinking bracket."""
    none = np.zeros(supply.shape)
    low, high = supply.total(none), supply.total(np.broadcast_to(supply.capacity, supply.shape))
    g = none if start is None else start
    if start is not None:
        x = np.clip(supply.total(start), low, high)
    elif len(supply.blocks) > 1:
        x = np.clip(_search(supply.sample(), None, max_iterations).x, low, high)
    else:
        x = low
    low, high = low - _MARGIN * (1.0 + low), high + _MARGIN * (1.0 + high)
    iterations = 0
    while True:
        iterations += 1
        supplied = supply.at(x, g)
        gap = supplied.total - x
        low = np.where(gap >= 0.0, x, low)
        high = np.where(gap <= 0.0, x, high)
        newton = x - gap / np.minimum(supplied.steepness - 1.0, -0.5)
        inside = (newton > low) & (newton < high) & (iterations % _HALVE > 0)
        close = np.abs(gap) <= _CLOSE * x
        settled = close | (high - low <= _ADJACENT * x)
        if settled.all() or iterations >= max_iterations:
            break
        new = np.where(settled, x, np.where(inside, newton, 0.5 * (low + high)))
        g = supplied.predicted(new - x, supply.capacity)
        x = new
    g = supplied.predicted(np.where(inside, newton - x, 0.0), supply.capacity)
    return _Root(x, low, high, close, g, iterations)


def team_generation(game: RoundGame) -> FloatArray:
    """Return what members would do if each valued accuracy as all together do: close to the social optimum."""
    together = game.accounting.social_weights(game.market_value, game.exposure)
    return equilibrium_generation(game, weights=together, subsidy=np.zeros(1))[0]


def _between(supply: Supply, low: FloatArray, high: FloatArray) -> FloatArray:
    """Share out a jump: where g(x) leaps at the root, members are indifferent and the total fixes how much they take."""
    more = supply.at(low, np.broadcast_to(supply.capacity, supply.shape))
    less = supply.at(high, np.zeros(supply.shape))
    room = more.total - less.total
    share = np.clip((low - less.total) / np.where(room > 0.0, room, 1.0), 0.0, 1.0)
    return less.generation + share * (more.generation - less.generation)


def _by_taking_turns(
    game: CoopetitionGame, first: Equilibrium, tolerance: float, max_iterations: int
) -> Equilibrium:
    """Let organizations respond one after the other and return the profile of least regret met on the way."""
    best, g = first, first.generation.copy()
    spent, last_better = first.iterations, 0
    for turn in range(max_iterations):
        e = game.contributions(g).tolist()
        total = sum(e)
        for i in range(game.organizations):
            others = total - e[i]
            g[i] = game.best_response_of(i, others)
            e[i] = game.contribution_of(i, float(g[i]))
            total = others + e[i]
        spent += 1
        found = certified(game, g.copy(), spent, tolerance)
        if found.regret < best.regret:
            best, last_better = found, turn
        if best.converged or turn - last_better >= _PATIENCE:
            break
    return replace(best, iterations=spent)
