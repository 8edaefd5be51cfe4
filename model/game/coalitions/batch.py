"""Many coalitions of one game side by side, and their equilibria under a redistribution rule."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray, picked
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.solvers.equilibrium import equilibrium_generation, nash_equilibrium

if TYPE_CHECKING:
    from cocogen.model.game.rules.base import RedistributionRule

_MOST_AT_ONCE = 1 << 15
_TOLERANCE = 1e-10


class CoalitionBatch(RoundGame):
    """Coalitions of equal size k as one game with arrays of shape (B, k).

    Args:
        game: the game among all.
        members: the members of each coalition, indices of shape (B, k).
        subsidy: money per effective sample, shape (B, k); the game's own unless given.
    """

    def __init__(self, game: CoopetitionGame, members: IntArray, subsidy: FloatArray | None = None) -> None:
        self.game = game
        self.members = members
        self.__dict__.update(game.arguments_of(members))
        if subsidy is not None:
            self.subsidy = subsidy
        self._answers = {}

    def only(self, chosen: BoolArray | IntArray) -> CoalitionBatch:
        """Return some of the coalitions, by mask (B,) or by index, also repeatedly; what follows from who is in stays known."""
        rows = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        known: dict[int, FloatArray] = {}

        def take(values: FloatArray) -> FloatArray:
            if id(values) not in known:
                known[id(values)] = values.take(rows, axis=0)
            return known[id(values)]

        other = copy(self)
        other.__dict__.update({name: picked(value, take) for name, value in vars(self).items()}, _answers={})
        return other

    def with_subsidy(self, subsidy: FloatArray) -> CoalitionBatch:
        """Return the coalitions with ``subsidy``, money per effective sample, shape (B, k); what is known of them stays known."""
        other = copy(self)
        other.subsidy = subsidy
        return other

    def competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ij values_j over the members j of each coalition, shape (B, k)."""
        return self._mixed(self.game.competition.T, values)

    def transposed_competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ji values_j over the members j of each coalition, shape (B, k)."""
        return self._mixed(self.game.competition, values)

    def _mixed(self, matrix: Any, values: FloatArray) -> FloatArray:
        everybody = np.zeros((len(self.members), self.game.organizations))
        np.put_along_axis(everybody, self.members, values, axis=1)
        mixed = everybody @ matrix
        return np.take_along_axis(np.asarray(mixed), self.members, axis=1)

    def standalone_payoffs(self) -> FloatArray:
        """Return U_i°, money, shape (B, k)."""
        return self.game.standalone_payoffs()[self.members]

    def of_members(self, name: str, values: FloatArray) -> FloatArray:
        """Return numbers given for all organizations as those of the members, shape (B, k)."""
        return self.game.of_members(name, values)[self.members]

    def notice_asymmetry(self, rule: str) -> None:
        """Warn once for the whole game that ``rule`` symmetrises the competition."""
        self.game.notice_asymmetry(rule)


@dataclass(frozen=True)
class CoalitionOutcomes:
    """What coalitions do and what it brings everybody.

    Args:
        generation: g, samples, shape (B, N), 0 for outsiders.
        utilities: U_i + R_i of members, and of outsiders U_i° less what members take of it, money, shape (B, N).
        worth: Σ of the members' utilities, money, shape (B,).
        regret: the most that any member could gain by changing only its own amount, money, shape (B,); the certificate.
    """

    generation: FloatArray
    utilities: FloatArray
    worth: FloatArray
    regret: FloatArray


def solve_coalitions(game: CoopetitionGame, rule: RedistributionRule, masks: BoolArray) -> CoalitionOutcomes:
    """Solve the equilibria of coalitions under ``rule``.

    A coalition of one does not train together: its member earns what it earns alone, and generates nothing for others.

    Args:
        game: the game among all.
        rule: the redistribution within each coalition.
        masks: who is in, shape (B, N).
    """
    generation = np.zeros(masks.shape)
    utilities = np.tile(game.standalone_payoffs(), (len(masks), 1))
    regret = np.zeros(len(masks))
    sizes = masks.sum(axis=1)
    solve = _solve_batch if rule.broadcasts else _solve_one_by_one
    for size in range(2, game.organizations + 1):
        rows = np.flatnonzero(sizes == size)
        step = max(1, _MOST_AT_ONCE // size)
        for begin in range(0, len(rows), step):
            chunk = rows[begin : begin + step]
            members = np.nonzero(masks[chunk])[1].reshape(-1, size)
            part = solve(game, rule, members)
            generation[chunk[:, None], members] = part.generation
            if game.accounting.outsiders_pay:
                utilities[chunk] -= _taken_outside(game, masks[chunk], generation[chunk])
            utilities[chunk[:, None], members] = part.utilities
            regret[chunk] = part.regret
    return CoalitionOutcomes(generation, utilities, (utilities * masks).sum(axis=1), regret)


def _taken_outside(game: CoopetitionGame, masks: BoolArray, generation: FloatArray) -> FloatArray:
    """Return what members of each coalition take of everybody outside by the account in force, money, shape (B, N)."""
    inside = np.where(masks, game.contribution(generation), 0.0)
    charged = game.accounting.charged_outside(game.learning_curve, game.effective_samples(inside))
    won = np.where(masks, game.market_value, 0.0)
    lost = np.asarray((game.market_model.shares(game) @ won.T).T)
    return lost * charged


def _solve_batch(game: CoopetitionGame, rule: RedistributionRule, members: IntArray) -> CoalitionOutcomes:
    """Return the outcomes of coalitions of equal size among their members, shapes (B, k), all at once."""
    batch = CoalitionBatch(game, members)
    batch = batch.with_subsidy(rule.subsidy(batch))
    uncovered = np.zeros(game.organizations, dtype=np.bool_)
    uncovered[members[batch.uncovered]] = True
    game.notice_weights(uncovered)
    g, _ = equilibrium_generation(batch)
    regret: FloatArray = batch.regret(g).max(axis=1)
    uncertain = (batch.weights * batch.subsidy < 0.0).any(axis=1) & (regret > _TOLERANCE * game.payoff_scale)
    for row in np.flatnonzero(uncertain):
        coalition = game.restricted_to(members[row]).with_subsidy(batch.subsidy[row])
        found = nash_equilibrium(coalition)
        g[row], regret[row] = found.generation, found.regret
    utilities = batch.payoffs(g) + rule.transfers(batch, g)
    return CoalitionOutcomes(g, utilities, utilities.sum(axis=1), regret)


def _solve_one_by_one(
    game: CoopetitionGame, rule: RedistributionRule, members: IntArray
) -> CoalitionOutcomes:
    """Do as `_solve_batch` for rules that know single games only."""
    generation, utilities = np.empty(members.shape), np.empty(members.shape)
    regret = np.empty(len(members))
    for row, coalition in enumerate(members):
        part = game.restricted_to(coalition)
        found = nash_equilibrium(part.with_subsidy(rule.subsidy(part)))
        generation[row], regret[row] = found.generation, found.regret
        utilities[row] = part.payoffs(found.generation) + rule.transfers(part, found.generation)
    return CoalitionOutcomes(generation, utilities, utilities.sum(axis=1), regret)
