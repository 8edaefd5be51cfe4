"""Overrides: every variant still is what its name says, and no sentence presumes what is no longer so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.description.overridden import (
    Override,
    is_named_after,
    overrides_data,
    setting_in_words,
)
from cocogen.scenarios.description.sentences import best_variant

MIXED = {"decision.shares": {"best-response": 0.67, "imitation": 0.33}}


@pytest.mark.parametrize("name", ["quickstart", "baselines", "airlines"])
@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"decision.rule": "logit"}, "decision.rule=logit"),
        ({"redistribution.rule": "none"}, "redistribution.rule=none"),
        (MIXED, "decision.shares=best-response 0.67, imitation 0.33"),
        (
            {"decision.rule": "random", "redistribution.rule": "equal", "competition.intensity": 0.1},
            "decision.rule=random; redistribution.rule=equal",
        ),
    ],
    ids=str,
)
def test_the_headline_is_called_what_it_is_and_the_others_stay(name, overrides, told):
    scenario = load_scenario(name)
    chosen, before = scenario.chosen(overrides), scenario.variant_configs()
    configs = chosen.variant_configs()
    assert chosen.headline == f"CoCoGen+ with {told}"
    assert [*configs] == [chosen.headline if variant == "CoCoGen+" else variant for variant in before]
    assert chosen.reading is best_variant
    for variant in before.keys() - {"CoCoGen+"}:
        assert configs[variant].decision == before[variant].decision
        assert configs[variant].redistribution == before[variant].redistribution
    headline = configs[chosen.headline]
    assert dict(headline.decision.shares) == overrides.get("decision.shares", {})


def test_a_mixed_population_does_not_make_the_baselines_one():
    configs = load_scenario("baselines").variant_configs(MIXED)
    played = [config.model_dump_json() for config in configs.values()]
    assert len(set(played)) == len(played) == 8


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        ("quickstart", {"competition.intensity": 0.1, "decision.inertia": 0.5, "run.rounds": 3}),
        ("quickstart", {"redistribution.rule": "pairwise", "redistribution.rate": 0.3}),
        ("quickstart", {"decision.shares": {}}),
        ("free-riders", {"decision.rule_parameters": {"free-rider": {"effort": 0.5}}}),
        ("churn", {"redistribution.rule": "pairwise", "redistribution.rate": 0.3}),
    ],
)
def test_what_leaves_the_names_true_changes_neither_names_nor_reading(name, overrides):
    scenario = load_scenario(name)
    chosen = scenario.chosen(overrides)
    assert set(chosen.variants) <= set(scenario.variants)
    assert chosen.reading is scenario.reading


@pytest.mark.parametrize("name", scenario_names())
def test_overriding_twice_is_overriding_once(name):
    overrides = {"competition.intensity": 0.03, "run.rounds": 3}
    chosen = load_scenario(name).chosen(overrides)
    assert chosen.chosen(overrides) is chosen
    assert chosen.variant_configs(overrides) == chosen.variant_configs()
    assert list(chosen.variant_configs()) == list(chosen.variants)
    assert {field: override.value for field, override in chosen.overrides.items()} == overrides


def test_it_is_known_where_each_field_is_set():
    overrides = {"decision.rule": "logit", "decision.inertia": 0.5, "population.organizations": 5}
    chosen = load_scenario("quickstart").chosen(overrides)
    headline = "CoCoGen+ with decision.rule=logit"
    assert overrides_data(chosen.overrides) == {
        "decision.rule": {"value": "logit", "variants": [headline]},
        "decision.inertia": {"value": 0.5, "variants": ["CoCoGen"]},
        "population.organizations": {"value": 5, "variants": ["VCFL", "CoCoGen", headline]},
    }


@pytest.mark.parametrize(
    ("name", "overrides", "headline"),
    [
        ("convergence", {"decision.rule": "logit"}, "best response with decision.rule=logit"),
        ("heterogeneity", {"population.partition": "iid"}, "alpha 0.3 with population.partition=iid"),
        ("competition", {"competition.intensity": 0.1}, "pairwise 0.05 with competition.intensity=0.1"),
        ("incentives", {"redistribution.rule": "equal"}, "best rate with redistribution.rule=equal"),
        ("tasks", {"task.name": "breast-cancer"}, "digits with task.name=breast-cancer"),
        (
            "collapse",
            {"environment.departure_round": 5},
            "none, it leaves with environment.departure_round=5",
        ),
        ("two-firms", {"redistribution.rule": "equal"}, "none with redistribution.rule=equal"),
    ],
)
def test_other_scenarios_name_their_headline_by_what_makes_it_another(name, overrides, headline):
    chosen = load_scenario(name).chosen(overrides)
    assert chosen.headline == headline
    assert headline in chosen.variant_configs()
    others = {variant for variant in chosen.variants if variant != headline}
    assert others < set(load_scenario(name).variants)


@pytest.mark.parametrize(
    ("name", "overrides", "message"),
    [
        ("collapse", {"redistribution.rate": 0.3}, "is what the variants of collapse differ by"),
        (
            "free-riders",
            {"decision.rule": "damped"},
            "decision.rule=damped decides nothing: decision.shares says",
        ),
        ("quickstart", {"decision.rule": "logit", **MIXED}, "decision.rule=logit decides nothing"),
        ("quickstart", {"decision.temperature": 1.0}, "unknown field 'temperature'"),
        ("quickstart", {"decision.shares": 5}, "decision.shares"),
        ("quickstart", {"decision.rule": "logti"}, "did you mean 'logit'"),
    ],
)
def test_what_concerns_no_variant_or_makes_all_the_same_is_refused(name, overrides, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_scenario(name).chosen(overrides)
    assert "\n" not in str(caught.value)


def test_variants_that_only_training_tells_apart_are_not_put_on_the_curve():
    """Generators are told apart there, too: by what their samples are worth."""
    fidelity = load_scenario("fidelity")
    assert fidelity.chosen({"learning.kind": "curve"}).variants.keys() == fidelity.variants.keys()
    networks = {name: {"learning.network": name} for name in ("mlp", "cnn")}
    with pytest.raises(
        ConfigurationError, match=r"of fidelity one: they differ by learning\.network, which decides"
    ):
        replace(fidelity, variants=networks, headline="mlp").chosen({"learning.kind": "curve"})


def test_readings_that_go_by_no_name_stay():
    for name, overrides in (
        ("churn", {"redistribution.rate": 0.3}),
        ("fidelity", {"learning.generator": "oracle"}),
    ):
        scenario = load_scenario(name)
        chosen = scenario.chosen(overrides)
        assert chosen.headline != scenario.headline
        assert chosen.reading is scenario.reading


def test_names_stay_on_one_line_and_fit_a_file():
    long = setting_in_words("environment.trace", "/a/very/long/path/\n" * 9)
    assert "/" not in long
    assert "\n" not in long
    assert len(long) < 80
    assert setting_in_words("population.valuation", (600.0, 1400.0)) == "population.valuation=600, 1400"


def test_a_variant_is_found_by_its_own_name():
    chosen = load_scenario("quickstart").chosen({"decision.rule": "logit"})
    assert chosen.variant_named("CoCoGen+") == chosen.headline == chosen.variant_named(chosen.headline)
    assert chosen.variant_named("CoCoGen") == "CoCoGen"
    with pytest.raises(ValueError, match="did you mean 'CoCoGen'"):
        chosen.variant_named("CoCoGn")
    assert not is_named_after("CoCoGen+", "CoCoGen")
    assert Override("logit", ("B",)).variants == ("B",)
