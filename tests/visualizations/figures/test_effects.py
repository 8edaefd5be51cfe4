"""Effects: titles claim what intervals bear out, numbers are joined by lines, categories are not."""

from __future__ import annotations

import pandas as pd
import pytest

from cocogen.visualizations.figures.effects import Against, draw_effects, finding
from cocogen.visualizations.figures.scattered import draw_scattered_effects
from cocogen.visualizations.style import variant_colors

AGAINST = Against("CoCoGen", variants=("CoCoGen", "CoCoGen+", "bargaining"))


def effects(*rows: tuple[str, object, float, float]) -> pd.DataFrame:
    """Return a table of effects from variant, level, effect and half its interval."""
    return pd.DataFrame(
        [
            {"variant": v, "population.alpha": x, "effect": e, "low": e - half, "high": e + half, "seeds": 5}
            for v, x, e, half in rows
        ]
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A", 1.0, 5.0, 1.0)], "higher in A"),
        ([("A", 1.0, -5.0, 1.0)], "lower in A"),
        ([("A", 1.0, 0.5, 1.0)], "A cannot be told from it"),
        ([("A", 1.0, 5.0, 1.0), ("A", 2.0, 4.0, 1.0)], "higher at both levels in A"),
        ([("A", 1.0, 5.0, 1.0), ("A", 2.0, 0.0, 1.0)], "higher at 1 of 2 in A"),
        ([("A", 1.0, 5.0, 1.0), ("A", 2.0, -4.0, 1.0)], "higher at 1 of 2 and lower at 1 of 2 in A"),
        ([("A", 1.0, 0.5, 1.0), ("A", 2.0, 0.0, 1.0)], "clearly different at none of 2 levels in A"),
    ],
)
def test_a_title_claims_a_difference_only_where_its_interval_excludes_zero(
    rows: list[tuple[str, object, float, float]], said: str
) -> None:
    assert finding(effects(*rows), "accuracy", AGAINST).endswith(f"against CoCoGen: {said}")
    title = draw_effects(effects(*rows), "population.alpha", "variant", "accuracy", AGAINST).get_suptitle()
    assert title.replace("\n", " ").endswith(said)


def test_one_seed_claims_nothing() -> None:
    table = effects(("A", 1.0, 5.0, float("nan"))).assign(seeds=1)
    assert "without intervals" in finding(table, "accuracy", AGAINST)


def test_a_finding_that_is_too_long_stands_below_a_question() -> None:
    rows = [(f"a variant with a long name {i}", 1.0, (-1.0) ** i * 5, 1.0) for i in range(8)]
    figure = draw_effects(effects(*rows), "variant", "variant", "accuracy", AGAINST)
    assert figure.get_suptitle().endswith("?")
    assert "Lower in" in figure.get_supxlabel() or "Higher in" in figure.get_supxlabel()


def test_marks_over_a_number_are_joined_and_have_their_intervals() -> None:
    table = effects(*((v, x, x, 0.5) for v in ("CoCoGen+", "bargaining") for x in (1.0, 2.0, 3.0)))
    axes = draw_effects(table, "population.alpha", "variant", "accuracy", AGAINST).axes[0]
    joined = [line for line in axes.lines if len(line.get_xdata()) == 3 and line.get_linestyle() == "-"]
    colors = variant_colors(AGAINST.variants)
    assert [line.get_color() for line in joined] == [colors["CoCoGen+"], colors["bargaining"]]
    for bars in axes.collections:
        ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
        assert ends == [[0.5, 1.5], [1.5, 2.5], [2.5, 3.5]]


def test_categories_are_not_joined_by_lines() -> None:
    table = effects(*((v, x, 1.0, 0.5) for v in ("CoCoGen+", "bargaining") for x in ("a", "b", "c")))
    axes = draw_effects(table, "population.alpha", "variant", "accuracy", AGAINST).axes[0]
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    assert {line.get_linestyle() for line in marks} == {"None"}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b", "c"]


def test_nothing_to_draw_is_one_line() -> None:
    with pytest.raises(ValueError, match="there is no effect to draw"):
        draw_effects(effects().reindex(columns=["variant", "effect"]), "variant", None, "accuracy", AGAINST)


def test_a_space_is_shown_over_each_factor_and_each_pair_of_them() -> None:
    table = pd.DataFrame(
        {"a.x": [float(i) for i in range(32)], "a.y": [2.0**i for i in range(32)], "a.z": 1.0, "seeds": 3}
    ).assign(effect=lambda rows: rows["a.x"], low=lambda rows: rows["a.x"] - 4, high=99.0)
    figure = draw_scattered_effects(table, ["a.x", "a.y"], "accuracy", "B", Against("A"))
    assert figure.get_suptitle().endswith("higher or lower with B than with A?")
    over_x, over_y, pair = figure.axes[:3]
    assert over_y.get_xscale() == "log"
    assert pair.collections[0].get_array().tolist() == table["effect"].tolist()
    assert "Clearly higher at 27 of 32 points" in figure.get_supxlabel().replace("\n", " ")
    assert over_x.lines[1].get_ydata().tolist() == table["effect"].tolist()
