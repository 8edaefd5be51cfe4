"""The look: colours stay with names, nothing global changes."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from model.game import redistribution_rules
from visualizations import style


def test_the_paper_s_markets_have_colours_of_their_own() -> None:
    colors = [style.market_color(name) for name in ("VCFL", "WCO", "RaDG", "CoCoGen", "CoCoGen+")]
    assert len(set(colors)) == len(colors)
    assert set(colors) <= set(style.OKABE_ITO)


def test_redistribution_rules_have_colours_of_their_own() -> None:
    rules = [name for name in redistribution_rules.names() if name in style.MARKET_COLORS]
    assert {
        "none",
        "pairwise",
        "pigouvian",
        "bargaining",
        "compensation",
        "shapley",
        "leave-one-out",
        "equal",
    } <= set(rules)
    assert len({style.market_color(name) for name in rules}) == len(rules)


def test_a_market_and_the_rule_that_it_pays_by_look_alike() -> None:
    assert style.market_color("CoCoGen+") == style.market_color("pairwise")
    assert style.market_color("CoCoGen") == style.market_color("none")


def test_an_unknown_market_keeps_its_colour_in_every_process() -> None:
    assert style.market_color("my own rule") == style.BLACK


def test_organizations_differ_far_beyond_eight() -> None:
    colors = [style.organization_color(index) for index in range(24)]
    assert len(set(colors)) == 24
    assert [style.organization_color(index) for index in range(24)] == colors


@pytest.mark.parametrize(("share", "expected"), [(0.0, "#0072b2"), (1.0, "#ffffff")])
def test_blend_ends_at_its_two_colours(share: float, expected: str) -> None:
    assert style.blend(style.BLUE, "#FFFFFF", share) == expected


def test_blend_lies_between() -> None:
    red, green, blue = to_rgb(style.blend("#000000", "#ffffff", 0.5))
    assert red == green == blue == pytest.approx(0.5, abs=0.01)


def test_house_style_leaves_no_trace_even_after_an_error() -> None:
    before = dict(mpl.rcParams)
    with style.house_style():
        assert mpl.rcParams["font.size"] == style.FONT_SIZE
    with pytest.raises(RuntimeError), style.house_style():
        raise RuntimeError
    assert dict(mpl.rcParams) == before


def test_house_style_does_not_depend_on_the_user_s_settings() -> None:
    with mpl.rc_context({"lines.linewidth": 9.0, "axes.facecolor": "red"}), style.house_style():
        assert mpl.rcParams["lines.linewidth"] == style.STYLE["lines.linewidth"]
        assert mpl.rcParams["axes.facecolor"] == "white"


def test_new_figures_are_no_pyplot_figures() -> None:
    figure = style.new_figure(style.NARROW, 2.0)
    assert isinstance(figure.canvas, FigureCanvasAgg)
    assert figure.get_size_inches().tolist() == [3.4, 2.0]


def test_axes_from_a_thousand_on_have_commas() -> None:
    assert style.number_format(-6000, 10)(-6000.0, 0) == "−6,000"
    assert not isinstance(style.number_format(0, 1), type(style.number_format(0, 6000)))
