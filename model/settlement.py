"""The settlement: what a round's redistribution pays, and who pays whom."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    from agents.mechanism import Redistribution
    from model.game import CoopetitionGame

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Settlement:
    """A redistribution rule applied to what was played.

    Args:
        rule: the rule in force.
        game: the game among those who settle.
        organizations: their indices, shape (M,).
        generation: their amounts, samples, shape (M,).
    """

    def __init__(
        self, rule: Redistribution, game: CoopetitionGame, organizations: IntArray, generation: FloatArray
    ) -> None:
        self.rule = rule
        self.game = game
        self.organizations = organizations
        self.generation = generation

    @cached_property
    def transfers(self) -> FloatArray:
        """R, what each receives, money, shape (M,), summing to zero."""
        return self.rule.transfers(self.game, self.generation)

    def payments(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return payers, payees (indices) and amounts (money, positive) of all payments between two organizations."""
        bilateral = self.rule.bilateral(self.game, self.generation)
        if sparse.issparse(bilateral):
            entries = bilateral.tocoo()
            received = entries.data > 0
            payees, payers, amounts = entries.row[received], entries.col[received], entries.data[received]
        else:
            payees, payers = np.nonzero(bilateral > 0)
            amounts = bilateral[payees, payers]
        return self.organizations[payers], self.organizations[payees], amounts
