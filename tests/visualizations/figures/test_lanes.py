"""Lanes of membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from cocogen.visualizations.figures.lanes import (
    absences,
    draw_lanes,
    exits_in_words,
    members_at_end,
)
from cocogen.visualizations.style import FAINT, house_style, new_figure, organization_color

Tables = dict[str, Any]


@pytest.fixture
def axes() -> Any:
    with house_style():
        yield new_figure(3.4, 2.4).subplots()


def _memberships(*courses: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"round": r, "organization": index, "name": chr(65 + index), "is_member": mark == "x"}
            for index, course in enumerate(courses)
            for r, mark in enumerate(course, start=1)
        ]
    )


def _bars(axes: Axes) -> list[tuple[float, float, float, str]]:
    return [
        (round(bar.get_y() + bar.get_height() / 2), bar.get_x(), bar.get_width(), to_hex(bar.get_facecolor()))
        for bar in axes.patches
    ]


def test_absences_say_how_long_they_were() -> None:
    found = absences(_memberships("xx..x", "xxx..", "xxxxx"))
    assert found[["organization", "end", "gap"]].to_numpy().tolist() == [[0, 2, 2], [1, 3, 2]]
    assert absences(_memberships("xx").iloc[:0]).empty


def test_a_lane_per_organization_and_variant(axes: Axes, three_variants: dict[str, Tables]) -> None:
    draw_lanes(axes, three_variants)
    bars = _bars(axes)
    assert sum(color == FAINT.lower() for *_, color in bars) == 8 * 3
    assert sum(color != FAINT.lower() for *_, color in bars) == 8 * 3
    crosses = [text for text in axes.texts if text.get_text() == "×"]
    assert len(crosses) == 4
    assert [label.get_text() for label in axes.get_yticklabels()] == list("ABCDEFGH")


def test_a_lane_is_coloured_exactly_while_in(axes: Axes) -> None:
    tables = {
        "organizations": _memberships("xx..x", "xxxxx"),
        "rounds": pd.DataFrame({"round": range(1, 6)}),
        "events": pd.DataFrame(columns=["round", "event", "reason"]),
    }
    draw_lanes(axes, {"none": tables})
    coloured = [
        (lane, x, width) for lane, x, width, color in _bars(axes) if color == organization_color(0).lower()
    ]
    assert coloured == [(0, 0.0, 2.0), (0, 4.0, 1.0)]


def test_variants_are_named_with_their_members_at_the_end(
    axes: Axes, three_variants: dict[str, Tables]
) -> None:
    draw_lanes(axes, three_variants)
    assert [t.get_text() for t in axes.texts if "\n" in t.get_text()] == [
        "VCFL\n5 of 8 in",
        "CoCoGen\n7 of 8 in",
        "CoCoGen+\n8 of 8 in",
    ]


def test_names_can_be_left_out(axes: Axes, tables: Callable[..., Tables]) -> None:
    draw_lanes(axes, {"": tables(3, 4)}, name_variants=False)
    assert not axes.texts


def test_fifty_lanes_have_few_names(axes: Axes, tables: Callable[..., Tables]) -> None:
    draw_lanes(axes, {"none": tables(50, 3)})
    assert len(axes.get_yticklabels()) <= 14
    assert len([bar for bar in _bars(axes) if bar[3] == FAINT.lower()]) == 50


def test_nothing_played_yet_draws_no_lane(axes: Axes, tables: Callable[..., Tables]) -> None:
    draw_lanes(axes, {"none": {name: frame.iloc[:0] for name, frame in tables(3, 2).items()}})
    assert not axes.patches


@pytest.mark.parametrize(
    ("at_end", "expected"),
    [
        ({"a": "xx"}, "All 2 end inside"),
        ({"a": "x."}, "1 of 2 end inside"),
        ({"a": ".."}, "All 2 end outside"),
        ({"a": "xx", "b": "xx"}, "All 2 end inside in every variant"),
        ({"a": "x.", "b": "xx"}, "All 2 end inside under b only"),
        ({"a": "x.", "b": ".."}, "1 of 2 end inside under a only"),
        ({"a": "xx", "b": "xx", "c": "x."}, "All 2 end inside under a and b"),
        ({"a": "xx", "b": "xx", "c": "xx", "d": ".."}, "All 2 end inside in 3 of 4 variants"),
    ],
)
def test_words_say_where_most_stay(at_end: dict[str, str], expected: str) -> None:
    variants = {
        variant: {"organizations": _memberships(f"x{marks[0]}", f"x{marks[1]}")}
        for variant, marks in at_end.items()
    }
    assert exits_in_words(variants) == expected


def test_members_at_end_counts_the_last_round() -> None:
    assert members_at_end(_memberships("x.", "xx", ".x")) == (2, 3)
