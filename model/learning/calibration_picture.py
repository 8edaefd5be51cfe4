"""The picture of a calibration: predicted against measured accuracy on held-out runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.learning.calibration import Calibration, Measurement, prediction_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_calibration(
    calibration: Calibration, runs: Sequence[Measurement], axes: Axes, first_round: int = 5
) -> None:
    """Draw predicted against measured balanced accuracy; early rounds are pale, the rest counts for the error.

    Args:
        calibration: the fit.
        runs: held-out runs.
        axes: where to draw.
        first_round: first round that counts.

    Raises:
        ValueError: if there are no runs.
    """
    if not runs:
        raise ValueError("a calibration is drawn against measured runs, got none")
    measured = [run.accuracy for run in runs]
    predicted = [calibration.predict(run, len(run.accuracy) - 1) for run in runs]
    for early, colour, label in (
        (True, "#BBBBBB", f"rounds 0 to {first_round - 1}"),
        (False, "#0072B2", "later rounds"),
    ):
        part = slice(None, first_round) if early else slice(first_round, None)
        x, y = (np.concatenate([values[part] for values in side]) for side in (predicted, measured))
        axes.scatter(x, y, s=6, color=colour, linewidths=0, alpha=0.6, label=label)
    low = min(map(np.min, (*measured, *predicted)))
    axes.plot([low, 1], [low, 1], color="black", linewidth=0.8)
    axes.set_xlabel("predicted accuracy")
    axes.set_ylabel("measured accuracy")
    error = prediction_error(calibration, runs, first_round)
    axes.set_title(f"Does the curve predict {calibration.task}? (mean error {error:.3f})")
    axes.legend(frameon=False, loc="upper left")
