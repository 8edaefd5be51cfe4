"""The simulation of true nulls tells a test over spells from one over seeds."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.rejection import POOL, TESTS, Pool, rejections, simulated


@pytest.fixture(scope="module")
def pool() -> Pool:
    return simulated(0.5, 1)


def test_a_trial_calls_the_two_runs_of_a_seed_by_two_names(pool: Pool) -> None:
    a, b = pool.trial(np.random.default_rng(1), 40)
    assert (a // 2 == b // 2).all()
    assert len(set(a) | set(b)) == 80
    assert 5 < (a % 2).sum() < 35


def test_a_trial_takes_no_run_twice() -> None:
    a, b = simulated(0.0, 1).trial(np.random.default_rng(1), POOL["simulated"])
    assert sorted([*a, *b]) == list(range(2 * POOL["simulated"]))


def test_tests_over_spells_reject_too_often_and_tests_over_seeds_do_not(pool: Pool) -> None:
    found = rejections(pool, 10, 150)
    shares = {test: times / of for test, (times, of) in found.items()}
    assert set(shares) == set(TESTS)
    assert shares["log-rank"] > 0.1
    sampling = 3 * np.sqrt(0.05 * 0.95 / 150)
    assert max(shares[test] for test in ("interval", "Student", "flips")) < 0.06 + sampling
    assert found["Cox, by seed"][1] == 50
    assert shares["Cox, by seed"] < 0.06 + 3 * np.sqrt(0.05 * 0.95 / 50)
