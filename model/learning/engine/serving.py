"""Serving: every member tunes the common model on its own real samples, and serves its market with the result.

The server's model stays as it is. All tuned models of a round, those of rebuilt aggregates included, are trained in one batch
where the network allows it; an organization tunes every model on the same draws, so that models differ by where they began alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from cocogen.model.learning.engine.batches import LocalWork
from cocogen.model.learning.engine.local import train

if TYPE_CHECKING:
    from cocogen.model.learning.engine.holdings import Holdings
    from cocogen.model.learning.engine.markets import Markets
    from cocogen.model.learning.networks import Network
    from cocogen.model.randomness import Streams

_VALUES_AT_ONCE = 50_000_000  # weights held at a time, 200 MB


class Serving:
    """Tunes models for organizations and tests them on their markets.

    Args:
        network: the network.
        holdings: whose real samples are tuned on.
        markets: where models are tested.
        streams: root of the random draws ("tuning").
        epochs: passes over the own real samples, >= 0; 0 serves with models as they come.
        batch_size: samples per step.
        learning_rate: step size.
        batched: train models together or one after the other; None lets the network choose.

    Raises:
        ValueError: if the epochs are negative or not finite.
    """

    def __init__(
        self,
        network: Network,
        holdings: Holdings,
        markets: Markets,
        *,
        streams: Streams,
        epochs: float,
        batch_size: int,
        learning_rate: float,
        batched: bool | None,
    ) -> None:
        if not 0 <= epochs < np.inf:
            raise ValueError(f"tuning_epochs must be finite and not negative, got {epochs}")
        self._network = network
        self._holdings = holdings
        self._markets = markets
        self._streams = streams
        self._work = LocalWork(epochs, None, batch_size) if epochs else None
        self._learning_rate = learning_rate
        self._batched = batched

    def accuracy(
        self, number: int, models: torch.Tensor, organizations: Sequence[int]
    ) -> NDArray[np.float64]:
        """Return the accuracy of every model on every organization's market once that one has tuned it, shape (M, S).

        Args:
            number: the round's number; with the organization it keys the draws.
            models: shape (M, P).
            organizations: who serves, S of them.
        """
        if self._work is None or not len(models) or not len(organizations):
            return self._markets.everywhere(models)[:, list(organizations)]
        batches = [self._batches(number, organization) for organization in organizations]
        at_once = max(1, _VALUES_AT_ONCE // (len(batches) * models.shape[1]))
        return np.concatenate(
            [self._tuned_and_tested(block, batches, organizations) for block in torch.split(models, at_once)]
        )

    def _tuned_and_tested(
        self, models: torch.Tensor, batches: list[NDArray[np.int64]], organizations: Sequence[int]
    ) -> NDArray[np.float64]:
        tuned = train(
            self._network,
            models.repeat_interleave(len(batches), 0),
            self._holdings.x,
            self._holdings.y,
            batches * len(models),
            self._learning_rate,
            batched=self._batched,
        )
        at_home = self._markets.at_home(tuned, list(organizations) * len(models))
        return at_home.reshape(len(models), len(batches))

    def _batches(self, number: int, organization: int) -> NDArray[np.int64]:
        assert self._work is not None  # noqa: S101 - whoever does not tune does not ask
        rng = self._streams.generator("tuning", round=number, organization=organization)
        return self._work.batches(self._holdings.real(organization), rng)
