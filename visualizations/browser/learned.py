"""What generators make, as it is shown: a few real samples beside generated ones, small enough to be told."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocogen.model.learning.tasks.task import Split
    from cocogen.model.learning.training import FederatedTraining
    from cocogen.model.simulation import CoopetitionModel

    Bytes = NDArray[np.uint8]

MOST_SHOWN = 10
"""Samples of a kind, of as many different classes as there are."""
MOST_PIXELS = 14
"""On a side of a picture; larger ones are averaged."""
KINDS = ("real", "made")


@dataclass(frozen=True, eq=False)
class Samples:
    """Some samples of one organization in one round; nothing in it changes afterwards.

    Args:
        labels: of the real and of the generated ones.
        pictures: the same as brightness, shape (samples, height, width); a sample that is no picture is one row of its features.
        is_picture: whether they are pictures.
    """

    labels: dict[str, list[int]]
    pictures: dict[str, Bytes]
    is_picture: bool

    def told(self) -> dict[str, Any]:
        """Return what a page is told: labels, and the brightness of all pixels in base64, one byte each."""
        _, height, width = self.pictures["real"].shape
        return {
            "isPicture": self.is_picture,
            "height": height,
            "width": width,
            **{
                kind: {
                    "labels": self.labels[kind],
                    "pixels": b64encode(self.pictures[kind].tobytes()).decode(),
                }
                for kind in KINDS
            },
        }


def training_of(model: CoopetitionModel) -> FederatedTraining | None:
    """Return the training of a simulation; None where nothing is trained, or nothing has been yet."""
    training: FederatedTraining | None = getattr(getattr(model, "learner", None), "training", None)
    return training if model.round else None


def class_accuracy_of(model: CoopetitionModel) -> tuple[float, ...]:
    """Return the accuracy of the common model class by class; nothing where nothing is trained."""
    training = training_of(model)
    return tuple(training.class_accuracy.tolist()) if training else ()


def samples_of(model: CoopetitionModel) -> tuple[Samples, ...]:
    """Return samples of every organization in the last round; nothing where nothing is trained."""
    training = training_of(model)
    return tuple(shown(*training.samples(one)) for one in range(training.organizations)) if training else ()


def shown(real: Split, made: Split) -> Samples:
    """Return a few samples as they are shown.

    Args:
        real: an organization's own samples.
        made: those that its generator made.
    """
    chosen = {kind: split.take(one_of_each(split.y)) for kind, split in zip(KINDS, (real, made), strict=True)}
    is_picture = real.x.ndim == 4
    both = np.concatenate([chosen[kind].x for kind in KINDS])
    small = _pictures(both) if is_picture else both.reshape(len(both), 1, -1)
    low, high = (small.min(), small.max()) if is_picture else (small.min(axis=0), small.max(axis=0))
    brightness = np.rint(255 * (small - low) / np.maximum(high - low, 1e-12)).astype(np.uint8)
    count = len(chosen["real"])
    return Samples(
        {kind: chosen[kind].y.tolist() for kind in KINDS},
        {"real": brightness[:count], "made": brightness[count:]},
        is_picture,
    )


def one_of_each(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the first samples of the classes are, by class; then the second ones, until there are enough.

    Example:
        >>> one_of_each(np.array([1, 0, 1, 0, 0])).tolist()
        [1, 0, 3, 2, 4]
    """
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    rank = np.arange(len(labels)) - np.searchsorted(ordered, ordered)
    return order[np.lexsort((ordered, rank))][:MOST_SHOWN]


def _pictures(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return pictures (n, channels, height, width) in grey, averaged until they are small, shape (n, h, w)."""
    grey = x.mean(axis=1)
    by = -(-max(grey.shape[1:]) // MOST_PIXELS)
    height, width = (size // by for size in grey.shape[1:])
    cut = grey[:, : height * by, : width * by]
    small: NDArray[np.float32] = cut.reshape(len(cut), height, by, width, by).mean(axis=(2, 4))
    return small
