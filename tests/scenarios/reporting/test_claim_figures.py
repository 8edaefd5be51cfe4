"""The figure of effects: what is drawn where, and when there is nothing to draw."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cocogen.scenarios.reporting.claim_figures import MARKS, draw_effects


def _findings(unit: str = "k$/round") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "claim": ["a-b", "a-b", "c"],
            "setting": ["curve", "digits", "digits"],
            "unit": unit,
            "effect": [1.0, -2.0, np.nan],
            "low": [0.5, -3.0, np.nan],
            "high": [1.5, -1.0, np.nan],
            "verdict": ["holds", "does not hold", "undecided"],
            "survives": [True, False, True],
        }
    )


def test_each_setting_has_a_panel_with_its_effects_and_their_intervals() -> None:
    figure = draw_effects(_findings())
    assert figure is not None
    curve, digits = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["curve", "digits"]
    assert [label.get_text() for label in curve.get_yticklabels()] == ["a b"]
    for axes, ends, effect in ((curve, [0.5, 1.5], 1.0), (digits, [-3.0, -1.0], -2.0)):
        zero, interval, dot = axes.lines
        assert list(zero.get_xdata()) == [0, 0]
        assert list(interval.get_xdata()) == ends
        assert list(dot.get_xdata()) == [effect]
    assert digits.lines[2].get_color() == MARKS["does not hold"][1]
    assert digits.lines[2].get_markerfacecolor() == "white"
    assert curve.lines[2].get_markerfacecolor() == MARKS["holds"][1]


def test_effects_that_are_no_money_are_not_drawn() -> None:
    assert draw_effects(_findings("exits")) is None
