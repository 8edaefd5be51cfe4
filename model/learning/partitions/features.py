"""Feature shift: the same labels for everybody, seen through everybody's own instrument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from cocogen.model.learning.partitions.label_skew import IID
from cocogen.model.learning.partitions.partition import partitions

Transform = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Instrument:
    """How one organization sees samples: turned by an angle, and with noise of its own.

    Args:
        angle: rotation in degrees; samples without two axes are scaled by 1 + angle / 90 instead.
        noise: standard deviation of additive Gaussian noise.
        seed: seed of the noise.
    """

    angle: float
    noise: float
    seed: int

    def __call__(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the samples x (n, ...) as this organization sees them; the same samples give the same result."""
        from scipy.ndimage import rotate

        if x.ndim >= 3 and len(x):
            seen = rotate(x, self.angle, axes=(-1, -2), reshape=False, order=1, mode="constant")
        else:
            seen = x * (1 + self.angle / 90)
        rng = np.random.default_rng(self.seed)
        return np.asarray(
            seen + self.noise * rng.standard_normal(x.shape, dtype=np.float32), dtype=np.float32
        )


@partitions.register("feature-shift")
class FeatureShift(IID):
    """IID labels and sizes; rotation and noise differ from silo to silo.

    Training applies ``transforms`` to every organization's real samples and to the test set of its market. The
    public split stays as it is, so that a generator trained on it knows none of the instruments.

    Args:
        angle: largest rotation in degrees; angles are spread evenly over ±angle.
        noise: largest standard deviation of the noise, in units of the features; spread evenly over 0..noise.
    """

    def __init__(
        self,
        angle: Annotated[float, Ge(0), Le(180)] = 30.0,
        noise: Annotated[float, Ge(0), Le(1000)] = 0.1,
    ) -> None:
        self.angle = angle
        self.noise = noise

    def transforms(self, organizations: int, rng: np.random.Generator) -> Sequence[Transform]:
        """Return how every organization sees samples, dealt at random.

        Args:
            organizations: number of organizations N.
            rng: source of all draws.
        """
        angles = rng.permutation(np.linspace(-self.angle, self.angle, organizations))
        noises = rng.permutation(np.linspace(0.0, self.noise, organizations))
        seeds = rng.integers(2**62, size=organizations)
        return [
            Instrument(float(a), float(s), int(seed))
            for a, s, seed in zip(angles, noises, seeds, strict=True)
        ]
