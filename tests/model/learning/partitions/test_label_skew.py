"""IID and Dirichlet partitions: sizes, skew, and the minimum that redrawing keeps."""

import numpy as np
import pytest

from cocogen.model.learning.partitions import describe_partition, partition

LABELS = np.arange(2000) % 10


def skew(alpha, sizes=None, seeds=20):
    """Return the mean total variation over organizations and seeds."""
    means = []
    for seed in range(seeds):
        parts = partition("dirichlet", alpha=alpha).split(LABELS, 8, np.random.default_rng(seed), sizes)
        means.append(describe_partition(LABELS, parts, 10)["total_variation"].mean())
    return float(np.mean(means))


def test_iid_parts_are_equal_and_hardly_skewed():
    parts = partition("iid").split(LABELS, 7, np.random.default_rng(0))
    assert {len(part) for part in parts} == {285, 286}
    assert describe_partition(LABELS, parts, 10)["total_variation"].max() < 0.12


@pytest.mark.parametrize("sizes", [None, [100] * 8])
def test_skew_falls_with_alpha(sizes):
    strong, weak, none = (skew(alpha, sizes) for alpha in (0.1, 1.0, 100.0))
    assert strong > 0.6 > weak > 0.2 > none


def test_the_minimum_is_kept_by_redrawing():
    for seed in range(30):
        parts = partition("dirichlet", alpha=0.1, minimum=40).split(LABELS, 8, np.random.default_rng(seed))
        assert min(map(len, parts)) >= 40


@pytest.mark.parametrize(
    ("parameters", "organizations", "message"),
    [
        ({"alpha": 0.1, "minimum": 300}, 8, "2000 samples cannot give 8 organizations at least 300 each"),
        (
            {"alpha": 0.01, "minimum": 240},
            8,
            r"no Dirichlet.* in 1000 gave 8 .*; set population\.organizations=4 or population\.minimum=5",
        ),
    ],
)
def test_an_impossible_minimum_is_named(parameters, organizations, message):
    with pytest.raises(ValueError, match=message):
        partition("dirichlet", **parameters).split(LABELS, organizations, np.random.default_rng(0))


@pytest.mark.parametrize("alpha", [0, -1, float("inf"), float("nan")])
def test_alpha_must_be_positive(alpha):
    with pytest.raises(ValueError, match="alpha must be a number above 0, got"):
        partition("dirichlet", alpha=alpha)


def test_minimum_must_be_positive():
    with pytest.raises(ValueError, match="minimum must be a whole number from 1 to 1,000,000, got 0"):
        partition("dirichlet", minimum=0)


def test_sizes_may_use_up_the_whole_pool():
    parts = partition("dirichlet", alpha=0.1).split(LABELS, 4, np.random.default_rng(0), [500] * 4)
    assert sorted(np.concatenate(parts).tolist()) == list(range(2000))
