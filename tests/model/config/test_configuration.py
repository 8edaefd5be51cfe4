"""The configuration: frozen, validated, settable by dotted name, answered in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import (
    ConfigurationError,
    difference,
    field_names,
    from_toml,
    has_field,
    parse_assignments,
    to_toml,
)


def test_the_defaults_are_a_configuration():
    config = SimulationConfig().with_overrides({})
    assert config.population.organizations == 8
    assert config.learning.kind == "federated"


def test_fields_are_set_by_dotted_name():
    config = SimulationConfig().with_overrides(
        {"population.organizations": 3, "population.alpha": 2.0, "run.seed": "7"}
    )
    assert config.population.organizations == 3
    assert config.population.parameters == {"alpha": 2.0}
    assert config.run.seed == 7


def test_one_number_is_a_range_without_spread():
    config = SimulationConfig().with_overrides({"population.valuation": 100})
    assert config.population.valuation == (100.0, 100.0)


def test_a_configuration_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        SimulationConfig().run.seed = 3


def test_another_part_drops_the_parameters_that_it_does_not_know():
    config = SimulationConfig().with_overrides({"decision.inertia": 0.1})
    assert config.with_overrides({"decision.rule": "none"}).decision.parameters == {}
    kept = config.with_overrides({"decision.inertia": 0.5, "decision.rule": "best-response"})
    assert kept.decision.parameters == {"inertia": 0.5}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("population.organisations", 3, "unknown field 'organisations'; did you mean 'organizations'?"),
        (
            "populaton.alpha",
            3,
            "unknown field 'populaton.alpha': unknown section 'populaton'; did you mean 'population'?",
        ),
        ("nonsense", 3, "unknown field 'nonsense': unknown section 'nonsense'"),
        ("population", 3, "population is a section; set one of its fields, such as population.organizations"),
        (
            "population.organizations",
            1,
            "population.organizations: must be a whole number from 2 to 1,000,000, got 1",
        ),
        ("population.valuation", (5.0, 1.0), "population.valuation: must be low, then high, got (5, 1)"),
        (
            "population.alpha",
            -1.0,
            "population.alpha: must be a number above 0, got -1.0",
        ),
        (
            "decision.rule",
            "best-respnse",
            "decision.rule: unknown decision rule 'best-respnse'; did you mean",
        ),
        (
            "decision.activation",
            "sometimes",
            "decision.activation: must be 'simultaneous', 'sequential' or 'asynchronous', got 'sometimes'",
        ),
        (
            "participation.patience",
            0,
            "participation.patience: must be a whole number from 1 to 1,000,000, got 0",
        ),
        ("redistribution.rule", "parwise", "did you mean 'pairwise'?"),
        ("learning.generator", "vea", "learning.generator: unknown generator 'vea'; did you mean 'vae'?"),
        ("learning.kind", "magic", "learning.kind: must be 'curve' or 'federated', got 'magic'"),
        ("game.floor", 1.5, "game.floor: must be a number of at least 0 and below 1, got 1.5"),
        ("game.scale", float("nan"), "game.scale"),
        ("game.scale", 1e-189, "game.scale: must be a number of at least 1e-06, got 1e-189"),
        ("run.rounds", 0, "run.rounds: must be a whole number from 1 to 10,000,000, got 0"),
        ("run.seed", -1, "run.seed"),
        ("task.name", "digit", "task.name: unknown task 'digit'; did you mean 'digits'?"),
        ("task.name", "abstract", "task 'abstract' has no data to train on"),
    ],
)
def test_a_wrong_value_is_answered_in_one_line(name, value, message):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides({name: value})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_abstract_task_needs_sizes():
    with pytest.raises(ConfigurationError, match=r"set population\.samples"):
        SimulationConfig().with_overrides({"task.name": "abstract", "learning.kind": "curve"})


@given(
    organizations=st.integers(2, 40),
    alpha=st.floats(0.01, 100),
    valuation=st.tuples(st.floats(0, 10), st.floats(10, 20)),
    ceiling=st.none() | st.floats(0.5, 1),
    rate=st.just("optimal") | st.floats(0, 1),
)
def test_toml_and_back_is_the_same_configuration(organizations, alpha, valuation, ceiling, rate):
    config = SimulationConfig().with_overrides(
        {
            "population.organizations": organizations,
            "population.alpha": alpha,
            "population.valuation": valuation,
            "game.ceiling": ceiling,
            "redistribution.rate": rate,
        }
    )
    again = from_toml(to_toml(config))
    assert again == config
    assert again == config


@given(
    rule=st.sampled_from(["best-response", "none", "random"]),
    seed=st.integers(0, 9),
    valuation=st.just((600.0, 1400.0)) | st.just((1.0, 2.0)),
)
def test_the_difference_of_two_configurations_turns_one_into_the_other(rule, seed, valuation):
    base = SimulationConfig().with_overrides({"decision.inertia": 0.2})
    other = base.with_overrides({"decision.rule": rule, "run.seed": seed, "population.valuation": valuation})
    assert base.with_overrides(difference(base, other)) == other


def test_a_run_folders_remarks_are_passed_over():
    config = SimulationConfig()
    text = 'scenario = "quickstart"\n[variant.VCFL]\n"decision.rule" = "none"\n' + to_toml(config)
    assert from_toml(text) == config


def test_what_is_not_toml_is_said():
    with pytest.raises(ConfigurationError, match="not TOML"):
        from_toml("= nonsense")


def test_assignments_are_read_as_toml_would():
    parsed = parse_assignments(["a.b=0.06", "a.c=text", "a.d=true", "a.e=1,2.5", "a.f=[1, 2]", "a.g = 3"])
    assert parsed == {"a.b": 0.06, "a.c": "text", "a.d": True, "a.e": [1, 2.5], "a.f": [1, 2], "a.g": 3}


@pytest.mark.parametrize("text", ["alpha", "=3", ""])
def test_an_assignment_needs_a_name_and_a_value(text):
    with pytest.raises(ConfigurationError, match="--set takes section"):
        parse_assignments([text])


def test_known_fields():
    config = SimulationConfig()
    assert "competition.intensity" in field_names()
    assert has_field(config, "competition.intensity")
    assert has_field(config, "decision.inertia")
    assert not has_field(config, "decision.temperature")
    assert not has_field(config, "nonsense.field")


def test_a_fingerprint_tells_configurations_apart():
    assert SimulationConfig() != SimulationConfig().with_overrides({"run.seed": 1})


def test_one_entry_of_a_table_is_set_by_its_dotted_name_and_the_others_stay():
    config = SimulationConfig().with_overrides({"learning.aggregator": "fedadam"})
    config = config.with_overrides({"learning.aggregator_parameters.momentum": 0.5})
    config = config.with_overrides({"learning.aggregator_parameters.adaptivity": "0.01"})
    assert config.learning.aggregator_parameters == {"momentum": 0.5, "adaptivity": 0.01}
    assert from_toml(to_toml(config)) == config
    assert has_field(config, "learning.aggregator_parameters.momentum")
    assert not has_field(config, "learning.rate.momentum")


def test_another_server_rule_keeps_the_parameters_that_it_knows_only():
    config = SimulationConfig().with_overrides(
        {
            "learning.aggregator": "fedadam",
            "learning.aggregator_parameters": {"momentum": 0.5, "adaptivity": 0.1},
        }
    )
    momentum = config.with_overrides({"learning.aggregator": "fedavgm"})
    assert momentum.learning.aggregator_parameters == {"momentum": 0.5}
    both = config.with_overrides(
        {"learning.aggregator_parameters.proximal": 1, "learning.aggregator": "fedprox"}
    )
    assert both.learning.aggregator_parameters == {"proximal": 1.0}


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            {"learning.aggregator_parameters.mu": 1},
            "learning.aggregator_parameters: unknown parameter of aggregator 'fedavg': 'mu'",
        ),
        (
            {"learning.aggregator": "fedprox", "learning.aggregator_parameters.proximal": -1},
            "learning.aggregator_parameters.proximal: must be a number from 0 to 1,000, got -1",
        ),
        (
            {"learning.network_parameters.hidden": [32]},
            "learning.network_parameters: belong to a network; name it in learning.network",
        ),
        (
            {"learning.network": "cnn", "learning.network_parameters.shape": [1]},
            "learning.network_parameters: unknown parameter of network 'cnn': 'shape' (allowed: channels)",
        ),
        ({"learning.network": "transformer"}, "learning.network: unknown network 'transformer'"),
        ({"learning.generator_parameters": 3}, "learning.generator_parameters: must be a table"),
    ],
)
def test_what_parts_of_learning_do_not_take_is_one_line(overrides, said):
    with pytest.raises(ConfigurationError) as error:
        SimulationConfig().with_overrides(overrides)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
