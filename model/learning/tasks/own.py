"""A user's own data as a task: arrays in Python, or a CSV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from agents.inputs import InputFile
from model.learning.tasks.catalog import tasks
from model.learning.tasks.task import Task, as_split, divide


def task_from_arrays(
    name: str,
    x: ArrayLike,
    y: ArrayLike,
    *,
    owners: ArrayLike | None = None,
    description: str = "own data",
    difficulty: int = 3,
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
        difficulty: 1 to 5.
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
    names, labels = np.unique(np.asarray(y), return_inverse=True)
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
        difficulty=difficulty,
        classes=len(names),
        network=network,
        public=data.take(public_part),
        pool=data.take(pool),
        test=data.take(test),
        owners=None if owned is None else owned[pool],
        owner_names=owner_names,
    )


@tasks.register("csv")
def csv(
    path: InputFile,
    label: str,
    owner: str | None = None,
    public: float = 0.25,
    test_per_class: int = 50,
    seed: int = 0,
) -> Task:
    """Load a task from a CSV file with a header; numeric columns are standardised, text columns one-hot encoded.

    Args:
        path: the file.
        label: name of the column with the label.
        owner: name of the column with the natural owner; None if there is none.
        public: share of the non-test samples that nobody owns, 0..1.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: if the file cannot be read, a column is missing, or there is no feature.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path)
    except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot read {path!r} as CSV: {error}") from error
    for column in filter(None, (label, owner)):
        if column not in table:
            raise ValueError(
                f"{path!r} has no column {column!r} (columns: {', '.join(map(str, table.columns))})"
            )
    table = table.dropna()
    features = table.drop(columns=[label, *([owner] if owner else [])])
    if features.empty:
        raise ValueError(f"{path!r} has no feature beside {label!r}, or no complete row")
    x = pd.get_dummies(features, dtype=float).to_numpy(dtype=float)
    return task_from_arrays(
        Path(path).stem,
        (x - x.mean(0)) / np.maximum(x.std(0), 1e-9),
        table[label].to_numpy(),
        owners=table[owner].to_numpy() if owner else None,
        description=f"own data from {Path(path).name}",
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )


def _owners(
    owners: ArrayLike | None, samples: int, name: str
) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
    if owners is None:
        return None, ()
    names, numbers = np.unique(np.asarray(owners), return_inverse=True)
    if numbers.size != samples:
        raise ValueError(f"task {name!r}: {samples} samples but {numbers.size} owners")
    return numbers.reshape(-1).astype(np.int64), tuple(map(str, names))
