"""What everybody owns: rows of real samples in the store, and a generator for more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from cocogen.model.learning.engine.samples import SampleStore
from cocogen.model.learning.generators.generator import Generator, balanced_labels
from cocogen.model.learning.tasks.task import Split, as_split

Indices = NDArray[np.int64]
Draws = Callable[[], np.random.Generator]


class Holdings:
    """The samples of all organizations, real ones for good and synthetic ones for a round.

    Args:
        shape: shape of one sample.
        device: where samples live.
    """

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        self._store = SampleStore(shape, device)
        self._positions: list[Indices] = []
        self._generators: list[Generator] = []

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def x(self) -> torch.Tensor:
        """All samples of the round, shape (n, ...)."""
        return self._store.x

    @property
    def y(self) -> torch.Tensor:
        """Their labels, shape (n,)."""
        return self._store.y

    @property
    def sizes(self) -> Indices:
        """Real samples of every organization, shape (N,)."""
        return np.array([len(positions) for positions in self._positions])

    def add(self, data: Split, generator: Generator) -> None:
        """Let one more organization own ``data`` and draw from ``generator``."""
        self._positions.append(self._store.add_real(data))
        self._generators.append(generator)

    def real(self, organization: int) -> Indices:
        """Return the positions of an organization's real samples."""
        return self._positions[organization]

    def split(self, positions: Indices) -> Split:
        """Return the samples at positions, in main memory."""
        return Split(self.x[positions].cpu().numpy(), self.y[positions].cpu().numpy())

    def forget_synthetic(self) -> None:
        """Forget all synthetic samples."""
        self._store.forget_synthetic()

    def mix(self, organization: int, amount: int, distribution: NDArray[np.float64], draws: Draws) -> Indices:
        """Generate samples for an organization; return the positions of its real and these synthetic samples.

        Args:
            organization: whose samples.
            amount: synthetic samples.
            distribution: shares of their labels, shape (C,); classes that the generator has never seen are left out.
            draws: makes the source of labels and samples when there is something to draw.
        """
        own = self._positions[organization]
        if not amount:
            return own
        generator = self._generators[organization]
        wanted = distribution * generator.seen
        if not wanted.sum():
            return own
        rng = draws()
        labels = balanced_labels(amount, wanted / wanted.sum(), rng)
        made = generator.sample(labels, rng)
        return np.concatenate([own, self._store.add_synthetic(as_split(made, labels))])
