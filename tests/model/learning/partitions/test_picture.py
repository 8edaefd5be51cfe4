"""The picture of who owns which classes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from cocogen.model.learning.partitions.picture import draw_label_counts


def test_one_bubble_per_class_owned_in_proportion():
    axes = Figure().subplots()
    draw_label_counts([[10, 0, 5], [0, 20, 0]], axes)
    (bubbles,) = axes.collections
    assert np.asarray(bubbles.get_offsets()).tolist() == [[0, 0], [0, 2], [1, 1]]
    assert bubbles.get_sizes() / bubbles.get_sizes().max() == pytest.approx([0.5, 0.25, 1.0])
    assert axes.get_xlabel() == "organization"
    assert axes.get_title().endswith("?")


def test_counts_must_be_a_matrix():
    with pytest.raises(ValueError, match=r"shape \(organizations, classes\), got \(3,\)"):
        draw_label_counts([1, 2, 3], Figure().subplots())
