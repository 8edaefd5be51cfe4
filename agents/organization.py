"""The organization: an agent with its own data and costs that trains with its rivals, or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from mesa.discrete_space import FixedAgent

from cocogen.agents.conduct import checked_amount
from cocogen.agents.identity import unique_ids
from cocogen.agents.participation import Standing

if TYPE_CHECKING:
    import numpy as np

    from cocogen.agents.decisions import DecisionRule
    from cocogen.agents.identity import UniqueIds
    from cocogen.agents.participation import ParticipationRule
    from cocogen.model.simulation import CoopetitionModel


class Organization(FixedAgent):  # type: ignore[misc]
    """One organization of the market.

    What it owns (data, valuation, costs) stands in ``model.population`` under its ``index``; what it plays stands
    in ``model.federation``; both are read through properties here. Money is per round.

    Args:
        model: the simulation.
        index: position in the population, from 0; never reused.
        decision: how it revises its strategy.
        decision_name: the name of that rule.
        participation: how it decides whether to stay.
        is_member: whether it is in from the start; a newcomer is not, and looks at once.
    """

    model: CoopetitionModel
    _ids: ClassVar[UniqueIds] = unique_ids

    def __init__(
        self,
        model: CoopetitionModel,
        index: int,
        decision: DecisionRule,
        decision_name: str,
        participation: ParticipationRule,
        *,
        is_member: bool = True,
    ) -> None:
        super().__init__(model)
        self.index = index
        self.decision = decision
        self.decision_name = decision_name
        self.participation = participation
        self.is_member = is_member
        self.has_been_member = is_member
        self.is_new = not is_member
        self.is_available = True
        self.is_down = False
        self.is_gone = False
        self.looks = False
        self.standing = Standing()
        self.gain = 0.0
        self.cost = 0.0
        self.damage = 0.0
        self.transfer = 0.0
        self.accuracy = 0.0
        self.predicted_accuracy = 0.0
        self.accuracy_alone = 0.0
        self.predicted_alone = 0.0
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

    @property
    def exposure(self) -> float:
        """d, what rivals in the whole market lose it per unit of accuracy, money."""
        return float(self.model.federation.whole_game.exposure[self.index])

    # -- what it plays and earns ----------------------------------------------------------------------------------

    @property
    def generation(self) -> float:
        """g, synthetic samples of this round; 0 for an organization that does not play."""
        return float(self.model.federation.generation[self.index])

    @property
    def plays(self) -> bool:
        """Whether it trains with the others this round."""
        return bool(self.model.federation.plays[self.index])

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
        """e, effective samples of this round that reached the common model; 0 if nothing did."""
        return float(self.model.federation.contributions[self.index])

    @property
    def equilibrium_generation(self) -> float:
        """g*, its amount at the round's equilibrium, samples; NaN for an organization that does not play."""
        return self.model.federation.equilibrium_of(self.index) if self.plays else float("nan")

    @property
    def smoothed_advantage(self) -> float:
        """Its exponentially smoothed membership advantage, money; NaN where it has not been a member yet."""
        return float("nan") if self.standing.smoothed is None else self.standing.smoothed

    @property
    def streak(self) -> int:
        """Bad rounds in a row so far."""
        return self.standing.streak

    # -- what it does in a round ----------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Outside, now and then look whether to come in; somebody new looks at once."""
        self.looks = False
        if self.is_member or self.is_gone or not self.is_available:
            return
        chance = self.model.in_force.participation.review_probability
        self.looks = self.is_new or (chance > 0 and self._rng("review").random() < chance)
        self.is_new = False
        if self.looks:
            self.model.federation.look(self.index)

    def reconsider_membership(self) -> None:
        """Leave if membership has been bad for long enough; having looked from outside, come in if it promises to pay."""
        if self.is_member:
            if self.participation.leaves(self.standing, self._rng("participation")):
                self._leave("worse off than alone")
        elif self.looks:
            predicted = self.model.federation.predicted_advantage(
                self.index, self.model.learner.measured_alone
            )
            entry_cost = self.model.in_force.participation.entry_cost
            if self.participation.joins(predicted, entry_cost, self._rng("participation")):
                self._join(predicted)

    def revise_strategy(self) -> None:
        """Choose this round's synthetic amount by the decision rule.

        Raises:
            PartError: if the rule chooses what cannot be.
        """
        chosen = self.decision.revise(self.model.federation.outlook(self.index), self._rng("decisions"))
        who = f"decision rule {self.decision_name!r} of organization {self.name}"
        self.model.federation.play(self.index, checked_amount(chosen, self.capacity, who, self.model.round))

    def generate_data(self) -> None:
        """Draw the chosen number of labelled synthetic samples from the generative model."""
        self.model.learner.generate(self.index, self.generation)

    def send_update(self) -> None:
        """Send what was trained to the others, unless it is lost on its way."""
        if self.model.environment.loses_update(self.index, self.model.round):
            self.model.federation.lose(self.index)
            self.model.record_event(self, "failure", reason="update lost")

    def collect_gain(self) -> None:
        """Book what this round's model earns on the own market, what it cost, and what rivals took."""
        federation, outcome = self.model.federation, self.model.learner.outcome
        self.transfer = 0.0
        self.standalone_payoff = float(outcome.standalone_payoff[self.index])
        self.accuracy = float(outcome.market_accuracy[self.index])
        self.predicted_accuracy = float(outcome.predicted_accuracy[self.index])
        self.accuracy_alone = float(outcome.standalone_accuracy[self.index])
        self.predicted_alone = float(outcome.predicted_standalone[self.index])
        if self.plays:
            self.gain = federation.gain_of(self.index, self.accuracy)
            self.cost = federation.cost_of(self.index, self.generation)
            self.damage = float(outcome.damage[self.index])
        else:
            self.gain = self.cost = self.damage = 0.0
        for index, reason in outcome.left_out:
            if index == self.index:
                self.model.record_event(self, "left-out", reason=reason)

    def receive(self, transfer: float) -> None:
        """Take (or pay, if negative) the round's transfer.

        Args:
            transfer: R, money.
        """
        self.transfer = transfer

    def judge_membership(self) -> None:
        """Observe what membership brought this round, with noise."""
        self.model.federation.utility[self.index] = self.utility
        noise = self.model.in_force.participation.observation_noise
        error = noise * self._rng("observation").standard_normal() if noise else 0.0
        self.standing = self.participation.observe(self.standing, self.advantage + error)

    def go_on_under(
        self, decision: DecisionRule, decision_name: str, participation: ParticipationRule
    ) -> None:
        """Decide by other rules from now on; what it went through stays, and what a rule remembers stays with that rule.

        Args:
            decision: how it revises its strategy.
            decision_name: the name of that rule.
            participation: how it decides whether to stay.
        """
        state = self.state()
        self.decision, self.decision_name, self.participation = decision, decision_name, participation
        self.restore(state)

    def depart(self) -> None:
        """Leave the market's common training for good, whatever membership brings."""
        if self.is_member:
            self._leave("departs for good")
        self.is_gone = True

    # -- membership ----------------------------------------------------------------------------------------------

    def _leave(self, reason: str) -> None:
        self.model.record_event(self, "exit", reason=reason)
        self.is_member = False
        self.standing = Standing()
        self.model.federation.play(self.index, 0.0)

    def _join(self, predicted: float) -> None:
        event = "return" if self.has_been_member else "entry"
        self.model.record_event(self, event, reason="expects to gain", predicted_advantage=predicted)
        self.is_member = self.has_been_member = True
        self.standing = Standing()

    def _rng(self, stream: str) -> np.random.Generator:
        return self.model.streams.lazy(stream, round=self.model.round, organization=self.index)

    # -- checkpoints ----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return everything that the next round depends on, as plain JSON values."""
        standing = self.standing
        return {
            "is_member": self.is_member,
            "has_been_member": self.has_been_member,
            "is_new": self.is_new,
            "is_available": self.is_available,
            "is_down": self.is_down,
            "is_gone": self.is_gone,
            "standing": [standing.observed, standing.smoothed, standing.streak],
            "streak_of": self._streak_of(),
            "decision_name": self.decision_name,
            "decision": self.decision.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what :meth:`state` returned, also under rules that have changed since.

        What it went through stays; what a rule remembers or has counted belongs to that rule, and another one begins anew.
        """
        for name in ("is_member", "has_been_member", "is_new", "is_available", "is_down", "is_gone"):
            setattr(self, name, state[name])
        observed, smoothed, streak = state["standing"]
        counted = streak if state["streak_of"] == self._streak_of() else 0
        self.standing = Standing(observed, smoothed, counted)
        if state["decision_name"] == self.decision_name:
            self.decision.restore(state["decision"])

    def _streak_of(self) -> list[Any]:
        """Return by what rounds are counted as bad: the participation rule, what it bears, and how it smooths."""
        rule = self.participation
        return [type(rule).__name__, rule.tolerance, rule.smoothing]
