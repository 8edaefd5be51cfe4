"""The look: colours stay with names, nothing global changes."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from cocogen.model.game import redistribution_rules
from cocogen.visualizations import style


def test_the_paper_s_variants_have_colours_of_their_own() -> None:
    colors = style.variant_colors(["VCFL", "WCO", "RaDG", "CoCoGen", "CoCoGen+"])
    assert len(set(colors.values())) == len(colors)
    assert set(colors.values()) <= set(style.OKABE_ITO)


def test_redistribution_rules_have_colours_of_their_own() -> None:
    rules = [name for name in redistribution_rules.names() if name in style.VARIANT_COLORS]
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
    assert len(set(style.variant_colors(rules).values())) == len(rules)


def test_a_variant_and_the_rule_that_it_pays_by_look_alike() -> None:
    colors = style.variant_colors(["CoCoGen+", "pairwise", "CoCoGen", "none"])
    assert colors["CoCoGen+"] == colors["pairwise"]
    assert colors["CoCoGen"] == colors["none"]


def test_a_mechanism_keeps_its_colour_beside_any_others() -> None:
    assert style.variant_colors(["mine", "yours", "bargaining"])["bargaining"] == style.VERMILLION
    assert (
        style.variant_colors(["bargaining, it leaves", "none"])["bargaining, it leaves"] == style.VERMILLION
    )


@pytest.mark.parametrize(
    "names",
    [
        [f"{share} %" for share in (0, 20, 40, 60, 80)],
        [f"alpha {alpha}" for alpha in (10, 1, 0.3, 0.1)],
        [f"{rule} {gamma}" for rule in ("none", "pairwise") for gamma in (0.02, 0.05, 0.08)],
        ["none, it stays", "none, it leaves", "pairwise, it leaves", "bargaining, it leaves"],
        ["pairwise", "pairwise 0.1"],
        ["rate 0.1", "rate 0.2", "pairwise 0.1", "pairwise 0.2", "CoCoGen+ 0.1", "CoCoGen+ 0.2"],
        ["equal", "equal 0.5", "VCFL 1", "VCFL 2"],
        ["rate 0.1", "pairwise", "my own rule", "digits"],
        [f"rule {chr(65 + index)}" for index in range(20)],
        [*style.VARIANT_COLORS][:4] + [f"rule {chr(65 + index)}" for index in range(12)],
    ],
    ids=lambda names: names[0],
)
def test_variants_of_one_figure_never_share_a_colour(names: list[str]) -> None:
    colors = style.variant_colors(names)
    assert list(colors) == names
    assert len(set(colors.values())) == len(names)


def test_numbered_conditions_go_from_light_to_dark() -> None:
    light = [sum(to_rgb(color)) for color in style.variant_colors(["a 1", "a 2", "a 3", "a 4"]).values()]
    assert light == sorted(light, reverse=True)


def test_rules_under_several_conditions_are_shades_of_the_rule() -> None:
    colors = style.variant_colors(["none 0.02", "none 0.08", "pairwise 0.02", "pairwise 0.08"])
    for name, color in colors.items():
        red, _, blue = to_rgb(color)
        assert (red > blue) == name.startswith("none"), "orange is more red than blue, and blue the reverse"


def test_organizations_differ_far_beyond_eight() -> None:
    colors = [style.organization_color(index) for index in range(24)]
    assert len(set(colors)) == 24
    assert [style.organization_color(index) for index in range(24)] == colors


def test_organizations_and_variants_never_share_a_colour() -> None:
    names = [
        *style.VARIANT_COLORS,
        *(f"mine {chr(65 + index)}" for index in range(24)),
        "none 0.1",
        "none 0.2",
    ]
    organizations = {style.organization_color(index).upper() for index in range(48)}
    assert not organizations & {color.upper() for color in style.variant_colors(names).values()}


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
