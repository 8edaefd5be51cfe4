"""Which samples a silo sees in which step: keyed draws, independent of who else trains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def local_steps(samples: int, batch_size: int, *, epochs: float, steps: int | None) -> int:
    """Return the local steps of a silo: fixed ``steps``, or as many as ``epochs`` over its samples need."""
    if steps is not None:
        return steps
    return int(np.ceil(epochs * samples / batch_size))


def draw_batches(samples: int, steps: int, batch_size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return positions of samples, shape (steps, batch_size): shuffled passes over the data, one after the other.

    Every batch is full; a silo with fewer samples than a batch sees some of them twice in it.
    """
    wanted = steps * batch_size
    passes = -(-wanted // samples)
    order = (
        np.concatenate([rng.permutation(samples) for _ in range(passes)]) if passes else np.empty(0, np.int64)
    )
    return order[:wanted].reshape(steps, batch_size)
