"""Do the curves predict real training? Predicted against measured accuracy of held-out runs, and what generating does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.records.numerals import share
from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.style import BLUE, GREY, ORANGE, WIDE, house_style, new_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from cocogen.model.learning.calibration import Calibration, Effect, Measurement

    Reals = NDArray[np.float64]

FIRST_ROUND = 5
"""Rounds before this one are left out: the curves are meant for what follows."""


def draw_calibration(calibration: Calibration, held_out: Sequence[Measurement]) -> Figure:
    """Draw predicted against measured accuracy by organization and round, and the predicted and measured effects of generating.

    Args:
        calibration: the fit, with its errors on those runs.
        held_out: runs that it was not fitted to.

    Raises:
        ValueError: if there is no held-out run.
    """
    if not held_out or calibration.held_out is None:
        raise ValueError("a picture of predicted against measured accuracy needs a held-out run, got none")
    errors = calibration.held_out.errors
    late = slice(FIRST_ROUND - 1, None)
    members = [(calibration.predict_member(run)[late], run.market_accuracy[late]) for run in held_out]
    alone = [(calibration.predict_alone(run)[late], run.standalone_accuracy[late]) for run in held_out]
    with house_style():
        figure = new_figure(WIDE, 2.9, wspace=0.12)
        left, middle, right = figure.subplots(1, 3)
        _draw_accuracies(left, members, BLUE)
        left.set_title(f"Members, off by {share(errors['member'])}")
        _draw_accuracies(middle, alone, ORANGE)
        middle.set_title(f"Alone, off by {share(errors['alone'])}")
        _draw_effects(right, calibration.held_out.effects)
        right.set_title("What generating adds")
        ask(figure, f"Do the curves predict real training on {calibration.task}?")
        caption(
            figure,
            f"{len(held_out)} held-out runs (other seeds and settings) from round {FIRST_ROUND}; a point is an organization in a round. "
            "Right: change of members' mean accuracy by cell, ± a 95 % interval.",
        )
    return figure


def _draw_accuracies(panel: Axes, pairs: Sequence[tuple[Reals, Reals]], color: str) -> None:
    predicted, measured = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in (0, 1))
    low = max(0.0, min(float(predicted.min()), float(measured.min())) - 0.03)
    high = max(1.0, float(predicted.max()))
    panel.plot([0, high], [0, high], color=GREY, linewidth=0.8)
    panel.plot(predicted, measured, ".", color=color, markersize=2, alpha=0.5)
    panel.set(xlabel="predicted accuracy", ylabel="measured accuracy", aspect="equal")
    panel.set(xlim=(low, high), ylim=(low, high))


def _draw_effects(panel: Axes, effects: Sequence[Effect]) -> None:
    predicted = np.array([effect.predicted for effect in effects])
    measured = np.array([effect.measured for effect in effects])
    error = np.array([effect.standard_error for effect in effects])
    panel.axhline(0, color=GREY, linewidth=0.8)
    panel.axvline(0, color=GREY, linewidth=0.8)
    panel.errorbar(predicted, measured, 1.96 * error, fmt=".", color=BLUE, markersize=3, elinewidth=0.5)
    panel.set(xlabel="predicted change", ylabel="measured change")
