"""The picture of predicted against measured accuracy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from calibrations import TRUTH, made_up

from cocogen.model.learning.calibration_fit import held_out_errors
from cocogen.visualizations.figures.calibration import FIRST_ROUND, draw_calibration


def test_what_is_predicted_exactly_lies_on_the_line():
    run = made_up(2)
    plain = replace(run, generation=np.zeros_like(run.generation))
    plain = replace(plain, market_accuracy=TRUTH.predict_member(plain), accuracy=TRUTH.predict(plain))
    fit = replace(TRUTH, held_out=held_out_errors(TRUTH, [run, plain]))
    figure = draw_calibration(fit, [run, plain])
    members, alone, effects = figure.axes
    late = len(run.real_samples) * (run.rounds - FIRST_ROUND + 1)
    for panel in (members, alone):
        points = panel.lines[1]
        np.testing.assert_allclose(points.get_xdata(), points.get_ydata())
        assert len(points.get_xdata()) == 2 * late
    assert members.get_title(loc="left") == "Members, off by 0.000"
    assert len(fit.held_out.effects) == len(effects.containers[0].lines[0].get_xdata()) == 1


def test_it_needs_a_held_out_run():
    with pytest.raises(ValueError, match="needs a held-out run, got none"):
        draw_calibration(TRUTH, [])
