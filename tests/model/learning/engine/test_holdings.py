"""What everybody owns: real samples for good, synthetic ones for a round."""

import numpy as np
import pytest
import torch

from cocogen.model.learning.engine.holdings import Holdings
from cocogen.model.learning.engine.samples import SampleStore
from cocogen.model.learning.tasks import Split

CPU = torch.device("cpu")


def split(values, label=0):
    values = np.asarray(values, dtype=np.float32)[:, None]
    return Split(values, np.full(len(values), label, dtype=np.int64))


def test_the_store_keeps_real_and_forgets_synthetic():
    store = SampleStore((1,), CPU)
    first = store.add_real(split([1, 2]))
    made = store.add_synthetic(split([9, 9, 9], label=1))
    assert store.x[:, 0].tolist() == [1, 2, 9, 9, 9]
    assert store.y[made].tolist() == [1, 1, 1]
    second = store.add_real(split([3]))
    assert store.x[:, 0].tolist() == [1, 2, 3]
    assert (first.tolist(), second.tolist()) == ([0, 1], [2])
    store.add_synthetic(split([7]))
    store.forget_synthetic()
    assert len(store.y) == 3


def draws():
    return np.random.default_rng(0)


class Constant:
    """A generator whose samples say their label."""

    version = 1
    seen = np.array([True, True, True])

    def sample(self, labels, draws):
        """Return 100 plus the label."""
        return 100 + labels[:, None].astype(np.float32)


@pytest.fixture
def holdings():
    holdings = Holdings((1,), CPU)
    holdings.add(split([1, 2, 3], label=0), Constant())
    holdings.add(split([4, 5], label=1), Constant())
    return holdings


def test_mixing_appends_fresh_samples_of_the_wished_labels(holdings):
    positions = holdings.mix(1, 4, np.array([0.5, 0.25, 0.25]), draws)
    assert holdings.x[positions][:, 0].tolist() == [4, 5, 100, 100, 101, 102]
    assert holdings.y[positions].tolist() == [1, 1, 0, 0, 1, 2]
    assert holdings.mix(0, 0, np.full(3, 1 / 3), draws).tolist() == [0, 1, 2]
    holdings.forget_synthetic()
    assert len(holdings.x) == 5


def test_classes_that_a_generator_has_never_seen_are_left_out(holdings):
    holdings._generators[0] = Constant()
    holdings._generators[0].seen = np.array([True, False, True])
    even = np.full(3, 1 / 3)
    positions = holdings.mix(0, 6, even, draws)
    assert np.bincount(holdings.y[positions[3:]]).tolist() == [3, 0, 3]
    assert holdings.mix(0, 6, np.array([0.0, 1.0, 0.0]), draws).tolist() == [0, 1, 2]


def test_sizes_and_real_samples(holdings):
    assert len(holdings) == 2
    assert holdings.sizes.tolist() == [3, 2]
    holdings.mix(0, 4, np.full(3, 1 / 3), draws)
    assert [holdings.real(0).tolist(), holdings.real(1).tolist()] == [[0, 1, 2], [3, 4]]
