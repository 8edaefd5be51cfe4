"""The players: what of every member matters for its choice of an amount."""

from __future__ import annotations

from dataclasses import dataclass

from cocogen.model.game.arrays import FloatArray, SideBySide
from cocogen.model.game.contribution import Contribution
from cocogen.model.game.cost import Cost


@dataclass(frozen=True, slots=True)
class Players(SideBySide):
    """Members side by side, or one of them; arrays of one broadcastable shape (..., N).

    Whatever rivals and own markets do to a member, it chooses as if it earned weight · G(x) + subsidy · e(g) − C(g).

    Args:
        contribution: e_i.
        cost: C_i.
        capacity: ḡ_i, samples.
        weight: z_i, money.
        subsidy: s_i, money per effective sample.
    """

    contribution: Contribution
    cost: Cost
    capacity: FloatArray
    weight: FloatArray
    subsidy: FloatArray
