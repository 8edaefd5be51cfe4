"""Accuracy on markets: what a model is worth where an organization sells.

A market is the test distribution reweighted to the organization's own label distribution. Accuracy on it is the
class accuracies weighted by that distribution, which varies far less than a small test set drawn for each market.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from cocogen.model.learning.tasks.task import Split

if TYPE_CHECKING:
    from cocogen.model.learning.networks import Network

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
        correct = torch.cat([self._correct(self._network.logits(block, self._x)) for block in blocks])
        return (correct.to(torch.float32) @ self._shares).cpu().numpy().astype(np.float64)

    def _correct(self, scores: torch.Tensor) -> torch.Tensor:
        """Return whether the true class scores higher than every other, shape (M, n); much faster than argmax."""
        labels = self._y.expand(len(scores), -1).unsqueeze(2)
        own = scores.gather(2, labels).squeeze(2)
        return own > scores.scatter_(2, labels, -torch.inf).amax(2)


class Markets:
    """The markets of all organizations, and the balanced test set behind them.

    Organizations that see samples through an instrument of their own are tested on the test set seen through it.

    Args:
        network: the network.
        test: the balanced test set.
        classes: number of classes C.
        device: where models live.
    """

    def __init__(self, network: Network, test: Split, classes: int, device: torch.device) -> None:
        self._network = network
        self._test = test
        self._classes = classes
        self._device = device
        self._common = self._tester(test.x)
        self._testers: list[ClassAccuracies] = []
        self._distributions: list[NDArray[np.float64]] = []

    @property
    def distributions(self) -> NDArray[np.float64]:
        """Label distribution of every market, shape (N, C)."""
        return np.stack(self._distributions)

    def add(
        self,
        distribution: NDArray[np.float64],
        transform: Callable[[NDArray[np.float32]], NDArray[np.float32]] | None = None,
    ) -> None:
        """Open the market of one more organization.

        Args:
            distribution: its label distribution, shape (C,).
            transform: how the organization sees samples, or None for as they are.
        """
        self._distributions.append(distribution)
        self._testers.append(self._common if transform is None else self._tester(transform(self._test.x)))

    def balanced(self, models: torch.Tensor) -> NDArray[np.float64]:
        """Return the accuracy of models (M, P) on the balanced test set, shape (M,)."""
        return np.asarray(self._common(models).mean(1))

    def by_class(self, models: torch.Tensor) -> NDArray[np.float64]:
        """Return the accuracy of models (M, P) on every class of the balanced test set, shape (M, C)."""
        return self._common(models)

    def everywhere(self, models: torch.Tensor) -> NDArray[np.float64]:
        """Return the accuracy of models (M, P) on every market, shape (M, N)."""
        by_tester = {tester: tester(models) for tester in dict.fromkeys(self._testers)}
        columns = [
            by_tester[tester] @ d for tester, d in zip(self._testers, self._distributions, strict=True)
        ]
        return np.stack(columns, axis=1)

    def at_home(
        self, models: torch.Tensor, organizations: Sequence[int] | None = None
    ) -> NDArray[np.float64]:
        """Return the accuracy of models (M, P), each on the market of one organization, shape (M,).

        Args:
            models: the models.
            organizations: on whose market each is tested; all organizations in their order unless given.
        """
        homes = range(len(self._testers)) if organizations is None else organizations
        distributions = self.distributions[list(homes)]
        by_class = np.empty(distributions.shape)
        for tester in dict.fromkeys(self._testers):
            rows = [row for row, home in enumerate(homes) if self._testers[home] is tester]
            if rows:
                by_class[rows] = tester(models[rows])
        return np.asarray((by_class * distributions).sum(1))

    def _tester(self, x: NDArray[np.float32]) -> ClassAccuracies:
        samples, labels = (
            torch.from_numpy(x).to(self._device),
            torch.from_numpy(self._test.y).to(self._device),
        )
        return ClassAccuracies(self._network, samples, labels, self._classes)
