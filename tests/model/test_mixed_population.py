"""Populations mixed by shares: who follows which rule, with which parameters, and what is refused."""

from __future__ import annotations

import pytest
from markets import small_model

from cocogen.agents.decisions import decision_rules
from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError, from_toml, parse_assignments, to_toml

MIX = {"decision.shares": {"free-rider": 0.4, "damped": 0.6}, "population.organizations": 10}


def rules_of(model):
    return [organization.decision_name for organization in model.organizations]


def test_a_population_is_mixed_by_shares_and_nobody_changes_when_others_are_added():
    few, many = small_model(**MIX), small_model(**{**MIX, "population.organizations": 30})
    assert 3 <= rules_of(few).count("free-rider") <= 5
    assert rules_of(many)[:10] == rules_of(few)
    assert 11 <= rules_of(many).count("free-rider") <= 13


def test_the_rule_is_in_the_organizations_table_and_free_riders_generate_nothing():
    model = small_model(**MIX, **{"participation.rule": "always"}).run()
    organizations = model.tables()["organizations"]
    riders = organizations["decision"] == "free-rider"
    assert (organizations.loc[riders, "generation"] == 0).all()
    assert (organizations.loc[~riders, "generation"] > 0).all()


def test_each_rule_takes_its_own_parameters():
    model = small_model(
        **MIX,
        **{
            "decision.rule": "damped",
            "decision.step": 0.25,
            "decision.rule_parameters": {"free-rider": {"effort": 0.1}},
        },
    )
    found = {
        (o.decision_name, vars(o.decision).get("step"), vars(o.decision).get("effort"))
        for o in model.organizations
    }
    assert found == {("damped", 0.25, None), ("free-rider", None, 0.1)}


def test_shares_go_through_the_command_line_and_a_file():
    assignments = parse_assignments(["decision.shares={free-rider = 0.5, best-response = 0.5}"])
    config = SimulationConfig().with_overrides(assignments)
    assert config.decision.shares == {"free-rider": 0.5, "best-response": 0.5}
    assert from_toml(to_toml(config)) == config


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"decision.shares": {"damped": 0.5, "logit": 0.4}},
            "decision.shares: must sum to 1, got 0.9 (damped 0.5, logit 0.4)",
        ),
        ({"decision.shares": {"dumped": 1.0}}, "unknown decision rule 'dumped'; did you mean 'damped'?"),
        (
            {"decision.shares": {"damped": 1.5, "logit": -0.5}},
            "decision.shares.damped: must be a number from 0 to 1, got 1.5",
        ),
        (
            {"decision.shares": {"logit": 1.0}, "decision.rule_parameters": {"logit": {"temprature": 1}}},
            "did you mean 'temperature'?",
        ),
        (
            {"decision.shares": {"logit": 1.0}, "decision.rule_parameters": {"logit": {"temperature": -1.0}}},
            "temperature: must be a number of at least 0, got -1.0",
        ),
        (
            {"decision.shares": {"logit": 1.0}, "decision.rule_parameters": {"damped": {"step": 0.1}}},
            "rule_parameters: names 'damped', which is not in shares",
        ),
    ],
)
def test_a_wrong_mix_is_answered_in_one_line(overrides, message):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides(overrides)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", decision_rules.names())
@pytest.mark.parametrize("activation", ["simultaneous", "sequential", "asynchronous"])
def test_every_rule_plays_under_every_activation(name, activation):
    model = small_model(**{"decision.rule": name, "decision.activation": activation}).run()
    organizations = model.tables()["organizations"]
    capacity = model.population.capacity[organizations["organization"]]
    assert organizations["generation"].between(0, capacity).all()
