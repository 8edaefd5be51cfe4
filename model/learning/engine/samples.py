"""The rows that silos train on: everybody's real samples, and behind them the synthetic ones of the round."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from cocogen.model.learning.tasks.task import Split


class SampleStore:
    """One tensor of samples in which a silo's data are a list of positions.

    Real samples stay; synthetic ones are appended during a round and forgotten by ``forget_synthetic``. The
    buffers only ever grow, so that a round copies no real sample.

    Args:
        shape: shape of one sample.
        device: where the tensors live.
    """

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        self._x = torch.empty((0, *shape), dtype=torch.float32, device=device)
        self._y = torch.empty(0, dtype=torch.int64, device=device)
        self._labels = np.empty(0, dtype=np.int64)
        self._real = 0
        self._used = 0

    @property
    def x(self) -> torch.Tensor:
        """All samples, shape (n, ...)."""
        return self._x[: self._used]

    @property
    def y(self) -> torch.Tensor:
        """Their labels, shape (n,)."""
        return self._y[: self._used]

    @property
    def labels(self) -> NDArray[np.int64]:
        """Their labels as an array in main memory, shape (n,)."""
        return self._labels[: self._used]

    def add_real(self, data: Split) -> NDArray[np.int64]:
        """Keep real samples for good and return their positions; forgets the synthetic ones."""
        self.forget_synthetic()
        positions = self.add_synthetic(data)
        self._real = self._used
        return positions

    def add_synthetic(self, data: Split) -> NDArray[np.int64]:
        """Append samples for this round and return their positions."""
        start, end = self._used, self._used + len(data)
        if end > len(self._y):
            self._grow(max(end, 3 * len(self._y) // 2))
        self._x[start:end] = torch.from_numpy(data.x).to(self._x.device)
        self._y[start:end] = torch.from_numpy(data.y).to(self._y.device)
        self._labels[start:end] = data.y
        self._used = end
        return np.arange(start, end)

    def forget_synthetic(self) -> None:
        """Forget every sample that is not real."""
        self._used = self._real

    def _grow(self, capacity: int) -> None:
        x, y = self._x.new_empty((capacity, *self._x.shape[1:])), self._y.new_empty(capacity)
        x[: self._used], y[: self._used] = self.x, self.y
        self._x, self._y = x, y
        self._labels = np.concatenate([self.labels, np.empty(capacity - self._used, dtype=np.int64)])
