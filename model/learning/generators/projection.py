"""Principal components: the small, whitened space in which mixtures and diffusion work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cocogen.model.learning.generators.generator import State

Floats = NDArray[np.float32]

_FLOOR = 1e-6  # smallest variance of a component that is kept


class Projection:
    """A linear map of samples to whitened principal components, and back into the range of the data.

    Args:
        state: the arrays of a fitted projection, named "mean", "axes", "low", "high" and "shape".
    """

    def __init__(self, state: State) -> None:
        self._state = {name: state[name] for name in ("mean", "axes", "low", "high", "shape")}

    @classmethod
    def fit(cls, x: Floats, components: int) -> Projection:
        """Fit to samples x (n, ...), keeping at most ``components`` components."""
        flat = x.reshape(len(x), -1).astype(np.float64)
        mean = flat.mean(0)
        _, singular, axes = np.linalg.svd(flat - mean, full_matrices=False)
        deviations = singular / np.sqrt(max(len(flat), 1))
        kept = np.flatnonzero(deviations**2 > _FLOOR)[:components]
        return cls(
            {
                "mean": mean.astype(np.float32),
                "axes": (axes[kept] * deviations[kept, None]).astype(np.float32),
                "low": flat.min(0).astype(np.float32),
                "high": flat.max(0).astype(np.float32),
                "shape": np.array(x.shape[1:], dtype=np.int64),
            }
        )

    @property
    def components(self) -> int:
        """Number of components."""
        return len(self._state["axes"])

    def forward(self, x: Floats) -> Floats:
        """Return the whitened components of samples, shape (n, components)."""
        axes = self._state["axes"]
        centred = x.reshape(len(x), -1) - self._state["mean"]
        return np.asarray(centred @ (axes / np.square(axes).sum(1, keepdims=True)).T, dtype=np.float32)

    def backward(self, codes: Floats) -> Floats:
        """Return samples for whitened components (n, components), clipped to the range of the data."""
        state = self._state
        flat = np.clip(codes @ state["axes"] + state["mean"], state["low"], state["high"])
        return np.asarray(flat, dtype=np.float32).reshape(len(codes), *state["shape"])

    def state(self) -> State:
        """Return the arrays that make the projection."""
        return dict(self._state)
