"""Whole figures: they answer their question for every variant that can happen, and save the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from cocogen.agents.names import UnknownNameError
from cocogen.visualizations.figures import draw_figure, draw_sweep, figure_contents, figures, save_figure
from cocogen.visualizations.style import OPTIMUM, WIDE

Tables = dict[str, Any]
NAMES = ("baselines", "churn", "conditions", "quickstart")


def _caption(figure: Figure) -> str:
    return figure.get_supxlabel().replace("\n", " ")


def _titles(figure: Figure) -> list[str]:
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_figures_are_found_by_name() -> None:
    assert set(NAMES) <= set(figures.names())
    with pytest.raises(UnknownNameError, match="unknown figure 'quickstrat'; did you mean 'quickstart'"):
        draw_figure("quickstrat", {})


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda variants, question="?": 1 / 0, "cannot be built: ZeroDivisionError"),
        (lambda variants, question="?": None, "cannot be used: it makes a NoneType, which has no 'savefig'"),
    ],
)
def test_a_figure_of_another_package_fails_in_its_own_name(
    draw: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures.names()
    monkeypatch.setitem(figures._factories, "theirs", draw)
    monkeypatch.setitem(figures._packages, "theirs", "their-package")
    with pytest.raises(ValueError, match=r"^figure 'theirs' of the package 'their-package'") as caught:
        draw_figure("theirs", {"variant": {}})
    assert said in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_no_variant_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(ValueError, match=f"figure '{name}' needs the tables of one variant at least"):
        draw_figure(name, {})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "shape",
    [
        {"organizations": 3, "rounds": 1},
        {"organizations": 4, "rounds": 6, "leaving": {0: 3, 1: 3, 2: 4, 3: 4}},
        {"organizations": 50, "rounds": 3, "leaving": {7: 2}},
        {"organizations": 2, "rounds": 5, "pay": False},
    ],
    ids=["one round", "everybody leaves", "fifty", "no payments"],
)
def test_every_variant_can_be_drawn(
    name: str, shape: dict[str, Any], tables: Callable[..., Tables], tmp_path: Path
) -> None:
    figure = draw_figure(name, {"CoCoGen+": tables(**shape)})
    assert figure.get_suptitle().endswith("?")
    assert figure.get_figwidth() == WIDE
    for path in save_figure(figure, tmp_path / name):
        assert path.stat().st_size > 1000


@pytest.mark.parametrize("name", NAMES)
def test_several_seeds_are_said_in_the_caption(name: str, two_seeds: dict[str, Tables]) -> None:
    assert "95 % intervals, over 3 seeds" in _caption(draw_figure(name, two_seeds))


@pytest.mark.parametrize("name", NAMES)
def test_titles_do_not_run_into_each_other(name: str, three_variants: dict[str, Tables]) -> None:
    figure = draw_figure(name, three_variants)
    figure.draw_without_rendering()
    titles = [
        child
        for axes in figure.axes
        for child in axes.get_children()
        if isinstance(child, Text) and child.get_text() == axes.get_title(loc="left") != ""
    ]
    extents = [title.get_window_extent() for title in titles]
    assert len(extents) > 2
    for index, one in enumerate(extents):
        assert one.x1 <= figure.bbox.x1 + 1
        assert not any(one.overlaps(other) for other in extents[index + 1 :])


def test_quickstart_tells_what_it_shows(three_variants: dict[str, Tables]) -> None:
    figure = draw_figure("quickstart", three_variants)
    generation, accuracy, who, payments = _titles(figure)
    assert generation == "CoCoGen+ reaches the equilibrium"
    assert accuracy.startswith(("All learn the same", "CoCoGen"))
    assert who == "All 8 end inside under CoCoGen+ only"
    assert "pays most" in payments
    assert "Generation and payments under CoCoGen+" in _caption(figure)


def test_quickstart_says_how_far_from_the_equilibrium(tables: Callable[..., Tables]) -> None:
    frames = tables(3, 4)
    frames["organizations"]["generation"] = 0.8 * frames["organizations"]["equilibrium_generation"]
    assert "CoCoGen+ ends 20 % from the equilibrium" in _titles(
        draw_figure("quickstart", {"CoCoGen+": frames})
    )
    gone = tables(3, 4, {0: 2, 1: 2, 2: 2})
    assert "none: nobody trains at the end" in _titles(draw_figure("quickstart", {"none": gone}))


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ({"VCFL": 0.7, "CoCoGen": 0.9}, "CoCoGen learns most: accuracy 0.900"),
        ({"VCFL": 0.9, "CoCoGen": 0.9}, "All learn the same: accuracy 0.900"),
        ({"VCFL": 0.7}, "VCFL ends at accuracy 0.700"),
        ({"VCFL": np.nan}, "Accuracy of the common model"),
    ],
)
def test_quickstart_names_who_learns_most(
    accuracies: dict[str, float], expected: str, tables: Callable[..., Tables]
) -> None:
    variants = {name: tables(3, 2) for name in accuracies}
    for name, value in accuracies.items():
        variants[name]["rounds"]["accuracy"] = value
    assert expected in _titles(draw_figure("quickstart", variants))


def test_baselines_places_dots_at_the_means(three_variants: dict[str, Tables]) -> None:
    welfare, accuracy, course = draw_figure("baselines", three_variants).axes
    dots = [line for line in welfare.lines if line.get_marker() == "o"]
    means = [frames["rounds"]["social_welfare"].mean() for frames in three_variants.values()]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx(means)
    assert [label.get_text() for label in welfare.get_yticklabels()] == list(three_variants)
    assert [line.get_xdata()[0] for line in welfare.lines if line.get_linestyle() == OPTIMUM] == [4300.0]
    assert sum(line.get_linestyle() == OPTIMUM for line in course.lines) == 1
    assert len(accuracy.lines) == 3


def test_baselines_have_intervals_over_seeds(two_seeds: dict[str, Tables]) -> None:
    welfare = draw_figure("baselines", two_seeds).axes[0]
    intervals = [
        line.get_xdata()
        for line in welfare.lines
        if len(line.get_xdata()) == 2 and line.get_marker() == "None"
    ]
    dots = [float(line.get_xdata()[0]) for line in welfare.lines if line.get_marker() == "o"]
    assert len(dots) == 2
    assert all(low < dot < high for (low, high), dot in zip(intervals, dots, strict=False))


def test_conditions_place_dots_at_the_means_and_mark_the_optimum(three_variants: dict[str, Tables]) -> None:
    panels = draw_figure("conditions", three_variants).axes
    measures = ("generation_mean", "accuracy", "members", "social_welfare")
    for panel, measure in zip(panels, measures, strict=False):
        dots = [float(line.get_xdata()[0]) for line in panel.lines if line.get_marker() == "o"]
        means = [frames["rounds"][measure].mean() for frames in three_variants.values()]
        assert dots == pytest.approx(means)
    dotted = [line for line in panels[3].lines if line.get_linestyle() == OPTIMUM]
    assert [line.get_xdata()[0] for line in dotted] == [4300.0] * 3
    assert panels[2].get_xlim()[0] == 0, "members are counted from zero"
    assert [len(panel.lines) for panel in panels[4:]] == [3, 3]


def test_conditions_without_a_known_optimum_do_not_speak_of_it(tables: Callable[..., Tables]) -> None:
    frames = tables(3, 5)
    assert "optimum" in _caption(draw_figure("conditions", {"none": frames}))
    frames["rounds"]["optimal_welfare"] = np.nan
    assert "optimum" not in _caption(draw_figure("conditions", {"none": frames}))


@pytest.mark.parametrize("name", figures.names())
def test_a_scenario_s_question_stands_above_its_figure(name: str, three_variants: dict[str, Tables]) -> None:
    for frames in three_variants.values():
        frames["rounds"]["distance_to_equilibrium"] = 1.0
    question = "How many free riders can a federation bear?"
    assert draw_figure(name, three_variants, question).get_suptitle() == question
    assert draw_figure(name, three_variants).get_suptitle() not in (question, "")


def test_churn_shows_members_welfare_and_lanes(three_variants: dict[str, Tables]) -> None:
    members, welfare, at_risk, who = draw_figure("churn", three_variants).axes
    assert np.array_equal(members.lines[0].get_ydata(), three_variants["VCFL"]["rounds"]["members"])
    assert np.allclose(welfare.lines[2].get_ydata(), three_variants["CoCoGen+"]["rounds"]["welfare_everyone"])
    assert [text.get_text() for text in at_risk.texts][:2] == ["8", "8"]
    assert at_risk.get_xlim() == members.get_xlim()
    assert len(who.patches) == 48


def test_the_same_figure_gives_the_same_bytes(three_variants: dict[str, Tables], tmp_path: Path) -> None:
    first = save_figure(draw_figure("quickstart", three_variants), tmp_path / "first")
    with mpl.rc_context({"font.size": 30.0, "savefig.dpi": 10}):
        second = save_figure(draw_figure("quickstart", three_variants), tmp_path / "deeper" / "second")
    assert [path.name for path in first] == ["first.png", "first.pdf"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert first[0].read_bytes().startswith(b"\x89PNG")
    assert b"CreationDate" not in first[1].read_bytes()
    assert not list(tmp_path.glob("*.tmp"))
    contents = figure_contents(draw_figure("quickstart", three_variants), "figures/a")
    assert list(contents.values()) == [path.read_bytes() for path in first]
    assert list(contents) == ["figures/a.png", "figures/a.pdf"]


def _sweep(rules: tuple[str, ...] = ("none", "pairwise")) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "competition.intensity": gamma,
                "redistribution.rule": rule,
                "seed": seed,
                "mean_social_welfare": 100.0 * gamma + seed + len(rule),
            }
            for rule in rules
            for gamma in (0.02, 0.05, 0.1)
            for seed in range(4)
        ]
    )


def _legend(axes: Axes) -> set[str]:
    legend = axes.get_legend()
    return {text.get_text() for text in legend.get_texts()} if legend else set()


def test_sweep_draws_marks_that_lines_join_over_a_number() -> None:
    figure = draw_sweep(_sweep(), "competition.intensity", "redistribution.rule", "mean_social_welfare")
    axes = figure.axes[0]
    joined = [line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    assert len(joined) == 2
    assert joined[0].get_ydata() == pytest.approx([2.0 + 1.5 + 4, 5.0 + 1.5 + 4, 10.0 + 1.5 + 4])
    assert _legend(axes) == {"none", "pairwise"}
    assert axes.get_xlabel().endswith("γ")
    assert (
        figure.get_suptitle().replace("\n", " ") == "What does competition do to mean welfare of the members?"
    )
    assert "4 seeds" in _caption(figure)


def test_sweep_over_names_joins_nothing_and_keeps_their_order() -> None:
    axes = draw_sweep(_sweep(), "redistribution.rule", "competition.intensity", "mean_social_welfare").axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["none", "pairwise"]
    assert _legend(axes) == {"γ = 0.02", "γ = 0.05", "γ = 0.1"}
    assert {line.get_linestyle() for line in axes.lines} == {"None"}


def test_sweep_says_in_its_title_where_the_rest_was_held() -> None:
    figure = draw_sweep(_sweep(("none",)), "competition.intensity", None, "mean_social_welfare", "α = 0.3")
    assert figure.get_suptitle().replace("\n", " ").endswith("welfare of the members at α = 0.3?")
    assert _legend(figure.axes[0]) == set()


def test_sweep_labels_a_number_without_a_symbol_by_itself() -> None:
    frame = _sweep().assign(rounds=[10, 20] * 12)
    axes = draw_sweep(frame, "competition.intensity", "rounds", "mean_social_welfare").axes[0]
    assert _legend(axes) == {"10", "20"}


def test_names_of_files_are_letters_digits_and_dashes(three_variants: dict[str, Tables]) -> None:
    figure = draw_figure("quickstart", three_variants)
    names = ["mean_welfare", "a/α=0.5, own:digits", "../x", "A B", "a" * 300, "a" * 301]
    made = [name for wanted in names for name in figure_contents(figure, wanted)]
    assert len(set(made)) == 2 * len(names)
    assert all(re.fullmatch(r"(a/|\.\./)?[A-Za-z0-9-]{1,100}\.(png|pdf)", name) for name in made)


def test_sweep_names_a_missing_column() -> None:
    with pytest.raises(ValueError, match="the sweep has no column 'welfare'"):
        draw_sweep(_sweep(), "competition.intensity", None, "welfare")
