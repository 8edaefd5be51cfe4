"""The figure of the claims: which hold where, one row per claim and one column per setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MARKS = {"holds": ("o", "#0072B2"), "does not hold": ("X", "#D55E00"), "undecided": ("s", "#BBBBBB")}
"""Shape and colour of each verdict: shapes alone tell them apart."""
ROW_HEIGHT = 0.22
"""Inches per claim."""


def draw_findings(findings: pd.DataFrame) -> Figure:
    """Draw the verdicts.

    Args:
        findings: the claims table, columns ``claim``, ``setting`` and ``verdict`` among others.
    """
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import WIDE, house_style, new_figure

    claims = list(dict.fromkeys(findings["claim"]))
    settings = list(dict.fromkeys(findings["setting"]))
    with house_style():
        figure = new_figure(WIDE, 1.2 + ROW_HEIGHT * len(claims))
        axes = figure.subplots()
        ask(figure, "Which claims hold, and where?")
        for verdict, (marker, colour) in MARKS.items():
            decided = findings[findings["verdict"] == verdict]
            for survives, face in ((True, colour), (False, "none")):
                rows = decided[decided["survives"] == survives]
                x = [settings.index(setting) for setting in rows["setting"]]
                y = [claims.index(claim) for claim in rows["claim"]]
                label = verdict if survives else None
                axes.scatter(
                    x, y, marker=marker, facecolors=face, edgecolors=colour, s=34, label=label, zorder=3
                )
        axes.set_yticks(range(len(claims)), [claim.replace("-", " ") for claim in claims])
        axes.set_xticks(range(len(settings)), settings)
        axes.xaxis.tick_top()
        axes.set_xlim(-0.5, len(settings) - 0.5)
        axes.set_ylim(len(claims) - 0.5, -0.5)
        axes.spines[["bottom", "left"]].set_visible(False)
        figure.legend(loc="outside upper right", ncols=len(MARKS))
        caption(
            figure,
            "A claim holds where its whole 95 % interval is on the claimed side. Hollow: not after Holm's correction for all tests.",
        )
    return figure
