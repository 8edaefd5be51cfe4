"""Hypothesis strategies for games, used by all tests, and the settings of property tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cocogen.model.game import CoopetitionGame, LearningCurve, OwnMarket, rivalry_structures

property_test = settings(
    deadline=None,
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def learning_curves() -> st.SearchStrategy[LearningCurve]:
    """Learning curves from steep to hardly bent."""
    return st.builds(
        LearningCurve,
        floor=st.floats(0.0, 0.5),
        ceiling=st.floats(0.6, 1.0),
        scale=st.floats(20.0, 5000.0),
        exponent=st.floats(0.1, 2.0),
    )


def _each(count: int, low: float, high: float, *special: float) -> st.SearchStrategy[list[float]]:
    """One number for each organization, now and then one of ``special``."""
    number = st.floats(low, high)
    return st.lists(
        st.one_of(number, st.sampled_from(special)) if special else number,
        min_size=count,
        max_size=count,
    )


@st.composite
def competitions(draw: st.DrawFn, organizations: int, *, symmetric: bool = False) -> np.ndarray:
    """Competition matrices with a zero diagonal, entries up to 0.3."""
    flat = draw(_each(organizations**2, 0.0, 0.3, 0.0))
    matrix = np.array(flat).reshape(organizations, organizations)
    if symmetric:
        matrix = np.triu(matrix) + np.triu(matrix).T
    np.fill_diagonal(matrix, 0.0)
    return matrix


@st.composite
def own_markets(draw: st.DrawFn, organizations: int) -> OwnMarket:
    """Own markets from those that the common model hardly reaches to those that it serves as well as the balanced set."""
    return OwnMarket(
        slope=draw(_each(organizations, 0.05, 1.0)),
        base=draw(_each(organizations, 0.0, 0.9)),
        floor=draw(_each(organizations, 0.05, 1.0)),
        ceiling=draw(st.floats(0.5, 1.0)),
        scale=draw(st.floats(10.0, 2000.0)),
        exponent=draw(st.floats(0.2, 2.0)),
        fidelity=draw(st.floats(0.1, 1.0)),
    )


@st.composite
def game_arguments(
    draw: st.DrawFn,
    *,
    least: int = 1,
    most: int = 5,
    symmetric: bool = False,
    positive_weights: bool = True,
    subsidised: bool = False,
    curved: bool = False,
    own: bool = False,
) -> dict[str, Any]:
    """Arguments of `CoopetitionGame`, edge cases included: h of 0 and 1, φ = 1, no capacity, no congestion, large K.

    Args:
        draw: given by hypothesis.
        least: fewest organizations.
        most: most organizations.
        symmetric: whether the competition is symmetric.
        positive_weights: scale the competition down until every z_i is positive (the theorem's case).
        subsidised: whether some effective samples are subsidised.
        curved: keep every congestion positive, so that the equilibrium is unique in the amounts.
        own: whether organizations have own markets.
    """
    count = draw(st.integers(least, most))
    no_congestion = () if curved else (0.0,)
    arguments: dict[str, Any] = {
        "real_samples": draw(_each(count, 5.0, 1000.0)),
        "heterogeneity": draw(_each(count, 0.0, 1.0, 0.0, 1.0)),
        "fidelity": draw(_each(count, 0.05, 1.0, 1.0)),
        "valuation": draw(_each(count, 50.0, 5000.0)),
        "generation_cost": draw(_each(count, 0.001, 0.2)),
        "congestion": draw(_each(count, 1e-5, 1e-2, *no_congestion)),
        "membership_cost": draw(_each(count, 0.0, 50.0)),
        "standalone_cost": draw(_each(count, 0.0, 50.0)),
        "capacity": draw(_each(count, 1.0, 5000.0, 0.0)),
        "learning_curve": draw(learning_curves()),
        "skew_penalty": draw(st.sampled_from([0.0, 0.3, 0.6, 1.0])),
        "alignment_loss": draw(st.sampled_from([0.0, 0.3, 0.9])),
        "knowledge": draw(st.sampled_from([0.0, 50.0, 1000.0, 1e6])),
        "standalone_knowledge": draw(_each(count, 0.0, 500.0)),
    }
    if subsidised:
        arguments["subsidy"] = draw(_each(count, 0.0, 0.3, 0.0))
    slope = 1.0 - arguments["alignment_loss"] * np.array(arguments["heterogeneity"])
    if own:
        federation = draw(own_markets(count))
        arguments |= {"own_market": federation, "alignment_loss": 0.0}
        slope = federation.slope
    competition = draw(competitions(count, symmetric=symmetric))
    if positive_weights:
        served = np.array(arguments["valuation"]) * slope
        worst = float((competition @ served / served).max())
        competition = competition * min(1.0, 0.8 / worst) if worst > 0.0 else competition
    arguments["competition"] = competition
    return arguments


def games(**options: Any) -> st.SearchStrategy[CoopetitionGame]:
    """Games; the options are those of `game_arguments`."""
    return game_arguments(**options).map(lambda arguments: CoopetitionGame(**arguments))


@st.composite
def games_with_profiles(
    draw: st.DrawFn, profiles: int = 1, **options: Any
) -> tuple[CoopetitionGame, list[np.ndarray]]:
    """A game and profiles of amounts within the capacities; the options are those of `game_arguments`."""
    game = draw(games(**options))
    shares = [draw(_each(game.organizations, 0.0, 1.0, 0.0, 1.0)) for _ in range(profiles)]
    return game, [np.array(share) * game.capacity for share in shares]


def crowd(organizations: int, seed: int = 0, **changes: Any) -> CoopetitionGame:
    """Return a market of many in sectors of five; valuations and the curve grow with N, so that amounts stay interior."""
    rng = np.random.default_rng(seed)
    size = organizations / 8
    arguments: dict[str, Any] = {
        "real_samples": rng.uniform(50.0, 300.0, organizations),
        "heterogeneity": rng.uniform(0.05, 0.6, organizations),
        "fidelity": rng.uniform(0.3, 1.0, organizations),
        "valuation": size * rng.uniform(700.0, 1300.0, organizations),
        "generation_cost": rng.uniform(0.01, 0.05, organizations),
        "congestion": rng.uniform(0.5e-4, 3e-4, organizations),
        "capacity": rng.uniform(300.0, 2000.0, organizations),
        "competition": rivalry_structures.create("sectors", size=5).build(organizations, 0.06, rng),
        "learning_curve": LearningCurve(floor=0.1, ceiling=0.95, scale=600.0 * size, exponent=0.6),
        "skew_penalty": 0.6,
        "alignment_loss": 0.3,
    }
    return CoopetitionGame(**(arguments | changes))


OWN_MARKET: dict[str, Any] = {
    "slope": [0.5, 0.3, 0.7, 0.4],
    "base": [0.45, 0.6, 0.3, 0.5],
    "floor": [0.25, 0.5, 0.3, 0.4],
    "ceiling": 0.9,
    "scale": 80.0,
    "exponent": 0.8,
    "fidelity": 0.6,
}
"""Arguments of own markets for `small_game`."""


def own_game(**changes: Any) -> CoopetitionGame:
    """Return `small_game` with own markets."""
    return small_game(**({"alignment_loss": 0.0, "own_market": OwnMarket(**OWN_MARKET)} | changes))


def small_game(**changes: Any) -> CoopetitionGame:
    """Return a plain game of four organizations with interior equilibrium, for tests of single facts."""
    arguments: dict[str, Any] = {
        "real_samples": [80.0, 120.0, 200.0, 60.0],
        "heterogeneity": [0.2, 0.5, 0.3, 0.6],
        "fidelity": [0.7, 0.9, 0.5, 0.8],
        "valuation": [900.0, 1200.0, 800.0, 1500.0],
        "generation_cost": [0.02, 0.03, 0.01, 0.02],
        "congestion": [2e-4, 1e-4, 3e-4, 2e-4],
        "membership_cost": 5.0,
        "standalone_cost": 2.0,
        "capacity": 1500.0,
        "competition": 0.06,
        "learning_curve": LearningCurve(floor=0.1, ceiling=0.95, scale=600.0, exponent=0.6),
        "skew_penalty": 0.6,
        "alignment_loss": 0.3,
    }
    return CoopetitionGame(**(arguments | changes))
