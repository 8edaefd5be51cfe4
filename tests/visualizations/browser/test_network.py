"""The network: size, state, rivalry and payments are the model's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from model.config import SimulationConfig
from visualizations.browser import network
from visualizations.browser.session import HEAD_START, BrowserModel
from visualizations.style import house_style, new_figure, organization_color


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(4.0, 4.0).subplots()


def _dots(axes: Axes) -> list[Any]:
    return [collection for collection in axes.collections if isinstance(collection, PathCollection)]


def test_nodes_are_the_organizations(market: BrowserModel) -> None:
    shown = network.nodes(market)
    assert [node.name for node in shown] == market.population.names
    assert [node.generation for node in shown] == market.market.generation.tolist()


def test_rivalries_are_the_mean_intensities(market: BrowserModel) -> None:
    gamma = np.asarray(market.population.competition)
    for one, other, weight in network.rivalries(market):
        assert weight == pytest.approx((gamma[one, other] + gamma[other, one]) / 2)
    assert len(network.rivalries(market)) == 10


def test_area_grows_with_generation(axes: Axes, market: BrowserModel) -> None:
    network.draw_network(axes, market, market.tables()["transfers"])
    areas = [float(dot.get_sizes()[0]) for dot in _dots(axes)]
    assert np.argsort(areas).tolist() == np.argsort(market.market.generation).tolist()
    assert max(areas) == network.LARGEST


def test_an_organization_that_left_is_hollow(axes: Axes, market: BrowserModel) -> None:
    outsider = list(market.organizations)[2]
    outsider.is_member = False
    network.draw_network(axes, market, market.tables()["transfers"])
    faces = [to_hex(dot.get_facecolor()[0]) for dot in _dots(axes)]
    assert faces[2] == "#ffffff"
    assert faces[0] == organization_color(0).lower()


def test_edges_are_as_wide_as_the_rivalry_is_intense(axes: Axes, market: BrowserModel) -> None:
    network.draw_network(axes, market, market.tables()["transfers"])
    widths = np.asarray(axes.collections[0].get_linewidths())
    weights = np.array([weight for *_, weight in network.rivalries(market)])
    assert widths == pytest.approx(network.WIDEST_EDGE * weights / weights.max())


def test_without_competition_there_are_no_edges(axes: Axes, base: SimulationConfig) -> None:
    model = BrowserModel(lambda: base, lambda: {"competition.intensity": 0.0, HEAD_START: 1})
    network.draw_network(axes, model, model.tables()["transfers"])
    assert len(axes.collections) == len(model.population)


def test_arrows_are_this_round_s_payments(axes: Axes, market: BrowserModel) -> None:
    transfers = market.tables()["transfers"]
    network.draw_network(axes, market, transfers)
    assert len(axes.patches) == min(network.MOST_ARROWS, (transfers["round"] == 3).sum()) > 0


def test_the_largest_payments_come_first() -> None:
    transfers = pd.DataFrame(
        {"round": [1, 2, 2, 2], "payer": list("ABBC"), "payee": list("BAAB"), "amount": [9.0, 1.0, 2.0, 5.0]}
    )
    assert network.largest_payments(transfers, 2) == [("C", "B", 5.0), ("B", "A", 3.0)]
    assert network.largest_payments(transfers, 3) == []


def test_a_crowd_has_names_only(axes: Axes, base: SimulationConfig) -> None:
    model = BrowserModel(
        lambda: base, lambda: {"population.organizations": 20, "competition.intensity": 0.01, HEAD_START: 1}
    )
    network.draw_network(axes, model, model.tables()["transfers"])
    assert [text.get_text() for text in axes.texts] == model.population.names


def test_places_are_on_a_circle_from_the_top() -> None:
    places = network.circle(4)
    assert places[0] == pytest.approx([0.0, 1.0])
    assert np.linalg.norm(places, axis=1) == pytest.approx(np.ones(4))
    assert network.circle(0).shape == (0, 2)
