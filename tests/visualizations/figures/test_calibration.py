"""The picture of predicted against measured accuracy."""

from __future__ import annotations

import numpy as np
import pytest

from cocogen.model.learning.calibration import Calibration, Measurement
from cocogen.visualizations.figures.calibration import FIRST_ROUND, draw_calibration

FIT = Calibration("digits", 0.1, 0.9, 500.0, 1.0, 0.9, 0.5, 0.0, 0.8, mean_absolute_error=0.02)


def run(real_samples: float) -> Measurement:
    blank = Measurement(np.full(4, real_samples), np.zeros(4), np.zeros(4), np.zeros(11), np.zeros((10, 4)))
    return Measurement(
        blank.real_samples,
        blank.heterogeneity,
        blank.generation,
        FIT.predict(blank, 10),
        blank.market_accuracy,
    )


def test_what_is_predicted_exactly_lies_on_the_line():
    figure = draw_calibration(FIT, [run(20.0), run(200.0)])
    left, right = figure.axes
    for line in left.lines[1:]:
        np.testing.assert_allclose(line.get_xdata(), line.get_ydata())
    assert len(left.lines[1].get_xdata()) == 2 * (FIRST_ROUND - 1)
    assert len(left.lines[2].get_xdata()) == 2 * (11 - FIRST_ROUND)
    assert right.lines[0].get_ydata()[-1] < right.lines[2].get_ydata()[-1]


def test_it_needs_a_held_out_run():
    with pytest.raises(ValueError, match="needs a held-out run, got none"):
        draw_calibration(FIT, [])
