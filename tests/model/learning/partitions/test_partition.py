"""What every partition promises: disjoint, keyed by the generator, and clear about what cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.partitions import partition, partitions

LABELS = np.random.default_rng(0).integers(0, 5, 400)
OWNERS = np.random.default_rng(1).integers(0, 12, 400)


def build(name):
    return partition(name, owners=OWNERS) if name == "natural" else partition(name)


@pytest.mark.parametrize("name", partitions.names())
@given(organizations=st.integers(1, 8), seed=st.integers(0, 50))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_parts_are_disjoint_sorted_and_reproducible(name, organizations, seed):
    first, again = (build(name).split(LABELS, organizations, np.random.default_rng(seed)) for _ in range(2))
    assert len(first) == organizations
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert all((np.diff(part) > 0).all() and len(part) for part in first)
    everything = np.concatenate(first)
    assert len(set(everything.tolist())) == len(everything)
    if name not in ("natural", "pathological"):
        assert len(everything) == len(LABELS)


@pytest.mark.parametrize("name", partitions.names())
def test_wished_sizes_are_kept(name):
    sizes = [7, 9, 11]
    parts = build(name).split(LABELS, 3, np.random.default_rng(0), sizes)
    assert [len(part) for part in parts] == sizes
    assert len(set(np.concatenate(parts).tolist())) == sum(sizes)


@pytest.mark.parametrize("name", partitions.names())
@pytest.mark.parametrize(
    ("organizations", "sizes", "message"),
    [
        (0, None, "at least 1 organization, got 0"),
        (401, None, "400 samples cannot be divided among 401"),
        (3, [5, 5], "2 sizes given for 3 organizations"),
        (2, [5, 0], "at least 1 sample, got 0"),
        (2, [300, 101], "sizes sum to 401, but the pool has 400"),
    ],
)
def test_the_impossible_is_refused_in_one_line(name, organizations, sizes, message):
    with pytest.raises(ValueError, match=message) as caught:
        build(name).split(LABELS, organizations, np.random.default_rng(0), sizes)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["natural", "pathological", "shards"])
def test_a_part_smaller_than_wished_is_named(name):
    with pytest.raises(ValueError, match=r"organization \d should get 250 samples, its part has"):
        build(name).split(LABELS, 3, np.random.default_rng(0), [250, 50, 50])


def test_unknown_names_and_parameters_are_named():
    with pytest.raises(UnknownNameError, match="did you mean 'dirichlet'"):
        partition("dirichlett")
    with pytest.raises(UnknownNameError, match="did you mean 'alpha'"):
        partition("dirichlet", alpa=1)
