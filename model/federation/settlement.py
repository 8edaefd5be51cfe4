"""The settlement: what a round's redistribution pays, and who pays whom."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cocogen.model.game.rules.conduct import checked_payments, checked_transfers

if TYPE_CHECKING:
    from cocogen.model.game import CoopetitionGame, RedistributionRule

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Settlement:
    """A redistribution rule applied to what was played.

    Args:
        rule: the rule in force.
        game: the game among those who settle.
        organizations: their indices, shape (M,).
        generation: their amounts, samples, shape (M,).
        name: of the rule, for messages.
        round: that is settled.
    """

    def __init__(
        self,
        rule: RedistributionRule,
        game: CoopetitionGame,
        organizations: IntArray,
        generation: FloatArray,
        *,
        name: str,
        round: int,
    ) -> None:
        self.rule = rule
        self.game = game
        self.organizations = organizations
        self.generation = generation
        self.name = name
        self.when = f"in round {round}"

    @cached_property
    def transfers(self) -> FloatArray:
        """R, what each receives, money, shape (M,), summing to zero.

        Raises:
            PartError: if the rule pays something else.
        """
        return checked_transfers(self.rule, self.game, self.generation, self.name, self.when)

    def payments(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return payers, payees (indices) and amounts (money, positive) of all payments between two organizations.

        Raises:
            PartError: if they do not add up to the transfers.
        """
        told = self.rule.bilateral(self.game, self.generation)
        bilateral = checked_payments(told, self.transfers, self.name, self.when)
        if sparse.issparse(bilateral):
            entries = bilateral.tocoo()
            received = entries.data > 0
            payees, payers, amounts = entries.row[received], entries.col[received], entries.data[received]
        else:
            payees, payers = np.nonzero(bilateral > 0)
            amounts = bilateral[payees, payers]
        return self.organizations[payers], self.organizations[payees], amounts
