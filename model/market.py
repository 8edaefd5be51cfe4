"""The market: what is on the table in a round, what models remember, and what an outsider can expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from model.game import CoopetitionGame, LearningCurve, nash_equilibrium, social_optimum
from model.outlook import PlayerOutlook

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.mechanism import Redistribution
    from model.game import Equilibrium, Optimum
    from model.parameters import GameParameters
    from model.population import Population

FloatArray = NDArray[np.float64]
T = TypeVar("T")
NOBODY = np.zeros(0, dtype=np.int64)


class Market:
    """The state of play: who plays this round's game, what everybody generates, what models remember.

    A round is opened by the mechanism, played by the organizations, and closed when it has been trained.

    Args:
        population: who there is.
        parameters: the learning curve and the weights of skew.
        sequential: whether a player sees what others have already chosen in the same round.
    """

    game: CoopetitionGame
    rule: Redistribution

    def __init__(
        self, population: Population, parameters: GameParameters, *, sequential: bool = False
    ) -> None:
        n = len(population)
        self.population = population
        self.parameters = parameters
        self.sequential = sequential
        self.round = 0
        self.knowledge = 0.0
        self.standalone_knowledge = np.zeros(n)
        self.generation = np.zeros(n)
        self.utility = np.zeros(n)
        self.plays = np.zeros(n, dtype=bool)
        self.members = self.players = NOBODY
        self.learning_curve = LearningCurve(
            floor=parameters.floor,
            ceiling=parameters.ceiling,
            scale=parameters.scale,
            exponent=parameters.exponent,
        )
        self.everyone = self._game_of_everyone()
        self._solved: dict[str, object] = {}

    @property
    def floor(self) -> float:
        """A₀, accuracy without training."""
        return self.parameters.floor

    # -- the course of a round -----------------------------------------------------------------------------------

    def open(self, members: list[int], rule: Redistribution) -> None:
        """Fix who plays and announce the reward; fewer than two members do not train, so nobody plays.

        Args:
            members: indices of the organizations that are in, ascending.
            rule: the redistribution rule of the round.
        """
        self.round += 1
        self.rule = rule
        self.members = np.array(members, dtype=np.int64)
        self.players = self.members if len(members) > 1 else NOBODY
        self.plays[:] = False
        self.plays[self.players] = True
        self.generation[~self.plays] = 0.0
        self._solved = {}
        if len(self.players) == 0:
            return
        self.game = self._game_among(self.players)
        self._position = {index: position for position, index in enumerate(members)}
        self.last_generation, self.last_utility = self.played_generation, self.utility[self.players]
        self.contributions = self.game.contributions(self.last_generation)

    def play(self, organization: int, generation: float) -> None:
        """Put an organization's amount (samples) on the table."""
        self.generation[organization] = generation
        if self.sequential and self.plays[organization]:
            self.contributions = self.game.contributions(self.played_generation)

    def close(self) -> None:
        """Let models remember what they learned: K ← μ (K + E), K_i° ← μ (K_i° + n_i + φ_i g_i°)."""
        retention = self.parameters.knowledge_retention
        total = self.game.total(self.played_generation) if len(self.players) else 0.0
        alone = self.everyone.real_samples + self.everyone.fidelity * self.standalone_generation
        self.knowledge = retention * (self.knowledge + total)
        self.standalone_knowledge = retention * (self.standalone_knowledge + alone)
        self._remember()

    def restore(
        self,
        *,
        round: int,
        knowledge: float,
        standalone_knowledge: FloatArray,
        generation: FloatArray,
        utility: FloatArray,
    ) -> None:
        """Go on after a closed round, with what was remembered and played then."""
        self.round = round
        self.knowledge, self.standalone_knowledge = knowledge, standalone_knowledge.copy()
        self.generation, self.utility = generation.copy(), utility.copy()
        self._remember()

    # -- the round's game ----------------------------------------------------------------------------------------

    @property
    def played_generation(self) -> FloatArray:
        """The players' amounts, samples, in the order of the round's game."""
        return self.generation[self.players]

    @property
    def standalone_generation(self) -> FloatArray:
        """g°, what everybody would generate alone this round, samples, shape (N,)."""
        return self.everyone.standalone_generation()

    @property
    def standalone_accuracy(self) -> FloatArray:
        """Accuracy on the own market of everybody's own model by the learning curve, share, shape (N,)."""
        alone = self.everyone.real_samples + self.everyone.fidelity * self.standalone_generation
        return self.learning_curve(self.standalone_knowledge + alone)

    @property
    def equilibrium(self) -> Equilibrium:
        """The Nash equilibrium of the round's game, with the announced reward."""
        return self._once("equilibrium", lambda: nash_equilibrium(self.game))

    @property
    def optimum(self) -> Optimum:
        """The social optimum of the round's game."""
        return self._once("optimum", lambda: social_optimum(self.game))

    def contribution_of(self, organization: int) -> float:
        """Return a player's contribution at what is on the table now, effective samples."""
        return float(self._final_contributions[self._position[organization]])

    @property
    def _final_contributions(self) -> FloatArray:
        return self._once("contributions", lambda: self.game.contributions(self.played_generation))

    def equilibrium_of(self, organization: int) -> float:
        """Return a player's amount at the round's equilibrium, samples."""
        return float(self.equilibrium.generation[self._position[organization]])

    @property
    def blind_game(self) -> CoopetitionGame:
        """The round's game as it would be without competition and without reward."""
        return self._once("blind", lambda: self.game.replace(competition=0.0, subsidy=0.0))

    # -- what organizations see ----------------------------------------------------------------------------------

    def outlook(self, organization: int) -> PlayerOutlook:
        """Return what one player sees when it revises: last round's totals, or today's under sequential play."""
        position = self._position[organization]
        others = float(self.contributions.sum() - self.contributions[position])
        return PlayerOutlook(self, position, others)

    def predicted_advantage(self, organization: int) -> float:
        """Return U + R − U° that an outsider expects if it joined the present members, money per round.

        It expects the members to keep their amounts, the rule to stay, and itself to respond best. Alone it
        expects nothing.
        """
        coalition = np.union1d(self.members, [organization])
        if len(coalition) < 2:
            return 0.0
        game = self._game_among(coalition)
        own = int(np.searchsorted(coalition, organization))
        generation = self.generation[coalition]
        others = game.total(generation) - float(game.contributions(generation)[own])
        generation[own] = game.best_response_of(own, others)
        utility = game.payoffs(generation)[own] + self.rule.transfers(game, generation)[own]
        return float(utility - self.everyone.standalone_payoffs()[organization])

    def _remember(self) -> None:
        self.everyone = self.everyone.replace(
            knowledge=self.knowledge, standalone_knowledge=self.standalone_knowledge
        )

    def _once(self, name: str, solve: Callable[[], T]) -> T:
        if name not in self._solved:
            self._solved[name] = solve()
        return cast("T", self._solved[name])

    def _game_among(self, organizations: NDArray[np.int64]) -> CoopetitionGame:
        plain = self.everyone.restricted_to(organizations)
        return plain.with_subsidy(self.rule.subsidy(plain))

    def _game_of_everyone(self) -> CoopetitionGame:
        population, p = self.population, self.parameters
        return CoopetitionGame(
            real_samples=population.real_samples,
            heterogeneity=population.heterogeneity,
            fidelity=p.fidelity,
            valuation=population.valuation,
            generation_cost=population.generation_cost,
            congestion=population.congestion,
            membership_cost=population.membership_cost,
            standalone_cost=population.standalone_cost,
            capacity=population.capacity,
            competition=population.competition,
            learning_curve=self.learning_curve,
            skew_penalty=p.skew_penalty,
            alignment_loss=p.alignment_loss,
        )
