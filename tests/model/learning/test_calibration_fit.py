"""The fit finds the truth that made the data, says how sure it is, and what it is off by on other runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from calibrations import TRUTH, made_up

from cocogen.model.learning.calibration_fit import COMMON, effects, fit_calibration, held_out_errors
from cocogen.model.learning.calibration_fit import OWN as OWN_BOUNDS
from cocogen.model.learning.calibration_fit import TUNED as TUNED_BOUNDS


def test_the_truth_is_found_without_noise():
    found = fit_calibration("made up", [made_up(seed) for seed in range(30)])
    for name in (*COMMON, *OWN_BOUNDS, *TUNED_BOUNDS):
        assert getattr(found, name) == pytest.approx(getattr(TRUTH, name), rel=0.02, abs=2e-3), name
    assert found.held_out is None


def test_errors_cover_the_truth_under_noise():
    runs = [made_up(seed, noise=0.01) for seed in range(60)]
    others = [made_up(seed, noise=0.01) for seed in range(100, 110)]
    found = fit_calibration("made up", runs, others, {"network": "mlp"})
    assert found.on_bounds == ()
    for name in (*COMMON, *OWN_BOUNDS):
        error = found.standard_errors[name]
        assert abs(getattr(found, name) - getattr(TRUTH, name)) < 4 * error + 1e-6, name
    expected = 0.01 * np.sqrt(2 / np.pi)
    assert found.held_out.errors["member"] == pytest.approx(expected, rel=0.1)
    assert found.held_out.errors["alone"] == pytest.approx(expected, rel=0.1)
    assert found.setup == {"network": "mlp"}


def test_a_parameter_at_its_bound_has_no_error_and_is_named():
    truth = replace(TRUTH, fidelity=1.0, own_error=0.0)
    found = fit_calibration("t", [made_up(seed, truth=truth) for seed in range(20)])
    assert {"fidelity", "own_error"} <= set(found.on_bounds)


def test_errors_are_told_by_organization_and_from_the_fifth_round():
    run = made_up(0)
    off = np.r_[np.full(4, 0.5), np.full(8, 0.02)][:, None]
    measured = replace(run, market_accuracy=run.market_accuracy - off)
    found = held_out_errors(TRUTH, [measured])
    assert found.errors == pytest.approx({"common": 0.0, "member": 0.02, "alone": 0.0}, abs=1e-12)
    assert found.early_errors["member"] == pytest.approx(0.5)
    assert found.member == [[0.02] * len(run.real_samples)]
    assert found.settings == ["seed 0"]


def test_what_generating_does_is_compared_within_a_setting():
    run = next(run for run in map(made_up, range(1, 99)) if run.generation.any())
    plain = replace(run, generation=np.zeros_like(run.generation))
    plain = replace(plain, market_accuracy=TRUTH.predict_member(plain))
    alone = replace(made_up(5), setting="without a twin")
    (found,) = effects(TRUTH, [plain, run, alone])
    assert found.setting == run.setting
    assert found.measured == pytest.approx(found.predicted)
    assert found.synthetic == pytest.approx(run.generation.sum() / run.real_samples.sum(), abs=1e-3)
    assert found.measured > 0


def test_there_must_be_runs():
    with pytest.raises(ValueError, match="calibration of 't' needs measured runs, got none"):
        fit_calibration("t", [])
