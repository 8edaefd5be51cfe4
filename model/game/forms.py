"""The formulas of one round (``model.md``, section One round), over arrays whose last axis is the members.

`CoopetitionGame` is one game, shape (N,); the coalitions of a table are many games, shape (B, N). Both inherit the
formulas from here, so that theory is written once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from model.game.arrays import BoolArray, FloatArray, frozen
from model.game.best_response import ResponseProblem, respond
from model.game.learning_curve import LearningCurve


class RoundForms(ABC):
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
    _answers: dict[Any, Any]

    @property
    def organizations(self) -> int:
        """Number of members N."""
        return int(self.real_samples.shape[-1])

    @property
    def n(self) -> int:
        """Number of members N."""
        return self.organizations

    @abstractmethod
    def competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ij values_j for every member i, shape (..., N)."""

    @abstractmethod
    def transposed_competition_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ_ji values_j for every member i, shape (..., N)."""

    @abstractmethod
    def standalone_payoffs(self) -> FloatArray:
        """Return U_i°, what each earns training alone, money, shape (..., N)."""

    def only(self, chosen: BoolArray) -> RoundForms:
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

    def rivalry_times(self, values: FloatArray) -> FloatArray:
        """Return Σ_j γ̄_ij values_j with the symmetrised competition γ̄ = (γ + γᵀ)/2, shape (..., N)."""
        return 0.5 * (self.competition_times(values) + self.transposed_competition_times(values))

    @cached_property
    def alignment(self) -> FloatArray:
        """How well the common model serves each market, a_i = 1 − η h_i, shape (..., N)."""
        return frozen(1.0 - self.alignment_loss * self.heterogeneity)

    @cached_property
    def market_value(self) -> FloatArray:
        """What one unit of the common model's accuracy earns, v_i a_i in money, shape (..., N)."""
        return frozen(self.valuation * self.alignment)

    @cached_property
    def exposure(self) -> FloatArray:
        """What rivals lose i per unit of accuracy, d_i = Σ_j γ_ij v_j a_j in money, shape (..., N)."""
        return frozen(self.competition_times(self.market_value))

    @cached_property
    def weights(self) -> FloatArray:
        """Weights of the potential, z_i = v_i a_i − d_i in money, shape (..., N)."""
        return frozen(self.market_value - self.exposure)

    @cached_property
    def rivalry(self) -> FloatArray:
        """How much competition surrounds each member, Σ_j γ̄_ij, shape (..., N)."""
        return frozen(self.rivalry_times(np.ones(self.market_value.shape)))

    @cached_property
    def skew_loss(self) -> FloatArray:
        """Samples² that skew costs, δ h_i² n_i², so that the share lost is this over (n_i + g_i)², shape (..., N)."""
        return frozen(self.skew_penalty * (self.heterogeneity * self.real_samples) ** 2)

    @cached_property
    def skew_tail(self) -> FloatArray:
        """The constant 2(1 − φ_i) n_i of e_i' = φ_i + δh_i²n_i² (φ_i + 2(1 − φ_i)n_i/(n_i+g_i))/(n_i+g_i)²."""
        return frozen(2.0 * (1.0 - self.fidelity) * self.real_samples)

    def _contributions(self, g: FloatArray) -> FloatArray:
        mixed = self.real_samples + g
        return (self.real_samples + self.fidelity * g) * (1.0 - self.skew_loss / (mixed * mixed))

    def _marginal_contributions(self, g: FloatArray) -> FloatArray:
        mixed = self.real_samples + g
        return self.fidelity + self.skew_loss * (self.fidelity + self.skew_tail / mixed) / (mixed * mixed)

    def _contribution_curvature(self, g: FloatArray) -> FloatArray:
        mixed = self.real_samples + g
        return -self.skew_loss * (2.0 * self.fidelity + 3.0 * self.skew_tail / mixed) / mixed**3

    def _total(self, e: FloatArray) -> FloatArray:
        """Return K + E with the member axis kept, shape (..., 1)."""
        total: FloatArray = e.sum(axis=-1, keepdims=True)
        return self.knowledge + total

    def _variable_costs(self, g: FloatArray) -> FloatArray:
        return g * (self.generation_cost + 0.5 * self.congestion * g)

    def _profile(self, generation: npt.ArrayLike, name: str = "generation") -> FloatArray:
        """Return a caller's amounts as an array; games check them."""
        return np.asarray(generation, dtype=np.float64)

    def contributions(self, generation: npt.ArrayLike) -> FloatArray:
        """Return e_i(g_i), effective samples, shape (..., N)."""
        return self._contributions(self._profile(generation))

    def marginal_contributions(self, generation: npt.ArrayLike) -> FloatArray:
        """Return e_i'(g_i), effective samples per sample, shape (..., N)."""
        return self._marginal_contributions(self._profile(generation))

    def gains(self, generation: npt.ArrayLike) -> FloatArray:
        """Return v_i a_i (G(K + E) − A₀), money, shape (..., N)."""
        x = self._total(self.contributions(generation))
        return self.market_value * self.learning_curve.increment(0.0, x)

    def costs(self, generation: npt.ArrayLike) -> FloatArray:
        """Return C_i = f_i + c_i g_i + ½ κ_i g_i², money, shape (..., N)."""
        return self.membership_cost + self._variable_costs(self._profile(generation))

    def lifts(self, generation: npt.ArrayLike) -> FloatArray:
        """Return what each contribution adds to accuracy, G(K + E) − G(K + E − e_i), shape (..., N)."""
        e = self.contributions(generation)
        return self.learning_curve.increment(self._total(e) - e, e)

    def damages(self, generation: npt.ArrayLike) -> FloatArray:
        """Return D_i, what i loses because its own contribution strengthens its rivals, money, shape (..., N)."""
        return self.exposure * self.lifts(generation)

    def payoffs(self, generation: npt.ArrayLike) -> FloatArray:
        """Return U_i = gain − cost − damage, before redistribution, money, shape (..., N)."""
        return self.gains(generation) - self.costs(generation) - self.damages(generation)

    def regret(self, generation: npt.ArrayLike) -> FloatArray:
        """Return the most that each could gain by changing only its own amount, subsidy included, money, shape (..., N)."""
        g = self._profile(generation)
        e = self._contributions(g)
        problem = self._responses(self._total(e) - e)
        best = respond(problem, np.minimum(g, self.capacity))
        return np.maximum(problem.improvement(g, best), 0.0)

    def _responses(self, others: FloatArray) -> ResponseProblem:
        """Return everybody's one-dimensional problem against K + E_{−i}, effective samples, shape (..., N)."""
        return ResponseProblem(
            others=others,
            real_samples=self.real_samples,
            fidelity=self.fidelity,
            skew_loss=self.skew_loss,
            skew_tail=self.skew_tail,
            weight=self.weights,
            subsidy=self.subsidy,
            generation_cost=self.generation_cost,
            congestion=self.congestion,
            capacity=self.capacity,
            learning_curve=self.learning_curve,
        )
