"""What a learning task is: named data in three splits, and how splits are cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Split:
    """Labelled samples.

    Args:
        x: features, shape (n, ...), float32.
        y: labels, shape (n,), int64, 0..classes-1.

    Raises:
        ValueError: if the two lengths differ.
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError(
                f"a split needs one label per sample, got {len(self.x)} samples, {len(self.y)} labels"
            )

    def __len__(self) -> int:
        return len(self.y)

    def take(self, indices: NDArray[np.int64]) -> Split:
        """Return the samples at ``indices``, in that order."""
        return Split(self.x[indices], self.y[indices])


@dataclass(frozen=True)
class Task:
    """One classification task that organizations can learn together.

    Args:
        name: the name it is registered under.
        description: one line for people.
        classes: number of classes C.
        network: name of the fitting network in ``cocogen.model.learning.networks``.
        public: samples that nobody owns; generators are trained on them.
        pool: samples that are divided among the organizations.
        test: held-out samples with (nearly) equal counts per class.
        owners: natural owner of every pool sample, shape (len(pool),), or None where there is none.
        owner_names: names of the natural owners, indexed by ``owners``.

    Raises:
        ValueError: if a label lies outside 0..classes-1, or owners and pool differ in length.
    """

    name: str
    description: str
    classes: int
    network: str
    public: Split
    pool: Split
    test: Split
    owners: NDArray[np.int64] | None = None
    owner_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part, split in (("public", self.public), ("pool", self.pool), ("test", self.test)):
            if len(split) and (split.y.min() < 0 or split.y.max() >= self.classes):
                raise ValueError(
                    f"task {self.name!r}: a label of the {part} split is outside 0..{self.classes - 1}"
                )
        if self.owners is not None and len(self.owners) != len(self.pool):
            raise ValueError(
                f"task {self.name!r}: {len(self.owners)} owners for {len(self.pool)} pool samples"
            )

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample."""
        return tuple(self.pool.x.shape[1:])


def as_split(x: ArrayLike, y: ArrayLike) -> Split:
    """Return features and labels as a split in the types that learning uses: contiguous and writable."""
    return Split(
        np.require(x, dtype=np.float32, requirements=["C", "W"]),
        np.require(y, dtype=np.int64, requirements=["C", "W"]),
    )


def divide(
    labels: NDArray[np.int64], *, public: float, test_per_class: int, seed: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Choose public split, silo pool and balanced test set, class by class.

    Args:
        labels: label of every sample, shape (n,).
        public: share of what remains beside the test set that becomes public, 0..1.
        test_per_class: test samples of every class.
        seed: seed of the shuffle, so that a task is the same everywhere.

    Returns:
        Indices of the public, pool and test samples; each is shuffled.

    Raises:
        ValueError: if the share is out of range, or a class has too few samples for its test part.
    """
    if not 0 <= public <= 1:
        raise ValueError(f"the public share must lie in 0..1, got {public}")
    if test_per_class < 1:
        raise ValueError(f"the test set needs at least 1 sample per class, got {test_per_class}")
    rng = np.random.default_rng(seed)
    parts: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        if len(members) <= test_per_class:
            raise ValueError(
                f"class {label} has {len(members)} samples, its test part alone needs {test_per_class}"
            )
        test, rest = np.split(members, [test_per_class])
        cut = round(public * len(rest))
        for part, indices in zip(parts, (rest[:cut], rest[cut:], test), strict=True):
            part.append(indices)
    public_indices, pool, test = (rng.permutation(np.concatenate(part)) for part in parts)
    return public_indices, pool, test


def balanced(labels: NDArray[np.int64], *, most_per_class: int | None, seed: int = 0) -> NDArray[np.int64]:
    """Return shuffled indices with equally many samples of every class: all that the rarest allows, or fewer.

    Args:
        labels: label of every sample, shape (n,).
        most_per_class: upper bound per class, or None.
        seed: seed of the shuffle.
    """
    rng = np.random.default_rng(seed)
    present, counts = np.unique(labels, return_counts=True)
    amount = min(int(counts.min()), most_per_class or int(counts.min()))
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:amount] for label in present]
    return rng.permutation(np.concatenate(chosen))
