"""A round's game: the laws put together to gains, damages and payoffs, over arrays whose last axis is the members.

`CoopetitionGame` is one game, shape (N,); the coalitions of a table are many games, shape (B, N). Both are round games, so that
theory is written once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from cocogen.model.game.arrays import BoolArray, FloatArray, IntArray, frozen
from cocogen.model.game.contribution import Contribution
from cocogen.model.game.cost import Cost
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.own_market import MarketView, served_by_one_curve
from cocogen.model.game.players import Players
from cocogen.model.game.rivalry.accounting import Accounting
from cocogen.model.game.rivalry.base import MarketModel
from cocogen.model.game.solvers.response import ResponseProblem, respond

T = TypeVar("T")


class RoundGame(ABC):
    """Contributions, gains, costs, damages and payoffs; arguments and results have shape (..., N)."""

    real_samples: FloatArray
    heterogeneity: FloatArray
    fidelity: FloatArray
    valuation: FloatArray
    generation_cost: FloatArray
    congestion: FloatArray
    membership_cost: FloatArray
    standalone_cost: FloatArray
    capacity: FloatArray
    standalone_knowledge: FloatArray
    subsidy: FloatArray
    learning_curve: LearningCurve
    skew_penalty: float
    alignment_loss: float
    knowledge: float
    given_market: MarketView | None
    market_model: MarketModel
    accounting: Accounting
    _answers: dict[str, object]

    @property
    def organizations(self) -> int:
        """Number of members N."""
        return int(self.real_samples.shape[-1])

    @property
    def n(self) -> int:
        """Number of members N."""
        return self.organizations

    # --- what kinds of games differ in -------------------------------------------------------------------------------

    @abstractmethod
    def competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ij values_j for every member i, shape (..., N)."""

    @abstractmethod
    def transposed_competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ji values_j for every member i, shape (..., N)."""

    @abstractmethod
    def standalone_payoffs(self) -> FloatArray:
        """Return U_i°, what each earns training alone, money, shape (..., N)."""

    def only(self, chosen: BoolArray | IntArray) -> RoundGame:
        """Return the chosen ones of many games side by side; one game has nothing to choose from."""
        return self

    @abstractmethod
    def of_members(self, name: str, values: FloatArray) -> FloatArray:
        """Return numbers given for all organizations, one each, as the members' own, shape (..., N).

        Raises:
            ValueError: if there is not one number for each; the message calls them ``name``.
        """

    @abstractmethod
    def notice_asymmetry(self, rule: str) -> None:
        """Warn once that ``rule`` symmetrises the competition, if it is asymmetric."""

    def profiles(self, generation: npt.ArrayLike, name: str = "generation") -> FloatArray:
        """Return a caller's amounts as an array; games check them."""
        return np.asarray(generation, dtype=np.float64)

    # --- the laws ----------------------------------------------------------------------------------------------------

    @cached_property
    def contribution(self) -> Contribution:
        """The law e_i(g)."""
        return Contribution.of(self.real_samples, self.heterogeneity, self.fidelity, self.skew_penalty)

    @cached_property
    def cost(self) -> Cost:
        """The law of costs that amounts cause, c_i g + ½ κ_i g²."""
        return Cost(self.generation_cost, self.congestion)

    @cached_property
    def own_market(self) -> MarketView:
        """How each one's own market sees the common model, and a model trained alone."""
        if self.given_market is not None:
            return self.given_market
        return served_by_one_curve(
            self.learning_curve, self.heterogeneity, self.fidelity, self.alignment_loss
        )

    @cached_property
    def market_value(self) -> FloatArray:
        """What one unit of the common model's accuracy earns, v_i λ_i in money, shape (..., N)."""
        return frozen(self.valuation * self.own_market.slope)

    @cached_property
    def base_gain(self) -> FloatArray | float:
        """What the own data earn whatever anybody contributes, v_i (b_i − A₀) in money, shape (..., N); 0 for markets without."""
        if self.given_market is None:
            return 0.0
        return frozen(self.valuation * (self.own_market.base - self.learning_curve.floor))

    @cached_property
    def exposure(self) -> FloatArray:
        """What rivals lose i per unit of accuracy, d_i, in money, shape (..., N)."""
        return frozen(self.market_model.exposure(self))

    @cached_property
    def weights(self) -> FloatArray:
        """Weights of the potential, z_i = v_i λ_i − d_i in money, shape (..., N)."""
        return frozen(self.market_value - self.exposure)

    @property
    def uncovered(self) -> BoolArray:
        """Whom the potential theorem does not cover: z_i ≤ 0 although an effective sample is rewarded, shape (..., N).

        Without reward such a member generates nothing whatever the others do, and the others play a weighted potential game.
        """
        return (self.weights <= 0.0) & (self.subsidy > 0.0)

    def rivalry_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ̄_ij values_j with the symmetrised competition γ̄ = (γ + γᵀ)/2, shape (..., N)."""
        return 0.5 * (self.competition_times(values) + self.transposed_competition_times(values))

    @cached_property
    def rivalry(self) -> FloatArray:
        """How much competition surrounds each member, Σ_j γ̄_ij, shape (..., N)."""
        return frozen(self.rivalry_times(np.ones(self.market_value.shape)))

    def players(self, weight: FloatArray | None = None, subsidy: FloatArray | None = None) -> Players:
        """Return what of the members matters for their choices.

        Args:
            weight: z to use instead of the game's, money, shape (..., N).
            subsidy: s to use instead of the game's, money per effective sample, shape (..., N).
        """
        return Players(
            self.contribution,
            self.cost,
            self.capacity,
            self.weights if weight is None else weight,
            self.subsidy if subsidy is None else subsidy,
        )

    # --- given what is contributed -----------------------------------------------------------------------------------

    def gains_of(self, e: FloatArray) -> FloatArray:
        """Return v_i (M_i − A₀) where e (effective samples) is contributed, money, shape (..., N)."""
        return self.market_value * self._gained(e) + self.base_gain

    def effective_samples(self, e: FloatArray) -> FloatArray:
        """Return x = K + E of contributions e (..., N), the member axis kept, shape (..., 1)."""
        total: FloatArray = e.sum(axis=-1, keepdims=True)
        return self.knowledge + total

    def lifts_of(self, e: FloatArray) -> FloatArray:
        """Return what contributions e (effective samples) add to accuracy, G(x) − G(x − e_i), shape (..., N)."""
        return self.learning_curve.increment(self.effective_samples(e) - e, e)

    def damages_of(self, e: FloatArray) -> FloatArray:
        """Return D_i where e (effective samples) is contributed, money, shape (..., N)."""
        return self.exposure * self.accounting.charged(self.learning_curve, self.effective_samples(e), e)

    # --- given what is generated -------------------------------------------------------------------------------------

    def contributions(self, generation: npt.ArrayLike) -> FloatArray:
        """Return e_i(g_i), effective samples, shape (..., N)."""
        return self.contribution(self.profiles(generation))

    def marginal_contributions(self, generation: npt.ArrayLike) -> FloatArray:
        """Return e_i'(g_i), effective samples per sample, shape (..., N)."""
        return self.contribution.slope(self.profiles(generation))

    def gains(self, generation: npt.ArrayLike) -> FloatArray:
        """Return v_i (M_i − A₀), what the accuracy on the own market earns, money, shape (..., N)."""
        return self.gains_of(self.contributions(generation))

    def market_accuracy(self, generation: npt.ArrayLike) -> FloatArray:
        """Return M_i, the accuracy with which i serves its market when all train together, shape (..., N)."""
        return self.own_market.served(self._gained(self.contributions(generation)))

    def _gained(self, e: FloatArray) -> FloatArray:
        """Return G(K + E) − A₀, shape (..., 1)."""
        return self.learning_curve.increment(0.0, self.effective_samples(e))

    def costs(self, generation: npt.ArrayLike) -> FloatArray:
        """Return f_i + c_i g_i + ½ κ_i g_i², money, shape (..., N)."""
        return self.membership_cost + self.cost(self.profiles(generation))

    def lifts(self, generation: npt.ArrayLike) -> FloatArray:
        """Return what each contribution adds to accuracy, G(K + E) − G(K + E − e_i), shape (..., N)."""
        return self.lifts_of(self.contributions(generation))

    def damages(self, generation: npt.ArrayLike) -> FloatArray:
        """Return D_i, what i loses to its rivals by the account of rivalry in force, money, shape (..., N)."""
        return self.damages_of(self.contributions(generation))

    def payoffs(self, generation: npt.ArrayLike) -> FloatArray:
        """Return U_i = gain − cost − damage, before redistribution, money, shape (..., N)."""
        return self.gains(generation) - self.costs(generation) - self.damages(generation)

    def outside_payoffs(self, generation: npt.ArrayLike, alone: FloatArray | None = None) -> FloatArray:
        """Return what each would earn alone while all others go on together as in ``generation``, money, shape (..., N).

        That is U_i°, less what rivals still take of it by the account of rivalry in force.

        Args:
            generation: g, samples, shape (..., N).
            alone: U_i° where it is known better than by the game, money, shape (..., N).
        """
        known = self.standalone_payoffs() if alone is None else alone
        if not self.accounting.outsiders_pay:
            return known
        e = self.contributions(generation)
        charged = self.accounting.charged_outside(self.learning_curve, self.effective_samples(e) - e)
        return known - self.exposure * charged

    def regret(self, generation: npt.ArrayLike) -> FloatArray:
        """Return the most that each could gain by changing only its own amount, subsidy included, money, shape (..., N)."""
        g = self.profiles(generation)
        e = self.contribution(g)
        problem = self.responses(self.effective_samples(e) - e)
        best = respond(problem, np.minimum(g, self.capacity))
        return np.maximum(problem.improvement(g, best), 0.0)

    def responses(self, others: FloatArray) -> ResponseProblem:
        """Return everybody's one-dimensional problem against K + E_{−i}, effective samples, shape (..., N)."""
        return ResponseProblem(others, self.players(), self.learning_curve)

    # --- answers that are kept ---------------------------------------------------------------------------------------

    def remembered(self, question: str, solve: Callable[[], T]) -> T:
        """Return the answer to a question about the game without its subsidy, solving it when it is asked first.

        Args:
            question: what is asked; games that differ by their subsidy only share the answer.
            solve: finds it.
        """
        if question not in self._answers:
            self._answers[question] = solve()
        return cast("T", self._answers[question])
