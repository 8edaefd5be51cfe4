"""Checks of a game's inputs: one line that names the argument, the index and the rule."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from cocogen.agents.registry import Registry
from cocogen.model.game.arrays import FloatArray, IntArray, Matrix, frozen

T = TypeVar("T")


@dataclass(frozen=True)
class Range:
    """The values that an argument may take; ``low`` and ``high`` are the least and greatest float64 allowed."""

    low: float
    high: float
    rule: str


_LEAST = 5e-324
_MOST = float(np.finfo(np.float64).max)
POSITIVE = Range(_LEAST, _MOST, "must be positive and finite")
NON_NEGATIVE = Range(0.0, _MOST, "must be at least 0 and finite")
FINITE = Range(-_MOST, _MOST, "must be finite")
SHARE = Range(0.0, 1.0, "must lie in [0, 1]")
POSITIVE_SHARE = Range(_LEAST, 1.0, "must lie in (0, 1]")

PER_ORGANIZATION: Mapping[str, Range] = {
    "real_samples": POSITIVE,
    "heterogeneity": SHARE,
    "fidelity": POSITIVE_SHARE,
    "valuation": NON_NEGATIVE,
    "generation_cost": NON_NEGATIVE,
    "congestion": NON_NEGATIVE,
    "membership_cost": NON_NEGATIVE,
    "standalone_cost": NON_NEGATIVE,
    "capacity": NON_NEGATIVE,
    "standalone_knowledge": NON_NEGATIVE,
    "subsidy": FINITE,
}
NAMES = tuple(PER_ORGANIZATION)
SCALARS: Mapping[str, Range] = {"skew_penalty": SHARE, "alignment_loss": SHARE, "knowledge": NON_NEGATIVE}

_LOW = np.array([[limits.low] for limits in PER_ORGANIZATION.values()])
_HIGH = np.array([[limits.high] for limits in PER_ORGANIZATION.values()])


def number_of_organizations(values: Mapping[str, Any], competition: Matrix) -> int:
    """Return N, read off the competition matrix or else the first argument that is not a scalar."""
    if np.ndim(competition) > 0 or sp.issparse(competition):
        count = int(np.shape(competition)[0])
        if count == 0:
            raise ValueError("competition is empty; a game needs at least one organization")
        return count
    for name, value in values.items():
        if np.ndim(value) > 0:
            if np.size(value) == 0:
                raise ValueError(f"{name} is empty; a game needs at least one organization")
            return int(np.size(value))
    return 1


def member_block(values: Mapping[str, Any], count: int) -> FloatArray:
    """Stack the arguments of `PER_ORGANIZATION` into one checked, read-only array of shape (11, N).

    Raises:
        ValueError: if an argument has a wrong shape or a value outside its range.
    """
    block = np.empty((len(NAMES), count))
    for row, name in enumerate(NAMES):
        block[row] = member_values(name, values[name], count)
    if not (np.all(block >= _LOW) and np.all(block <= _HIGH)):
        for name, row_values in zip(NAMES, block, strict=True):
            check_range(name, row_values, PER_ORGANIZATION[name])
    return frozen(block)


def member_values(name: str, value: Any, count: int) -> Any:
    """Return ``value`` if it is one number or N numbers.

    Raises:
        ValueError: if it is neither.
    """
    if isinstance(value, (int, float)):
        return value
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}; it must be a number or {count} numbers") from None
    if array.shape not in ((), (count,)):
        raise ValueError(f"{name} has shape {array.shape}; it must be a scalar or have shape ({count},)")
    return array


def check_range(name: str, values: FloatArray, limits: Range) -> None:
    """Raise a `ValueError` that names the first of ``values`` outside ``limits``."""
    wrong = ~((values >= limits.low) & (values <= limits.high))
    if wrong.any():
        index = int(np.argmax(wrong))
        raise ValueError(f"{name}[{index}] is {values[index]:g}; it {limits.rule}")


def scalar(name: str, value: Any) -> float:
    """Return one of `SCALARS` as a float.

    Raises:
        ValueError: if it is not a number in its range.
    """
    limits = SCALARS[name]
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}; it must be one number") from None
    if not (math.isfinite(number) and limits.low <= number <= limits.high):
        raise ValueError(f"{name} is {number:g}; it {limits.rule}")
    return number


def law(name: str, value: object, kind: type[T], registry: Registry[T] | None = None) -> T:
    """Return one of the laws that a game goes by: ``value`` itself, or the registered part of that name.

    Raises:
        ValueError: if it is neither.
    """
    if isinstance(value, str) and registry is not None:
        return registry.create(value)
    if not isinstance(value, kind):
        raise ValueError(
            f"{name} is {value!r}; it must be a {kind.__name__}" + (" or its name" if registry else "")
        )
    return value


def competition_matrix(value: Any, count: int) -> Matrix:
    """Return the checked (N, N) competition: a read-only array, or a CSR array if ``value`` is sparse.

    A number is the intensity between every two organizations.

    Raises:
        ValueError: for a wrong shape, a negative, infinite or NaN entry, or a diagonal that is not zero.
    """
    if sp.issparse(value):
        return _sparse_competition(value, count)
    if np.ndim(value) == 0:
        intensity = np.asarray(value, dtype=np.float64)
        check_range("competition", intensity.reshape(1), NON_NEGATIVE)
        if intensity == 0.0:
            return sp.csr_array((count, count), dtype=np.float64)
        return frozen(intensity * (1.0 - np.eye(count)))
    matrix = np.asarray(value, dtype=np.float64)
    _check_square(matrix.shape, count)
    if not (matrix.min() >= 0.0 and matrix.max() <= _MOST):
        wrong = ~((matrix >= 0.0) & (matrix <= _MOST))
        i, j = (int(k) for k in np.argwhere(wrong)[0])
        raise ValueError(f"competition[{i}, {j}] is {matrix[i, j]:g}; it {NON_NEGATIVE.rule}")
    _check_diagonal(matrix.diagonal())
    return matrix if not matrix.flags.writeable else frozen(matrix.copy())


def _sparse_competition(value: Any, count: int) -> Matrix:
    _check_square(value.shape, count)
    matrix = sp.csr_array(value, dtype=np.float64, copy=True)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    wrong = ~((matrix.data >= 0.0) & (matrix.data <= _MOST))
    if wrong.any():
        entries = matrix.tocoo()
        at = int(np.argmax(wrong))
        raise ValueError(
            f"competition[{entries.row[at]}, {entries.col[at]}] is {entries.data[at]:g}; it {NON_NEGATIVE.rule}"
        )
    _check_diagonal(matrix.diagonal())
    for part in (matrix.data, matrix.indices, matrix.indptr):
        part.flags.writeable = False
    return matrix


def _check_square(shape: tuple[int, ...], count: int) -> None:
    if shape != (count, count):
        raise ValueError(f"competition has shape {shape}; it must be ({count}, {count})")


def _check_diagonal(diagonal: FloatArray) -> None:
    if diagonal.any():
        index = int(np.argmax(diagonal != 0.0))
        raise ValueError(
            f"competition[{index}, {index}] is {diagonal[index]:g}; the diagonal must be 0, nobody rivals itself"
        )


def member_index(members: npt.ArrayLike, count: int) -> IntArray:
    """Return the indices of some of ``count`` organizations, given as a mask of shape (N,) or as distinct indices.

    Raises:
        ValueError: if nobody is left, an index is out of range or given twice, or a mask has a wrong shape.
    """
    given = np.asarray(members)
    if given.dtype == np.bool_:
        if given.shape != (count,):
            raise ValueError(f"members has shape {given.shape}; a mask must have shape ({count},)")
        given = np.flatnonzero(given)
    if given.size == 0:
        raise ValueError("members is empty; a game needs at least one organization")
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise ValueError(f"members is {members!r}; it must be a mask or a list of indices")
    if given.min() < 0 or given.max() >= count:
        wrong = int(given[(given < 0) | (given >= count)][0])
        raise ValueError(f"members names organization {wrong}; indices must lie in 0..{count - 1}")
    if np.bincount(given).max() > 1:
        raise ValueError(f"members names organization {int(np.bincount(given).argmax())} twice")
    return given
