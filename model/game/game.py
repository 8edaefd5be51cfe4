"""`CoopetitionGame`: one round of the game, immutable and checked once (``model.md``, sections Symbols and One round)."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from cocogen.model.game.alone import Alone, train_alone
from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray, Matrix, frozen
from cocogen.model.game.cautions import Cautions, is_symmetric
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.own_market import MarketView, OwnMarket, market_in_place
from cocogen.model.game.players import Players
from cocogen.model.game.rivalry.accounting import MARGINAL, Accounting, accountings
from cocogen.model.game.rivalry.base import MarketModel, market_models
from cocogen.model.game.rivalry.linear import LINEAR
from cocogen.model.game.round_game import RoundGame
from cocogen.model.game.solvers.response import respond
from cocogen.model.game.solvers.scalar_response import respond_alone
from cocogen.model.game.validation import (
    NAMES,
    NON_NEGATIVE,
    SCALARS,
    check_range,
    competition_matrix,
    law,
    member_block,
    member_index,
    member_values,
    number_of_organizations,
    scalar,
)

_LAWS: dict[str, tuple[Any, ...]] = {
    "learning_curve": (LearningCurve,),
    "market_model": (MarketModel, market_models),
    "accounting": (Accounting, accountings),
}


class CoopetitionGame(RoundGame):
    """One training round of N organizations that learn together and compete.

    Numbers broadcast to all organizations; every array is copied, checked and read-only. Symbols and units as in
    ``model.md``, section Symbols. Money is in one unit throughout, whichever the caller likes.

    Args:
        real_samples: n_i > 0, local real training samples, shape (N,).
        heterogeneity: h_i in [0, 1], total-variation distance of the labels to the target, shape (N,).
        fidelity: φ_i in (0, 1], worth of one synthetic sample in real samples, shape (N,).
        valuation: v_i ≥ 0, money per unit of accuracy and round, shape (N,).
        generation_cost: c_i ≥ 0, money per sample, shape (N,).
        congestion: κ_i ≥ 0, money per squared sample, shape (N,).
        membership_cost: f_i ≥ 0, money per round of taking part, shape (N,).
        standalone_cost: l_i ≥ 0, money per round of training alone, shape (N,).
        capacity: ḡ_i ≥ 0, most samples that i generates in a round, finite, shape (N,).
        competition: γ_ij ≥ 0, share of rival j's market gain that i loses, (N, N) with a zero diagonal, dense or
            ``scipy.sparse``; a number stands for every pair.
        learning_curve: G.
        skew_penalty: δ in [0, 1].
        alignment_loss: η in [0, 1].
        knowledge: K ≥ 0, effective samples that the common model remembers.
        standalone_knowledge: K_i° ≥ 0, the same for each one's own model, shape (N,).
        subsidy: s_i, money per effective sample that a redistribution adds, shape (N,).
        own_market: what every organization's own market does for it, in place of ``alignment_loss``; unless given, the common
            curve serves all markets, each as well as it is aligned with the target.
        market_model: which share of its rivals' market gains an organization loses, a `MarketModel` or the name of one; the
            shares are γ itself unless given.
        accounting: for which accuracy an organization is charged, an `Accounting` or the name of one; what its own
            contribution adds unless given.

    Raises:
        ValueError: if an argument has a wrong shape or a value outside its range; the message names both.

    Example:
        >>> game = CoopetitionGame(
        ...     real_samples=[100.0, 200.0], heterogeneity=0.2, fidelity=0.5, valuation=50.0, generation_cost=0.01,
        ...     congestion=1e-4, membership_cost=0.0, standalone_cost=0.0, capacity=500.0, competition=0.1,
        ...     learning_curve=LearningCurve(floor=0.1, ceiling=0.95, scale=600.0, exponent=0.6))
        >>> game.weights.round(2).tolist()
        [45.0, 45.0]
    """

    competition: Matrix
    _block: FloatArray
    _labels: IntArray
    _whole: int
    _cautions: Cautions
    _derived: ClassVar[tuple[str, ...]] = (
        "competition",
        "learning_curve",
        "market_model",
        "accounting",
        "given_market",
        *SCALARS,
        "_labels",
        "_whole",
        "_cautions",
    )

    def __init__(
        self,
        *,
        real_samples: npt.ArrayLike,
        heterogeneity: npt.ArrayLike,
        fidelity: npt.ArrayLike,
        valuation: npt.ArrayLike,
        generation_cost: npt.ArrayLike,
        congestion: npt.ArrayLike,
        competition: Any,
        capacity: npt.ArrayLike,
        learning_curve: LearningCurve,
        membership_cost: npt.ArrayLike = 0.0,
        standalone_cost: npt.ArrayLike = 0.0,
        skew_penalty: float = 0.0,
        alignment_loss: float = 0.0,
        knowledge: float = 0.0,
        standalone_knowledge: npt.ArrayLike = 0.0,
        subsidy: npt.ArrayLike = 0.0,
        own_market: OwnMarket | None = None,
        market_model: MarketModel | str = LINEAR,
        accounting: Accounting | str = MARGINAL,
    ) -> None:
        given = locals()
        values = {name: given[name] for name in NAMES}
        sized = values | own_market.arguments if isinstance(own_market, MarketView) else values
        count = number_of_organizations(sized, competition)
        self.__dict__.update({name: law(name, given[name], *kind) for name, kind in _LAWS.items()})
        self.__dict__.update(
            {name: scalar(name, given[name]) for name in SCALARS},
            competition=competition_matrix(competition, count),
            given_market=market_in_place(own_market, alignment_loss, count),
            _labels=np.arange(count),
            _whole=count,
            _cautions=Cautions(),
        )
        self._hold(member_block(values, count), {})

    def _hold(self, block: FloatArray, answers: dict[str, object]) -> None:
        self.__dict__.update(zip(NAMES, block, strict=True), _block=block, _answers=answers)

    def _derive(self, block: FloatArray, answers: dict[str, object], **changes: Any) -> CoopetitionGame:
        """Return a game that differs in ``changes``, without checking anything again."""
        game: CoopetitionGame = object.__new__(type(self))
        game.__dict__.update({name: self.__dict__[name] for name in self._derived}, **changes)
        game._hold(block, answers)
        return game

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a game is immutable; game.replace({name}=...) makes a changed one")

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._hold(frozen(state["_block"]), state["_answers"])

    def __repr__(self) -> str:
        return f"CoopetitionGame(organizations={self.organizations}, knowledge={self.knowledge:g})"

    # --- other games -------------------------------------------------------------------------------------------------

    def replace(self, **changes: Any) -> CoopetitionGame:
        """Return the game with some arguments of the constructor changed; only those are checked.

        Raises:
            ValueError: if a changed argument has a wrong name, shape or value.
        """
        block = self._block
        others: dict[str, Any] = {}
        for name, value in changes.items():
            if name in NAMES:
                block = block.copy() if block is self._block else block
                block[NAMES.index(name)] = member_values(name, value, self.organizations)
            elif name in SCALARS:
                others[name] = scalar(name, value)
            elif name == "competition":
                others[name] = competition_matrix(value, self.organizations)
            elif name == "own_market":
                others["given_market"] = value
            elif name in _LAWS:
                others[name] = law(name, value, *_LAWS[name])
            else:
                raise ValueError(f"{name}={value!r} is not an argument of CoopetitionGame")
        if others.keys() & {"given_market", "alignment_loss"}:
            given = others.get("given_market", self.given_market)
            loss = others.get("alignment_loss", self.alignment_loss)
            others["given_market"] = market_in_place(given, loss, self.organizations)
        if block is not self._block:
            block = member_block(dict(zip(NAMES, block, strict=True)), self.organizations)
        return self._derive(block, {}, **others)

    def with_subsidy(self, subsidy: npt.ArrayLike) -> CoopetitionGame:
        """Return the game in which players also earn ``subsidy`` per effective sample, money, scalar or shape (N,).

        Raises:
            ValueError: if a subsidy is not finite or the shape is wrong.
        """
        block = self._block.copy()
        block[-1] = member_values("subsidy", subsidy, self.organizations)
        if not np.isfinite(block[-1]).all():
            index = int(np.argmin(np.isfinite(block[-1])))
            raise ValueError(f"subsidy[{index}] is {block[-1, index]:g}; it must be finite")
        return self._derive(frozen(block), self._answers)

    def restricted_to(self, members: npt.ArrayLike) -> CoopetitionGame:
        """Return the game among some of the organizations.

        Args:
            members: a mask of shape (N,), or the indices of distinct members in the order wanted.

        Raises:
            ValueError: if nobody is left, an index is out of range or given twice, or a mask has a wrong shape.
        """
        index = member_index(members, self.organizations)
        if isinstance(self.competition, np.ndarray):
            competition = frozen(self.competition[index[:, None], index])
        else:
            competition = self.competition[index][:, index]
        return self._derive(
            frozen(self._block[:, index]),
            {},
            competition=competition,
            given_market=self.given_market and self.given_market.of(index),
            _labels=self._labels[index],
        )

    def arguments_of(self, members: IntArray) -> dict[str, Any]:
        """Return the constructor's arguments, but for the competition, as they are for ``members``, indices of any shape."""
        shared = {name: getattr(self, name) for name in (*SCALARS, *_LAWS)}
        shared["given_market"] = self.given_market and self.given_market.of(members)
        return shared | {name: values[members] for name, values in zip(NAMES, self._block, strict=True)}

    # --- competition -------------------------------------------------------------------------------------------------

    def competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ij values_j, shape (..., N)."""
        product: FloatArray = (self.competition @ values.T).T
        return product

    def transposed_competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ji values_j, shape (..., N)."""
        product: FloatArray = (self.competition.T @ values.T).T
        return product

    def of_members(self, name: str, values: FloatArray) -> FloatArray:
        """Return ``values`` after a check that there is one for each organization, shape (N,).

        In a game among some of the organizations of another one, numbers for all of those are taken, too, so that a
        rule with a number for each stays usable when somebody leaves.

        Raises:
            ValueError: if there is not.
        """
        if values.shape == (self.organizations,):
            return values
        if values.shape == (self._whole,):
            own: FloatArray = values[self._labels]
            return own
        raise ValueError(f"{name} has shape {values.shape}; it must have shape ({self.organizations},)")

    @cached_property
    def symmetric(self) -> bool:
        """Whether the competition matrix equals its transpose."""
        return is_symmetric(self.competition)

    @cached_property
    def payoff_scale(self) -> float:
        """The most that data can earn anybody, max_i v_i a_i (A∞ − A₀), or 1 when nobody values accuracy; money."""
        most = float(self.market_value.max()) * self.learning_curve.span
        return most if most > 0.0 else 1.0

    # --- one profile -------------------------------------------------------------------------------------------------

    def profiles(self, generation: npt.ArrayLike, name: str = "generation") -> FloatArray:
        """Return a caller's amounts, one per organization in the last axis, after a check."""
        g = np.asarray(generation, dtype=np.float64)
        if g.ndim == 0:
            g = np.full(self.organizations, float(g))
        if g.shape[-1] != self.organizations:
            raise ValueError(f"{name} has shape {g.shape}; it must have shape ({self.organizations},)")
        if not g.min() >= 0.0:
            check_range(name, g.ravel(), NON_NEGATIVE)
        return g

    def profile(self, generation: npt.ArrayLike, name: str = "generation") -> FloatArray:
        """Return a caller's amounts, one for each organization, as an array of shape (N,) after a check.

        Raises:
            ValueError: if there is not one for each, or one is negative; the message calls them ``name``.
        """
        g = self.profiles(generation, name)
        if g.ndim != 1:
            raise ValueError(f"{name} has shape {g.shape}; it must have shape ({self.organizations},)")
        return g

    def total(self, generation: npt.ArrayLike) -> float:
        """Return E = Σ_i e_i, effective samples contributed this round."""
        return float(self.contribution(self.profile(generation)).sum())

    def performance(self, generation: npt.ArrayLike) -> float:
        """Return the common model's accuracy G(K + E)."""
        return float(self.learning_curve(self.knowledge + self.total(generation)))

    def damage_matrix(self, generation: npt.ArrayLike) -> Matrix:
        """Return who harms whom: [i, j] is what i loses to rival j, money.

        The rows sum to `damages`. Dense or sparse (N, N) as the competition is, in O(non-zero entries).
        """
        e = self.contribution(self.profile(generation))
        charged = self.accounting.charged(self.learning_curve, self.effective_samples(e), e)
        return self.market_model.losses(self, charged)

    def measured_damages(self, losers: IntArray, rivals: IntArray, lifts: FloatArray) -> FloatArray:
        """Return what contributions cost some of the organizations by lifts measured market by market, money, shape (L,).

        Args:
            losers: whose contributions were left out, indices of shape (L,).
            rivals: on whose markets it was measured, indices of shape (R,).
            lifts: accuracy that the contribution of each loser added on each rival's market, shape (L, R).
        """
        return self.market_model.measured_losses(self, losers, rivals, lifts)

    def gains_at(self, accuracy: FloatArray) -> FloatArray:
        """Return v_i (accuracy_i − A₀), what serving the own market with ``accuracy`` earns, money, shape (N,)."""
        return self.valuation * (accuracy - self.learning_curve.floor)

    def social_welfare(self, generation: npt.ArrayLike) -> float:
        """Return W = Σ_i U_i, money."""
        return float(self.payoffs(self.profile(generation)).sum())

    def potential(self, generation: npt.ArrayLike) -> float:
        """Return Φ(g) = G(K + E) + Σ_i (s_i e_i − C_i)/z_i; who has z_i = 0 has no place in the sum.

        A unilateral move changes U_i + s_i e_i by z_i times the change of Φ. Its maximiser over those with z_i > 0 is the
        equilibrium, the others generating nothing (``model.md``, section One round). Warns with
        `NonPositiveWeightWarning` where a reward makes that untrue, once per game.
        """
        self.notice_weights()
        g = self.profile(generation)
        e = self.contribution(g)
        counts = self.weights != 0.0
        own = np.where(counts, self.subsidy * e - self.costs(g), 0.0) / np.where(counts, self.weights, 1.0)
        return float(self.learning_curve(self.knowledge + e.sum()) + own.sum())

    # --- choices -----------------------------------------------------------------------------------------------------

    def best_responses(self, generation: npt.ArrayLike) -> FloatArray:
        """Return everybody's best amount against what the others contribute at ``generation``, samples, shape (N,)."""
        g = self.profiles(generation)
        e = self.contribution(g)
        return respond(self.responses(self.effective_samples(e) - e), np.minimum(g, self.capacity))

    def best_responses_to(self, others_contribution: npt.ArrayLike) -> FloatArray:
        """Return everybody's best amount against a believed total of the others, samples, shape (N,).

        Args:
            others_contribution: E_{−i}, effective samples without K, scalar or shape (N,).
        """
        others = self.profiles(others_contribution, "others_contribution")
        return respond(self.responses(self.knowledge + others), np.zeros(self.organizations))

    # --- one organization, in plain floats ---------------------------------------------------------------------------

    def player(self, organization: int) -> Players:
        """Return what of one organization matters for its choice, in plain floats: fast where one moves after the other."""
        return self._players[organization]

    def contribution_of(self, organization: int, generation: float) -> float:
        """Return e_i of one organization, effective samples."""
        return self._players[organization].contribution(generation)

    def cost_of(self, organization: int, generation: float) -> float:
        """Return f_i + c_i g + ½ κ_i g² of one organization, money."""
        return float(self.membership_cost[organization]) + self._players[organization].cost(generation)

    def gain_of(self, organization: int, accuracy: float) -> float:
        """Return v_i (accuracy − A₀), what serving its market with ``accuracy`` earns one organization, money."""
        return float(self.valuation[organization]) * (accuracy - self.learning_curve.floor)

    def best_response_of(self, organization: int, others_contribution: float) -> float:
        """Return one organization's best amount against a believed total E_{−i} of the others, samples."""
        return respond_alone(
            self.knowledge + others_contribution, self._players[organization], self.learning_curve
        )

    @cached_property
    def _players(self) -> list[Players]:
        return self.players().one_by_one()

    # --- alone -------------------------------------------------------------------------------------------------------

    def standalone_generation(self) -> FloatArray:
        """Return g_i°, the best amount of each one training alone, samples, shape (N,)."""
        return self.alone.generation

    def standalone_payoffs(self) -> FloatArray:
        """Return U_i°, what each earns training alone, the outside option, money, shape (N,)."""
        return self.alone.payoffs

    @cached_property
    def alone(self) -> Alone:
        """What everybody does, reaches and earns with a model of its own."""
        return train_alone(self)

    # --- cautions ----------------------------------------------------------------------------------------------------

    @cached_property
    def non_positive_weights(self) -> BoolArray:
        """Which organizations have z_i ≤ 0: rivals take at least what a gain brings, shape (N,)."""
        return self.weights <= 0.0

    def notice_weights(self, uncovered: BoolArray | None = None) -> None:
        """Warn of organizations that the potential theorem does not cover unless they have been named for this game before.

        Args:
            uncovered: who they are, shape (N,), under a reward other than the game's.
        """
        whom = self.uncovered if uncovered is None else uncovered
        if whom.any():
            self._cautions.weights(self._labels, whom)

    def notice_asymmetry(self, rule: str) -> None:
        """Warn that ``rule`` symmetrises an asymmetric competition unless it has been said for this game before."""
        if not self.symmetric:
            self._cautions.asymmetry(rule)
