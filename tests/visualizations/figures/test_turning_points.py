"""A line stands where the world or the configuration changed, in every figure over rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

from cocogen.visualizations.figures import baselines, churn, conditions, convergence, quickstart
from cocogen.visualizations.figures.turning_points import mark_turning_points
from cocogen.visualizations.style import house_style, new_figure

Tables = dict[str, Any]


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(3.4, 2.4).subplots()


def _events(*happened: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(happened, columns=["round", "event", "reason"])


def test_turning_points_are_marked_once_where_any_variant_had_them(
    axes: Axes, three_variants: dict[str, Tables]
) -> None:
    three_variants["VCFL"]["events"] = _events((9, "shock", "costs times 2"), (3, "exit", "worse off"))
    three_variants["CoCoGen"]["events"] = _events(
        (9, "shock", "costs times 2"), (4, "exit", "departs for good")
    )
    mark_turning_points(axes, three_variants)
    assert [line.get_xdata()[0] for line in axes.lines] == [4, 9]
    assert [text.get_text() for text in axes.texts] == ["departure", "shock"]


def test_many_turning_points_are_left_out(axes: Axes, tables: Callable[..., Tables]) -> None:
    frames = tables(3, 20) | {"events": _events(*[(r, "exit", "departs for good") for r in range(1, 9)])}
    mark_turning_points(axes, {"none": frames})
    assert not axes.lines


def test_interventions_are_always_marked_with_what_changes(axes: Axes, tables: Callable[..., Tables]) -> None:
    switches = [
        (r, "intervention", "redistribution.rule=none, competition.intensity=0.1") for r in (3, 5, 7, 9)
    ]
    departures = [(r, "exit", "departs for good") for r in range(10, 15)]
    mark_turning_points(axes, {"none": tables(3, 20) | {"events": _events(*switches, *departures)}})
    assert [line.get_xdata()[0] for line in axes.lines] == [3, 5, 7, 9]
    assert {text.get_text() for text in axes.texts} == {"rule=none, intensity=0.1"}


def test_changes_of_one_round_share_one_line_that_is_not_long(
    axes: Axes, tables: Callable[..., Tables]
) -> None:
    rules = {rule: ("intervention", f"redistribution.rule={rule}") for rule in ("bargaining", "pigouvian")}
    variants = {rule: tables(3, 20) | {"events": _events((5, *told))} for rule, told in rules.items()}
    mark_turning_points(axes, variants)
    assert len(axes.lines) == 1
    assert axes.texts[0].get_text() == "rule=bargaining; rule=pigou…"


@pytest.mark.parametrize(
    ("draw", "panels"), [(quickstart, 3), (baselines, 1), (churn, 3), (conditions, 2), (convergence, 2)]
)
def test_every_figure_over_rounds_marks_an_intervention(
    draw: Callable[..., Any], panels: int, tables: Callable[..., Tables]
) -> None:
    changed = tables(4, 12) | {"events": _events((7, "intervention", "redistribution.rule=none"))}

    def lines(events: pd.DataFrame) -> int:
        with house_style():
            figure = draw({"A": tables(4, 12), "B": changed | {"events": events}})
        return sum(len(panel.lines) for panel in figure.axes)

    assert lines(changed["events"]) == lines(changed["events"].iloc[:0]) + panels
