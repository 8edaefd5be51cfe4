"""The law of own markets: what an organization's labels and samples make of its market (docs/model.md, section "Own markets")."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cocogen.model.game.arrays import FloatArray
from cocogen.model.game.own_market import MarketView, OwnMarket


@dataclass(frozen=True)
class OwnMarketLaw:
    """How every number of an `OwnMarket` follows from what its organization has; one set of numbers per task, calibrated.

    Its own model reaches B_i(x) = B∞_i − (B∞_i − m_i)(1 + x/S_i)^(−β°) with B∞_i = 1 − ε (1 − m_i) and S_i = S° H_i^ν. The model that it
    serves with is the common one, tuned on n_i samples. The more of them, the less is left of the common one as it came: with
    τ_i = n_i/(n_i + T),

        M_i = τ_i [c₀ + c₁ m_i + ω B_i(K_i° + n_i) + λ (1 − m_i) (G − A₀)] + (1 − τ_i) [G + ψ (q_i − 1)].

    All but G is given when i chooses, so that M_i = b_i + λ_i (G − A₀) with λ_i = τ_i λ (1 − m_i) + 1 − τ_i.

    Args:
        own_error: ε in [0, 1], share of the market beyond its largest class that the own model never gets right.
        own_scale: S° > 0, samples by which an own model learns a market of one class.
        own_classes: ν, how much slower it learns markets of more classes.
        own_exponent: β° > 0.
        own_fidelity: φ° in (0, 1], worth of a synthetic sample in real ones to the own model.
        tuned_base: c₀.
        tuned_majority: c₁, what a member that tunes owes to its largest class.
        tuned_own: ω ≥ 0, what it owes to what its own samples give it alone.
        tuned_slope: λ ≥ 0, what it owes to the common model, per share of its market beyond the largest class.
        tuning_samples: T ≥ 0, own samples at which tuning has gone half its way.
        prevalence_gain: ψ, what an untuned model gains on a market whose classes are frequent in all data.
    """

    own_error: float
    own_scale: float
    own_classes: float
    own_exponent: float
    own_fidelity: float
    tuned_base: float
    tuned_majority: float
    tuned_own: float
    tuned_slope: float
    tuning_samples: float
    prevalence_gain: float

    def view(
        self, labels: FloatArray, real_samples: FloatArray, standalone_knowledge: FloatArray, floor: float
    ) -> MarketView:
        """Return how markets see models, unchecked; what depends on knowledge alone has its shape.

        Args:
            labels: shares p_ic of each class in each market, shape (N, C).
            real_samples: n_i, shape (N,).
            standalone_knowledge: K_i°, samples that own models remember, shape (..., N).
            floor: A₀.
        """
        m = largest_share(labels)
        tuned = real_samples / (real_samples + self.tuning_samples)
        ceiling = 1.0 - self.own_error * (1.0 - m)
        scale = self.own_scale * effective_classes(labels) ** self.own_classes
        plain = MarketView(
            slope=tuned * self.tuned_slope * (1.0 - m) + 1.0 - tuned,
            base=m,
            floor=m,
            ceiling=ceiling,
            scale=scale,
            exponent=self.own_exponent,  # type: ignore[arg-type]
            fidelity=self.own_fidelity,  # type: ignore[arg-type]
        )
        own = plain.alone(standalone_knowledge + real_samples)
        as_tuned = self.tuned_base + self.tuned_majority * m + self.tuned_own * own
        as_it_comes = floor + self.prevalence_gain * (prevalence(labels, real_samples) - 1.0)
        base = tuned * as_tuned + (1.0 - tuned) * as_it_comes
        return MarketView(**{**plain.arguments, "base": base})

    def market(
        self, labels: FloatArray, real_samples: FloatArray, standalone_knowledge: FloatArray, floor: float
    ) -> OwnMarket:
        """Return the own markets for a game; arguments as of :meth:`view`, with knowledge of shape (N,)."""
        return OwnMarket(**self.view(labels, real_samples, standalone_knowledge, floor).arguments)


def largest_share(labels: FloatArray) -> FloatArray:
    """Return m_i = max_c p_ic, the accuracy of a constant answer on each market, shape (N,)."""
    most: FloatArray = labels.max(axis=-1)
    return most


def effective_classes(labels: FloatArray) -> FloatArray:
    """Return H_i = exp(−Σ_c p_ic ln p_ic), the effective number of classes of each market, shape (N,).

    Example:
        >>> effective_classes(np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])).round(6).tolist()
        [2.0, 1.0]
    """
    from scipy.special import entr

    effective: FloatArray = np.exp(entr(labels).sum(axis=-1))
    return effective


def prevalence(labels: FloatArray, real_samples: FloatArray) -> FloatArray:
    """Return q_i = C Σ_c p_ic π_c, how frequent the classes of each market are in everybody's real samples, shape (N,).

    π are the shares of the classes in them. Where all classes are equally frequent, q is 1.

    Example:
        >>> prevalence(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([10.0, 10.0])).tolist()
        [1.5, 1.0]
    """
    shares = real_samples @ labels / real_samples.sum()
    frequent: FloatArray = labels.shape[-1] * (labels @ shares)
    return frequent
