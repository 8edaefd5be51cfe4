"""Array types of the game, and freezing."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
SparseMatrix: TypeAlias = Any
Matrix: TypeAlias = Any


def frozen(array: FloatArray) -> FloatArray:
    """Make ``array`` read-only, in place, and return it."""
    array.flags.writeable = False
    return array
