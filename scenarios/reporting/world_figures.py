"""The figure of worlds: which claims hold when one assumption is changed, and in what share of the worlds that are drawn."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from cocogen.scenarios.reporting.claim_figures import MARKS
from cocogen.scenarios.reporting.world_tables import MIXED, VERDICTS, counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_HEIGHT = 0.3
"""Inches per claim."""
HEAD = 2.2
"""Inches for what stands above and below the rows."""
LABEL = 46
"""Letters in a line of a claim's name."""


def draw_worlds(findings: pd.DataFrame) -> Figure:
    """Draw a panel per setting with a column per world, and one with what the drawn worlds come to.

    Args:
        findings: as :func:`~cocogen.scenarios.studies.worlds.judge_worlds` returns them, as a table.
    """
    from cocogen.visualizations.figures.frame import ask, caption
    from cocogen.visualizations.style import WIDE, house_style, new_figure

    told = counted(findings)
    drawn = told[told["kind"] == MIXED]
    single = findings[~findings["world"].str.startswith("mix ")]
    settings = list(dict.fromkeys(findings["setting"]))
    most = max(single.groupby("setting")["claim"].nunique())
    with house_style():
        figure = new_figure(WIDE * 1.45, len(settings) * (HEAD + ROW_HEIGHT * most))
        panels = figure.subplots(len(settings), 2, squeeze=False, gridspec_kw={"width_ratios": [3, 1]})
        ask(figure, "Which claims hang on what is assumed?")
        for (left, right), setting in zip(panels, settings, strict=True):
            here = single[single["setting"] == setting]
            claims = list(dict.fromkeys(here["claim"]))
            _draw_single(left, here, claims, setting)
            _draw_drawn(right, drawn[drawn["setting"] == setting].set_index("claim"), claims)
        handles, labels = panels[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=len(MARKS))
        caption(
            figure,
            "A claim holds where its whole 95 % interval is on the claimed side. Hollow: not after Holm's correction for all tests.",
        )
    return figure


def _draw_single(axes: Axes, findings: pd.DataFrame, claims: list[str], setting: str) -> None:
    worlds = list(dict.fromkeys(findings["world"]))
    for verdict, (marker, colour) in MARKS.items():
        for survives, face in ((True, colour), (False, "none")):
            rows = findings[(findings["verdict"] == verdict) & (findings["survives"] == survives)]
            axes.scatter(
                [worlds.index(world) for world in rows["world"]],
                [claims.index(claim) for claim in rows["claim"]],
                marker=marker,
                facecolors=face,
                edgecolors=colour,
                s=34,
                label=verdict if survives else None,
                zorder=3,
            )
    axes.set_title("On the learning curve" if setting == "curve" else f"With real training on {setting}")
    axes.set_yticks(range(len(claims)), [fill(claim.replace("-", " "), LABEL) for claim in claims])
    axes.set_xticks(range(len(worlds)), worlds, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_xlim(-0.5, len(worlds) - 0.5)
    axes.set_ylim(len(claims) - 0.5, -0.5)
    axes.spines[["bottom", "left"]].set_visible(False)


def _draw_drawn(axes: Axes, told: pd.DataFrame, claims: list[str]) -> None:
    """Draw how many of the drawn worlds hold, leave open and contradict each claim; nothing where none was drawn."""
    if told.empty:
        axes.set_axis_off()
        return
    told = told.loc[claims]
    places, left = range(len(claims)), told["worlds"] * 0
    for verdict in (VERDICTS[0], VERDICTS[2], VERDICTS[1]):
        axes.barh(places, told[verdict], left=left, color=MARKS[verdict][1], height=0.62)
        left = left + told[verdict]
    axes.set_title("All assumptions drawn")
    axes.set_xlabel(f"worlds, of {told['worlds'].max()}")
    axes.set_yticks([])
    axes.set_ylim(len(claims) - 0.5, -0.5)
    axes.set_xlim(0, told["worlds"].max())
