"""Array types of the game, freezing, and numbers of members side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
SignArray: TypeAlias = npt.NDArray[np.int8]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Matrix: TypeAlias = Any


def frozen(array: FloatArray) -> FloatArray:
    """Make ``array`` read-only, in place, and return it."""
    array.flags.writeable = False
    return array


class SideBySide:
    """A dataclass whose fields are arrays with the members as their last axis, or dataclasses of the same kind."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def each(self, pick: Callable[[FloatArray], FloatArray]) -> Self:
        """Return the same with ``pick`` applied to every array; what is no array is the same for all members."""
        return type(self)(*(picked(getattr(self, field.name), pick) for field in fields(self)))

    def part(self, members: slice) -> Self:
        """Return some members, as views, shape (..., block)."""
        return self.each(lambda values: values[..., members])

    def one_by_one(self) -> list[Self]:
        """Return each of the members by itself in plain floats, of arrays of shape (N,)."""
        columns = zip(*(_singles(getattr(self, field.name)) for field in fields(self)), strict=True)
        return [type(self)(*numbers) for numbers in columns]

    @classmethod
    def together(cls, members: Sequence[Self]) -> Self:
        """Undo `one_by_one`."""
        return cls(*(_stacked([getattr(member, field.name) for member in members]) for field in fields(cls)))

    def packed(self) -> Self:
        """Return copies that lie densely in memory."""
        return self.each(np.ascontiguousarray)


def picked(value: Any, pick: Callable[[FloatArray], FloatArray]) -> Any:
    """Return ``value`` with ``pick`` applied to it or to every array in it; as it is where there is none."""
    if isinstance(value, SideBySide):
        return value.each(pick)
    return pick(value) if isinstance(value, np.ndarray) else value


def _singles(value: Any) -> list[Any]:
    singles: list[Any] = value.one_by_one() if isinstance(value, SideBySide) else value.tolist()
    return singles


def _stacked(values: Sequence[Any]) -> Any:
    first = values[0]
    return (
        type(first).together(values) if isinstance(first, SideBySide) else np.array(values, dtype=np.float64)
    )
