"""The organization: an agent with its own data and costs that trains with its rivals, or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa.discrete_space import FixedAgent

from agents.participation import Standing

if TYPE_CHECKING:
    from agents.decisions import DecisionRule
    from agents.participation import ParticipationRule
    from model.simulation import CoopetitionModel


class Organization(FixedAgent):  # type: ignore[misc]
    """One organization of the market.

    What it owns (data, valuation, costs) stands in ``model.population`` under its ``index``; what it plays stands
    in ``model.market``; both are read through properties here. Money is per round.

    Args:
        model: the simulation.
        index: position in the population, from 0; never reused.
        decision: how it revises its strategy.
        participation: how it decides whether to stay.
    """

    model: CoopetitionModel

    def __init__(
        self, model: CoopetitionModel, index: int, decision: DecisionRule, participation: ParticipationRule
    ) -> None:
        super().__init__(model)
        self.index = index
        self.decision = decision
        self.participation = participation
        self.is_member = True
        self.standing = Standing()
        self.gain = 0.0
        self.cost = 0.0
        self.damage = 0.0
        self.transfer = 0.0
        self.accuracy = 0.0
        self.standalone_payoff = 0.0

    # -- what it is -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Its name in tables and figures."""
        return self.model.population.names[self.index]

    @property
    def real_samples(self) -> float:
        """n, local real training samples."""
        return float(self.model.population.real_samples[self.index])

    @property
    def heterogeneity(self) -> float:
        """h, total-variation distance of its labels to the target distribution."""
        return float(self.model.population.heterogeneity[self.index])

    @property
    def valuation(self) -> float:
        """v, money per unit of accuracy and round."""
        return float(self.model.population.valuation[self.index])

    @property
    def capacity(self) -> float:
        """ḡ, most synthetic samples per round."""
        return float(self.model.population.capacity[self.index])

    # -- what it plays and earns ----------------------------------------------------------------------------------

    @property
    def generation(self) -> float:
        """g, synthetic samples of this round; 0 for an organization that does not play."""
        return float(self.model.market.generation[self.index])

    @property
    def plays(self) -> bool:
        """Whether it trains with the others this round."""
        return bool(self.model.market.plays[self.index])

    @property
    def payoff(self) -> float:
        """U before redistribution; outside, and while nobody trains together, what it earns alone."""
        return self.gain - self.cost - self.damage if self.plays else self.standalone_payoff

    @property
    def utility(self) -> float:
        """U + R."""
        return self.payoff + self.transfer

    @property
    def advantage(self) -> float:
        """Membership advantage of this round, U + R − U°."""
        return self.utility - self.standalone_payoff

    @property
    def contribution(self) -> float:
        """e, effective samples of this round; 0 for an organization that does not play."""
        return float(self.model.market.contribution_of(self.index)) if self.plays else 0.0

    @property
    def equilibrium_generation(self) -> float:
        """g*, its amount at the round's equilibrium, samples; NaN for an organization that does not play."""
        return self.model.market.equilibrium_of(self.index) if self.plays else float("nan")

    @property
    def smoothed_advantage(self) -> float:
        """Its exponentially smoothed membership advantage, money; NaN where it has not been a member yet."""
        return float("nan") if self.standing.smoothed is None else self.standing.smoothed

    @property
    def streak(self) -> int:
        """Bad rounds in a row so far."""
        return self.standing.streak

    # -- what it does in a round ----------------------------------------------------------------------------------

    def reconsider_membership(self) -> None:
        """Leave if membership has been bad for long enough; outside, now and then look whether to come back."""
        rng = self.model.streams.generator("participation", round=self.model.round, organization=self.index)
        if self.is_member:
            if self.participation.leaves(self.standing, rng):
                self._leave()
        elif rng.random() < self.model.config.participation.review_probability:
            predicted = self.model.market.predicted_advantage(self.index)
            if self.participation.joins(predicted, self.model.config.participation.entry_cost, rng):
                self._join("return", predicted)

    def revise_strategy(self) -> None:
        """Choose this round's synthetic amount by the decision rule."""
        rng = self.model.streams.generator("decisions", round=self.model.round, organization=self.index)
        chosen = self.decision.revise(self.model.market.outlook(self.index), rng)
        self.model.market.play(self.index, min(max(chosen, 0.0), self.capacity))

    def generate_data(self) -> None:
        """Draw the chosen number of labelled synthetic samples from the generative model."""
        self.model.learner.generate(self.index, self.generation)

    def collect_gain(self) -> None:
        """Book what this round's model earns on the own market, what it cost, and what rivals took."""
        population, outcome = self.model.population, self.model.learner.outcome
        self.transfer = 0.0
        self.standalone_payoff = float(outcome.standalone_payoff[self.index])
        self.accuracy = float(outcome.market_accuracy[self.index])
        if self.plays:
            self.gain = self.valuation * (self.accuracy - self.model.market.floor)
            self.cost = float(population.cost(self.index, self.generation))
            self.damage = float(outcome.damage[self.index])
        else:
            self.gain = self.cost = self.damage = 0.0

    def receive(self, transfer: float) -> None:
        """Take (or pay, if negative) the round's transfer, and judge the round as a member.

        Args:
            transfer: R, money.
        """
        self.transfer = transfer
        self.model.market.utility[self.index] = self.utility
        rng = self.model.streams.generator("observation", round=self.model.round, organization=self.index)
        noise = self.model.config.participation.observation_noise
        observed = self.advantage + (noise * rng.standard_normal() if noise else 0.0)
        self.standing = self.participation.observe(self.standing, observed)

    # -- membership ----------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        self.model.record_event(self, "exit", reason="worse off than alone")
        self.is_member = False
        self.standing = Standing()
        self.model.market.play(self.index, 0.0)

    def _join(self, event: str, predicted: float) -> None:
        self.model.record_event(self, event, reason="expects to gain", predicted_advantage=predicted)
        self.is_member = True
        self.standing = Standing()

    # -- checkpoints ----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return everything that the next round depends on, as plain JSON values."""
        standing = self.standing
        return {
            "is_member": self.is_member,
            "standing": [standing.observed, standing.smoothed, standing.streak],
            "utility": self.utility,
            "decision": self.decision.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what :meth:`state` returned."""
        self.is_member = state["is_member"]
        self.standing = Standing(*state["standing"])
        self.decision.restore(state["decision"])
