"""Accounts of rivalry: which part of the common model's accuracy counts as an organization's damage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cocogen.agents.registry import Registry
from cocogen.model.game.arrays import FloatArray
from cocogen.model.game.learning_curve import LearningCurve


class Accounting(ABC):
    """Says for which accuracy of its rivals a member is charged: the damage is D_i = d_i · charged.

    An account must keep to D_i = d_i G(x) − something that i's own amount does not enter (`spared`: G(x) − charged). Then choices,
    the potential and equilibria are those of the weights z_i = v_i a_i − d_i under every account; welfare and its optimum are not.

    Attributes:
        outsiders_pay: whether those who stay outside are charged for what is learned inside.

    Arguments: ``curve`` is G, ``x`` is K + E in effective samples, shape (..., 1), ``e`` the contributions, shape (..., N).
    Results have shape (..., N).
    """

    outsiders_pay: ClassVar[bool] = False

    @abstractmethod
    def charged(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return the accuracy that counts against every member."""

    def charged_outside(self, curve: LearningCurve, others: FloatArray) -> FloatArray:
        """Return the accuracy that counts against somebody outside, while those inside have ``others`` effective samples.

        Zero unless overridden; an account that overrides it sets `outsiders_pay`.
        """
        return np.zeros_like(others)

    @abstractmethod
    def spared_slope(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return how the accuracy that does not count against i rises with what the others contribute."""

    @abstractmethod
    def spared_bend(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return how `spared_slope` changes with what the others contribute."""

    @abstractmethod
    def social_weights(self, market_value: FloatArray, exposure: FloatArray) -> FloatArray:
        """Return about what all members together earn per unit of accuracy that i adds, money: where to look for the optimum."""


accountings: Registry[Accounting] = Registry("account of rivalry", "cocogen.accountings", Accounting)


@accountings.register("marginal")
@dataclass(frozen=True)
class Marginal(Accounting):
    """A member is charged for what its own contribution adds, G(x) − G(x − e_i)."""

    def charged(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return G(x) − G(x − e_i)."""
        return curve.increment(x - e, e)

    def spared_slope(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return G'(x − e_i)."""
        return curve.derivative(x - e)

    def spared_bend(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return G''(x − e_i)."""
        return curve.second_derivative(x - e)

    def social_weights(self, market_value: FloatArray, exposure: FloatArray) -> FloatArray:
        """Return Σ_k v_k a_k − d_i: what is charged to the others hardly changes."""
        everybody: FloatArray = market_value.sum(axis=-1, keepdims=True)
        return everybody - exposure


@accountings.register("full")
@dataclass(frozen=True)
class Full(Accounting):
    """A member is charged for all that the common model has gained, whoever contributed it, G(x) − A₀, and outsiders are, too."""

    outsiders_pay: ClassVar[bool] = True

    def charged(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return G(x) − A₀ for everybody."""
        return np.broadcast_to(curve.increment(0.0, x), e.shape)

    def charged_outside(self, curve: LearningCurve, others: FloatArray) -> FloatArray:
        """Return G(others) − A₀."""
        return curve.increment(0.0, others)

    def spared_slope(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return 0: nothing is spared."""
        return np.zeros_like(e)

    def spared_bend(self, curve: LearningCurve, x: FloatArray, e: FloatArray) -> FloatArray:
        """Return 0."""
        return np.zeros_like(e)

    def social_weights(self, market_value: FloatArray, exposure: FloatArray) -> FloatArray:
        """Return Σ_k z_k, the same for all."""
        everybody: FloatArray = (market_value - exposure).sum(axis=-1, keepdims=True)
        return everybody


MARGINAL = Marginal()
