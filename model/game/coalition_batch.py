"""Many coalitions of one game side by side, and their equilibria under a redistribution rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.game.arrays import BoolArray, FloatArray, IntArray
from model.game.coopetition import CoopetitionGame
from model.game.equilibrium import equilibrium_generation, nash_equilibrium
from model.game.forms import RoundForms
from model.game.rules.base import RedistributionRule
from model.game.validation import NAMES, SCALARS

_MOST_AT_ONCE = 1 << 15
_TOLERANCE = 1e-10


class CoalitionBatch(RoundForms):
    """Coalitions of equal size k as one game with arrays of shape (B, k).

    Args:
        game: the game among all.
        members: the members of each coalition, indices of shape (B, k).
        subsidy: money per effective sample, shape (B, k); the game's own unless given.
    """

    def __init__(self, game: CoopetitionGame, members: IntArray, subsidy: FloatArray | None = None) -> None:
        self.game = game
        self.members = members
        for name, values in zip(NAMES, game._block, strict=True):
            setattr(self, name, values[members])
        for name in SCALARS:
            setattr(self, name, getattr(game, name))
        self.learning_curve = game.learning_curve
        if subsidy is not None:
            self.subsidy = subsidy
        self._answers: dict[Any, Any] = {}

    def only(self, chosen: BoolArray) -> CoalitionBatch:
        """Return the coalitions where ``chosen`` (B,) is true."""
        return CoalitionBatch(self.game, self.members[chosen], self.subsidy[chosen])

    def with_subsidy(self, subsidy: FloatArray) -> CoalitionBatch:
        """Return the coalitions with ``subsidy``, money per effective sample, shape (B, k)."""
        return CoalitionBatch(self.game, self.members, subsidy)

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
        utilities: U_i + R_i of members and U_i° of outsiders, money, shape (B, N).
        worth: Σ of the members' utilities, money, shape (B,).
    """

    generation: FloatArray
    utilities: FloatArray
    worth: FloatArray


def solve_coalitions(game: CoopetitionGame, rule: RedistributionRule, masks: BoolArray) -> CoalitionOutcomes:
    """Solve the equilibria of coalitions under ``rule``.

    A coalition of one does not train together: its member earns what it earns alone, and generates nothing for others.

    Args:
        game: the game among all.
        rule: the redistribution within each coalition.
        masks: who is in, shape (B, N).
    """
    game.notice_weights()
    generation = np.zeros(masks.shape)
    utilities = np.tile(game.standalone_payoffs(), (len(masks), 1))
    sizes = masks.sum(axis=1)
    solve = _solve_batch if rule.broadcasts else _solve_one_by_one
    for size in range(2, game.organizations + 1):
        rows = np.flatnonzero(sizes == size)
        step = max(1, _MOST_AT_ONCE // size)
        for begin in range(0, len(rows), step):
            chunk = rows[begin : begin + step]
            members = np.nonzero(masks[chunk])[1].reshape(-1, size)
            g, u = solve(game, rule, members)
            generation[chunk[:, None], members] = g
            utilities[chunk[:, None], members] = u
    return CoalitionOutcomes(generation, utilities, (utilities * masks).sum(axis=1))


def _solve_batch(
    game: CoopetitionGame, rule: RedistributionRule, members: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return generation and utilities of coalitions of equal size, shapes (B, k), all at once."""
    batch = CoalitionBatch(game, members)
    batch = batch.with_subsidy(rule.subsidy(batch))
    g, _ = equilibrium_generation(batch)
    doubtful = (batch.weights * batch.subsidy < 0.0).any(axis=1)
    if doubtful.any():
        doubtful &= batch.regret(g).max(axis=1) > _TOLERANCE * game.payoff_scale
    for row in np.flatnonzero(doubtful):
        coalition = game.restricted_to(members[row]).with_subsidy(batch.subsidy[row])
        g[row] = nash_equilibrium(coalition).generation
    return g, batch.payoffs(g) + rule.transfers(batch, g)


def _solve_one_by_one(
    game: CoopetitionGame, rule: RedistributionRule, members: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Do as `_solve_batch` for rules that know single games only."""
    generation = np.empty(members.shape)
    utilities = np.empty(members.shape)
    for row, coalition in enumerate(members):
        part = game.restricted_to(coalition)
        g = nash_equilibrium(part.with_subsidy(rule.subsidy(part))).generation
        generation[row] = g
        utilities[row] = part.payoffs(g) + rule.transfers(part, g)
    return generation, utilities
