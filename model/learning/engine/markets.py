"""Accuracy on markets: what a model is worth where an organization sells.

A market is the test distribution reweighted to the organization's own label distribution. Accuracy on it is the
class accuracies weighted by that distribution, which varies far less than a small test set drawn for each market.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.learning.networks import Network

_VALUES_AT_ONCE = 4_000_000  # activations held at a time, so that testing 50 models stays below 100 MB


class ClassAccuracies:
    """Tests many models on one labelled set, class by class.

    Args:
        network: the network.
        x: test samples, shape (n, ...).
        y: their labels, shape (n,).
        classes: number of classes C.
    """

    def __init__(self, network: Network, x: torch.Tensor, y: torch.Tensor, classes: int) -> None:
        self._network = network
        self._x = x
        self._y = y
        one_hot = torch.nn.functional.one_hot(y, classes).to(torch.float32)
        self._shares = one_hot / one_hot.sum(0).clamp(min=1)

    def __call__(self, parameters: torch.Tensor) -> NDArray[np.float64]:
        """Return the share of each class that each model gets right, shape (M, C); 0 for a class without samples.

        Args:
            parameters: models, shape (M, P).
        """
        width = max(self._x[0].numel(), 64) * len(self._x)
        blocks = torch.split(parameters, max(1, _VALUES_AT_ONCE // width))
        correct = torch.cat([self._network.logits(block, self._x).argmax(-1) == self._y for block in blocks])
        return (correct.to(torch.float32) @ self._shares).cpu().numpy().astype(np.float64)
