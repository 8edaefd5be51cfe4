"""The simulation: a Mesa model whose step is one round of training together and competing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
from mesa.agent import AgentSet

from agents.decisions import decision_rules
from agents.mechanism import Mechanism
from agents.organization import Organization
from agents.participation import participation_rules
from model.config import SimulationConfig
from model.game import redistribution
from model.learners.assembly import assemble_learner
from model.market import Market
from model.parameters import resolve_parameters
from model.population import ABSTRACT, draw_population
from model.randomness import Streams
from model.recorder import Recorder
from model.rivalry_space import rivalry_space

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


class CoopetitionModel(mesa.Model):  # type: ignore[misc]
    """Organizations that train one model together while they compete.

    Args:
        config: what to simulate; the defaults are the quickstart's market.
        seed: root seed, overriding the configuration's; a text from a browser field is read as a number.
        overrides: configuration fields by dotted name, ``**{"population.alpha": 1.0}``.

    Raises:
        ConfigurationError: if the configuration cannot be.

    Example:
        >>> model = CoopetitionModel(seed=1, **{"learning.kind": "curve", "run.rounds": 3})
        >>> model.run().round
        3
    """

    def __init__(
        self, config: SimulationConfig | None = None, *, seed: int | str | None = None, **overrides: Any
    ) -> None:
        if seed is not None:
            overrides["run.seed"] = seed
        self.config = (config or SimulationConfig()).with_overrides(overrides)
        super().__init__(rng=self.config.run.seed)
        self.streams = Streams(self.config.run.seed)
        self.round = 0
        self.task = _load_task(self.config)
        self.population = draw_population(self.config, self.task, self.streams)
        self.parameters = resolve_parameters(self.config)
        self.market = Market(
            self.population, self.parameters, sequential=self.config.decision.activation == "sequential"
        )
        self.space = rivalry_space(self.population, self.random)
        for index in range(len(self.population)):
            self._add_organization(index)
        self.mechanism = Mechanism(
            self, redistribution(self.config.redistribution.rule, **self.config.redistribution.parameters)
        )
        self.learner = assemble_learner(self.config, self.market, self.task, self.streams)
        self.measures: dict[str, float] = {}
        self.recorder = Recorder()
        self.datacollector = self.recorder

    # -- the round -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one round."""
        self.round += 1
        self.organizations.do("reconsider_membership")
        self.mechanism.convene(self.members)
        self.activated.do("revise_strategy")
        self.players.do("generate_data")
        self.learner.train(self.players)
        self.organizations.do("collect_gain")
        self.mechanism.redistribute(self.players)
        self.datacollector.collect(self)
        self.market.close()

    def run(self) -> CoopetitionModel:
        """Play all configured rounds that are left, and return the model."""
        for _ in self.rounds():
            pass
        return self

    def rounds(self) -> Iterator[int]:
        """Play the configured rounds that are left, yielding the number of each when it has been played."""
        while self.round < self.config.run.rounds:
            self.step()
            yield self.round
        self.running = False

    # -- who is there --------------------------------------------------------------------------------------------

    @property
    def organizations(self) -> AgentSet:
        """All organizations, in the order of their index."""
        return self.agents_by_type[Organization]

    @property
    def members(self) -> AgentSet:
        """The organizations that are in."""
        return self.organizations.select(lambda organization: organization.is_member)

    @property
    def players(self) -> AgentSet:
        """The members that train this round: nobody if there are fewer than two."""
        return self.organizations.select(lambda organization: organization.plays)

    @property
    def activated(self) -> AgentSet:
        """The players that revise their strategy this round, in the order in which they do."""
        players, section = self.players, self.config.decision
        if section.activation == "simultaneous":
            return players
        draws = {o: self._draw("activation", o) for o in players}
        if section.activation == "asynchronous":
            return players.select(lambda o: draws[o] < section.activation_probability)
        return players.sort(lambda o: draws[o], ascending=True)

    # -- what is recorded ----------------------------------------------------------------------------------------

    def record_event(self, organization: Organization, event: str, **details: Any) -> None:
        """Book that something happened to an organization in this round's events table."""
        standing = organization.standing
        self.datacollector.add_table_row(
            "events",
            {
                "round": self.round,
                "organization": organization.index,
                "name": organization.name,
                "event": event,
                "reason": details.get("reason", ""),
                "advantage": standing.observed,
                "smoothed_advantage": organization.smoothed_advantage,
                "streak": standing.streak,
                "predicted_advantage": details.get("predicted_advantage", float("nan")),
            },
        )

    def record_transfer(self, payer: str, payee: str, amount: float) -> None:
        """Book a payment (money) in this round's transfers table."""
        self.datacollector.add_table_row(
            "transfers", {"round": self.round, "payer": payer, "payee": payee, "amount": amount}
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tidy tables of all rounds so far: rounds, organizations, transfers, events."""
        return self.recorder.frames()

    # -- parts ---------------------------------------------------------------------------------------------------

    def _add_organization(self, index: int) -> None:
        decision, participation = self.config.decision, self.config.participation
        organization = Organization(
            self,
            index,
            decision_rules.create(decision.rule, **decision.parameters),
            participation_rules.create(participation.rule, **participation.parameters),
        )
        organization.cell = self.space[index]

    def _draw(self, stream: str, organization: Organization) -> float:
        return float(
            self.streams.generator(stream, round=self.round, organization=organization.index).random()
        )


def _load_task(config: SimulationConfig) -> Any:
    if config.task.name == ABSTRACT:
        return None
    from model.learning.tasks import load_task

    return load_task(config.task.name)
