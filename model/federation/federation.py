"""The federation: what is on the table in a round, what models remember, and what an outsider can expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cocogen.model.federation.announcement import Announcement
from cocogen.model.federation.beliefs import Beliefs
from cocogen.model.federation.seat import PlayerOutlook
from cocogen.model.federation.settlement import Settlement
from cocogen.model.game import CoopetitionGame, OwnMarket, nash_equilibrium, redistribution, social_optimum
from cocogen.model.game.rules.anticipation import (
    anticipated_equilibrium,
    anticipated_regret,
    anticipated_response,
    anticipates,
)
from cocogen.model.game.rules.conduct import checked_subsidy, checked_transfers
from cocogen.model.world.parameters import resolve_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocogen.model.config import DecisionConfig, SimulationConfig
    from cocogen.model.game import Equilibrium, Optimum, RedistributionRule
    from cocogen.model.randomness import Streams
    from cocogen.model.world.parameters import GameParameters
    from cocogen.model.world.population import Population

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
T = TypeVar("T")
NOBODY: IntArray = np.zeros(0, dtype=np.int64)
MOST_GAMES = 64
"""Coalitions whose games are kept while circumstances do not change."""
MOST_ENTRIES = 1_000_000
"""Entries of their competition matrices, by which fewer games are kept of large markets."""


class Federation:
    """The state of play: who plays this round's game, what everybody generates, what models remember.

    A round is opened by the mechanism, played by the organizations, and closed when it has been trained. What is solved for a
    game is kept while the game stays the same: the same players, knowledge and circumstances.

    Args:
        population: who there is, under present circumstances.
        parameters: the learning curve and the weights of skew.
        decision: what players believe, and whether they see what others have already chosen in the same round.
        rule: the redistribution that is in force.
        streams: the simulation's randomness.
        rule_name: what messages call the redistribution.
        market_model: name of what rivals take of a gain.
        accounting: name of the account of rivalry.
        anticipated: whether players see coming what a rule that settles after the round pays.
    """

    game: CoopetitionGame

    def __init__(
        self,
        population: Population,
        parameters: GameParameters,
        decision: DecisionConfig,
        rule: RedistributionRule,
        streams: Streams,
        *,
        rule_name: str,
        market_model: str = "linear",
        accounting: str = "marginal",
        anticipated: bool = True,
    ) -> None:
        n = len(population)
        self.rule_name = rule_name
        self.market_model = market_model
        self.accounting = accounting
        self.anticipated = anticipated
        self.announcement = Announcement(rule)
        self.population = population
        self.parameters = parameters
        self.sequential = decision.activation == "sequential"
        self.round = 0
        self.knowledge = 0.0
        self.standalone_knowledge = np.zeros(n)
        self.generation = np.zeros(n)
        self.utility = np.full(n, np.nan)
        self.unforeseen = np.zeros(n)
        self.plays = np.zeros(n, dtype=bool)
        self.delivered = np.zeros(n, dtype=bool)
        self.members = np.arange(n)
        self.players = NOBODY
        self.last_utility = np.zeros(0)
        self.last_generation = np.zeros(0)
        self.looking: list[int] = []
        self.learning_curve = parameters.learning_curve
        self.beliefs = Beliefs(decision, self.learning_curve, n, streams)
        self._position: dict[int, int] = {}
        self._contributions = np.zeros(0)
        self._total = 0.0
        self._key = b""
        self._reached: FloatArray | None = None
        self._games: dict[bytes, CoopetitionGame] = {}
        self._rewarded: dict[object, CoopetitionGame] = {}
        self._solved: dict[object, object] = {}
        self.change_circumstances(population)

    @property
    def rule(self) -> RedistributionRule:
        """The redistribution as configured."""
        return self.announcement.rule

    @property
    def floor(self) -> float:
        """A₀, accuracy without training."""
        return self.parameters.floor

    # -- circumstances -------------------------------------------------------------------------------------------

    def go_on_under(self, config: SimulationConfig, before: SimulationConfig) -> None:
        """Let other rules, beliefs and numbers of the game hold from now on; knowledge and amounts stay.

        Args:
            config: the configuration from now on.
            before: the configuration so far.
        """
        market = (config.game, config.competition.market_model, config.competition.accounting)
        if config.redistribution != before.redistribution:
            section = config.redistribution
            self.rule_name, self.anticipated = section.rule, section.anticipated
            self.announcement.follow(redistribution(section.rule, **section.parameters))
            self._forget_games()
        if config.game != before.game:
            self.parameters = resolve_parameters(config)
            self.learning_curve = self.parameters.learning_curve
        if (config.decision, config.game) != (before.decision, before.game):
            self.sequential = config.decision.activation == "sequential"
            self.beliefs = self.beliefs.under(config.decision, self.learning_curve)
            self._forget_games()
        if market != (before.game, before.competition.market_model, before.competition.accounting):
            _, self.market_model, self.accounting = market
            self.change_circumstances(self.population)

    def change_circumstances(self, population: Population) -> None:
        """Go on under changed circumstances: other costs, rivalry, data, or one more organization."""
        self.population = population
        missing = len(population) - len(self.generation)
        for _ in range(missing):
            self.beliefs.grow()
        if missing:
            self.generation = np.append(self.generation, np.zeros(missing))
            self.utility = np.append(self.utility, np.full(missing, np.nan))
            self.unforeseen = np.append(self.unforeseen, np.zeros(missing))
            self.standalone_knowledge = np.append(self.standalone_knowledge, np.zeros(missing))
            self.plays = np.append(self.plays, np.zeros(missing, dtype=bool))
            self.delivered = np.append(self.delivered, np.zeros(missing, dtype=bool))
        p = self.parameters
        own_market = self._own_market()
        self.whole_game = CoopetitionGame(
            real_samples=population.real_samples,
            heterogeneity=population.heterogeneity,
            fidelity=p.fidelity_of(population.generators),
            valuation=population.valuation,
            generation_cost=population.generation_cost,
            congestion=population.congestion,
            membership_cost=population.membership_cost,
            standalone_cost=population.standalone_cost,
            capacity=population.capacity,
            competition=population.competition,
            learning_curve=self.learning_curve,
            skew_penalty=p.skew_penalty,
            alignment_loss=p.alignment_loss if own_market is None else 0.0,
            own_market=own_market,
            market_model=self.market_model,
            accounting=self.accounting,
            knowledge=self.knowledge,
            standalone_knowledge=self.standalone_knowledge,
        )
        self.announcement.forget()
        self._forget_games()

    # -- the course of a round -----------------------------------------------------------------------------------

    def open(self, members: Sequence[int], able: Sequence[int] | None = None) -> None:
        """Fix who plays and announce the reward; fewer than two do not train, so nobody plays.

        Args:
            members: indices of the organizations that are in, ascending.
            able: those among them that can train this round; all unless given.
        """
        self.round += 1
        self.looking = []
        self.members = np.array(members, dtype=np.int64)
        present = self.members if able is None else np.array(able, dtype=np.int64)
        self.players = present if len(present) > 1 else NOBODY
        self._key = self.players.tobytes()
        self._reached = None
        self.plays[:] = False
        self.plays[self.players] = True
        self.delivered = self.plays.copy()
        self.generation[~self.plays] = 0.0
        self.last_utility = self.utility[self.players]
        self.utility = np.full(len(self.utility), np.nan)
        if len(self.players) == 0:
            return
        self.game = self._game_among(self.players, announce=True)
        self._position = {index: position for position, index in enumerate(self.players.tolist())}
        self.last_generation = self.played_generation
        self._contributions = self.game.contributions(self.last_generation)
        self._total = float(self._contributions.sum())

    def play(self, organization: int, generation: float) -> None:
        """Put an organization's amount (samples) on the table."""
        self.generation[organization] = generation
        self._reached = None
        if self.sequential and self.plays[organization]:
            position = self._position[organization]
            before = float(self._contributions[position])
            self._contributions[position] = self.outlook(organization).contribution(generation)
            self._total += float(self._contributions[position]) - before

    def lose(self, organization: int) -> None:
        """Take a player's update off the table: it paid for its part, but nothing of it reaches the common model."""
        self.delivered[organization] = False
        self._reached = None

    def observe(self, payoffs: FloatArray) -> None:
        """Note what training together earned the players beyond what the learning curve foresaw for these amounts.

        Args:
            payoffs: U as it was measured, money, shape (N,).
        """
        arrived = self.arrived
        if arrived.any():
            game, organizations, generation = self._settled(arrived)
            self.unforeseen[organizations] = payoffs[organizations] - game.payoffs(generation)

    def close(self, accuracy: float) -> None:
        """Let models remember what they learned: K ← μ (K + E), K_i° ← μ° (K_i° + n_i + φ° g_i°).

        Args:
            accuracy: of the common model after the round, share; organizations see it.
        """
        p = self.parameters
        contributions = self.contributions
        alone = self.whole_game.alone.contributions
        if contributions.any():
            self.beliefs.remember(contributions, accuracy, self.knowledge)
        self.knowledge = p.knowledge_retention * (self.knowledge + float(contributions.sum()))
        self.standalone_knowledge = p.standalone_retention * (self.standalone_knowledge + alone)
        self._remember()

    def restore(
        self,
        *,
        round: int,
        knowledge: float,
        standalone_knowledge: FloatArray,
        generation: FloatArray,
        utility: FloatArray,
        unforeseen: FloatArray,
        members: list[int],
    ) -> None:
        """Go on after a closed round, with what was remembered and played then."""
        self.round = round
        self.knowledge, self.standalone_knowledge = knowledge, standalone_knowledge.copy()
        self.generation, self.utility = generation.copy(), utility.copy()
        self.unforeseen = unforeseen.copy()
        self.members = np.array(members, dtype=np.int64)
        self._remember()

    # -- the round's game ----------------------------------------------------------------------------------------

    @property
    def played_generation(self) -> FloatArray:
        """The players' amounts, samples, in the order of the round's game."""
        return self.generation[self.players]

    @property
    def arrived(self) -> NDArray[np.bool_]:
        """Which players' updates count, in the order of the round's game; none if fewer than two arrived."""
        arrived = self.delivered[self.players]
        return arrived if arrived.sum() > 1 else np.zeros(len(arrived), dtype=bool)

    @property
    def contributions(self) -> FloatArray:
        """Effective samples that reached the common model this round, 0 for all others, shape (N,)."""
        if self._reached is None:
            self._reached = np.zeros(len(self.generation))
            if len(self.players):
                given = self.game.contributions(self.played_generation)
                self._reached[self.players] = np.where(self.arrived, given, 0.0)
        return self._reached

    @property
    def standalone_generation(self) -> FloatArray:
        """g°, what everybody would generate alone this round, samples, shape (N,)."""
        return self.whole_game.standalone_generation()

    @property
    def standalone_accuracy(self) -> FloatArray:
        """Accuracy by theory of everybody's own model on its own market, share, shape (N,)."""
        return self.whole_game.alone.accuracies

    @property
    def predicted_performance(self) -> float:
        """G(K + E), accuracy of the common model by the learning curve with what reached it this round, share."""
        return float(self.learning_curve(self.knowledge + self.contributions[self.players].sum()))

    @property
    def predicted_accuracy(self) -> FloatArray:
        """Accuracy by theory of what everybody serves its market with this round, inside or outside, share, shape (N,)."""
        predicted = self.standalone_accuracy.copy()
        if len(self.players):
            gained = self.predicted_performance - self.floor
            predicted[self.players] = self.game.own_market.served(gained)
        return predicted

    @property
    def equilibrium(self) -> Equilibrium:
        """The Nash equilibrium of the round's game, with the announced reward, or the payments that players see coming."""
        return self._once("equilibrium", lambda: self._equilibrium_of(self.game))

    @property
    def regret(self) -> FloatArray:
        """The most that each player could have gained by another amount of its own, money, in the order of the round's game."""
        if self._anticipates(self.game):
            return anticipated_regret(self.game, self.announcement.in_force, self.played_generation)
        return self.game.regret(self.played_generation)

    def anticipated_response(self, position: int) -> float | None:
        """Return a player's best amount (samples) where payments are seen coming, else None.

        The others are expected to repeat their last amounts, or to keep to today's under sequential play.
        """
        game, rule = self.believed_game, self.announcement.in_force
        if not self._anticipates(game):
            return None
        others = self.played_generation if self.sequential else self.last_generation
        return anticipated_response(game, rule, others, position)[0]

    def _anticipates(self, game: CoopetitionGame) -> bool:
        return self.anticipated and anticipates(game, self.announcement.in_force)

    def _equilibrium_of(self, game: CoopetitionGame) -> Equilibrium:
        if self._anticipates(game):
            return anticipated_equilibrium(game, self.announcement.in_force)
        return nash_equilibrium(game)

    @property
    def optimum(self) -> Optimum:
        """The social optimum of the round's game."""
        return self._once("optimum", lambda: social_optimum(self.game))

    def cost_of(self, organization: int, generation: float) -> float:
        """Return C_i(g) = f + c g + ½ κ g² under present circumstances, money."""
        return self.whole_game.cost_of(organization, generation)

    def gain_of(self, organization: int, accuracy: float) -> float:
        """Return what serving the own market with ``accuracy`` (share) earns under present circumstances, money."""
        return self.whole_game.gain_of(organization, accuracy)

    def equilibrium_of(self, organization: int) -> float:
        """Return a player's amount at the round's equilibrium, samples."""
        return float(self.equilibrium.generation[self._position[organization]])

    @property
    def blind_game(self) -> CoopetitionGame:
        """The round's game as it would be without competition and without reward."""
        believed = self.believed_game
        return self._once(
            ("blind", believed.learning_curve), lambda: believed.replace(competition=0.0, subsidy=0.0)
        )

    @property
    def believed_game(self) -> CoopetitionGame:
        """The round's game with the learning curve that players believe in."""
        if self.beliefs.estimate.exact:
            return self.game
        curve = self.beliefs.estimate.curve
        return self._once(("believed", curve), lambda: self.game.replace(learning_curve=curve))

    def settlement(self, alone: FloatArray | None = None) -> Settlement | None:
        """Return this round's redistribution, settled among the players whose update arrived; None if there are none.

        Whose update was lost is outside: it is neither charged nor rewarded.

        Args:
            alone: U° as it was measured, money, shape (N,), NaN where unknown; by the learning curve unless given.
        """
        arrived = self.arrived
        if not arrived.any():
            return None
        rule = self._paying_rule(alone)
        return Settlement(rule, *self._settled(arrived), name=self.rule_name, round=self.round)

    # -- what organizations see ----------------------------------------------------------------------------------

    def outlook(self, organization: int) -> PlayerOutlook:
        """Return what one player sees when it revises: last round's totals, or today's under sequential play."""
        position = self._position[organization]
        others = self._total - float(self._contributions[position])
        return PlayerOutlook(self, position, self.beliefs.others(self.round, organization, others))

    def look(self, organization: int) -> None:
        """Note that an outsider considers membership before the next round is opened."""
        self.looking.append(organization)

    def predicted_advantage(self, organization: int, alone: FloatArray | None = None) -> float:
        """Return U + R − U° that an outsider expects if it joined, money per round.

        While others train, it expects the last round's members to keep their amounts, the rule to stay, and itself to respond
        best. Where nobody trains, it expects all who look at the same time to join together with a member that is left, and to
        play the equilibrium of that coalition. Alone it expects nothing.

        Args:
            organization: the outsider.
            alone: U° as everybody measured it last, money per round, shape (N,), NaN where unknown; by the learning
                curve unless given.
        """
        rule = self._paying_rule(alone)
        if len(self.members) > 1:
            return self._advantage_as_entrant(organization, rule, alone)
        coalition = np.union1d(self.members, np.union1d(self.looking, [organization])).astype(np.int64)
        if len(coalition) < 2:
            return 0.0
        known = None if alone is None else alone.tobytes()
        advantages = self._once(
            ("start", tuple(coalition), known), lambda: self._advantages_of_start(coalition, rule, alone)
        )
        return float(advantages[np.searchsorted(coalition, organization)])

    @property
    def outside_charges(self) -> FloatArray:
        """What others' common training takes of everybody who is outside this round, or would be, money, shape (N,).

        By the account of rivalry, and by the learning curve; 0 under an account that charges members only.
        """
        game, contributions = self.whole_game, self.contributions
        if not game.accounting.outsiders_pay or not len(self.players):
            return np.zeros(len(contributions))
        won = np.where(self.plays, game.market_value, 0.0)
        others = self.knowledge + contributions.sum() - contributions
        charged = game.accounting.charged_outside(self.learning_curve, others)
        return game.market_model.lost(game, won) * charged

    def _standalone_payoffs(self, measured: FloatArray | None) -> FloatArray:
        """Return U° of everybody, money, shape (N,): as measured, by the learning curve where it was not."""
        predicted = self.whole_game.standalone_payoffs()
        return predicted if measured is None else np.where(np.isnan(measured), predicted, measured)

    def _paying_rule(self, measured: FloatArray | None) -> RedistributionRule:
        """Return the rule in force, as it pays over the outside options that were measured.

        Rules take U(g*) from the curve. What members earned beyond the curve is therefore taken off their outside options,
        so that each ends at its measured U° and its share of the measured surplus, and nobody's levy depends on its own amount.
        """
        rule = self.announcement.in_force
        if measured is None:
            return rule
        return rule.with_outside_options(self._standalone_payoffs(measured) - self.unforeseen)

    def _settled(self, arrived: NDArray[np.bool_]) -> tuple[CoopetitionGame, IntArray, FloatArray]:
        """Return the game, the indices and the amounts (samples) of the players whose update arrived."""
        game = self.game if arrived.all() else self.game.restricted_to(arrived)
        return game, self.players[arrived], self.played_generation[arrived]

    def _advantage_as_entrant(
        self, organization: int, rule: RedistributionRule, alone: FloatArray | None
    ) -> float:
        coalition = np.union1d(self.members, [organization])
        game = self._game_among(coalition)
        own = int(np.searchsorted(coalition, organization))
        generation = self.generation[coalition]
        if self._anticipates(game):
            generation[own] = anticipated_response(game, self.announcement.in_force, generation, own)[0]
        else:
            others = game.total(generation) - float(game.contributions(generation)[own])
            generation[own] = game.best_response_of(own, others)
        return float(self._advantages(game, generation, coalition, rule, alone)[own])

    def _advantages_of_start(
        self, coalition: IntArray, rule: RedistributionRule, alone: FloatArray | None
    ) -> FloatArray:
        game = self._game_among(coalition)
        return self._advantages(game, self._equilibrium_of(game).generation, coalition, rule, alone)

    def _advantages(
        self,
        game: CoopetitionGame,
        generation: FloatArray,
        coalition: IntArray,
        rule: RedistributionRule,
        alone: FloatArray | None,
    ) -> FloatArray:
        """Return U + R less what each would earn outside while the others go on, money, in the order of the coalition."""
        outside = game.outside_payoffs(generation, self._standalone_payoffs(alone)[coalition])
        utility: FloatArray = game.payoffs(generation) + self._transfers(rule, game, generation)
        return utility - outside

    def _transfers(
        self, rule: RedistributionRule, game: CoopetitionGame, generation: FloatArray
    ) -> FloatArray:
        when = f"if somebody joined in round {self.round + 1}"
        return checked_transfers(rule, game, generation, self.rule_name, when)

    # -- games ---------------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        known = self.whole_game.knowledge == self.knowledge
        if known and np.array_equal(self.whole_game.standalone_knowledge, self.standalone_knowledge):
            return
        own_market = self._own_market()
        self.whole_game = self.whole_game.replace(
            knowledge=self.knowledge,
            standalone_knowledge=self.standalone_knowledge,
            **({} if own_market is None else {"own_market": own_market}),
        )
        self._forget_games()

    def _own_market(self) -> OwnMarket | None:
        """Return what everybody's market is like, given what own models remember; None where markets are alike."""
        population = self.population
        law = self.parameters.law_of(population.generators)
        if law is None:
            return None
        return law.market(
            population.label_distributions, population.real_samples, self.standalone_knowledge, self.floor
        )

    def _forget_games(self) -> None:
        self._games.clear()
        self._rewarded.clear()
        self._solved.clear()

    def _game_among(self, organizations: IntArray, *, announce: bool = False) -> CoopetitionGame:
        """Return the game of some organizations with the reward in force, announcing it for them first if asked."""
        members = organizations.tobytes()
        if members not in self._games:
            if len(self._games) >= min(MOST_GAMES, 4 + MOST_ENTRIES // len(self.generation) ** 2):
                self._forget_games()
            self._games[members] = self.whole_game.restricted_to(organizations)
        plain = self._games[members]
        if announce:
            self.announcement.renew(plain, organizations.tolist())
        key = (members, self.announcement.key)
        if key not in self._rewarded:
            if len(self._rewarded) >= MOST_GAMES:
                self._rewarded.clear()
            subsidy = checked_subsidy(self.announcement.in_force, plain, self.rule_name)
            self._rewarded[key] = plain.with_subsidy(subsidy)
        return self._rewarded[key]

    def _once(self, question: object, solve: Callable[[], T]) -> T:
        """Return the answer to a question about this round's game, solving it when it is asked first.

        Asked after the round has closed it is still about that game, though what is remembered belongs to the next one already.
        """
        key = (self._key, self.game if len(self.players) else None, self.announcement.key, question)
        if key not in self._solved:
            if len(self._solved) >= 4 * MOST_GAMES:
                self._solved.clear()
            self._solved[key] = solve()
        return cast("T", self._solved[key])
