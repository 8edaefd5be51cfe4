"""The picture of a partition: how many samples of each class everybody owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_label_counts(counts: ArrayLike, axes: Axes) -> None:
    """Draw label counts as bubbles: organizations along x, classes along y, area in proportion to samples.

    Args:
        counts: samples by organization and class, shape (N, C), see ``label_table``.
        axes: where to draw.

    Raises:
        ValueError: if the counts are not a matrix.
    """
    table = np.asarray(counts)
    if table.ndim != 2:
        raise ValueError(f"label counts need shape (organizations, classes), got {table.shape}")
    organizations, classes = np.nonzero(table)
    owned = table[organizations, classes]
    area = 250 * owned / max(owned.max(initial=1), 1)
    axes.scatter(organizations, classes, s=area, color="#0072B2", alpha=0.8, linewidths=0)
    axes.set_xticks(range(len(table)), [str(i) for i in range(len(table))])
    axes.set_yticks(range(table.shape[1]))
    axes.set_xlabel("organization")
    axes.set_ylabel("class")
    axes.set_title("Who owns which classes?")
