"""The network: size, state, rivalry and payments are the model's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser import network
from cocogen.visualizations.browser.snapshot import Observer, Snapshot
from cocogen.visualizations.style import house_style, new_figure, organization_color


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(4.0, 4.0).subplots()


def _dots(axes: Axes) -> list[Any]:
    return [collection for collection in axes.collections if isinstance(collection, PathCollection)]


def test_rivalries_are_the_mean_intensities(base: SimulationConfig) -> None:
    model = CoopetitionModel(base)
    gamma = np.asarray(model.population.competition)
    pairs = Observer(model).snapshot().rivalries
    for one, other, weight in pairs:
        assert weight == pytest.approx((gamma[one, other] + gamma[other, one]) / 2)
    assert len(pairs) == 10


def test_area_grows_with_generation(axes: Axes, variant: Snapshot) -> None:
    network.draw_network(axes, variant)
    areas = [float(dot.get_sizes()[0]) for dot in _dots(axes)]
    amounts = [organization.numbers["generation"] for organization in variant.organizations]
    assert np.argsort(areas).tolist() == np.argsort(amounts).tolist()
    assert max(areas) == network.LARGEST


def test_before_the_first_round_all_are_small_and_only_named(axes: Axes, unplayed: Snapshot) -> None:
    network.draw_network(axes, unplayed)
    assert {float(dot.get_sizes()[0]) for dot in _dots(axes)} == {network.SMALLEST}
    assert [text.get_text() for text in axes.texts] == ["A", "B", "C", "D", "E"]


def test_an_organization_that_left_is_hollow_and_one_that_is_down_pale(axes: Axes, variant: Snapshot) -> None:
    first, second, third, *others = variant.organizations
    states = (first, replace(second, state="down"), replace(third, state="out"), *others)
    network.draw_network(axes, replace(variant, organizations=states))
    faces = [to_hex(dot.get_facecolor()[0]) for dot in _dots(axes)]
    assert faces[2] == "#ffffff"
    assert faces[:2] == [organization_color(0).lower(), organization_color(1).lower()]
    assert [dot.get_alpha() for dot in _dots(axes)][:3] == [1.0, 0.5, 1.0]


def test_edges_are_as_wide_as_the_rivalry_is_intense(axes: Axes, variant: Snapshot) -> None:
    network.draw_network(axes, variant)
    widths = np.asarray(axes.collections[0].get_linewidths())
    weights = np.array([weight for *_, weight in variant.rivalries])
    assert widths == pytest.approx(network.WIDEST_EDGE * weights / weights.max())


def test_without_competition_there_are_no_edges(axes: Axes, look: Callable[..., Snapshot]) -> None:
    seen = look(1, **{"competition.intensity": 0.0})
    network.draw_network(axes, seen)
    assert len(axes.collections) == len(seen.organizations)


def test_arrows_are_this_round_s_payments(axes: Axes, variant: Snapshot) -> None:
    network.draw_network(axes, variant)
    assert (
        len(axes.patches) == min(network.MOST_ARROWS, (variant.tables["transfers"]["round"] == 3).sum()) > 0
    )


def test_the_largest_payments_come_first() -> None:
    transfers = pd.DataFrame(
        {"round": [1, 2, 2, 2], "payer": list("ABBC"), "payee": list("BAAB"), "amount": [9.0, 1.0, 2.0, 5.0]}
    )
    assert network.largest_payments(transfers, 2) == [("C", "B", 5.0), ("B", "A", 3.0)]
    assert network.largest_payments(transfers, 3) == []


def test_a_crowd_has_names_only(axes: Axes, look: Callable[..., Snapshot]) -> None:
    seen = look(1, **{"population.organizations": 20, "competition.intensity": 0.01})
    network.draw_network(axes, seen)
    assert [text.get_text() for text in axes.texts] == [o.name for o in seen.organizations]


def test_places_are_on_a_circle_from_the_top() -> None:
    places = network.circle(4)
    assert places[0] == pytest.approx([0.0, 1.0])
    assert np.linalg.norm(places, axis=1) == pytest.approx(np.ones(4))
    assert network.circle(0).shape == (0, 2)
