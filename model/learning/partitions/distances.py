"""How far a label distribution is from another: total variation and the label counts behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def label_counts(labels: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Return the number of samples of every class, shape (classes,)."""
    return np.bincount(np.asarray(labels, dtype=np.int64), minlength=classes)


def label_distribution(labels: ArrayLike, classes: int) -> NDArray[np.float64]:
    """Return the share of every class, shape (classes,), summing to one.

    Raises:
        ValueError: if there is no label.
    """
    counts = label_counts(labels, classes)
    if not counts.sum():
        raise ValueError("an empty set of labels has no distribution")
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def total_variation(p: ArrayLike, q: ArrayLike) -> NDArray[np.float64]:
    """Return the total-variation distance, half the sum of |p - q| over the last axis, 0..1.

    Args:
        p: distributions, shape (..., C).
        q: distributions, shape (..., C); broadcasts against ``p``.
    """
    return np.asarray(0.5 * np.abs(np.asarray(p, dtype=float) - np.asarray(q, dtype=float)).sum(axis=-1))
