"""The map of a sweep: each number in its place, painted so that it can be read, and the way to its market."""

from __future__ import annotations

import math
import re
from itertools import product
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.visualizations.browser.stored.sweep import NOTHING, Look, Sweep, contrast, painted
from cocogen.visualizations.browser.stored.sweep_map import (
    is_of_the_map,
    link,
    map_of,
    read_look,
    written_look,
)

ALPHA, GAMMA, RULE = "population.alpha", "competition.intensity", "redistribution.rule"


def sweep(levels: dict[str, list[Any]], variants: tuple[str, ...] = ("none", "paying"), **more: Any) -> Sweep:
    """Return a made-up study in which ``members`` counts the rows, from 0 on."""
    rows = [
        {"variant": variant, **dict(zip(levels, point, strict=True)), "seed": seed}
        for point in product(*levels.values())
        for variant in variants
        for seed in (3, 4)
    ]
    table = pd.DataFrame(rows)
    table["members"] = [float(at) for at in range(len(table))]
    table["accuracy"], table["error"] = 0.5, ""
    return Sweep("made up", "What <if>?", tuple(levels), ("members", "accuracy"), table, **more)


def test_two_factors_make_a_grid_of_a_variant() -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.05, 0.1]})
    look = made.first_look()
    assert made.axes == (ALPHA, GAMMA)
    assert look == Look("members", "paying")
    grid = made.grid(look)
    assert [[patch.value for patch in row] for row in grid] == [[2.5, 6.5, 10.5], [14.5, 18.5, 22.5]]
    assert [patch.seeds for patch in grid[0]] == [2, 2, 2]
    assert grid[1][2].point == "α = 1, γ = 0.1"
    of_a_seed = made.grid(Look("members", "none", seed=4))
    assert (of_a_seed[0][1].value, of_a_seed[0][1].seed) == (5.0, 4)


def test_one_factor_makes_a_row_for_each_variant_and_none_a_single_row() -> None:
    one = sweep({ALPHA: [0.1, 1]})
    assert one.axes == ("variant", ALPHA)
    assert [[patch.value for patch in row] for row in one.grid(one.first_look())] == [[0.5, 4.5], [2.5, 6.5]]
    none = sweep({})
    assert [[patch.value for patch in row] for row in none.grid(none.first_look())] == [[0.5, 2.5]]
    assert none.choices == {}


def test_of_further_factors_a_level_is_chosen() -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.1], "participation.patience": [1, 3]}, ("none",))
    look = made.first_look()
    assert look.fixed == (("participation.patience", "1"),)
    assert made.choices == {"participation.patience": ("1", "3")}
    there = read_look("at=participation.patience%3D3&seed=4&measure=accuracy", made)
    assert there == Look("accuracy", "", 4, (("participation.patience", "3"),))
    assert made.grid(there)[0][0].point == "α = 0.1, γ = 0.02, participation.patience = 3"


def test_where_levels_say_the_variant_there_is_none_to_choose() -> None:
    made = sweep({ALPHA: [0.1, 1], RULE: ["none", "pairwise"]})
    made.table.drop(
        made.table[made.table["variant"].eq("none") != made.table[RULE].eq("none")].index, inplace=True
    )
    assert "variant" not in made.choices
    assert {patch.variant for row in made.grid(made.first_look()) for patch in row} == {"none", "paying"}


def test_what_was_not_played_or_failed_says_so() -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.1]}, ("none",))
    made.table.loc[made.table[ALPHA].eq(1) & made.table[GAMMA].eq(0.1), ["members", "error"]] = [
        math.nan,
        "it broke",
    ]
    made.table.drop(made.table[made.table[ALPHA].eq(0.1) & made.table[GAMMA].eq(0.1)].index, inplace=True)
    grid = made.grid(made.first_look())
    assert grid[0][1] is NOTHING
    assert (grid[1][1].text, grid[1][1].seeds) == ("failed", 0)
    html = map_of(made, made.first_look())
    assert html.count("<a ") == 3
    assert html.count("background:#") == 2


def test_every_cell_prints_its_value_and_opens_its_market() -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.1]}, rounds=25)
    html = map_of(made, Look("members", "none", seed=4))
    assert re.findall(r">([\d.]+)</a>", html) == ["1", "5", "9", "13"]
    patch = made.grid(Look("members", "none", seed=4))[1][0]
    assert parse_qs(link(patch, made)) == {
        "scenario": ["α = 1, γ = 0.02"],
        "variant": ["none"],
        "set": ["run.seed=4"],
        "first": ["25"],
    }
    assert not is_of_the_map(link(patch, made))
    assert is_of_the_map("measure=members")


def test_numbers_can_be_read_on_every_colour_and_darker_is_more() -> None:
    def channels(color: str) -> list[int]:
        return [int(color[at : at + 2], 16) for at in (1, 3, 5)]

    shares = [step / 50 for step in range(51)]
    for share in shares:
        ground, ink = (channels(color) for color in painted(share))
        assert contrast(ground, ink) >= 4.5, share
    on_white = [contrast(channels(painted(share)[0]), (255, 255, 255)) for share in shares]
    assert on_white == sorted(on_white)


@pytest.mark.parametrize("query", ["", "measure=accuracy&of=none&seed=4", "seed=3"])
def test_the_address_keeps_what_is_looked_at(query: str) -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.1]})
    assert written_look(read_look(query, made), made) == query


def test_what_an_address_cannot_mean_is_passed_over() -> None:
    made = sweep({ALPHA: [0.1, 1], GAMMA: [0.02, 0.1]})
    assert read_look("measure=nothing&of=nobody&seed=x&at=y&at=a%3Db", made) == made.first_look()


def test_names_of_strangers_are_no_html() -> None:
    made = sweep({ALPHA: [0.1, 1]}, ("<b>", "&amp"))
    html = map_of(made, made.first_look())
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
