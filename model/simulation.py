"""The simulation: a Mesa model whose step is one round of training together and competing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
from mesa.agent import AgentSet

from cocogen.agents.decisions import assigned_rule, decision_rules
from cocogen.agents.mechanism import Mechanism
from cocogen.agents.organization import Organization
from cocogen.agents.participation import participation_rules
from cocogen.model.config import SimulationConfig
from cocogen.model.config.inputs import read_inputs
from cocogen.model.config.interventions import with_intervention
from cocogen.model.config.names import ABSTRACT
from cocogen.model.federation.federation import Federation
from cocogen.model.game import redistribution
from cocogen.model.learners.assembly import assemble_learner
from cocogen.model.randomness import Streams, root_seed
from cocogen.model.records.recorder import Recorder
from cocogen.model.world.environment import Environment
from cocogen.model.world.parameters import check_schedule, resolve_parameters
from cocogen.model.world.population import Population, draw_population
from cocogen.model.world.space import add_newcomer, rewire, rivalry_space

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from cocogen.agents.decisions import DecisionRule
    from cocogen.agents.participation import ParticipationRule


class CoopetitionModel(mesa.Model):  # type: ignore[misc]
    """Organizations that train one model together while they compete.

    As Mesa's models, it stops ``running`` when its last configured round has been played, and takes ``seed`` or ``rng``. With
    neither, the configuration says the seed (``config``, or ``run.seed`` among the overrides); where there is no
    configuration either, a fresh seed is drawn, so that every iteration of ``mesa.batch_run`` is a run of its own. It
    stands in ``cocogen.model.config.run.seed``, by which the run can be repeated.

    Args:
        config: what to simulate, its schedule of interventions included; the defaults are the quickstart's market.
        seed: root seed, overriding the configuration's; a text from a browser field is read as a number.
        rng: the same in Mesa's newer word, see :func:`cocogen.model.randomness.root_seed` for what both may be.
        model_reporters: of one's own for ``model.datacollector``, by name, whatever Mesa takes; asked after every round.
        agent_reporters: the same for organizations.
        kwargs: overrides of configuration fields by dotted name, ``**{"population.alpha": 1.0}``, from a round on with
            ``**{"redistribution.rule@10": "bargaining"}``; Mesa's ``SolaraViz`` wants them to have this name.

    Raises:
        ConfigurationError: if the configuration cannot be.
        ValueError: if both ``seed`` and ``rng`` are given, or one is no source of randomness.

    Example:
        >>> model = CoopetitionModel(seed=1, **{"learning.kind": "curve", "run.rounds": 3})
        >>> model.run().round
        3
    """

    def __init__(
        self,
        config: SimulationConfig | None = None,
        *,
        seed: Any = None,
        rng: Any = None,
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        overrides = dict(kwargs)
        if seed is not None and rng is not None:
            raise ValueError("seed and rng are two words for the same; give one of them")
        given = rng if seed is None else seed
        if given is not None or (config is None and "run.seed" not in overrides):
            overrides["run.seed"] = root_seed(given)
        self.config = (config or SimulationConfig()).with_overrides(overrides)
        check_schedule(self.config)
        self.in_force = start = self.config.in_force_at(0)
        super().__init__(rng=self.config.run.seed)
        self.streams = Streams(self.config.run.seed)
        self.round = 0
        self.inputs = read_inputs(self.config)
        self.task = _load_task(self.config)
        self.population = draw_population(start, self.task, self.streams)
        self.environment = Environment(start, self.task, self.population, self.streams)
        self.federation = Federation(
            self.population,
            resolve_parameters(start),
            start.decision,
            redistribution(start.redistribution.rule, **start.redistribution.parameters),
            self.streams,
            rule_name=start.redistribution.rule,
            market_model=start.competition.market_model,
            accounting=start.competition.accounting,
            anticipated=start.redistribution.anticipated,
        )
        self.space = rivalry_space(self.population, self.random)
        for index in range(len(self.population)):
            self._add_organization(index)
        self.mechanism = Mechanism(self)
        self.learner = assemble_learner(start, self.federation, self.task, self.streams)
        self._players: tuple[int, AgentSet] | None = None
        self.measures: dict[str, float] = {}
        self.recorder = Recorder(model_reporters, agent_reporters)
        self.datacollector = self.recorder

    # -- the round -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one round."""
        self.round += 1
        self._intervene()
        self.environment.advance(self)
        self.organizations.do("look_around")
        self.organizations.do("reconsider_membership")
        self.mechanism.convene(self.members)
        self.activated.do("revise_strategy")
        self.players.do("generate_data")
        self.players.do("send_update")
        self.learner.train(self.players)
        self.organizations.do("collect_gain")
        self.mechanism.redistribute(self.players)
        self.players.do("judge_membership")
        self.datacollector.collect(self)
        self.federation.close(self.learner.outcome.accuracy)
        self.running = not self.is_over

    def run(self) -> CoopetitionModel:
        """Play all configured rounds that are left, and return the model."""
        for _ in self.rounds():
            pass
        return self

    def rounds(self) -> Iterator[int]:
        """Play the configured rounds that are left, yielding the number of each when it has been played."""
        while not self.is_over:
            self.step()
            yield self.round
        self.running = False

    @property
    def is_over(self) -> bool:
        """Whether the last configured round has been played."""
        return self.round >= self.config.run.rounds

    # -- interventions -------------------------------------------------------------------------------------------

    def intervene(self, changes: Mapping[str, Any] | None = None, /, **named: Any) -> None:
        """Change the configuration from the next round on.

        The intervention becomes part of :attr:`config`, which so describes the whole run and plays it again.

        Args:
            changes: new values by dotted name, ``{"redistribution.rule": "bargaining"}``.
            named: the same as keywords, ``**{"competition.intensity": 0.1}``.

        Raises:
            ConfigurationError: one line on what may not change in mid-run, or not so; nothing has changed then.

        Example:
            >>> model = CoopetitionModel(seed=1, **{"learning.kind": "curve", "run.rounds": 4})
            >>> model.step()
            >>> model.intervene({"redistribution.rule": "bargaining"})
            >>> model.run().config.interventions[0].round
            2
        """
        wanted = {**(changes or {}), **named}
        config = with_intervention(self.config, self.in_force, self.round + 1, wanted)
        check_schedule(config, after=self.round)
        self.config = config
        self.inputs = read_inputs(config)

    def go_on_under(self, config: SimulationConfig) -> None:
        """Let another configuration of the same world be in force from now on.

        What a rule remembers or has counted, learned strengths or a rate that was announced, goes on under the same rule only.

        Args:
            config: what holds, without a schedule; it differs by what an intervention may change.
        """
        before, self.in_force = self.in_force, config
        was = self.environment.present(self.round)
        self.environment.go_on_under(config)
        self.federation.go_on_under(config, before)
        present = self.environment.present(self.round)
        if present is not was:
            self.change_circumstances(present)
        if config.competition != before.competition:
            rewire(self.space, self.population)
        if (config.decision, config.participation) != (before.decision, before.participation):
            for organization in self.organizations:
                organization.go_on_under(*self._rules_of(organization.index))

    def _intervene(self) -> None:
        """Let the round's intervention, if there is one, take effect."""
        due = next((entry for entry in self.config.interventions if entry.round == self.round), None)
        if due is not None:
            self.go_on_under(self.in_force.with_overrides(due.changes))
            self.record_event(None, "intervention", reason=due.in_words)

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
        """The members that train this round: nobody if fewer than two are available."""
        if self._players is None or self._players[0] != self.federation.round:
            chosen = self.organizations.select(lambda organization: organization.plays)
            self._players = (self.federation.round, chosen)
        return self._players[1]

    @property
    def activated(self) -> AgentSet:
        """The players that revise their strategy this round, in the order in which they do."""
        players, section = self.players, self.in_force.decision
        if section.activation == "simultaneous":
            return players
        draws = {o: self._draw("activation", o) for o in players}
        if section.activation == "asynchronous":
            return players.select(lambda o: draws[o] < section.activation_probability)
        return players.sort(lambda o: draws[o], ascending=True)

    # -- what is recorded ----------------------------------------------------------------------------------------

    def record_event(self, organization: Organization | None, event: str, **details: Any) -> None:
        """Book that something happened in this round's events table.

        Args:
            organization: to whom; None for what happens to the whole market, which is booked as organization -1.
            event: exit, return, arrival, entry, failure, recovery, left-out, shock or intervention.
            details: ``reason`` in words, and the ``predicted_advantage`` (money) of who comes in.
        """
        self.recorder.add_event(self.round, organization, event, details)

    def record_payments(
        self, payers: NDArray[np.int64], payees: NDArray[np.int64], amounts: NDArray[np.float64]
    ) -> None:
        """Book payments (money) between organizations, by index, in this round's transfers table."""
        self.recorder.add_payments(self.round, payers, payees, amounts)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tidy tables of all rounds so far: rounds, organizations, transfers, events."""
        return self.recorder.frames()

    # -- who comes -----------------------------------------------------------------------------------------------

    def change_circumstances(self, population: Population) -> None:
        """Go on under changed circumstances."""
        self.population = population
        self.federation.change_circumstances(population)

    def welcome(self, index: int) -> Organization:
        """Let a newcomer, which the population has already, appear as an outsider; return it."""
        add_newcomer(self.space, self.population, index)
        self.learner.admit(index)
        return self._add_organization(index, is_member=False)

    def _add_organization(self, index: int, *, is_member: bool = True) -> Organization:
        organization = Organization(self, index, *self._rules_of(index), is_member=is_member)
        organization.cell = self.space[index]
        return organization

    def _rules_of(self, index: int) -> tuple[DecisionRule, str, ParticipationRule]:
        """Return by what an organization decides, what that rule is called, and how it judges its membership."""
        decision, participation = self.in_force.decision, self.in_force.participation
        name = decision.rule
        if decision.shares:
            name = assigned_rule(decision.shares, index, self.streams.generator("decision-rules").random())
        return (
            decision_rules.create(name, **decision.parameters_of(name)),
            name,
            participation_rules.create(participation.rule, **participation.parameters),
        )

    def _draw(self, stream: str, organization: Organization) -> float:
        return float(
            self.streams.generator(stream, round=self.round, organization=organization.index).random()
        )


def _load_task(config: SimulationConfig) -> Any:
    if config.task.name == ABSTRACT:
        return None
    from cocogen.model.learning.tasks import load_task

    return load_task(config.task.name, **config.task.parameters)
