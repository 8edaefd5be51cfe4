"""The figure of predicted against measured accuracy."""

from __future__ import annotations

import numpy as np
import pytest

from cocogen.visualizations.figures import draw_figure


@pytest.fixture
def two_variants(tables):
    variants = {"digits": tables(3, 8, {0: 6}), "flights": tables(4, 3)}
    for frames in variants.values():
        table = frames["organizations"]
        table["accuracy"], table["predicted_accuracy"] = 0.8, 0.81
        table["accuracy_alone"], table["predicted_alone"] = 0.7, 0.68
        table.loc[table["round"] < 3, "predicted_accuracy"] = 0.1
    return variants


def test_members_and_own_models_stand_beside_what_was_predicted(two_variants):
    figure = draw_figure("predicted", two_variants)
    digits, flights = figure.axes
    assert digits.get_title(loc="left") == "digits\nalone 0.020, members 0.010"
    own, members = digits.lines[1:]
    assert set(zip(own.get_xdata(), own.get_ydata(), strict=True)) == {(0.68, 0.7)}
    assert set(zip(members.get_xdata(), members.get_ydata(), strict=True)) == {(0.81, 0.8)}
    assert (len(own.get_xdata()), len(members.get_xdata())) == (3 * 4, 3 * 4 - 3)
    assert len(flights.lines[2].get_xdata()) == 4, "a short run shows its last round"


def test_four_variants_take_two_rows(two_variants):
    figure = draw_figure("predicted", dict.fromkeys("abcd", two_variants["digits"]))
    drawn = [panel for panel in figure.axes if panel.axison]
    assert len(drawn) == 4
    assert len(np.unique([round(panel.get_position().y0, 3) for panel in drawn])) == 2
