"""Which figures a sweep has."""

from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest
from matplotlib.figure import Figure

from cocogen.model.records.intervals import estimate
from cocogen.scenarios.reporting.claim_figures import draw_findings
from cocogen.scenarios.reporting.dots import draw_differences, draw_dots
from cocogen.scenarios.reporting.effect_figures import effect_figures
from cocogen.scenarios.reporting.effects import levels_table
from cocogen.scenarios.reporting.study_figures import draw_scatter, sweep_figures
from cocogen.scenarios.reporting.summaries import summarize_sweep
from cocogen.visualizations.figures import draw_sweep
from cocogen.visualizations.figures.baselines import draw_dots as draw_dots_of_runs


def table(**levels: list[object]) -> pd.DataFrame:
    """Return a row per combination of levels and three seeds."""
    rows = [
        dict(zip(levels, combination, strict=True))
        | {"seed": seed, "accuracy": 0.9 - 0.01 * seed, "error": ""}
        for combination in product(*levels.values())
        for seed in range(3)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("levels", "names"),
    [
        ({"variant": ["A", "B"]}, ["effects", "variants"]),
        ({"variant": ["A"]}, ["variants"]),
        ({"variant": ["A"], "a.x": [1.0, 2.0]}, ["effects-accuracy", "accuracy"]),
        ({"variant": ["A"], "a.x": ["p", "q"]}, ["effects-accuracy", "accuracy"]),
        ({"variant": ["A", "B"], "a.x": [1.0, 2.0]}, ["effects-accuracy", "accuracy"]),
        ({"variant": ["A"], "a.x": [1.0, 2.0], "a.y": [3, 4]}, ["effects-accuracy", "accuracy"]),
        (
            {"variant": ["A", "B"], "a.x": [1.0, 2.0], "a.y": [3, 4]},
            ["effects-accuracy", "accuracy-y-3", "accuracy-y-4"],
        ),
        (
            {"variant": ["A", "B", "C"], "a.x": [1.0, 2.0], "a.y": [3, 4]},
            ["effects-accuracy-y-3", "effects-accuracy-y-4", "accuracy-y-3", "accuracy-y-4"],
        ),
    ],
)
def test_effects_come_first_and_a_grid_has_a_figure_per_slice(
    levels: dict[str, list[object]], names: list[str]
) -> None:
    factors = [name for name in levels if name != "variant"]
    drawn = sweep_figures(table(**levels), factors, ["accuracy"], scattered=False)
    assert list(drawn) == [f"{name}.{kind}" for name in names for kind in ("png", "pdf")]
    assert all(len(content) > 1000 for content in drawn.values())


def test_any_level_can_be_part_of_a_files_name() -> None:
    levels = ["own:digits", "own/digits", "../x", "a" * 300, "a" * 301]
    frame = table(variant=["A", "B", "C"], **{"a.x": [1.0, 2.0], "a.y": levels})
    names = [
        name
        for name in sweep_figures(frame, ["a.x", "a.y"], ["accuracy"], scattered=False)
        if name.endswith("png")
    ]
    assert len(set(names)) == 2 * len(levels)
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,100}\.png", name) for name in names)


def test_slices_say_their_level_in_their_title() -> None:
    frame = table(variant=["A", "B", "C"], **{"a.x": [1.0, 2.0], "competition.intensity": [0.02, 0.1]})
    summary = summarize_sweep(frame, ["a.x", "competition.intensity"], ["accuracy"])
    figures = [figure for _, figure in effect_figures(summary, ["a.x", "competition.intensity"], "accuracy")]
    titles = [figure.get_suptitle().replace("\n", " ") for figure in figures]
    assert ["γ = 0.02" in titles[0], "γ = 0.1" in titles[1]] == [True, True]


def test_a_measure_that_nobody_has_has_no_figure() -> None:
    frame = table(variant=["A"], **{"a.x": [1.0, 2.0]}).assign(accuracy=float("nan"))
    assert sweep_figures(frame, ["a.x"], ["accuracy"], scattered=False) == {}


def test_a_design_is_dots_with_the_mean_over_seeds() -> None:
    frame = table(variant=["A", "B"], **{"a.x": [1.0, 2.0, 5.0], "a.y": [0.1]})
    figure = draw_scatter(frame, ["a.x", "a.y"], "accuracy")
    assert len(figure.axes) == 2
    dots = figure.axes[0].collections[0].get_offsets()
    assert dots.tolist() == [pytest.approx([x, 0.89]) for x in (1.0, 2.0, 5.0)]
    drawn = sweep_figures(frame, ["a.x", "a.y"], ["accuracy"], scattered=True)
    assert list(drawn) == [
        f"{name}.{kind}" for name in ("effects-accuracy", "accuracy") for kind in ("png", "pdf")
    ]


def test_dots_stand_at_the_means_and_their_intervals() -> None:
    summary = summarize_sweep(table(variant=["A", "B"]), [], ["accuracy"])
    figure = draw_dots(summary, ["accuracy"], "variant", "", "Which?")
    interval, dot = figure.axes[0].lines[:2]
    assert dot.get_xdata() == pytest.approx([0.89])
    value = summary.entries[0].values["accuracy"]
    assert list(interval.get_xdata()) == pytest.approx([value.low, value.high])


def test_the_figure_of_claims_has_a_mark_per_finding() -> None:
    findings = pd.DataFrame(
        {
            "claim": ["a", "a", "b"],
            "setting": ["theory", "digits", "digits"],
            "verdict": ["holds", "undecided", "does not hold"],
            "survives": [True, True, False],
        }
    )
    marks = [mark for mark in draw_findings(findings).axes[0].collections if len(mark.get_offsets())]
    assert [mark.get_offsets().tolist() for mark in marks] == [[[0, 0]], [[1, 1]], [[1, 0]]]
    assert [len(mark.get_facecolors()) for mark in marks] == [
        1,
        0,
        1,
    ]  # in the order of the legend; hollow: no face


def test_a_table_and_the_figures_of_a_sweep_show_the_same_ends() -> None:
    values = [12.0, 15.0, 20.0, 31.0, 55.0, 90.0, 260.0, 700.0]
    rows = [
        {"variant": "A", "a.x": x, "seed": seed, "mean_generation": scale * value, "error": ""}
        for x, scale in ((1.0, 1.0), (2.0, 3.0))
        for seed, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows)
    summary = summarize_sweep(frame, ["a.x"], ["mean_generation"])
    told = [entry.values["mean_generation"] for entry in summary.entries]

    (bars,) = draw_sweep(frame, "a.x", None, "mean_generation").axes[0].collections[:1]
    for bar, x, value in zip(bars.get_segments(), (1.0, 2.0), told, strict=True):
        assert bar.tolist() == [[x, value.low], [x, value.high]]

    panel = draw_dots(summary, ["mean_generation"], "a.x", "", "?").axes[0]
    bars = [tuple(line.get_xdata()) for line in panel.lines if len(line.get_xdata()) == 2]
    assert bars == [(value.low, value.high) for value in told]


def test_dots_of_runs_over_seeds_have_the_same_ends_too() -> None:
    values = [12.0, 15.0, 20.0, 31.0, 55.0, 90.0, 260.0, 700.0]
    rounds = pd.DataFrame({"seed": range(8), "round": 1, "generation_mean": values})
    axes = Figure().add_subplot()
    draw_dots_of_runs(axes, {"A": {"rounds": rounds}}, "generation_mean")
    told = estimate(values)
    assert tuple(axes.lines[0].get_xdata()) == (told.low, told.high)


def test_intervals_end_where_a_measure_does() -> None:
    rows = [
        {"variant": variant, "seed": seed, "accuracy": value, "members": 8 * (1 - value), "error": ""}
        for variant in ("A", "B")
        for seed, value in enumerate((0.9, 1.0, 1.0, 1.0))
    ]
    summary = summarize_sweep(pd.DataFrame(rows), [], ["accuracy", "members"])
    assert summary.entries[0].values["accuracy"].high > 1
    accuracy, members = draw_dots(summary, ["accuracy", "members"], "variant", "", "?").axes
    assert max(max(line.get_xdata()) for line in accuracy.lines) == 1
    assert min(min(line.get_xdata()) for line in members.lines) == 0
    levels = levels_table(summary, ["accuracy", "members"]).set_index("measure")
    assert (levels["high"]["accuracy"].max(), levels["low"]["members"].min()) == (1, 0)


def test_differences_are_drawn_without_the_reference() -> None:
    frame = table(variant=["A", "B", "C"])
    figure = draw_differences(summarize_sweep(frame, [], ["accuracy"], "B"), ["accuracy"], "variant", "")
    assert figure.get_suptitle() == "How far is each from B?"
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["A", "C"]
