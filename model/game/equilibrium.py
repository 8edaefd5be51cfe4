"""Nash equilibrium: the one root of a scalar decreasing function (``model.md``, section One round, Equilibrium)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from model.game.arrays import FloatArray, frozen
from model.game.coopetition import CoopetitionGame
from model.game.forms import RoundForms

_CLOSE = 1e-8
_SMALLEST = 1e-300
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
    guess = None if start is None else np.minimum(game._one_profile(start, "start"), game.capacity)
    g, iterations = equilibrium_generation(game, start=guess, max_iterations=max_iterations)
    answer = certified(game, g, iterations, tolerance)
    if not answer.converged and (game.weights * game.subsidy < 0.0).any():
        return _by_taking_turns(game, answer, tolerance, max_iterations)
    return answer


def equilibrium_generation(
    game: RoundForms,
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
        subsidy: s to use instead of the game's, shape (..., N).
        start: a guess, shape (..., N).
        max_iterations: most values of x to try.

    Returns:
        The generation, shape (..., N), and how many values of x were tried.
    """
    z = game.weights if weights is None else weights
    s = game.subsidy if subsidy is None else subsidy
    least = game._contributions(np.zeros(np.broadcast_shapes(game.capacity.shape, z.shape, s.shape)))
    low = game._total(least)
    high = game._total(game._contributions(np.broadcast_to(game.capacity, least.shape)))
    x = low if start is None else np.clip(game._total(game._contributions(start)), low, high)
    g = np.zeros_like(least) if start is None else start
    iterations = 0
    while True:
        iterations += 1
        g, slope = _stationary(game, z, s, x, g)
        gap = game._total(game._contributions(g)) - x
        steepness = (game._marginal_contributions(g) * slope).sum(axis=-1, keepdims=True) - 1.0
        low = np.where(gap >= 0.0, x, low)
        high = np.where(gap <= 0.0, x, high)
        newton = x - gap / np.minimum(steepness, -0.5)
        inside = (newton > low) & (newton < high) & (iterations % _HALVE > 0)
        new = np.where(inside, newton, 0.5 * (low + high))
        settled = (np.abs(gap) <= 1e-12 * x) | (high - low <= 4e-16 * x)
        if settled.all() or iterations >= max_iterations:
            break
        x = np.where(settled, x, new)
    jumping = np.abs(gap) > 1e-12 * x
    if jumping.any():
        return _between(game, z, s, low, high), iterations
    return np.clip(g + slope * np.where(inside, newton - x, 0.0), 0.0, game.capacity), iterations


def team_generation(game: RoundForms) -> FloatArray:
    """Return what members would do if each valued accuracy as all do, Σ_k v_k a_k − d_i: close to the social optimum."""
    together = game.market_value.sum(axis=-1, keepdims=True) - game.exposure
    return equilibrium_generation(game, weights=together, subsidy=np.zeros(1))[0]


def _stationary(
    game: RoundForms, z: FloatArray, s: FloatArray, x: FloatArray, start: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return g_i(x), the root of (z_i G'(x) + s_i) e_i'(g) = c_i + κ_i g on [0, ḡ_i], and dg_i/dx.

    The left side is convex and falls, so Newton's method rises to the root from any point left of it.
    """
    curve = game.learning_curve
    slope = z * curve.derivative(x)
    reward = slope + s
    positive = np.maximum(reward, 0.0)
    fidelity, skew_loss, skew_tail = game.fidelity, game.skew_loss, game.skew_tail
    n, cost, congestion, capacity = (
        game.real_samples,
        game.generation_cost,
        game.congestion,
        game.capacity,
    )
    g = start
    for _ in range(100):
        inverse = 1.0 / (n + g)
        lost = skew_loss * (inverse * inverse)
        tail = skew_tail * inverse
        de = fidelity + lost * (fidelity + tail)
        value = reward * de - cost - congestion * g
        fall = np.maximum(positive * lost * inverse * (2.0 * fidelity + 3.0 * tail) + congestion, _SMALLEST)
        with np.errstate(over="ignore"):
            new = np.minimum(np.maximum(g + value / fall, 0.0), capacity)
        done = (np.abs(new - g) <= _CLOSE * (n + new)).all()
        g = new
        if done:
            break
    free = (g > 0.0) & (g < capacity) & (fall > _SMALLEST)
    bend = slope * (-(curve.exponent + 1.0)) / (curve.scale + x)
    return g, np.where(free, bend * de / fall, 0.0)


def _between(game: RoundForms, z: FloatArray, s: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Share out a jump: where g(x) leaps at the root, members are indifferent and the total fixes how much they take."""
    shape = np.broadcast_shapes(game.capacity.shape, z.shape, s.shape, low.shape)
    more, _ = _stationary(game, z, s, low, np.broadcast_to(game.capacity, shape))
    less, _ = _stationary(game, z, s, high, np.zeros(shape))
    e_more, e_less = game._contributions(more), game._contributions(less)
    missing = low - game._total(e_less)
    room = (e_more - e_less).sum(axis=-1, keepdims=True)
    share = np.clip(missing / np.where(room > 0.0, room, 1.0), 0.0, 1.0)
    return less + share * (more - less)


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
