"""The mechanism: the agent that announces what contributions earn, and redistributes payoffs at the end of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from mesa import Agent

if TYPE_CHECKING:
    from mesa.agent import AgentSet
    from numpy.typing import NDArray

    from model.game import CoopetitionGame
    from model.simulation import CoopetitionModel

    FloatArray = NDArray[np.float64]


class Redistribution(Protocol):
    """A redistribution rule as the mechanism uses it (model.md, section "Redistribution rules")."""

    def subsidy(self, game: CoopetitionGame) -> FloatArray:
        """Return s, money per effective sample, shape (N,)."""

    def transfers(self, game: CoopetitionGame, generation: FloatArray) -> FloatArray:
        """Return R, money, shape (N,), summing to zero."""

    def bilateral(self, game: CoopetitionGame, generation: FloatArray) -> FloatArray:
        """Return what each row receives from each column, money, shape (N, N), antisymmetric."""


class Mechanism(Agent):  # type: ignore[misc]
    """The agent that keeps organizations in by moving money between them; its budget always balances.

    Args:
        model: the simulation.
        rule: by which it pays.
    """

    model: CoopetitionModel

    def __init__(self, model: CoopetitionModel, rule: Redistribution) -> None:
        super().__init__(model)
        self.rule = rule
        self.budget_imbalance = 0.0
        self.volume = 0.0

    def convene(self, members: AgentSet) -> None:
        """Open the round for the members: fix who plays, and announce what an effective sample earns.

        Args:
            members: the organizations that are in; fewer than two do not train.
        """
        self.model.market.open([organization.index for organization in members], self.rule)

    def redistribute(self, players: AgentSet) -> None:
        """Pay and collect the round's transfers.

        Args:
            players: the organizations that trained this round.
        """
        self.budget_imbalance = self.volume = 0.0
        if len(players) == 0:
            return
        game, generation = self.model.market.game, self.model.market.played_generation
        transfers = self.rule.transfers(game, generation)
        for organization, transfer in zip(players, transfers.tolist(), strict=True):
            organization.receive(transfer)
        self.budget_imbalance = float(abs(transfers.sum()))
        self.volume = float(np.abs(transfers).sum() / 2)
        if self.volume > 0:
            self._book(players, self.rule.bilateral(game, generation))

    def _book(self, players: AgentSet, bilateral: FloatArray) -> None:
        names = [organization.name for organization in players]
        payees, payers = (bilateral > 0).nonzero()
        for payee, payer in zip(payees.tolist(), payers.tolist(), strict=True):
            self.model.record_transfer(names[payer], names[payee], float(bilateral[payee, payer]))
