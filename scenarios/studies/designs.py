"""Designs: which combinations of the factors' values a study plays."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.agents.names import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocogen.scenarios.studies.factors import Factor

DESIGNS = ("grid", "latin-hypercube", "sobol", "saltelli", "morris")
MOST_POINTS = 100_000
"""Of a design; a study that large would not come to an end."""
STEPS = ((0.0, 2 / 3), (1 / 3, 1.0))
"""Where a trajectory of a ``morris`` design may move a factor, as positions along its range: the usual ones of four levels."""
LEAST_TRAJECTORIES = 8
"""Of a ``morris`` design: of fewer elementary effects there is no interval to speak of."""
DESIGN_SEED = 0
"""Seed of designs that draw, so that a study names the same points everywhere."""


def design_points(design: str, factors: Mapping[str, Factor], points: int | None) -> list[dict[str, Any]]:
    """Return the points of a design, each with a value per factor.

    Args:
        design: ``grid`` (every combination), ``latin-hypercube`` or ``sobol`` (both from ``scipy.stats.qmc``), or ``saltelli``,
            which shows what share of the variance each factor has, or ``morris``, which screens many factors.
        factors: by field.
        points: how many, for designs that fill a space; a grid knows by itself. A ``saltelli`` design of d factors has d + 2
            times as many, a ``morris`` design d + 1 times: each is where a trajectory begins.

    Raises:
        UnknownNameError: if there is no such design.
        ValueError: if the number of points does not fit the design.
    """
    if design not in DESIGNS:
        raise unknown_name("design", design, DESIGNS)
    if design == "grid":
        if points is not None:
            raise ValueError("a grid has as many points as its levels make; points is for other designs")
        return _grid(factors)
    if not factors:
        raise ValueError(f"a {design} design needs at least one factor")
    if points is None or not 1 <= points <= MOST_POINTS:
        raise ValueError(f"a {design} design needs points, 1 to {MOST_POINTS:,}, got {points}")
    if design == "morris":
        _check_steps(factors, points)
    sample = _sample(design, len(factors), points)
    columns = [factor.at(sample[:, position]) for position, factor in enumerate(factors.values())]
    return [dict(zip(factors, values, strict=True)) for values in zip(*columns, strict=True)]


def _sample(design: str, factors: int, points: int) -> NDArray[np.float64]:
    if design == "sobol":
        return _sobol(factors, points)
    if design == "saltelli":
        return _saltelli(factors, points)
    if design == "morris":
        return _morris(factors, points)
    return _latin_hypercube(factors, points)


def _grid(factors: Mapping[str, Factor]) -> list[dict[str, Any]]:
    levels = []
    for field, factor in factors.items():
        try:
            levels.append(factor.grid_levels())
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None
    count = prod(map(len, levels))
    if count > MOST_POINTS:
        raise ValueError(f"the levels make {count:,} points, and a study has at most {MOST_POINTS:,}")
    return [dict(zip(factors, values, strict=True)) for values in product(*levels)]


def _latin_hypercube(factors: int, points: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    sample: NDArray[np.float64] = qmc.LatinHypercube(factors, seed=DESIGN_SEED).random(points)
    return sample


def _saltelli(factors: int, points: int) -> NDArray[np.float64]:
    """Return samples A, B, and for each factor A with the factor's column of B, one below the other.

    Source: Saltelli et al. (2010), "Variance based sensitivity analysis of model output", *Computer Physics Communications* 181, 259-270.
    """
    _check_total(points, factors, points * (factors + 2))
    both = _sobol(2 * factors, points, "saltelli")
    a, b = both[:, :factors], both[:, factors:]
    swapped = [a.copy() for _ in range(factors)]
    for factor, sample in enumerate(swapped):
        sample[:, factor] = b[:, factor]
    return np.concatenate([a, b, *swapped])


def _check_steps(factors: Mapping[str, Factor], trajectories: int) -> None:
    """Refuse what trajectories cannot step along."""
    if trajectories < LEAST_TRAJECTORIES:
        raise ValueError(
            f"a morris design needs {LEAST_TRAJECTORIES} trajectories or more for its intervals (--points), got {trajectories}"
        )
    for field, factor in factors.items():
        if not factor.is_range:
            raise ValueError(
                f"{field}: a morris design steps along ranges (low..high), and this factor has levels"
            )
        if any(low == high for low, high in (factor.at(np.array(step)) for step in STEPS)):
            raise ValueError(f"{field}: the range has too few whole numbers in it to step along")


def _morris(factors: int, trajectories: int) -> NDArray[np.float64]:
    """Return trajectories one below the other: each moves one factor after the other by two thirds of its range.

    They begin anywhere on four levels, and factors move up or down in an order of chance, so that trajectories are
    independent of each other.

    Source: Morris (1991), "Factorial Sampling Plans for Preliminary Computational Experiments", *Technometrics* 33, 161-174.
    """
    _check_total(trajectories, factors, trajectories * (factors + 1))
    rng = np.random.default_rng(DESIGN_SEED)
    ends = np.array(STEPS)[rng.integers(0, len(STEPS), size=(trajectories, factors))]
    ends = rng.permuted(ends, axis=2)
    turn = rng.permuted(np.tile(np.arange(factors), (trajectories, 1)), axis=1)
    moved = np.arange(factors + 1)[None, :, None] > turn[:, None, :]
    sample: NDArray[np.float64] = np.where(moved, ends[:, None, :, 1], ends[:, None, :, 0])
    return sample.reshape(-1, factors)


def _check_total(points: int, factors: int, total: int) -> None:
    if total > MOST_POINTS:
        raise ValueError(
            f"{points:,} points of {factors} factors make {total:,}, and a study has at most {MOST_POINTS:,}"
        )


def _sobol(factors: int, points: int, design: str = "sobol") -> NDArray[np.float64]:
    from scipy.stats import qmc

    power = max(points - 1, 0).bit_length()
    if points != 2**power:
        raise ValueError(
            f"a {design} design is balanced for powers of two only: use {2**power} points, not {points}"
        )
    sample: NDArray[np.float64] = qmc.Sobol(factors, seed=DESIGN_SEED).random_base2(power)
    return sample
