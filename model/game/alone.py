"""Training alone: what an organization does, reaches and earns with a model of its own, its outside option."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cocogen.model.game.arrays import FloatArray, frozen
from cocogen.model.game.contribution import Contribution
from cocogen.model.game.players import Players
from cocogen.model.game.solvers.response import ResponseProblem, respond

if TYPE_CHECKING:
    from cocogen.model.game.game import CoopetitionGame


@dataclass(frozen=True)
class Alone:
    """Everybody at its best amount for a model of its own (``model.md``, section Own markets); read-only, shape (N,).

    Args:
        generation: g_i°, samples.
        contributions: what real and generated samples are worth to the own model this round, effective samples.
        accuracies: of the own model on the own market.
        costs: l_i + c_i g_i° + ½ κ_i g_i°², money.
        payoffs: U_i°, money.
    """

    generation: FloatArray
    contributions: FloatArray
    accuracies: FloatArray
    costs: FloatArray
    payoffs: FloatArray


def train_alone(game: CoopetitionGame) -> Alone:
    """Return what everybody does and earns if nobody trains together."""
    own, known, none = game.own_market, game.standalone_knowledge, np.zeros(game.organizations)
    contribution = Contribution.unskewed(game.real_samples, own.fidelity)
    players = Players(contribution, game.cost, game.capacity, weight=game.valuation, subsidy=none)
    g = respond(ResponseProblem(known, players, own.curve), none)
    e = contribution(g)
    gain = game.valuation * (
        own.curve.floor - game.learning_curve.floor + own.curve.increment(0.0, known + e)
    )
    return Alone(
        generation=frozen(g),
        contributions=frozen(e),
        accuracies=frozen(own.alone(known + e)),
        costs=frozen(game.standalone_cost + game.cost(g)),
        payoffs=frozen(gain - game.standalone_cost - game.cost(g)),
    )
