"""Natural owners and log-normal sizes."""

import numpy as np
import pytest

from cocogen.model.learning.partitions import partition

LABELS = np.arange(500) % 2
OWNERS = np.repeat(["a", "b", "c"], [100, 300, 100])


def test_the_largest_owners_come_first_with_all_that_is_theirs():
    parts = partition("natural", owners=OWNERS).split(LABELS, 2, np.random.default_rng(0))
    assert [OWNERS[part[0]] for part in parts] == ["b", "a"]
    assert [len(part) for part in parts] == [300, 100]


def test_an_order_says_whose_parts_are_wanted():
    parts = partition("natural", owners=OWNERS, order=["c", "b", "a"]).split(
        LABELS, 2, np.random.default_rng(0)
    )
    assert [OWNERS[part[0]] for part in parts] == ["c", "b"]


@pytest.mark.parametrize(
    ("owners", "organizations", "message"),
    [
        (OWNERS, 4, "4 organizations wanted, the task has 3 natural owners"),
        (OWNERS[:10], 2, "10 owners given for 500 samples"),
    ],
)
def test_owners_must_fit(owners, organizations, message):
    with pytest.raises(ValueError, match=message):
        partition("natural", owners=owners).split(LABELS, organizations, np.random.default_rng(0))


def test_a_task_without_owners_is_named():
    with pytest.raises(ValueError, match="needs a task with natural owners"):
        partition("natural")


def test_sizes_spread_with_sigma():
    def spread(sigma):
        parts = partition("quantity", sigma=sigma, minimum=5).split(LABELS, 8, np.random.default_rng(3))
        return np.log([len(part) for part in parts]).std()

    assert spread(0) < 0.02 < spread(0.5) < spread(1.2)


def test_the_minimum_is_kept_or_refused():
    rng = np.random.default_rng(0)
    assert min(map(len, partition("quantity", sigma=1.0, minimum=30).split(LABELS, 8, rng))) >= 30
    with pytest.raises(ValueError, match="500 samples cannot give 8 organizations at least 63 each"):
        partition("quantity", minimum=63).split(LABELS, 8, rng)
    with pytest.raises(ValueError, match=r"no log-normal\(sigma=3.0\).*lower sigma or minimum"):
        partition("quantity", sigma=3, minimum=60).split(LABELS, 8, rng)


@pytest.mark.parametrize("parameters", [{"sigma": -1}, {"minimum": 0}])
def test_parameters_are_checked(parameters):
    with pytest.raises(ValueError, match=r"must be a (whole )?number from (0|1) to (10|1,000,000), got"):
        partition("quantity", **parameters)
