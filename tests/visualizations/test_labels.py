"""Labels at line ends: apart, in order, close to their lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cocogen.visualizations.labels import EndLabels, spread
from cocogen.visualizations.style import house_style, new_figure


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(-5, 15), min_size=1, max_size=12), st.floats(0.01, 3))
def test_spread_keeps_distance_bounds_and_order(wanted: list[float], gap: float) -> None:
    moved = spread(wanted, gap, 0.0, 10.0)
    fitting = min(gap, 10.0 / max(len(wanted) - 1, 1))
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(moved[order]) >= fitting - 1e-9).all()
    assert moved.min() >= -1e-9
    assert moved.max() <= 10.0 + 1e-9


def test_spread_moves_nothing_that_is_apart() -> None:
    assert spread([9.0, 1.0, 5.0], 1.0, 0.0, 10.0).tolist() == [9.0, 1.0, 5.0]


def test_spread_moves_two_equal_ones_evenly() -> None:
    assert spread([5.0, 5.0], 1.0, 0.0, 10.0).tolist() == [4.5, 5.5]


def test_spread_of_nothing() -> None:
    assert spread([], 1.0, 0.0, 10.0).tolist() == []


def _labelled(
    courses: dict[str, pd.Series[float]], size: tuple[float, float] = (3.4, 2.2)
) -> tuple[Figure, Axes]:
    with house_style():
        figure, labels = new_figure(*size), EndLabels()
        axes = figure.subplots()
        for name, course in courses.items():
            axes.plot(course.index, course)
            labels.add(axes, course, name, "#000000")
        labels.place(figure)
    return figure, axes


def _boxes(figure: Figure, axes: Axes) -> list[tuple[float, float, float, float]]:
    with house_style():
        figure.draw_without_rendering()
        return [text.get_window_extent().extents for text in axes.texts]


def test_labels_do_not_overlap_and_stay_inside() -> None:
    courses = {f"variant {i}": pd.Series([0.0, 1.0 + 0.001 * i], index=[1, 2]) for i in range(6)}
    figure, axes = _labelled(courses)
    boxes = sorted(_boxes(figure, axes), key=lambda box: box[1])
    assert len(boxes) == 6
    assert all(below[3] <= above[1] + 0.5 for below, above in pairwise(boxes))
    assert max(box[2] for box in boxes) <= figure.bbox.x1


def test_labels_do_not_overlap_on_a_logarithmic_scale() -> None:
    with house_style():
        figure, labels = new_figure(3.4, 2.2), EndLabels()
        axes = figure.subplots()
        for i in range(5):
            course = pd.Series([1.0, 10.0 + i], index=[1, 2])
            axes.plot(course.index, course)
            labels.add(axes, course, f"line {i}", "#000000")
        axes.set_yscale("log")
        labels.place(figure)
    boxes = sorted(_boxes(figure, axes), key=lambda box: box[1])
    assert all(below[3] <= above[1] + 0.5 for below, above in pairwise(boxes))


def test_a_line_that_ends_early_is_labelled_where_it_ends() -> None:
    courses = {
        "stays": pd.Series([1.0, 2.0, 3.0], index=[1, 2, 3]),
        "leaves": pd.Series([3.0, 2.5, np.nan], index=[1, 2, 3]),
    }
    _, axes = _labelled(courses)
    assert {text.get_text(): text.xy for text in axes.texts} == {"stays": (3.0, 3.0), "leaves": (2.0, 2.5)}


def test_a_line_of_which_nothing_is_known_gets_no_label() -> None:
    _, axes = _labelled({"unknown": pd.Series([np.nan, np.nan], index=[1, 2])})
    assert not axes.texts


def test_no_tick_stands_where_the_labels_are() -> None:
    _, axes = _labelled({"a long name": pd.Series([1.0, 2.0], index=[1, 10])})
    assert max(axes.get_xticks()) <= 10.5
    assert axes.get_xlim()[1] > 11
    assert axes.spines["bottom"].get_bounds()[1] == pytest.approx(10.45)
