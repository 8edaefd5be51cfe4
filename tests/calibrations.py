"""A made-up calibration, and measured runs that it predicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cocogen.model.learning.calibration import Calibration, Measurement

TRUTH = Calibration(
    task="made up",
    floor=0.1,
    ceiling=0.93,
    scale=900.0,
    exponent=1.3,
    knowledge_retention=0.8,
    skew_penalty=0.7,
    fidelity=0.6,
    own_error=0.06,
    own_scale=60.0,
    own_classes=0.4,
    own_exponent=1.2,
    own_fidelity=0.5,
    own_retention=0.7,
    tuned_base=0.15,
    tuned_majority=0.6,
    tuned_own=0.2,
    tuned_slope=0.7,
    tuning_samples=15.0,
    prevalence_gain=0.1,
)
"""A calibration that made up the runs of these tests."""


def made_up(seed, noise=0.0, rounds=12, truth=TRUTH, synthetic=1.0, setting=None):
    """Return a run of 4 to 8 organizations that ``truth`` predicts, but for noise."""
    rng = np.random.default_rng(seed)
    organizations = int(rng.integers(4, 9))
    blank = Measurement(
        setting=setting or f"seed {seed}",
        markets=rng.dirichlet(np.full(6, 0.4), organizations),
        real_samples=rng.uniform(10, 150, organizations),
        heterogeneity=rng.uniform(0, 0.9, organizations),
        generation=synthetic * rng.uniform(0, 150, organizations) * rng.integers(0, 2),
        standalone_generation=rng.uniform(0, 100, organizations) * rng.integers(0, 2),
        accuracy=np.zeros(rounds + 1),
        market_accuracy=np.zeros((rounds, organizations)),
        standalone_accuracy=np.zeros((rounds, organizations)),
    )
    return replace(
        blank,
        accuracy=truth.predict(blank) + noise * rng.standard_normal(rounds + 1),
        market_accuracy=truth.predict_member(blank) + noise * rng.standard_normal((rounds, organizations)),
        standalone_accuracy=truth.predict_alone(blank) + noise * rng.standard_normal((rounds, organizations)),
    )
