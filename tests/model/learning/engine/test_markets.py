"""Accuracy by class and by market."""

import numpy as np
import pytest
import torch

from cocogen.model.learning.engine import markets as module
from cocogen.model.learning.engine.markets import ClassAccuracies, Markets
from cocogen.model.learning.networks import network
from cocogen.model.learning.tasks import Split


class Echo:
    """A network that guesses the class nearest to parameter times feature."""

    def logits(self, parameters, x):
        """Return scores that fall with the distance to the guess."""
        guess = parameters[:, :1, None] * x[None, :, :1]
        return -(guess - torch.arange(3.0)).abs()


TEST = Split(np.array([[0], [0], [1], [2], [2]], dtype=np.float32), np.array([0, 0, 1, 2, 2]))


def test_class_accuracies():
    tester = ClassAccuracies(Echo(), torch.from_numpy(TEST.x), torch.from_numpy(TEST.y), 4)
    by_class = tester(torch.tensor([[1.0], [0.0], [0.5]]))
    assert by_class[0].tolist() == [1, 1, 1, 0]  # a class without samples counts as 0
    assert by_class[1].tolist() == [1, 0, 0, 0]
    assert by_class[2, 2] == 0


def test_blocks_change_nothing(monkeypatch):
    net = network("mlp", (4,), 3)
    rng = np.random.default_rng(0)
    x, y = (
        torch.from_numpy(rng.normal(size=(30, 4)).astype(np.float32)),
        torch.from_numpy(rng.integers(0, 3, 30)),
    )
    models = torch.stack([net.initial(np.random.default_rng(seed)) for seed in range(7)])
    whole = ClassAccuracies(net, x, y, 3)(models)
    monkeypatch.setattr(module, "_VALUES_AT_ONCE", 1)
    assert np.array_equal(ClassAccuracies(net, x, y, 3)(models), whole)


@pytest.fixture
def three_markets():
    markets = Markets(Echo(), TEST, 3, torch.device("cpu"))
    markets.add(np.array([1.0, 0.0, 0.0]))
    markets.add(np.array([0.0, 0.5, 0.5]))
    markets.add(np.array([0.2, 0.3, 0.5]), lambda x: x / 2)
    return markets


def test_market_accuracy_weights_classes(three_markets):
    models = torch.tensor([[1.0], [0.0], [2.0]])
    assert three_markets.distributions.shape == (3, 3)
    assert three_markets.balanced(models) == pytest.approx([1, 1 / 3, 2 / 3])
    everywhere = three_markets.everywhere(models)
    assert everywhere[:, :2] == pytest.approx(np.array([[1, 1], [1, 0], [1, 0.5]]))
    assert everywhere[2, 2] == pytest.approx(1.0)  # its instrument halves, this model doubles
    assert everywhere[1, 2] == pytest.approx(0.2)


def test_at_home_is_the_diagonal_of_everywhere(three_markets):
    models = torch.tensor([[0.0], [1.0], [2.0]])
    assert three_markets.at_home(models) == pytest.approx(np.diag(three_markets.everywhere(models)))
