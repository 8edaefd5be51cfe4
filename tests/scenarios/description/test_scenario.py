"""Scenarios: what a user's overrides do to each variant."""

from __future__ import annotations

import pytest

from cocogen.agents.names import UnknownNameError
from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.description.catalog import load_scenario, scenario_names


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_has_valid_variants_and_says_what_it_asks(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.question.endswith("?")
    assert scenario.headline in scenario.variant_configs()
    assert scenario.next_command.startswith("cocogen ")


@pytest.mark.parametrize(
    ("name", "rivals"),
    [
        ("quickstart", {"CoCoGen+": "CoCoGen", "CoCoGen": "CoCoGen+", "VCFL": "CoCoGen"}),
        ("churn", {"pairwise": "none", "none": "pairwise", "bargaining": "none"}),
        ("two-firms", {"none": "bargaining", "bargaining": "none"}),
        ("collapse", {"none, it leaves": "none, it stays"}),
        ("competition", {"pairwise 0.05": "none 0.05"}),
    ],
)
def test_a_variant_is_compared_with_its_opponent_at_first(name, rivals):
    scenario = load_scenario(name)
    assert {variant: scenario.rival_of(variant) for variant in rivals} == rivals


def test_what_is_left_of_a_scenario_is_compared_with_what_there_is():
    overrides = {"decision.rule": "random"}
    renamed = load_scenario("quickstart").chosen(overrides)
    assert renamed.rival_of(renamed.headline) == "CoCoGen"
    picked = load_scenario("churn").chosen({"redistribution.rule": "bargaining"})
    assert picked.rival_of("bargaining") == ""


def test_a_common_field_is_set_in_every_variant():
    configs = load_scenario("quickstart").variant_configs({"population.organizations": 5})
    assert [config.population.organizations for config in configs.values()] == [5, 5, 5]


def test_a_field_that_variants_differ_by_is_set_in_the_headline_variant_only():
    configs = load_scenario("quickstart").variant_configs({"redistribution.rule": "none"})
    assert [config.redistribution.rule for config in configs.values()] == ["none", "none", "none"]
    configs = load_scenario("quickstart").variant_configs({"decision.rule": "random"})
    assert [config.decision.rule for config in configs.values()] == ["none", "best-response", "random"]
    assert list(configs) == ["VCFL", "CoCoGen", "CoCoGen+ with decision.rule=random"]


def test_a_parts_parameter_is_set_where_the_part_is_used():
    configs = load_scenario("quickstart").variant_configs({"decision.inertia": 0.1})
    assert [config.decision.parameters for config in configs.values()] == [
        {},
        {"inertia": 0.1},
        {"inertia": 0.1},
    ]
    configs = load_scenario("quickstart").variant_configs({"decision.rule": "random", "decision.share": 0.5})
    assert configs["CoCoGen+ with decision.rule=random"].decision.parameters == {"share": 0.5}


def test_a_field_that_no_variant_has_is_refused():
    with pytest.raises(ConfigurationError, match="unknown field 'temperature'"):
        load_scenario("quickstart").variant_configs({"decision.temperature": 1.0})


def test_the_user_picks_one_variant_of_a_scenario_that_offers_a_choice():
    churn = load_scenario("churn")
    assert churn.chosen({}) is churn
    picked = churn.chosen({"redistribution.rule": "pairwise"})
    assert list(picked.variants) == ["pairwise"]
    assert picked.variant_configs({"redistribution.rule": "pairwise"})[
        "pairwise"
    ].redistribution.parameters == {"rate": 0.15}


def test_an_unknown_scenario_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match="did you mean 'quickstart'"):
        load_scenario("quikstart")
