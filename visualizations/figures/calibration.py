"""Does the learning curve predict real training? Predicted against measured accuracy of held-out runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from cocogen.visualizations.figures.frame import ask, caption
from cocogen.visualizations.style import BLUE, GREY, INK, ORANGE, WIDE, house_style, new_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from cocogen.model.learning.calibration import Calibration, Measurement

FIRST_ROUND = 5
"""Rounds before this one are drawn faintly: the curve is meant for what follows."""


def draw_calibration(calibration: Calibration, held_out: Sequence[Measurement]) -> Figure:
    """Draw predicted against measured accuracy, and both over rounds for the least and the most accurate run.

    Args:
        calibration: the fit.
        held_out: runs that it was not fitted to.

    Raises:
        ValueError: if there is no held-out run.
    """
    if not held_out:
        raise ValueError("a picture of predicted against measured accuracy needs a held-out run, got none")
    measured = [run.accuracy for run in held_out]
    predicted = [calibration.predict(run, len(run.accuracy) - 1) for run in held_out]
    with house_style():
        figure = new_figure(WIDE, 3.3, wspace=0.12)
        left, right = figure.subplots(1, 2)
        early = [
            np.column_stack((p[1:FIRST_ROUND], m[1:FIRST_ROUND]))
            for p, m in zip(predicted, measured, strict=True)
        ]
        late = [
            np.column_stack((p[FIRST_ROUND:], m[FIRST_ROUND:]))
            for p, m in zip(predicted, measured, strict=True)
        ]
        left.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
        left.plot(
            *np.concatenate(early).T,
            ".",
            color=ORANGE,
            markersize=2.5,
            label=f"rounds 1 to {FIRST_ROUND - 1}",
        )
        left.plot(*np.concatenate(late).T, ".", color=BLUE, markersize=2.5, label=f"from round {FIRST_ROUND}")
        left.legend(loc="upper left", markerscale=3)
        left.set(xlabel="predicted accuracy", ylabel="measured accuracy", aspect="equal")
        low = max(0.0, min(float(a.min()) for a in (*measured, *predicted)) - 0.03)
        left.set(xlim=(low, 1), ylim=(low, 1))
        left.set_title("Points on the line are predicted exactly")
        final = [run[-1] for run in measured]
        for index, color in ((int(np.argmin(final)), ORANGE), (int(np.argmax(final)), BLUE)):
            right.plot(measured[index], color=color)
            right.plot(predicted[index], color=INK, linestyle=(0, (1, 1)), linewidth=1)
        right.xaxis.set_major_locator(MaxNLocator(integer=True))
        right.set(xlabel="round", ylabel="accuracy on the balanced test set")
        right.set_title("The least and the most accurate held-out run")
        ask(figure, f"Does the learning curve predict real training on {calibration.task}?")
        caption(
            figure,
            f"{len(held_out)} held-out runs (other seeds and settings); mean absolute error "
            f"{calibration.mean_absolute_error or float('nan'):.3f} from round {FIRST_ROUND}.",
            "Right: lines measured, dots predicted.",
        )
    return figure
