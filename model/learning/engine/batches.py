"""Which samples a silo sees in which step: keyed draws, independent of who else trains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LocalWork:
    """How much a silo trains in a round.

    Args:
        epochs: passes over its samples, > 0; the last one may be cut short.
        steps: steps for everybody instead, or None.
        batch_size: samples per step.

    Raises:
        ValueError: if a number is not positive.
    """

    epochs: float = 2.0
    steps: int | None = None
    batch_size: int = 32

    def __post_init__(self) -> None:
        for name in ("epochs", "steps", "batch_size"):
            number = getattr(self, name)
            if number is not None and not 0 < number < np.inf:
                raise ValueError(f"{name} of local training must be positive, got {number}")

    def steps_for(self, samples: int) -> int:
        """Return the steps of a silo with so many samples: more data is more work, unless ``steps`` is set."""
        if self.steps is not None:
            return self.steps
        return int(np.ceil(self.epochs * samples / self.batch_size))

    def batches(self, positions: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """Return the batches of a silo that owns the samples at ``positions``, shape (steps, batch_size).

        They are shuffled passes over the samples, one after the other. Every batch is full; a silo with fewer
        samples than a batch sees some of them twice in it.
        """
        steps = self.steps_for(len(positions))
        wanted = steps * self.batch_size
        passes = -(-wanted // len(positions))
        order = np.concatenate([rng.permutation(positions) for _ in range(passes)])
        return order[:wanted].reshape(steps, self.batch_size)
