"""The convergence figure: logarithmic courses that bottom out where nothing is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cocogen.visualizations.figures import draw_figure
from cocogen.visualizations.figures.convergence import LEAST


def variant(ratio: float) -> dict[str, pd.DataFrame]:
    rounds = np.arange(1, 31)
    return {
        "rounds": pd.DataFrame(
            {"round": rounds, "distance_to_equilibrium": ratio**rounds, "regret": ratio**rounds}
        ),
        "events": pd.DataFrame({"round": [], "event": [], "reason": []}),
    }


def test_courses_fall_at_their_rate_and_stop_at_nothing():
    figure = draw_figure("convergence", {"fast": variant(0.5), "slow": variant(0.9)})
    distance, regret = figure.axes
    assert distance.get_yscale() == regret.get_yscale() == "log"
    fast, slow = (line.get_ydata() for line in distance.lines)
    np.testing.assert_allclose(slow, 0.9 ** np.arange(1, 31))
    assert fast.min() == pytest.approx(LEAST["distance_to_equilibrium"])
    assert {text.get_text() for text in distance.texts} == {"fast", "slow"}
