"""Calibration: the fit finds the truth that made the data, and says how sure it is."""

import numpy as np
import pytest

from cocogen.model.learning.calibration import (
    Calibration,
    Measurement,
    fit_calibration,
    prediction_error,
)

TRUTH = Calibration(
    task="made up",
    floor=0.1,
    ceiling=0.93,
    scale=900.0,
    exponent=1.3,
    knowledge_retention=0.8,
    skew_penalty=0.7,
    alignment_loss=0.25,
    fidelity=0.6,
    standalone_speed=3.0,
)


def made_up(seed, noise=0.0, rounds=12, standalone=True):
    rng = np.random.default_rng(seed)
    organizations = int(rng.integers(4, 9))
    run = Measurement(
        real_samples=rng.uniform(20, 150, organizations),
        heterogeneity=rng.uniform(0, 0.9, organizations),
        generation=rng.uniform(0, 150, organizations) * rng.integers(0, 2),
        accuracy=np.zeros(rounds + 1),
        market_accuracy=np.zeros((rounds, organizations)),
    )
    accuracy = TRUTH.predict(run, rounds)
    market = 0.1 + (1 - 0.25 * run.heterogeneity) * (accuracy[1:, None] - 0.1)
    alone = TRUTH.predict_standalone(run, rounds) if standalone else None
    return Measurement(
        run.real_samples,
        run.heterogeneity,
        run.generation,
        accuracy + noise * rng.standard_normal(rounds + 1),
        market,
        alone,
    )


def test_prediction_is_the_models_recursion():
    run = made_up(0)
    n, g, h = run.real_samples, run.generation, run.heterogeneity
    total = ((n + 0.6 * g) * (1 - 0.7 * (h * n / (n + g)) ** 2)).sum()
    knowledge, expected = 0.0, [0.1]
    for _ in range(5):
        expected.append(0.93 - 0.83 * (1 + (knowledge + total) / 900) ** -1.3)
        knowledge = 0.8 * (knowledge + total)
    assert TRUTH.predict(run, 5) == pytest.approx(expected)
    assert TRUTH.learning_curve(0) == pytest.approx(0.1)


def test_the_truth_is_found_without_noise():
    found = fit_calibration("made up", [made_up(seed) for seed in range(30)])
    for name in ("floor", "ceiling", "knowledge_retention", "skew_penalty", "fidelity", "alignment_loss"):
        assert getattr(found, name) == pytest.approx(getattr(TRUTH, name), abs=1e-3), name
    assert found.scale == pytest.approx(900, rel=0.01)
    assert found.exponent == pytest.approx(1.3, rel=0.01)
    assert found.standalone_speed == pytest.approx(3.0, rel=0.02)
    assert found.mean_absolute_error is None


def test_errors_cover_the_truth_under_noise():
    found = fit_calibration(
        "made up",
        [made_up(seed, noise=0.01) for seed in range(60)],
        [made_up(seed, noise=0.01) for seed in range(100, 110)],
        {"network": "mlp"},
    )
    for name, error in found.standard_errors.items():
        assert error is not None, name
        assert abs(getattr(found, name) - getattr(TRUTH, name)) < 4 * error + 1e-6, name
    assert found.mean_absolute_error == pytest.approx(0.01 * np.sqrt(2 / np.pi), rel=0.25)
    assert found.setup == {"network": "mlp"}


def test_a_parameter_at_its_bound_has_no_error():
    runs = [
        Measurement(
            r.real_samples, r.heterogeneity, np.zeros_like(r.generation), r.accuracy, r.market_accuracy
        )
        for r in (made_up(seed, standalone=False) for seed in range(8))
    ]
    better = [
        Measurement(
            r.real_samples,
            r.heterogeneity,
            r.generation,
            r.accuracy,
            r.accuracy[1:, None] + 0 * r.market_accuracy + 0.05,
        )
        for r in runs
    ]
    found = fit_calibration("t", better)
    assert found.alignment_loss == 0.0  # markets do better than the balanced test set
    assert found.standard_errors["alignment_loss"] is None
    assert found.standalone_speed == 1.0


def test_without_heterogeneity_there_is_no_alignment_loss_to_see():
    runs = [
        Measurement(r.real_samples, 0 * r.heterogeneity, r.generation, r.accuracy, r.market_accuracy)
        for r in (made_up(seed) for seed in range(6))
    ]
    found = fit_calibration("t", runs)
    assert found.alignment_loss == 0.0
    assert found.standard_errors["alignment_loss"] is None


def test_the_prediction_error_starts_at_the_round_asked_for():
    run = made_up(0)
    off = Measurement(
        run.real_samples,
        run.heterogeneity,
        run.generation,
        run.accuracy + np.r_[np.full(5, 0.5), np.full(8, 0.02)],
        run.market_accuracy,
    )
    assert prediction_error(TRUTH, [off]) == pytest.approx(0.02)
    assert prediction_error(TRUTH, [off], first_round=0) > 0.1


def test_there_must_be_runs():
    with pytest.raises(ValueError, match="calibration of 't' needs measured runs, got none"):
        fit_calibration("t", [])
