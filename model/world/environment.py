"""The environment: what happens to organizations without their choosing, at the beginning of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.config.trace import is_out, read_trace
from cocogen.model.world.data import fresh_labels
from cocogen.model.world.population import with_newcomer
from cocogen.model.world.redrawing import redrawn

if TYPE_CHECKING:
    from cocogen.agents.organization import Organization
    from cocogen.model.config import SimulationConfig
    from cocogen.model.learning.tasks import Task
    from cocogen.model.randomness import Streams
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.model.world.population import Population


class Environment:
    """Shocks, drift, arrivals, departures, outages and lost updates; nothing happens unless it is configured.

    Args:
        config: the configuration.
        task: the learning task; None for the abstract one.
        population: who is there from the start, under normal circumstances.
        streams: the simulation's randomness.
    """

    def __init__(
        self, config: SimulationConfig, task: Task | None, population: Population, streams: Streams
    ) -> None:
        self.config = config
        self.section = config.environment
        self.task = task
        self.normal = population
        self.streams = streams
        self.log_costs = self.log_competition = 0.0
        self._has_drifted = False
        self._present: tuple[Population, float, float, Population] | None = None
        self.trace = read_trace(self.section.trace, population.names) if self.section.trace else {}

    def go_on_under(self, config: SimulationConfig) -> None:
        """Let other costs, rivalry and conditions hold from now on; what has befallen organizations so far stays.

        Everybody keeps its place in each range (the cheapest stays the cheapest), for the draws are the same.
        """
        self.normal = redrawn(self.normal, config, self.config, self.streams)
        if config.environment.trace != self.section.trace:
            trace = config.environment.trace
            self.trace = read_trace(trace, self.normal.names) if trace else {}
        self.config, self.section = config, config.environment

    # -- the course of a round -----------------------------------------------------------------------------------

    def advance(self, model: CoopetitionModel) -> None:
        """Let a round's circumstances happen to the model before anybody decides."""
        before = self.present(model.round - 1)
        self._shock(model)
        self._drift(model.round)
        arrivals = self._arrivals(model.round)
        present = self.present(model.round)
        if present is not before:
            model.change_circumstances(present)
        for index in arrivals:
            model.record_event(model.welcome(index), "arrival", reason="new in the market")
        outages = bool(self.trace) or self.section.outage_probability > 0
        for organization in model.organizations:
            if outages or not organization.is_available:
                self._switch(organization, model)
        self._send_away(model)

    def present(self, round: int) -> Population:
        """Return the population under the circumstances of a round; the same object while they do not change."""
        costs, competition = self.cost_level(round), self.competition_level(round)
        known = self._present
        if known is None or known[0] is not self.normal or known[1:3] != (costs, competition):
            known = (self.normal, costs, competition, self.normal.under(costs=costs, competition=competition))
            self._present = known
        return known[3]

    def cost_level(self, round: int) -> float:
        """Return all costs of a round as a multiple of the normal ones."""
        return float(np.exp(self.log_costs)) * (self.section.cost_shock if self._after_shock(round) else 1.0)

    def competition_level(self, round: int) -> float:
        """Return γ of a round as a multiple of the normal one."""
        factor = self.section.competition_shock if self._after_shock(round) else 1.0
        return float(np.exp(self.log_competition)) * factor

    def loses_update(self, organization: int, round: int) -> bool:
        """Tell whether an organization's update of a round is lost on its way."""
        chance = self.section.drop_probability
        return chance > 0 and self._draw("drops", round, organization) < chance

    # -- what happens --------------------------------------------------------------------------------------------

    def _after_shock(self, round: int) -> bool:
        return self.section.shock_round is not None and round >= self.section.shock_round

    def _shock(self, model: CoopetitionModel) -> None:
        section = self.section
        unsettled = section.cost_volatility or section.competition_volatility
        if unsettled or self.log_costs or self.log_competition:
            ups = self.streams.generator("shocks", round=model.round).standard_normal(2)
            self.log_costs = section.persistence * self.log_costs + section.cost_volatility * float(ups[0])
            self.log_competition = (
                section.persistence * self.log_competition + section.competition_volatility * float(ups[1])
            )
        if model.round == section.shock_round:
            model.record_event(
                None,
                "shock",
                reason=f"costs times {section.cost_shock:g}, competition times {section.competition_shock:g}",
            )

    def _drift(self, round: int) -> None:
        share = self.section.drift
        if not share:
            return
        old = self.normal.label_distributions
        fresh = [
            fresh_labels(
                self.config, self.streams, "drift", classes=old.shape[1], round=round, organization=i
            )
            for i in range(len(old))
        ]
        self.normal = self.normal.with_labels((1 - share) * old + share * np.stack(fresh))
        self._has_drifted = True

    def _arrivals(self, round: int) -> range:
        """Let newcomers appear while there is room and data for them, and return their indices."""
        first = len(self.normal)
        if self.section.arrivals:
            count = int(self.streams.generator("arrivals", round=round).poisson(self.section.arrivals))
            room = self.config.population.organizations + self.section.newcomers - first
            self._bring_newcomers(min(count, max(0, room)))
        return range(first, len(self.normal))

    def _bring_newcomers(self, count: int) -> None:
        """Add ``count`` organizations, or as many as there are data for."""
        for _ in range(count):
            grown = with_newcomer(self.normal, self.config, self.task, self.streams)
            if grown is None:
                return
            self.normal = grown

    def _switch(self, organization: Organization, model: CoopetitionModel) -> None:
        """Let outages begin and end."""
        section, was = self.section, organization.is_available
        intervals = self.trace.get(organization.name, ())
        if section.outage_probability or organization.is_down:
            chance = section.recovery_probability if organization.is_down else section.outage_probability
            if self._draw("availability", model.round, organization.index) < chance:
                organization.is_down = not organization.is_down
        organization.is_available = not (organization.is_down or is_out(intervals, model.round))
        if was and not organization.is_available:
            model.record_event(organization, "failure", reason="unavailable")
        elif organization.is_available and not was:
            model.record_event(organization, "recovery", reason="available again")

    def _send_away(self, model: CoopetitionModel) -> None:
        if model.round != self.section.departure_round:
            return
        organizations = list(model.organizations)
        if self.section.departing == "largest":
            leaver = max(organizations, key=lambda organization: organization.real_samples)
        else:
            leaver = next(o for o in organizations if o.name == self.section.departing)
        leaver.depart()

    def _draw(self, stream: str, round: int, organization: int) -> float:
        return float(self.streams.generator(stream, round=round, organization=organization).random())

    # -- checkpoints ---------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return what the next round depends on, as plain JSON values."""
        return {
            "organizations": len(self.normal),
            "levels": [self.log_costs, self.log_competition],
            "labels": self.normal.label_distributions.tolist() if self._has_drifted else None,
        }

    def restore(self, model: CoopetitionModel, state: dict[str, Any]) -> None:
        """Take back what :meth:`state` returned, after the model's round has been set.

        Who has come already is there, however few newcomers may come from now on.

        Raises:
            ValueError: if there are no data for all who had come.
        """
        first, count = len(self.normal), state["organizations"]
        self._bring_newcomers(count - first)
        if len(self.normal) != count:
            raise ValueError(f"there are data for {len(self.normal)} organizations, and there were {count}")
        self.log_costs, self.log_competition = state["levels"]
        if state["labels"] is not None:
            self.normal = self.normal.with_labels(np.array(state["labels"]))
            self._has_drifted = True
        model.change_circumstances(self.present(model.round))
        for index in range(first, len(self.normal)):
            model.welcome(index)
