"""A user's own data as a task: arrays in Python."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cocogen.model.learning.tasks.task import Task, as_split, divide


def task_from_arrays(
    name: str,
    x: ArrayLike,
    y: ArrayLike,
    *,
    owners: ArrayLike | None = None,
    description: str = "own data",
    network: str = "mlp",
    public: float = 0.25,
    test_per_class: int = 50,
    seed: int = 0,
) -> Task:
    """Make a task of features and labels.

    Args:
        name: the task's name.
        x: features, shape (n, ...); scale them to about -1..1.
        y: labels of any kind, shape (n,); classes are numbered in sorted order.
        owners: natural owner of every sample, of any kind, shape (n,), or None.
        description: one line for people.
        network: "mlp", or "cnn" for samples (channels, height, width) or (channels, length).
        public: share of the non-test samples that nobody owns, 0..1.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: if lengths differ, a feature is not finite, there are fewer than two classes, or a class has
            too few samples.

    Example:
        >>> task = task_from_arrays("coins", [[0.0], [1.0]] * 40, ["head", "tail"] * 40, test_per_class=10)
        >>> task.classes, len(task.public), len(task.pool), len(task.test)
        (2, 16, 44, 20)
    """
    features = np.asarray(x, dtype=np.float32)
    names, labels = _numbered(y, name, "label")
    if len(features) != len(labels):
        raise ValueError(f"task {name!r}: {len(features)} samples but {len(labels)} labels")
    if len(names) < 2:
        raise ValueError(f"task {name!r}: at least 2 classes are needed, got {len(names)}")
    if not np.isfinite(features).all():
        raise ValueError(f"task {name!r}: features must be finite numbers")
    data = as_split(features, labels.reshape(-1))
    public_part, pool, test = divide(data.y, public=public, test_per_class=test_per_class, seed=seed)
    owned, owner_names = _owners(owners, len(labels), name)
    return Task(
        name=name,
        description=description,
        classes=len(names),
        network=network,
        public=data.take(public_part),
        pool=data.take(pool),
        test=data.take(test),
        owners=None if owned is None else owned[pool],
        owner_names=owner_names,
    )


def _owners(
    owners: ArrayLike | None, samples: int, name: str
) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
    if owners is None:
        return None, ()
    names, numbers = _numbered(owners, name, "owner")
    if numbers.size != samples:
        raise ValueError(f"task {name!r}: {samples} samples but {numbers.size} owners")
    return numbers.reshape(-1).astype(np.int64), tuple(map(str, names))


def _numbered(values: ArrayLike, name: str, what: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the different values in order, and which of them each one is; refuse gaps and what has no order."""
    given = np.asarray(values)
    try:
        names, numbers = np.unique(given, return_inverse=True)
    except TypeError as error:
        raise ValueError(f"task {name!r}: every {what} must be of one kind ({error})") from None
    if names.dtype.kind in "fc" and not np.isfinite(names).all():
        raise ValueError(
            f"task {name!r}: {int((~np.isfinite(given)).sum())} of {given.size} {what}s are no number"
        )
    return names, numbers.reshape(-1).astype(np.int64)
