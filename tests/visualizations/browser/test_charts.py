"""The welfare chart, and pictures on the page."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from cocogen.visualizations.browser.charts import draw_amounts, draw_welfare
from cocogen.visualizations.browser.pictures import BARE, CHART, picture
from cocogen.visualizations.browser.snapshot import Snapshot
from cocogen.visualizations.labels import EndLabels
from cocogen.visualizations.style import EQUILIBRIUM, OPTIMUM, house_style, new_figure


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(4.0, 2.0).subplots()


def test_welfare_stands_beside_the_equilibrium_and_the_optimum(axes: Axes, variant: Snapshot) -> None:
    rounds, labels = variant.tables["rounds"], EndLabels()
    draw_welfare(axes, variant, labels)
    lines = {line.get_linestyle(): line.get_ydata() for line in axes.lines}
    assert np.allclose(lines["-"], rounds["welfare_everyone"])
    assert np.allclose(lines[EQUILIBRIUM], rounds["equilibrium_welfare"])
    assert np.allclose(lines[OPTIMUM], list(variant.optima.values()))
    labels.place(axes.figure)
    assert [text.get_text() for text in axes.texts] == ["optimum", "equilibrium", "played"]


def test_beside_the_equilibrium_those_outside_earn_what_they_earned(axes: Axes, variant: Snapshot) -> None:
    rounds = variant.tables["rounds"].assign(welfare_everyone=lambda r: r["social_welfare"] + 7.0)
    draw_welfare(axes, replace(variant, tables={**variant.tables, "rounds": rounds}), EndLabels())
    drawn = next(line for line in axes.lines if line.get_linestyle() == EQUILIBRIUM)
    assert np.allclose(drawn.get_ydata(), rounds["equilibrium_welfare"] + 7.0)


def test_welfare_before_and_in_the_first_round(axes: Axes, look: Callable[..., Snapshot]) -> None:
    draw_welfare(axes, look(0), EndLabels())
    assert all(len(line.get_xdata()) == 0 for line in axes.lines)
    draw_welfare(axes, look(1), EndLabels())
    assert axes.lines[-1].get_marker() == "o"


@pytest.mark.parametrize("draw", [draw_welfare, draw_amounts])
def test_a_shock_is_marked(axes: Axes, look: Callable[..., Snapshot], draw: Callable[..., None]) -> None:
    seen = look(4, **{"environment.shock_round": 3, "environment.cost_shock": 1.5})
    draw(axes, seen, EndLabels())
    assert [text.get_text() for text in axes.texts] == ["shock"]
    assert [3, 3] in [list(line.get_xdata()) for line in axes.lines]


@pytest.mark.parametrize("margins", [BARE, CHART])
def test_pictures_are_png_with_fixed_margins(margins: tuple[float, float, float, float]) -> None:
    places: list[tuple[float, ...]] = []

    def draw(axes: Axes, labels: EndLabels) -> None:
        places.append(axes.get_position().bounds)

    address = picture(draw, 4.0, 2.0, margins)
    kind, _, content = address.partition(",")
    assert kind == "data:image/png;base64"
    assert b64decode(content).startswith(b"\x89PNG")
    left, bottom, right, top = margins
    expected = (left / 4, bottom / 2, 1 - (left + right) / 4, 1 - (bottom + top) / 2)
    assert places == [pytest.approx(expected)]
