"""Short names of variants: stars for overrides, and what they stand for."""

from __future__ import annotations

import pandas as pd

from cocogen.scenarios.description.overridden import name_with
from cocogen.visualizations.figures import draw_figure
from cocogen.visualizations.style import variant_colors
from cocogen.visualizations.variant_names import starred


def test_names_without_overrides_stay():
    names = ["none, it stays", "with inertia", "CoCoGen+"]
    assert starred(names) == ({name: name for name in names}, "")


def test_each_override_of_a_name_has_its_own_number_of_stars():
    names = ["A", name_with("A", {"decision.rule": "logit"}), name_with("A", {"decision.rule": "none"})]
    assert starred(names) == (
        dict(zip(names, ["A", "A*", "A**"], strict=True)),
        "* with decision.rule=logit. ** with decision.rule=none.",
    )


def test_names_of_two_variants_are_told_apart_in_the_note():
    names = ["A with x=1", "B with x=2"]
    assert starred(names) == ({"A with x=1": "A*", "B with x=2": "B*"}, "* A with x=1, B with x=2.")


def test_many_overrides_of_a_name_keep_their_names():
    names = [f"A with x={level}" for level in range(4)]
    assert starred(names) == ({name: name for name in names}, "")


def test_a_star_keeps_the_colour():
    assert variant_colors(["CoCoGen+*"])["CoCoGen+*"] == variant_colors(["CoCoGen+"])["CoCoGen+"]


def test_a_figure_says_what_its_star_stands_for():
    from markets import small_model

    tables = small_model(**{"run.rounds": 2}).run().tables()
    assert isinstance(tables["rounds"], pd.DataFrame)
    figure = draw_figure("baselines", {"CoCoGen": tables, "CoCoGen+ with decision.rule=logit": tables})
    words = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert any(word.endswith("* with decision.rule=logit.") for word in words)
    assert "CoCoGen+*" in words
    assert "decision.rule" not in "".join(word for word in words if not word.endswith("logit."))
