"""The game's parameters: a calibration has own markets, the abstract task and a full configuration need none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from calibrations import TRUTH

from cocogen.model.config import SimulationConfig
from cocogen.model.config.game_fields import open_fields
from cocogen.model.config.inputs import read_inputs
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.learning.calibration import Worth
from cocogen.model.learning.calibration_files import load_calibration, save_calibration
from cocogen.model.world.parameters import described_fidelity, resolve_parameters

ALIKE = {
    "game.floor": 0.1,
    "game.ceiling": 0.9,
    "game.scale": 300.0,
    "game.exponent": 1.0,
    "game.skew_penalty": 0.5,
    "game.alignment_loss": 0.1,
    "game.fidelity": 0.8,
    "game.knowledge_retention": 0.5,
}


def resolved(**fields):
    return resolve_parameters(SimulationConfig().with_overrides(fields))


def test_a_calibration_brings_own_markets(tmp_path):
    path = save_calibration(TRUTH, tmp_path / "fit.json")
    found = resolved(**{"game.calibration": str(path), "game.scale": 500.0})
    assert found.law == TRUTH.law
    assert (found.scale, found.exponent) == (500.0, 1.3)
    assert (found.knowledge_retention, found.standalone_retention) == (0.8, 0.7)
    assert found.alignment_loss == 0.0
    assert resolved().law == load_calibration("digits").law


def test_markets_can_be_alike_under_a_calibration():
    found = resolved(**{"game.markets": "alike", "game.alignment_loss": 0.2})
    assert found.law is None
    assert found.alignment_loss == 0.2
    assert found.standalone_retention == found.knowledge_retention
    assert found.scale == load_calibration("digits").scale


def test_who_sets_every_field_of_like_markets_needs_no_calibration():
    found = resolved(**{"task.name": "csv", "task.path": "x.csv", "task.label": "y", **ALIKE})
    assert found.law is None
    assert found.alignment_loss == 0.1


def test_the_abstract_task_has_like_markets_unless_asked_for_own_ones():
    abstract = {"task.name": "abstract", "learning.kind": "curve", "population.samples": 100.0}
    assert resolved(**abstract).law is None
    own = resolved(**abstract, **{"game.markets": "own", "game.own_scale": 70.0})
    assert own.law.own_scale == 70.0


def test_what_means_nothing_for_own_markets_is_refused():
    with pytest.raises(ConfigurationError, match=r"game.alignment_loss is 0.3; it must be left out or 0"):
        resolved(**{"game.alignment_loss": 0.3})


def test_what_is_in_use_says_it_all():
    for fields in ({}, {"game.markets": "alike"}):
        found = resolved(**fields)
        written = {f"game.{name}": value for name, value in found.in_use.items()}
        again = resolved(**written)
        assert (again.in_use, again.law) == (found.in_use, found.law)
        assert open_fields(SimulationConfig().with_overrides(fields))
        config = SimulationConfig().with_overrides({**written, "game.calibration": "own:gone"})
        assert open_fields(config) == []
        assert read_inputs(config) == (), "a calibration whose numbers are written out is not read any more"
    assert "own_scale" not in resolved(**ALIKE).in_use


@pytest.fixture
def measured(tmp_path):
    """A calibration that was made with the VAE and knows what samples of the mixture are worth."""
    known = replace(TRUTH, setup={"generator": "vae"}, worths={"mixture": Worth(0.2, 0.1)})
    return str(save_calibration(known, tmp_path / "fit.json"))


@pytest.mark.parametrize(
    ("fields", "worth", "told"),
    [
        ({}, (0.6, 0.5), "φ 0.6, as measured for vae"),
        ({"learning.generator": "mixture"}, (0.2, 0.1), "φ 0.2, as measured for mixture"),
        (
            {"learning.kind": "curve", "learning.generator": "mixture"},
            (0.2, 0.1),
            "φ 0.2, as measured for mixture",
        ),
        (
            {"learning.generator": "oracle"},
            (0.6, 0.5),
            "φ 0.6, as measured for vae; for oracle it has not been measured",
        ),
        ({"learning.generator": "mixture", "game.fidelity": 0.3}, (0.3, 0.1), "φ 0.3, as set"),
    ],
)
def test_a_sample_is_worth_what_was_measured_of_its_generator(measured, fields, worth, told):
    config = SimulationConfig().with_overrides({"game.calibration": measured, **fields})
    found = resolve_parameters(config)
    assert (found.fidelity, found.own_fidelity) == worth
    assert found.law == replace(TRUTH.law, own_fidelity=worth[1])
    assert described_fidelity(config) == told
    written = {f"game.{name}": value for name, value in found.in_use.items()}
    assert described_fidelity(config.with_overrides(written)) == told, "also where it is written out"


def test_worth_that_no_calibration_says_is_told_as_set():
    assert described_fidelity(SimulationConfig().with_overrides(ALIKE)) == "φ 0.8, as set"
    abstract = {"task.name": "abstract", "learning.kind": "curve", "population.samples": 100.0}
    config = SimulationConfig().with_overrides(abstract)
    assert described_fidelity(config) == "φ 0.7, of the abstract task"
    gone = {**ALIKE, "game.markets": "alike", "game.calibration": "own:gone"}
    assert described_fidelity(SimulationConfig().with_overrides(gone)) == "φ 0.8, as written out"
