"""Standalone models: what every organization trains alone, beside the common model, and what that is worth on its market.

They depend on nothing that happens in the federation: not on who is a member, nor on any rule. Where markets of one seed are compared under
several rules, everybody's own model takes the same course in all of them; it is trained once in a process.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from cocogen.model.learning.engine.local import train
from cocogen.model.learning.engine.shared import Alone, Course, Remembered

if TYPE_CHECKING:
    from cocogen.model.learning.engine.batches import LocalWork
    from cocogen.model.learning.engine.holdings import Holdings
    from cocogen.model.learning.engine.markets import Markets
    from cocogen.model.learning.generators.generator import Generator
    from cocogen.model.learning.networks import Network
    from cocogen.model.learning.partitions import Transform
    from cocogen.model.learning.tasks.task import Split
    from cocogen.model.randomness import Streams

Indices = NDArray[np.int64]
Reals = NDArray[np.float64]

REMEMBERED = Remembered()
"""What the trainings of this process have found."""


class StandaloneModels:
    """Trains everybody's own model and tests it at home.

    Args:
        network: the network.
        initial: parameters of an untrained model, shape (P,).
        holdings: whose samples are trained on.
        markets: where models are tested; it knows as many organizations as ``holdings``.
        test: the balanced test set behind the markets.
        streams: root of the random draws ("standalone-generation", "standalone-batches").
        work: how much a silo trains in a round.
        learning_rate: step size.
        batched: train models together or one after the other; None lets the network choose.
        remembered: what other trainings of this process have found.
    """

    def __init__(
        self,
        network: Network,
        initial: torch.Tensor,
        holdings: Holdings,
        markets: Markets,
        test: Split,
        *,
        streams: Streams,
        work: LocalWork,
        learning_rate: float,
        batched: bool | None,
        remembered: Remembered,
    ) -> None:
        self._network = network
        self._initial = initial
        self._holdings = holdings
        self._markets = markets
        self._streams = streams
        self._work = work
        self._learning_rate = learning_rate
        self._batched = batched
        self._remembered = remembered
        self._now = Alone(initial[None][:0], (), np.empty(0))
        self._untested = False
        self._described: tuple[Generator, Course] | None = None
        threads = torch.get_num_threads()
        self._course = Course(
            network, initial, test, streams, work, learning_rate, batched, str(initial.device), threads
        )

    @property
    def models(self) -> torch.Tensor:
        """Everybody's own model, shape (N, P); nobody writes into it."""
        return self._now.models

    @property
    def accuracy(self) -> Reals:
        """Of every own model on its own market, shape (N,)."""
        if self._untested:
            self._now = self._tested(self._now.models, ())
            self._untested = False
        return self._now.accuracy

    def add(self, data: Split, generator: Generator, transform: Transform | None) -> None:
        """Let the organization that ``holdings`` and ``markets`` just learned of begin with an untrained model.

        Args:
            data: its real samples, as it sees them.
            generator: its generator.
            transform: how it sees samples, or None for as they are.
        """
        if self._described is None or self._described[0] is not generator:
            self._described = generator, Course(generator)  # often one for all, and large
        self._course.happened("added", data, self._described[1], transform)
        self._begin_with(torch.cat([self.models, self._initial[None]]))

    def restore(self, models: torch.Tensor) -> None:
        """Go on with these models, shape (N, P)."""
        self._course.happened("restored", models)
        self._begin_with(models)

    def train(self, number: int, amounts: Indices) -> tuple[int, ...]:
        """Train everybody's own model for a round; return whose training diverged, and whose model stays as it was.

        Args:
            number: the round's number; with the organization it keys every draw.
            amounts: synthetic samples of every organization, shape (N,); their labels follow its own market.
        """
        self._course.happened("trained", number, amounts)
        self._now = self._remembered.recall(self._course, partial(self._trained, number, amounts))
        self._untested = False
        return self._now.diverged

    def _begin_with(self, models: torch.Tensor) -> None:
        self._now, self._untested = Alone(models, (), np.empty(0)), True

    def _trained(self, number: int, amounts: Indices) -> Alone:
        batches = []
        for i, market in enumerate(self._markets.distributions):
            draws = partial(self._streams.generator, "standalone-generation", round=number, organization=i)
            positions = self._holdings.mix(i, int(amounts[i]), market, draws)
            rng = self._streams.generator("standalone-batches", round=number, organization=i)
            batches.append(self._work.batches(positions, rng))
        trained = train(
            self._network,
            self.models,
            self._holdings.x,
            self._holdings.y,
            batches,
            self._learning_rate,
            batched=self._batched,
        )
        finite = trained.isfinite().all(1)
        models = torch.where(finite[:, None], trained, self.models)
        return self._tested(models, tuple((~finite).nonzero().flatten().tolist()))

    def _tested(self, models: torch.Tensor, diverged: tuple[int, ...]) -> Alone:
        return Alone(models, diverged, self._markets.at_home(models))
