"""Predicted against measured, drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from model.learning.calibration import Calibration, Measurement
from model.learning.calibration_picture import draw_calibration


def test_points_lie_on_the_diagonal_where_the_prediction_is_right():
    truth = Calibration("t", 0.1, 0.9, 100.0, 1.0, 0.5, 0.5, 0.0, 0.5)
    n = np.array([30.0, 50.0])
    blank = Measurement(n, 0 * n, 0 * n, np.zeros(9), np.zeros((8, 2)))
    run = Measurement(n, 0 * n, 0 * n, truth.predict(blank, 8), np.zeros((8, 2)))
    axes = Figure().subplots()
    draw_calibration(truth, [run, run], axes)
    early, late = (np.asarray(points.get_offsets()) for points in axes.collections)
    assert early.shape == (10, 2)
    assert late.shape == (8, 2)
    assert np.allclose(late[:, 0], late[:, 1])
    assert "mean error 0.000" in axes.get_title()
    with pytest.raises(ValueError, match="drawn against measured runs, got none"):
        draw_calibration(truth, [], axes)
