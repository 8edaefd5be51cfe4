"""The heatmap of payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from cocogen.visualizations.figures.payments import draw_payments, net_payments, payments_in_words
from cocogen.visualizations.style import house_style, new_figure

TRANSFERS = pd.DataFrame(
    {"round": [1, 1, 2], "payer": ["A", "B", "B"], "payee": ["B", "A", "C"], "amount": [5.0, 2.0, 40.0]}
)


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(3.4, 2.4).subplots()


def test_net_payments_are_antisymmetric_and_keep_every_dollar() -> None:
    net = net_payments(TRANSFERS, ["A", "B", "C"])
    assert np.array_equal(net, [[0, -3, 0], [3, 0, -40], [0, 40, 0]])
    assert np.array_equal(net, -net.T)


def test_cells_show_rows_receiving_from_columns(axes: Axes) -> None:
    draw_payments(axes, TRANSFERS, ["A", "B", "C"])
    written = [text.get_text() for text in axes.texts]
    assert written == ["−3.0", "3.0", "−40", "40", "−3.0", "−37", "40"]
    between, totals = (mesh.get_array() for mesh in axes.collections)
    assert between[1, 0] == 3.0
    assert np.ma.getmaskarray(np.ma.masked_invalid(between)).diagonal().all()
    assert totals.ravel().tolist() == [-3.0, -37.0, 40.0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["A", "B", "C", "all"]


def test_colours_diverge_around_nothing(axes: Axes) -> None:
    draw_payments(axes, TRANSFERS, ["A", "B", "C"])
    low, high = axes.collections[0].get_clim()
    assert low == -high < 0


def test_no_transfers_are_said_in_words(axes: Axes) -> None:
    draw_payments(axes, TRANSFERS.iloc[:0], ["A", "B"])
    assert [text.get_text() for text in axes.texts] == ["no money changes hands"]
    assert payments_in_words(TRANSFERS.iloc[:0], ["A", "B"]) == "Nobody pays anybody"


def test_many_organizations_get_a_colour_bar_instead_of_values(
    axes: Axes, tables: Callable[..., dict[str, pd.DataFrame]]
) -> None:
    frames = tables(50, 3)
    names = frames["organizations"]["name"].drop_duplicates().tolist()
    draw_payments(axes, frames["transfers"], names)
    assert not axes.texts
    assert len(axes.figure.axes) == 2
    assert len(axes.get_xticklabels()) <= 14


def test_words_name_who_pays_and_who_receives_most() -> None:
    assert payments_in_words(TRANSFERS, ["A", "B", "C"]) == "B pays most, C receives most"
