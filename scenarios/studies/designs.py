"""Designs: which combinations of the factors' values a study plays."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from cocogen.agents.names import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from cocogen.scenarios.studies.factors import Factor

DESIGNS = ("grid", "latin-hypercube", "sobol", "saltelli")
MOST_POINTS = 100_000
"""Of a design; a study that large would not come to an end."""
DESIGN_SEED = 0
"""Seed of designs that draw, so that a study names the same points everywhere."""


def design_points(design: str, factors: Mapping[str, Factor], points: int | None) -> list[dict[str, Any]]:
    """Return the points of a design, each with a value per factor.

    Args:
        design: ``grid`` (every combination), ``latin-hypercube`` or ``sobol`` (both from ``scipy.stats.qmc``), or ``saltelli``,
            which shows what share of the variance each factor has.
        factors: by field.
        points: how many, for designs that fill a space; a grid knows by itself. A ``saltelli`` design of d factors has d + 2
            times as many.

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
    sample = _sample(design, len(factors), points)
    columns = [factor.at(sample[:, position]) for position, factor in enumerate(factors.values())]
    return [dict(zip(factors, values, strict=True)) for values in zip(*columns, strict=True)]


def _sample(design: str, factors: int, points: int) -> NDArray[np.float64]:
    if design == "sobol":
        return _sobol(factors, points)
    if design == "saltelli":
        return _saltelli(factors, points)
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
    import numpy as np

    total = points * (factors + 2)
    if total > MOST_POINTS:
        raise ValueError(
            f"{points:,} points of {factors} factors make {total:,}, and a study has at most {MOST_POINTS:,}"
        )
    both = _sobol(2 * factors, points, "saltelli")
    a, b = both[:, :factors], both[:, factors:]
    swapped = [a.copy() for _ in range(factors)]
    for factor, sample in enumerate(swapped):
        sample[:, factor] = b[:, factor]
    return np.concatenate([a, b, *swapped])


def _sobol(factors: int, points: int, design: str = "sobol") -> NDArray[np.float64]:
    from scipy.stats import qmc

    power = max(points - 1, 0).bit_length()
    if points != 2**power:
        raise ValueError(
            f"a {design} design is balanced for powers of two only: use {2**power} points, not {points}"
        )
    sample: NDArray[np.float64] = qmc.Sobol(factors, seed=DESIGN_SEED).random_base2(power)
    return sample
