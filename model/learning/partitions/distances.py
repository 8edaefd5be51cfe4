"""How far label distributions are apart: total variation, earth mover's, Jensen–Shannon, effective classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]


def label_counts(labels: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Return the number of samples of every class, shape (classes,)."""
    return np.bincount(np.asarray(labels, dtype=np.int64), minlength=classes)


def label_table(
    labels: NDArray[np.int64], shards: Sequence[NDArray[np.int64]], classes: int
) -> NDArray[np.int64]:
    """Return the label counts of every shard, shape (len(shards), classes)."""
    return np.stack([label_counts(labels[shard], classes) for shard in shards])


def label_distribution(labels: ArrayLike, classes: int) -> Reals:
    """Return the share of every class, shape (classes,), summing to one.

    Raises:
        ValueError: if there is no label.
    """
    counts = label_counts(labels, classes)
    if not counts.sum():
        raise ValueError("an empty set of labels has no distribution")
    return np.asarray(counts / counts.sum(), dtype=np.float64)


def total_variation(p: ArrayLike, q: ArrayLike) -> Reals:
    """Return the total-variation distance, half the sum of |p - q| over the last axis, 0..1.

    Args:
        p: distributions, shape (..., C).
        q: distributions, shape (..., C); broadcasts against ``p``.

    Example:
        >>> float(total_variation([1, 0], [0.5, 0.5]))
        0.5
    """
    return np.asarray(0.5 * np.abs(_reals(p) - _reals(q)).sum(axis=-1))


def earth_movers(p: ArrayLike, q: ArrayLike) -> Reals:
    """Return the earth mover's distance along the order of the classes, in steps from one class to the next, 0..C-1.

    Where classes have no order, the distance that counts every move as one is the total variation.

    Args:
        p: distributions, shape (..., C).
        q: distributions, shape (..., C); broadcasts against ``p``.
    """
    return np.asarray(np.abs(np.cumsum(_reals(p) - _reals(q), axis=-1)[..., :-1]).sum(axis=-1))


def jensen_shannon(p: ArrayLike, q: ArrayLike) -> Reals:
    """Return the Jensen–Shannon distance (root of the divergence in bits), 0..1.

    Args:
        p: distributions, shape (..., C).
        q: distributions, shape (..., C); broadcasts against ``p``.
    """
    p, q = np.broadcast_arrays(_reals(p), _reals(q))
    middle = (p + q) / 2
    divergence = np.maximum(_entropy(middle) - (_entropy(p) + _entropy(q)) / 2, 0.0)
    return np.asarray(np.sqrt(divergence / np.log(2)))


def effective_classes(p: ArrayLike) -> Reals:
    """Return how many equally frequent classes would be as mixed: the exponential of the entropy, 1..C.

    Args:
        p: distributions, shape (..., C).
    """
    return np.asarray(np.exp(_entropy(_reals(p))))


def describe_partition(
    labels: NDArray[np.int64], shards: Sequence[NDArray[np.int64]], classes: int
) -> dict[str, Reals]:
    """Return size and skew of every shard, each of shape (N,), measured against the balanced distribution.

    Args:
        labels: label of every pool sample.
        shards: index arrays, one per organization.
        classes: number of classes C.
    """
    counts = label_table(labels, shards, classes)
    p = counts / counts.sum(1, keepdims=True)
    target = np.full(classes, 1 / classes)
    return {
        "samples": counts.sum(1).astype(float),
        "total_variation": total_variation(p, target),
        "earth_movers": earth_movers(p, target),
        "jensen_shannon": jensen_shannon(p, target),
        "effective_classes": effective_classes(p),
    }


def _reals(values: ArrayLike) -> Reals:
    return np.asarray(values, dtype=np.float64)


def _entropy(p: Reals) -> Reals:
    """Return the entropy in nats over the last axis, with 0 log 0 = 0."""
    return -np.asarray((p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1))
