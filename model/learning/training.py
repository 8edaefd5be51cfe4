"""Federated training of one market: the façade that the simulation uses.

Every round the members train on their real and freshly generated samples, the server aggregates, and what payoffs
need is measured: accuracy on the balanced test set, on every market, of the aggregate rebuilt without each member,
and of the model that every organization trains alone beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from cocogen.model.learning.engine.aggregation import Aggregator, Update, aggregators, leave_one_out
from cocogen.model.learning.engine.batches import LocalWork
from cocogen.model.learning.engine.devices import device_of
from cocogen.model.learning.engine.holdings import Holdings
from cocogen.model.learning.engine.local import train
from cocogen.model.learning.engine.markets import Markets
from cocogen.model.learning.engine.serving import Serving
from cocogen.model.learning.engine.shared import Remembered
from cocogen.model.learning.engine.standalone import REMEMBERED, StandaloneModels
from cocogen.model.learning.generators.generator import Generator
from cocogen.model.learning.networks import network as build_network
from cocogen.model.learning.partitions import Transform, label_distribution, total_variation
from cocogen.model.learning.tasks.task import Split, Task

if TYPE_CHECKING:
    from cocogen.model.randomness import Streams

Reals = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class TrainingRound:
    """What one round of training was measured to give. Accuracies are shares, 0..1.

    Args:
        accuracy: of the new global model on the balanced test set.
        market_accuracy: on every organization's market, shape (N,): of the new global model as those who serve with it tuned
            it, and as it comes for the others.
        lift: by how much less accurate on the balanced test set the aggregate rebuilt without member m is, shape (M,); 0
            for members without an update, and where it was not measured.
        leave_one_out: of the aggregate rebuilt without member m (row, in the order of ``members``) on the market of
            organization j (column), tuned like ``market_accuracy``, shape (M, N). Rows of members without an update, and of all
            where it was not measured, repeat ``market_accuracy``.
        standalone_accuracy: of every organization's own model on its own market, shape (N,).
        events: organization and reason for every silo that was left out of the round.
    """

    accuracy: float
    market_accuracy: Reals
    lift: Reals
    leave_one_out: Reals
    standalone_accuracy: Reals
    events: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class _Silo:
    """A member that trains this round, and the batches it sees."""

    organization: int
    batches: Indices


class FederatedTraining:
    """Real federated training of N organizations on one task.

    Members are listed anew every round; whoever is outside still trains its standalone model. All models of members are
    trained in one batch where the network allows it, and all standalone models in another.

    Args:
        task: the learning task.
        shards: pool indices that each organization owns.
        generator: fitted generator that everybody uses, or one per organization.
        streams: root of all random draws ("initial-weights", "generation", "batches", "tuning", "standalone-generation",
            "standalone-batches").
        transforms: how each organization sees samples (feature shift), or None for as they are.
        network: name of the network; None takes the task's.
        network_parameters: of the network, such as the widths of its layers.
        epochs: passes over its real and synthetic samples that a silo makes in a round.
        steps: local steps per round for everybody, instead of ``epochs``.
        batch_size: samples per local step.
        learning_rate: step size of local training; None takes what suits the network.
        tuning_epochs: passes over its own real samples for which an organization tunes the global model before it serves its
            market with it; 0 serves with the model as it comes.
        tuning_rate: step size of tuning, as a share of ``learning_rate``; few samples at the full step make noisy models.
        damage: whether what a member hands to its rivals is measured on the models that they serve with ("tuned": every
            rebuilt aggregate is tuned by every server), or only on the balanced test set ("common").
        aggregator: how the server combines models: a registered name or an aggregator.
        threads: threads that torch may use in this process.
        device: "cpu", "cuda" or "auto".
        batched: train models together (True) or one after the other (False); None lets the network choose.
        remembered: where standalone models are looked up that another training has trained in the same way.

    Raises:
        UnknownNameError: if the network or the aggregator is unknown.
        ValueError: if a number is out of range, or generators and shards differ in number.
    """

    def __init__(
        self,
        task: Task,
        shards: Sequence[Indices],
        generator: Generator | Sequence[Generator],
        *,
        streams: Streams,
        transforms: Sequence[Transform] | None = None,
        network: str | None = None,
        network_parameters: Mapping[str, Any] | None = None,
        epochs: float = 2.0,
        steps: int | None = None,
        batch_size: int = 32,
        learning_rate: float | None = None,
        tuning_epochs: float = 1.0,
        tuning_rate: float = 0.3,
        damage: Literal["tuned", "common"] = "tuned",
        aggregator: str | Aggregator = "fedavg",
        threads: int = 1,
        device: str = "cpu",
        batched: bool | None = None,
        remembered: Remembered = REMEMBERED,
    ) -> None:
        numbers = {"learning_rate": learning_rate, "threads": threads, "tuning_rate": tuning_rate}
        for name, number in numbers.items():
            if number is not None and not number > 0:
                raise ValueError(f"{name} of federated training must be positive, got {number}")
        torch.set_num_threads(threads)
        self.task = task
        self._streams = streams
        self._work = LocalWork(epochs, steps, batch_size)
        self._batched = batched
        self._device = device_of(device)
        self._network = build_network(
            network or task.network, task.shape, task.classes, **(network_parameters or {})
        )
        self._learning_rate = learning_rate or self._network.learning_rate
        self._aggregator = aggregators.create(aggregator) if isinstance(aggregator, str) else aggregator
        self._memory: dict[str, torch.Tensor] = {}
        self._initial = self._network.initial(streams.generator("initial-weights")).to(self._device)
        self._global = self._initial
        self._holdings = Holdings(task.shape, self._device)
        self._made: dict[int, Indices] = {}
        self._markets = Markets(self._network, task.test, task.classes, self._device)
        self._serving = Serving(
            self._network,
            self._holdings,
            self._markets,
            streams=streams,
            epochs=tuning_epochs,
            batch_size=batch_size,
            learning_rate=self._learning_rate * tuning_rate,
            batched=batched,
        )
        self.damage = damage
        self._target = np.full(task.classes, 1 / task.classes)
        self._standalone = StandaloneModels(
            self._network,
            self._initial,
            self._holdings,
            self._markets,
            task.test,
            streams=streams,
            work=self._work,
            learning_rate=self._learning_rate,
            batched=batched,
            remembered=remembered,
        )
        self._common_generator = None if isinstance(generator, Sequence) else generator
        everybodys = generator if isinstance(generator, Sequence) else [generator] * len(shards)
        if len(everybodys) != len(shards):
            raise ValueError(f"{len(everybodys)} generators given for {len(shards)} shards")
        views: Sequence[Transform | None] = transforms or [None] * len(shards)
        for shard, own, view in zip(shards, everybodys, views, strict=True):
            self.add(shard, own, view)

    @property
    def organizations(self) -> int:
        """Number of organizations N, members or not."""
        return len(self._holdings)

    @property
    def markets(self) -> Reals:
        """Label distribution of every organization's market, shape (N, C)."""
        return self._markets.distributions

    @property
    def heterogeneity(self) -> Reals:
        """Total-variation distance of every market to the balanced distribution, shape (N,)."""
        return total_variation(self.markets, self._target)

    @property
    def initial_accuracy(self) -> float:
        """Accuracy of the untrained global model on the balanced test set, 0..1."""
        return float(self._markets.balanced(self._initial[None])[0])

    @property
    def real_samples(self) -> Indices:
        """Real samples of every organization, shape (N,)."""
        return self._holdings.sizes

    @property
    def class_accuracy(self) -> Reals:
        """Accuracy of the global model on every class of the balanced test set, shape (C,)."""
        return np.asarray(self._markets.by_class(self._global[None])[0])

    def samples(self, organization: int) -> tuple[Split, Split]:
        """Return an organization's real samples, and those that were generated for it as a member in the last round.

        Args:
            organization: its index.
        """
        real = self._holdings.real(organization)
        return self._holdings.split(real), self._holdings.split(self._made.get(organization, real[:0]))

    def add(
        self, shard: Indices, generator: Generator | None = None, transform: Transform | None = None
    ) -> int:
        """Let a new organization arrive with the pool samples ``shard``; return its index.

        Args:
            shard: pool indices that it owns.
            generator: its generator; None takes the common one.
            transform: how it sees samples, its own and its market's; None for as they are.

        Raises:
            ValueError: if the shard is empty, or there is neither a generator nor a common one.
        """
        generator = generator or self._common_generator
        if generator is None:
            raise ValueError("an organization that arrives needs a generator where everybody has its own")
        data = self.task.pool.take(np.asarray(shard, dtype=np.int64))
        self._markets.add(label_distribution(data.y, self.task.classes), transform)
        seen = data if transform is None else Split(transform(data.x), data.y)
        self._holdings.add(seen, generator)
        self._standalone.add(seen, generator, transform)
        return self.organizations - 1

    @torch.no_grad()
    def round(
        self,
        number: int,
        *,
        members: ArrayLike,
        generation: ArrayLike,
        standalone_generation: ArrayLike | None,
        contributions: ArrayLike,
        serving: ArrayLike | None = None,
        damage: bool = True,
    ) -> TrainingRound:
        """Train one round and measure it.

        Args:
            number: the round's number; with the organization it keys every draw.
            members: indices of the organizations that train together, shape (M,). Fewer than two change nothing in
                the global model.
            generation: synthetic samples of every organization as a member, shape (N,), rounded to whole samples;
                their labels follow the balanced target.
            standalone_generation: synthetic samples of every organization for its own model, shape (N,); their labels
                follow its own market. None: standalone models are not trained.
            contributions: aggregation weights, shape (N,); those of members count, in proportion.
            serving: indices of the organizations that tune the new global model and serve with it, shape (S,); the members
                unless given (an organization whose update was lost serves with the common model, too).
            damage: whether aggregates without each member are rebuilt and tested at all.

        Raises:
            ValueError: if an array has the wrong length, an amount is negative or not finite, or a member is unknown or
                listed twice.
        """
        members = self._members(members)
        servers = members if serving is None else self._members(serving)
        generation = self._amounts("generation", generation)
        contributions = self._per_organization("contributions", contributions)
        self._holdings.forget_synthetic()
        self._made = {}
        events: list[tuple[int, str]] = []
        if standalone_generation is not None:
            standalone_generation = self._amounts("standalone_generation", standalone_generation)
        silos = self._silos(number, members, generation, contributions, events)
        update = self._update(silos, self._train(silos), contributions, events)
        if standalone_generation is not None:
            diverged = self._standalone.train(number, standalone_generation)
            events += [(i, "its standalone training diverged") for i in diverged]
        return self._measure(number, members, servers, update, damage, tuple(events))

    def state(self) -> dict[str, NDArray[np.float32]]:
        """Return all that training has changed, as named arrays for a checkpoint."""
        tensors = {"global": self._global, "standalone": self._standalone.models}
        tensors |= {f"memory.{name}": tensor for name, tensor in self._memory.items()}
        return {name: tensor.cpu().numpy().copy() for name, tensor in tensors.items()}

    def restore(self, state: dict[str, NDArray[np.float32]]) -> None:
        """Take over what ``state`` returned; organizations that arrived later must have been added before.

        Raises:
            ValueError: if the state belongs to another network or number of organizations.
        """
        expected = {"global": (self._network.size,), "standalone": (self.organizations, self._network.size)}
        for name, shape in expected.items():
            found = state[name].shape if name in state else None
            if found != shape:
                raise ValueError(f"the state's {name!r} has shape {found}, this training needs {shape}")
        tensors = {name: torch.from_numpy(np.array(array)).to(self._device) for name, array in state.items()}
        self._global = tensors["global"]
        self._standalone.restore(tensors["standalone"])
        self._memory = {
            name.removeprefix("memory."): tensor
            for name, tensor in tensors.items()
            if name.startswith("memory.")
        }

    def _silos(
        self,
        number: int,
        members: Indices,
        generation: Indices,
        contributions: Reals,
        events: list[tuple[int, str]],
    ) -> list[_Silo]:
        if len(members) < 2:
            return []
        silos = []
        for i in members.tolist():
            draws = partial(self._streams.generator, "generation", round=number, organization=i)
            positions = self._holdings.mix(i, int(generation[i]), self._target, draws)
            self._made[i] = positions[len(self._holdings.real(i)) :]
            weight = contributions[i]
            if not (np.isfinite(weight) and weight > 0):
                events.append((i, f"its aggregation weight is {weight}"))
            else:
                rng = self._streams.generator("batches", round=number, organization=i)
                silos.append(_Silo(i, self._work.batches(positions, rng)))
        return silos if len(silos) > 1 else []

    def _train(self, silos: list[_Silo]) -> torch.Tensor:
        if not silos:
            return self._global[None][:0]
        members = torch.tensor([silo.organization for silo in silos], device=self._device)
        pull = self._aggregator.proximal
        return train(
            self._network,
            self._global.repeat(len(silos), 1),
            self._holdings.x,
            self._holdings.y,
            [silo.batches for silo in silos],
            self._learning_rate,
            proximal=torch.full((len(silos),), float(pull), device=self._device) if pull else None,
            drift=self._aggregator.drift(members, self._memory),
            batched=self._batched,
        )

    def _update(
        self,
        silos: list[_Silo],
        trained: torch.Tensor,
        contributions: Reals,
        events: list[tuple[int, str]],
    ) -> Update | None:
        """Return what reaches the server, without diverged models; None where fewer than two are left."""
        finite = trained.isfinite().all(1).tolist()
        events += [
            (silo.organization, "its training diverged")
            for silo, is_finite in zip(silos, finite, strict=True)
            if not is_finite
        ]
        kept = [(row, silo) for row, silo in enumerate(silos) if finite[row]]
        if len(kept) < 2:
            return None
        members = [silo.organization for _, silo in kept]
        weights = contributions[members] / contributions[members].sum()
        return Update(
            center=self._global,
            local=trained[[row for row, _ in kept]],
            weights=torch.tensor(weights, dtype=torch.float32, device=self._device),
            members=torch.tensor(members, device=self._device),
            steps=torch.tensor([len(silo.batches) for _, silo in kept], device=self._device),
            learning_rate=self._learning_rate,
            organizations=self.organizations,
        )

    def _measure(
        self,
        number: int,
        members: Indices,
        servers: Indices,
        update: Update | None,
        damage: bool,
        events: tuple[tuple[int, str], ...],
    ) -> TrainingRound:
        rebuilt = self._global[None][:0]
        if update is not None:
            rebuilt = leave_one_out(self._aggregator, update, self._memory) if damage else rebuilt
            self._global, self._memory = self._aggregator.combine(update, self._memory)
        models = torch.cat([self._global[None], rebuilt])
        balanced = self._markets.balanced(models)
        market_accuracy = self._markets.everywhere(self._global[None])[0]
        served = self._serving.accuracy(
            number, models if self.damage == "tuned" else models[:1], servers.tolist()
        )
        market_accuracy[servers] = served[0]
        lift, without = np.zeros(len(members)), np.tile(market_accuracy, (len(members), 1))
        if len(rebuilt) and update is not None:
            row_of = {organization: row for row, organization in enumerate(members.tolist())}
            rows = np.array([row_of[i] for i in update.members.tolist()])
            lift[rows] = balanced[0] - balanced[1:]
            if len(served) > 1:
                without[np.ix_(rows, servers)] = served[1:]
        return TrainingRound(
            accuracy=float(balanced[0]),
            market_accuracy=market_accuracy,
            lift=lift,
            leave_one_out=without,
            standalone_accuracy=self._standalone.accuracy.copy(),
            events=events,
        )

    def _members(self, members: ArrayLike) -> Indices:
        indices = np.asarray(members, dtype=np.int64).reshape(-1)
        if len(set(indices.tolist())) < len(indices):
            raise ValueError(f"members are listed twice: {indices.tolist()}")
        if len(indices) and not (0 <= indices.min() and indices.max() < self.organizations):  # noqa: SIM300
            raise ValueError(f"members must lie in 0..{self.organizations - 1}, got {indices.tolist()}")
        return indices

    def _per_organization(self, name: str, values: ArrayLike) -> Reals:
        array = np.asarray(values, dtype=np.float64)
        if array.shape != (self.organizations,):
            raise ValueError(f"{name} needs shape ({self.organizations},), got {array.shape}")
        return array

    def _amounts(self, name: str, values: ArrayLike) -> Indices:
        array = self._per_organization(name, values)
        if not (np.isfinite(array) & (array >= 0)).all():
            raise ValueError(f"{name} must be finite and not negative, got {array.min()}")
        return np.rint(array).astype(np.int64)
