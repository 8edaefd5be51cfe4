"""What a generator is: learned from labelled data, it draws new samples for given labels."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

import numpy as np
from annotated_types import Ge, Gt, Le
from numpy.typing import NDArray

from cocogen.agents.registry import Registry

State = dict[str, NDArray[Any]]


class Generator(Protocol):
    """A generative model of labelled samples.

    Attributes:
        version: grows when the same data and parameters would give another fit; part of the cache's key.
    """

    version: int

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which classes it was fitted to and can draw, shape (classes,)."""
        ...

    def fit(
        self, x: NDArray[np.float32], y: NDArray[np.int64], classes: int, rng: np.random.Generator
    ) -> None:
        """Learn from samples x (n, ...) with labels y (n,), 0..classes-1; the same rng gives the same fit."""
        ...

    def sample(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw one sample for every label, shape (len(labels), ...), float32.

        Raises:
            RuntimeError: if the generator was not fitted.
            ValueError: if it has seen no sample of a wished class.
        """
        ...

    def state(self) -> State:
        """Return what ``fit`` has learned as named arrays."""
        ...

    def restore(self, state: State) -> None:
        """Take over what ``state`` returned.

        Raises:
            KeyError: if an array is missing.
        """
        ...


generators: Registry[Generator] = Registry("generator", "cocogen.generators", Generator)

Width = Annotated[int, Ge(1), Le(16_384)]
"""Units of a layer, or dimensions of a code."""

Rate = Annotated[float, Gt(0), Le(100)]
"""A learning rate."""

Factor = Annotated[float, Ge(0), Le(1000)]
"""How much of something."""


def not_fitted(what: str) -> RuntimeError:
    """Return the error of a generator that is asked for something before it was fitted."""
    return RuntimeError(f"{what} must be fitted before it is used")


def balanced_labels(
    amount: int, distribution: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return labels whose counts follow a distribution as closely as whole numbers allow; chance decides the rest.

    Args:
        amount: number of labels.
        distribution: shares of the classes, shape (C,), summing to one.
        rng: decides which classes get the remaining labels.
    """
    expected = amount * distribution
    counts = np.floor(expected + 1e-9).astype(np.int64)
    missing = amount - counts.sum()
    if missing:
        remainder = np.clip(expected - counts, 0, None)
        counts += _systematic(remainder / remainder.sum() * missing, rng)
    return np.repeat(np.arange(len(distribution)), counts)


def _systematic(expected: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Round expected counts to whole numbers with the same sum and the same expectation (systematic sampling)."""
    order = rng.permutation(len(expected))
    reached = np.cumsum(expected[order])
    reached[-1] = round(reached[-1])
    marks = np.floor(reached + rng.random()).astype(np.int64)
    counts = np.empty(len(expected), dtype=np.int64)
    counts[order] = np.diff(marks, prepend=0)
    return counts
