"""What other generators' samples are worth: found where it is known, told relative to the calibration's own generator."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from calibrations import TRUTH, made_up

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning import experiments
from cocogen.model.learning.calibration import Worth
from cocogen.model.learning.generator_worth import fitted_worth, measure_worths, relative_worth

KNOWN = replace(TRUTH, task="digits", setup={"generator": "bootstrap"})
POOR, FINE = replace(TRUTH, fidelity=0.2, own_fidelity=0.1), replace(TRUTH, fidelity=0.9, own_fidelity=1.0)
ERRORS = {"fidelity": 0.04, "own_fidelity": 0.02}


@pytest.mark.parametrize("truth", [POOR, TRUTH, FINE, replace(TRUTH, fidelity=1.0, own_fidelity=0.5)])
def test_what_runs_were_made_with_is_found_with_all_else_held(truth):
    found = fitted_worth(TRUTH, [made_up(seed, truth=truth) for seed in range(12)])
    assert (found.fidelity, found.own_fidelity) == pytest.approx(
        (truth.fidelity, truth.own_fidelity), rel=0.02
    )
    assert found.runs == 12
    assert all(error is not None and error < 0.05 for error in found.standard_errors.values())


def test_noise_leaves_it_within_its_errors():
    found = fitted_worth(TRUTH, [made_up(seed, noise=0.01, truth=POOR) for seed in range(20)])
    assert abs(found.fidelity - 0.2) < 4 * found.standard_errors["fidelity"]
    assert abs(found.own_fidelity - 0.1) < 4 * found.standard_errors["own_fidelity"]


def test_worth_is_relative_to_the_calibrations_own_generator_and_no_more_than_one():
    own = Worth(1.2, 0.25, ERRORS, 8)  # the calibration itself says 0.6 and 0.5
    half = relative_worth(Worth(0.6, 0.125, ERRORS, 9), own, TRUTH)
    assert (half.fidelity, half.own_fidelity, half.runs) == pytest.approx((0.3, 0.25, 9))
    shares = math.hypot(0.04 / 0.6, 0.04 / 1.2), math.hypot(0.02 / 0.125, 0.02 / 0.25)
    errors = {"fidelity": 0.3 * shares[0], "own_fidelity": 0.25 * shares[1]}
    assert half.standard_errors == pytest.approx(errors), "that of the quotient"
    better = relative_worth(Worth(2.4, 0.8, ERRORS, 9), own, TRUTH)
    assert (better.fidelity, better.own_fidelity) == (1.0, 1.0)
    assert better.standard_errors == {"fidelity": None, "own_fidelity": None}
    assert relative_worth(own, own, TRUTH).fidelity == pytest.approx(TRUTH.fidelity)


@pytest.fixture
def untrained(monkeypatch):
    """Measure what is known of each generator instead of training, and note what was asked for."""
    asked, whole = [], experiments.grid
    known = {"Bootstrap": TRUTH, "GaussianMixture": POOR, "Oracle": FINE}

    def measured(task, generator, experiment):
        asked.append((type(generator).__name__, experiment))
        return made_up(
            experiment.seed + int(10 * experiment.synthetic), truth=known[type(generator).__name__]
        )

    monkeypatch.setattr(experiments, "measure", measured)
    monkeypatch.setattr(experiments, "grid", lambda *given: (whole(*given)[0][:8], []))
    return asked


def test_every_generator_meets_the_same_organizations(untrained, monkeypatch, tmp_path):
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path))
    done = []
    found = measure_worths(
        KNOWN, ["mixture", "oracle", "mixture"], rounds=5, progress=lambda *a: done.append(a)
    )
    assert {name: worth.fidelity for name, worth in found.worths.items()} == pytest.approx(
        {"mixture": 0.2, "oracle": 0.9}, rel=0.05
    )
    assert found.worths["oracle"].own_fidelity == pytest.approx(1.0, rel=0.05)
    assert replace(found, worths={}) == KNOWN, "nothing else changes"
    by_generator = [
        [experiment for name, experiment in untrained if name == wanted]
        for wanted in ("Bootstrap", "GaussianMixture", "Oracle")
    ]
    assert by_generator[0] == by_generator[1] == by_generator[2]
    assert all(one.synthetic for one in by_generator[0]), "who generates nothing tells nothing"
    assert done[-1] == (len(untrained), len(untrained))
    more = measure_worths(replace(found, worths={"vae": Worth(0.5, 0.5)}), ["mixture"], rounds=5)
    assert [*more.worths] == ["vae", "mixture"], "what was known stays"


def test_what_cannot_be_measured_is_said_before_training(untrained):
    with pytest.raises(UnknownNameError, match="did you mean 'mixture'"):
        measure_worths(KNOWN, ["mixtur"])
    with pytest.raises(ValueError, match="does not say which generator it was made with"):
        measure_worths(replace(KNOWN, setup={}), ["mixture"])
    with pytest.raises(ValueError, match="needs measured runs, got none"):
        fitted_worth(KNOWN, [])
    assert untrained == []


def test_as_good_as_a_fit_that_stopped_below_its_bound_is_equal():
    stopped = replace(TRUTH, fidelity=1.0 - 1e-16, own_fidelity=1.0 - 1e-12)
    same = relative_worth(Worth(1.4, 1.3, ERRORS, 9), Worth(1.2, 1.2, ERRORS, 9), stopped)
    assert (same.fidelity, same.own_fidelity) == (stopped.fidelity, stopped.own_fidelity)
