"""The figures of the claims: which hold where, and how large the effects in money are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MARKS = {"holds": ("o", "#0072B2"), "does not hold": ("X", "#D55E00"), "undecided": ("s", "#BBBBBB")}
"""Shape and colour of each verdict: shapes alone tell them apart."""
MONEY = "k$/round"
"""Unit of the effects that are drawn."""
MOST_LEVEL = 6
"""Settings whose names have room side by side; more are written aslant."""
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
        aslant = len(settings) > MOST_LEVEL
        axes.set_xticks(
            range(len(settings)),
            settings,
            rotation=30 * aslant,
            ha="left" if aslant else "center",
            rotation_mode="anchor",
        )
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


def draw_effects(findings: pd.DataFrame) -> Figure | None:
    """Draw the effects in money with their 95 % intervals, a panel per setting with an axis of its own; None where there are none.

    Args:
        findings: the claims table, columns ``claim``, ``setting``, ``unit``, ``effect``, ``low``, ``high``, ``verdict`` and
            ``survives`` among others.
    """
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import GREY, WIDE, house_style, new_figure

    rows = findings[(findings["unit"] == MONEY) & findings["effect"].notna()]
    if rows.empty:
        return None
    claims, settings = list(dict.fromkeys(rows["claim"])), list(dict.fromkeys(rows["setting"]))
    with house_style():
        figure = new_figure(WIDE * 1.25, 1.4 + ROW_HEIGHT * len(claims))
        panels = figure.subplots(1, len(settings), sharey=True, squeeze=False)[0]
        ask(figure, "How much welfare is at stake?")
        for axes, setting in zip(panels, settings, strict=True):
            axes.axvline(0, color=GREY, linewidth=1, zorder=1)
            for row in rows[rows["setting"] == setting].to_dict("records"):
                marker, colour = MARKS[row["verdict"]]
                y = claims.index(row["claim"])
                axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=1.5, zorder=2)
                face = colour if row["survives"] else "white"
                axes.plot(
                    row["effect"], y, marker, markersize=5, color=colour, markerfacecolor=face, zorder=3
                )
            axes.set_title(setting)
            axes.set_xlabel(MONEY)
            axes.locator_params(axis="x", nbins=4)
            axes.spines["left"].set_visible(False)
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(range(len(claims)), [claim.replace("-", " ") for claim in claims])
        panels[0].set_ylim(len(claims) - 0.5, -0.5)
        caption(
            figure,
            "Mean differences in welfare of everyone, paired by seed, with 95 % intervals. Blue: the claim holds; orange: it does not; "
            "grey: undecided. Hollow: not after Holm's correction.",
        )
    return figure
