"""The mechanism: the agent that announces what contributions earn, and redistributes payoffs at the end of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from mesa import Agent

from cocogen.agents.identity import unique_ids

if TYPE_CHECKING:
    from mesa.agent import AgentSet

    from cocogen.agents.identity import UniqueIds
    from cocogen.model.simulation import CoopetitionModel


class Mechanism(Agent):  # type: ignore[misc]
    """The agent that keeps organizations in by moving money between them; its budget always balances.

    Args:
        model: the simulation, whose market is under the rule by which the mechanism pays.
    """

    name: ClassVar[str] = "mechanism"
    """Its name, beside the organizations' among ``model.agents``."""

    model: CoopetitionModel
    _ids: ClassVar[UniqueIds] = unique_ids

    def __init__(self, model: CoopetitionModel) -> None:
        super().__init__(model)
        self.budget_imbalance = 0.0
        self.volume = 0.0

    def convene(self, members: AgentSet) -> None:
        """Open the round for the members: fix who plays, and announce what an effective sample earns.

        Args:
            members: the organizations that are in; if fewer than two of them are available nobody trains.
        """
        self.model.federation.open(
            [organization.index for organization in members],
            [organization.index for organization in members if organization.is_available],
        )

    def redistribute(self, players: AgentSet) -> None:
        """Pay and collect the round's transfers; with nobody to pay, nothing moves.

        Args:
            players: the organizations that trained this round.
        """
        self.budget_imbalance = self.volume = 0.0
        federation, alone = self.model.federation, self.model.learner.measured_alone
        settlement = federation.settlement(alone)
        if alone is not None:
            federation.observe(np.array([organization.payoff for organization in self.model.organizations]))
        if settlement is None:
            return
        transfers = dict(zip(settlement.organizations.tolist(), settlement.transfers.tolist(), strict=True))
        for organization in players:
            organization.receive(transfers.get(organization.index, 0.0))
        self.budget_imbalance = float(abs(settlement.transfers.sum()))
        self.volume = float(np.abs(settlement.transfers).sum() / 2)
        if self.volume > 0:
            self.model.record_payments(*settlement.payments())
