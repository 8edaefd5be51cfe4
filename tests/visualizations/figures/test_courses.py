"""Panels over rounds show the tables' numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from cocogen.visualizations.figures import courses
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.style import (
    EQUILIBRIUM,
    OPTIMUM,
    house_style,
    new_figure,
    organization_color,
    variant_colors,
)

Tables = dict[str, Any]


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(3.4, 2.4).subplots()


def test_a_line_per_variant_with_the_measured_values(axes: Axes, three_variants: dict[str, Tables]) -> None:
    labels = EndLabels()
    courses.draw_measure(axes, three_variants, "accuracy", labels)
    assert [line.get_label() for line in axes.lines] == list(three_variants)
    for line, (variant, frames) in zip(axes.lines, three_variants.items(), strict=True):
        assert np.allclose(line.get_ydata(), frames["rounds"]["accuracy"], equal_nan=True)
        assert line.get_color() == variant_colors(three_variants)[variant]
    labels.place(axes.figure)
    assert {text.get_text() for text in axes.texts} == set(three_variants)


def test_the_optimum_is_dotted_and_the_best_of_the_variants(
    axes: Axes, three_variants: dict[str, Tables]
) -> None:
    three_variants["VCFL"]["rounds"]["optimal_welfare"] = 5000.0
    courses.draw_measure(axes, three_variants, "social_welfare", EndLabels(), optimum=True)
    dotted = [line for line in axes.lines if line.get_linestyle() == OPTIMUM]
    assert len(dotted) == 1
    assert set(dotted[0].get_ydata()) == {5000.0}


def test_bands_over_seeds_hold_the_mean(axes: Axes, two_seeds: dict[str, Tables]) -> None:
    courses.draw_measure(axes, two_seeds, "social_welfare", EndLabels())
    assert len(axes.collections) == 2
    rounds = two_seeds["none"]["rounds"]
    assert np.allclose(axes.lines[0].get_ydata(), rounds.groupby("round")["social_welfare"].mean())
    heights = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() < axes.lines[0].get_ydata()[-1] < heights.max()


def test_one_round_is_a_dot(axes: Axes, tables: Callable[..., Tables]) -> None:
    courses.draw_measure(axes, {"none": tables(3, 1)}, "accuracy", EndLabels())
    assert axes.lines[0].get_marker() == "o"
    assert axes.get_xticks().tolist() == [1]


def test_counts_have_whole_ticks(axes: Axes, tables: Callable[..., Tables]) -> None:
    courses.draw_measure(axes, {"none": tables(3, 4, {0: 2})}, "members", EndLabels(), steps=True)
    axes.set_ylim(0, 3)
    assert all(tick == int(tick) for tick in axes.get_yticks())
    assert axes.lines[0].get_drawstyle() == "steps-post"


def test_generation_has_a_solid_and_a_dashed_line_each(axes: Axes, tables: Callable[..., Tables]) -> None:
    organizations = tables(4, 6, {1: 3})["organizations"]
    labels = EndLabels()
    courses.draw_generation(axes, organizations, labels)
    solid, dashed = axes.lines[::2], axes.lines[1::2]
    assert len(solid) == len(dashed) == 4
    assert {line.get_linestyle() for line in dashed} == {EQUILIBRIUM}
    assert [line.get_color() for line in solid] == [organization_color(index) for index in range(4)]
    left = organizations[organizations["organization"] == 1]
    assert np.isnan(solid[1].get_ydata()[2:]).all(), "an organization that left generates nothing, not zero"
    assert np.allclose(solid[1].get_ydata()[:2], left["generation"][:2])
    labels.place(axes.figure)
    assert [text.get_text() for text in axes.texts] == ["B", "A", "C", "D"]


def test_fifty_organizations_are_a_crowd_with_a_mean(axes: Axes, tables: Callable[..., Tables]) -> None:
    organizations = tables(50, 5)["organizations"]
    labels = EndLabels()
    courses.draw_generation(axes, organizations, labels)
    labels.place(axes.figure)
    assert [text.get_text() for text in axes.texts] == ["mean"]
    assert len(axes.lines) == 52
    assert np.allclose(axes.lines[50].get_ydata(), organizations.groupby("round")["generation"].mean())


def test_amounts_that_span_orders_of_magnitude_are_on_a_logarithmic_scale(
    axes: Axes, tables: Callable[..., Tables]
) -> None:
    organizations = tables(3, 10)["organizations"]
    organizations["generation"] = 900.0 * 0.5 ** organizations["round"]
    courses.draw_generation(axes, organizations, EndLabels())
    assert axes.get_yscale() == "symlog"
    assert axes.get_ylim()[0] == 0
    assert "log" in axes.get_ylabel()


def test_nothing_played_yet_draws_empty_axes(axes: Axes, tables: Callable[..., Tables]) -> None:
    organizations = tables(3, 2)["organizations"].iloc[:0]
    courses.draw_generation(axes, organizations, EndLabels())
    assert not axes.lines
    empty = {name: frame.iloc[:0] for name, frame in tables(3, 2).items()}
    assert courses.rounds_of({"none": empty}) == (1, 1)


def test_distance_is_the_mean_gap_over_the_mean_equilibrium(tables: Callable[..., Tables]) -> None:
    organizations = tables(2, 3)["organizations"]
    organizations["generation"], organizations["equilibrium_generation"] = 90.0, 100.0
    assert courses.distance_to_equilibrium(organizations) == pytest.approx(0.1)


def test_distance_is_unknown_when_nobody_plays(tables: Callable[..., Tables]) -> None:
    assert np.isnan(courses.distance_to_equilibrium(tables(2, 4, {0: 2, 1: 2})["organizations"]))


def test_number_at_risk_writes_the_members(axes: Axes, tables: Callable[..., Tables]) -> None:
    variants = {"none": tables(10, 60, {0: 20, 1: 40}), "pairwise": tables(10, 60)}
    above, below = axes.figure.add_subplot(2, 1, 1), None
    courses.draw_measure(above, variants, "members", EndLabels(), steps=True)
    below = axes.figure.add_subplot(2, 1, 2, sharex=above)
    courses.draw_at_risk(below, variants)
    written = {(text.get_position()[0], text.get_position()[1]): text.get_text() for text in below.texts}
    assert written[(1, 0)] == "10"
    assert written[(60, 0)] == "8"
    assert written[(60, 1)] == "10"
    assert [label.get_text() for label in below.get_yticklabels()] == ["none", "pairwise"]
    assert to_hex(below.get_yticklabels()[1].get_color()) == variant_colors(variants)["pairwise"].lower()


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 4), (1, 20), (1, 500), (30, 61)])
def test_round_ticks_are_whole_and_inside(axes: Axes, first: int, last: int) -> None:
    courses.rounds_axis(axes, first, last)
    ticks = axes.get_xticks()
    assert ticks[0] == first
    assert ticks[-1] <= last
    assert len(ticks) <= 7
