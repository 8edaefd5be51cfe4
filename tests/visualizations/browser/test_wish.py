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


def test_an_input_that_writes_back_what_it_shows_changes_nothing(base: SimulationConfig) -> None:
    wish = Wish(Scene(base), {"run.seed": 7})
    assert wish.turned("run.seed", "7") is wish
    assert wish.asking(3).turned("run.seed", "7").changes == wish.changes


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


# -- what if -----------------------------------------------------------------------------------------------------------


def test_a_question_lets_a_knob_change_what_comes_after(base: SimulationConfig) -> None:
    wish = Wish(Scene(base), head_start=3).asking(6)
    assert (wish.ghost, wish.least) == (None, 3)
    turned = wish.turned("redistribution.rule", "bargaining")
    assert turned.config() == base.with_overrides({"redistribution.rule@7": "bargaining"})
    assert (turned.value("redistribution.rule"), turned.own("redistribution.rule")) == ("bargaining", "none")
    assert turned.ghost == Wish(Scene(base), head_start=3)
    assert turned.least == 9
    assert turned.turned("redistribution.rule", "none") == wish, "a knob that is back has changed nothing"
    assert turned.taken_back() == Wish(Scene(base), head_start=3)


def test_what_is_kept_can_be_asked_about_again(base: SimulationConfig) -> None:
    kept = Wish(Scene(base)).asking(6).turned("redistribution.rule", "bargaining").kept()
    assert (kept.ghost, kept.whatif) == (None, None)
    assert kept.value("redistribution.rule") == "none", "knobs say how the run begins"
    again = kept.asking(8)
    assert again.value("redistribution.rule") == "bargaining", "and in mid-run what holds by then"
    later = again.turned("redistribution.rule", "pairwise").turned("competition.intensity", 0.1)
    assert later.ghost == kept
    assert [entry.round for entry in later.config().interventions] == [7, 9]
    assert later.from_the_start() == Wish(Scene(base))
    same = (
        kept.asking(6).turned("redistribution.rule", "pairwise").turned("redistribution.rule", "bargaining")
    )
    assert same.config() == kept.config(), "turned back to what holds, the earlier change stays"


def test_in_mid_run_only_what_may_change_can_be_turned(base: SimulationConfig) -> None:
    wish = Wish(Scene(base))
    fixed = ("population.organizations", "run.seed", "learning.kind", HEAD_START)
    assert all(wish.turns(knob) for knob in fixed)
    assert not any(wish.asking(1).turns(knob) for knob in fixed)
    for knob in ("redistribution.rule", "population.membership_cost", "participation.patience"):
        assert wish.asking(1).turns(knob)


def test_one_rule_takes_the_place_of_a_mixed_population_from_then_on(base: SimulationConfig) -> None:
    mixed = base.with_overrides({"decision.shares": {"free-rider": 0.4, "best-response": 0.6}})
    config = Wish(Scene(mixed)).asking(3).turned("decision.rule", "logit").config()
    assert config.in_force_at(3).decision.shares
    assert (config.in_force_at(4).decision.rule, config.in_force_at(4).decision.shares) == ("logit", {})


def test_what_each_draws_for_itself_is_no_one_value(base: SimulationConfig) -> None:
    cost = "population.membership_cost"
    assert own_value(base.with_overrides({cost: 0.4}), cost) == 0.4
    assert own_value(base.with_overrides({cost: (0.2, 0.4)}), cost) is None
    assert own_value(base.with_overrides({cost: "lognormal(1, 0.5)"}), cost) is None


# -- another variant beside --------------------------------------------------------------------------------------------


def test_another_variant_is_played_with_the_same_knobs(base: SimulationConfig) -> None:
    paying = Scene(base.with_overrides({"redistribution.rule": "pairwise"}), "both", "pairwise")
    plain = Scene(base, "both", "none")
    wish = Wish(plain).turned("run.seed", "7").compared(paying)
    assert wish.ghost == Wish(paying).turned("run.seed", "7")
    assert wish.turned("population.alpha", 2.0).ghost == wish.ghost.turned("population.alpha", 2.0)
    assert wish.compared(plain) == wish.compared(None) == wish.kept() == Wish(plain).turned("run.seed", "7")
    assert wish.of(paying) == Wish(paying, beside=plain), "the two change places"
    assert wish.of(Scene(base, "both", "third")).beside == paying
    assert wish.compared(None).of(paying, plain).beside is None, "a comparison that was taken away stays away"
    alone = Scene(base, "alone", "one")
    assert wish.of(alone).beside is None
    assert wish.compared(None).of(alone, plain).beside == plain, "another scenario brings its own"


def test_a_question_comes_before_a_comparison_and_leaves_it(base: SimulationConfig) -> None:
    paying = Scene(base.with_overrides({"redistribution.rule": "pairwise"}), "both", "pairwise")
    wish = Wish(Scene(base, "both", "none")).compared(paying)
    asked = wish.asking(4)
    assert asked.ghost == wish.ghost
    changed = asked.turned("redistribution.rule", "bargaining")
    assert changed.ghost == wish.course
    assert changed.kept().ghost == Wish(paying, {"redistribution.rule@5": "bargaining"})
    assert changed.taken_back() == wish
    assert changed.from_the_start() == wish
