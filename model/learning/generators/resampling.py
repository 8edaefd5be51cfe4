"""Generators without a model: bootstrap with augmentation, a cheap control, and the oracle, an upper bound."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from cocogen.model.learning.generators.generator import Factor, State, generators, not_fitted


@generators.register("bootstrap")
class Bootstrap:
    """Random real samples, slightly moved: images and signals by whole pixels, everything by noise.

    Args:
        shift: largest shift along every axis, in pixels; tables are not shifted.
        noise: standard deviation of the noise, as a share of each feature's standard deviation.
    """

    version = 1

    def __init__(self, shift: Annotated[int, Ge(0), Le(1000)] = 1, noise: Factor = 0.1) -> None:
        self.shift = shift
        self.noise = noise
        self._state: State | None = None

    def fit(
        self, x: NDArray[np.float32], y: NDArray[np.int64], classes: int, rng: np.random.Generator
    ) -> None:
        """Keep the samples; see ``Generator.fit``."""
        order = np.argsort(y, kind="stable")
        self._state = {"x": x[order], "ends": np.cumsum(np.bincount(y, minlength=classes))}

    def sample(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw one sample for every label; see ``Generator.sample``."""
        state = self.state()
        x = state["x"]
        picked = x[self._pick(labels, state["ends"], rng)]
        if self.shift:
            for axis in range(2, picked.ndim):
                picked = _shifted(picked, axis, rng.integers(-self.shift, self.shift + 1, len(picked)))
        if self.noise:
            noise = rng.standard_normal(picked.shape, dtype=np.float32)
            picked = np.clip(picked + self.noise * x.std(0) * noise, x.min(0), x.max(0))
        return np.asarray(picked, dtype=np.float32)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which classes can be drawn, shape (classes,)."""
        return np.diff(self.state()["ends"], prepend=0) > 0

    def state(self) -> State:
        """Return the kept samples; see ``Generator.state``."""
        if self._state is None:
            raise not_fitted("a bootstrap")
        return dict(self._state)

    def restore(self, state: State) -> None:
        """Take over kept samples; see ``Generator.restore``."""
        self._state = {"x": state["x"], "ends": state["ends"]}

    def _pick(
        self, labels: NDArray[np.int64], ends: NDArray[np.int64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Return a position for every label, with replacement."""
        return draw_of_class(labels, ends, rng)


@generators.register("oracle")
class Oracle(Bootstrap):
    """Real samples as they are, none twice in a call while they last: what a perfect generator would give.

    The samples are those that it was fitted to, normally the public split, which no organization owns.
    """

    def __init__(self) -> None:
        super().__init__(shift=0, noise=0.0)

    def _pick(
        self, labels: NDArray[np.int64], ends: NDArray[np.int64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Return a position for every label: shuffled passes over the class."""
        picked = draw_of_class(labels, ends, rng)
        starts = np.concatenate([[0], ends[:-1]])
        for label in np.unique(labels):
            places = np.flatnonzero(labels == label)
            amount = int(ends[label] - starts[label])
            passes = [rng.permutation(amount) for _ in range(-(-len(places) // amount))]
            picked[places] = starts[label] + np.concatenate(passes)[: len(places)]
        return picked


def draw_of_class(
    labels: NDArray[np.int64], ends: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return for every label a random position of that class, with replacement, in data sorted by class.

    Args:
        labels: wished labels.
        ends: where each class ends in the sorted data, shape (C,).
        rng: source of all draws.

    Raises:
        ValueError: if a wished class has no sample.
    """
    counts = np.diff(ends, prepend=0)
    missing = np.flatnonzero(counts[labels] == 0)
    if len(missing):
        raise ValueError(f"the generator has seen no sample of class {labels[missing[0]]}")
    return np.asarray(ends[labels] - 1 - (rng.random(len(labels)) * counts[labels]).astype(np.int64))


def _shifted(x: NDArray[np.float32], axis: int, steps: NDArray[np.int64]) -> NDArray[np.float32]:
    """Shift every sample by its own number of steps along an axis; the border value moves in."""
    size = x.shape[axis]
    source = np.clip(np.arange(size) - steps[:, None], 0, size - 1)
    return np.take_along_axis(
        x, source.reshape(len(x), *[size if a == axis else 1 for a in range(1, x.ndim)]), axis
    )
