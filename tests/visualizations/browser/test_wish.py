"""A wish is its whole configuration: turning a knob changes that field and nothing else."""

from __future__ import annotations

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser.stage import Scene
from cocogen.visualizations.browser.wish import DEFAULT_HEAD_START, HEAD_START, Wish, own_value


def test_a_scene_is_played_as_it_is(base: SimulationConfig) -> None:
    assert Wish(Scene(base)).config() is base


def test_a_turned_knob_changes_one_field(base: SimulationConfig) -> None:
    wish = Wish(Scene(base)).turned("population.organizations", 4).turned("run.seed", " 7 ")
    assert wish.config() == base.with_overrides({"population.organizations": 4, "run.seed": 7})
    assert (wish.value("population.organizations"), wish.value("run.seed")) == (4, "7")


def test_a_knob_that_is_back_has_changed_nothing(base: SimulationConfig) -> None:
    wish = Wish(Scene(base))
    turned = wish.turned("population.alpha", 2.0).turned("population.alpha", 0.5).turned("run.seed", "12")
    assert turned.turned("run.seed", str(base.run.seed)) == turned.turned("run.seed", "") == wish


def test_variants_that_differ_where_no_knob_is_are_different_wishes(base: SimulationConfig) -> None:
    drops = base.with_overrides({"environment.drop_probability": 0.2})
    assert Wish(Scene(base)) != Wish(Scene(drops))


def test_the_head_start_is_part_of_a_wish(base: SimulationConfig) -> None:
    wish = Wish(Scene(base))
    assert wish.value(HEAD_START) == wish.own(HEAD_START) == DEFAULT_HEAD_START
    assert wish.turned(HEAD_START, 3).head_start == 3
    assert wish.turned(HEAD_START, 3) != wish


def test_a_part_s_parameter_has_its_default_until_it_is_set(base: SimulationConfig) -> None:
    assert isinstance(own_value(SimulationConfig(), "population.alpha"), float)
    assert own_value(base, "population.alpha") == 0.5
    assert own_value(base, "game.alpha") is None
    assert own_value(base, "population.beta") is None


def test_a_mixed_population_is_told_in_words_and_gives_way_to_one_rule(base: SimulationConfig) -> None:
    shares = {"free-rider": 0.4, "best-response": 0.6}
    mixed = base.with_overrides({"decision.shares": shares})
    wish = Wish(Scene(mixed))
    assert wish.value("decision.rule") == "40 % free-rider, 60 % best-response"
    logit = wish.turned("decision.rule", "logit")
    assert (logit.config().decision.rule, logit.config().decision.shares) == ("logit", {})
    assert logit.turned("decision.rule", wish.value("decision.rule")).config() == mixed


def test_what_cannot_be_is_said_in_one_line(base: SimulationConfig) -> None:
    with pytest.raises(ValueError, match=r"run\.seed.*'abc'") as caught:
        Wish(Scene(base)).turned("run.seed", "abc").config()
    assert "\n" not in str(caught.value)
