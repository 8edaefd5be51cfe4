"""Beliefs: what organizations think that the others contribute, with noise and delay, and what data is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cocogen.model.federation.believed_curve import CurveEstimate

if TYPE_CHECKING:
    from cocogen.model.config import DecisionConfig
    from cocogen.model.game import LearningCurve
    from cocogen.model.randomness import Streams

FloatArray = NDArray[np.float64]


class Beliefs:
    """What everybody believes about the others' total contribution and about the learning curve.

    The others' total is that of the last round, or of ``belief_delay`` trained rounds before it, times a log-normal error
    of mean one that each organization draws for itself each round. Where the market has not trained as often yet, the
    belief is the oldest total that there is.

    Args:
        section: ``belief_noise``, ``belief_delay``, ``believed_scale`` and ``learns_curve`` of the configuration.
        learning_curve: the true curve.
        organizations: how many there are.
        streams: the simulation's randomness.
    """

    def __init__(
        self, section: DecisionConfig, learning_curve: LearningCurve, organizations: int, streams: Streams
    ) -> None:
        self.noise, self.delay = section.belief_noise, section.belief_delay
        self._streams = streams
        remembered = self.delay + 1 if self.delay else 0
        self._history = np.full((remembered, organizations), np.nan)
        self.estimate = CurveEstimate(learning_curve, section.believed_scale, learns=section.learns_curve)

    def others(self, round: int, organization: int, current: float) -> float:
        """Return E_{−i} as an organization believes it, effective samples.

        Args:
            round: the round of the belief.
            organization: who believes.
            current: the others' total without noise and delay.
        """
        believed = self._delayed(organization, current) if self.delay else current
        if self.noise:
            rng = self._streams.generator("beliefs", round=round, organization=organization)
            believed *= float(np.exp(self.noise * rng.standard_normal() - 0.5 * self.noise**2))
        return believed

    def remember(self, contributions: FloatArray, performance: float, knowledge: float) -> None:
        """Take in a round that was trained.

        Args:
            contributions: e, effective samples of everybody, 0 for those that did not train, shape (N,).
            performance: accuracy of the common model, share.
            knowledge: K before the round, effective samples.
        """
        if self.delay:
            self._history = np.concatenate([self._history[1:], contributions[None]])
        self.estimate.observe(knowledge + float(contributions.sum()), performance)

    def grow(self) -> None:
        """Make room for one more organization, which contributed nothing so far."""
        came = np.where(np.isnan(self._history[:, :1]), np.nan, 0.0)
        self._history = np.concatenate([self._history, came], axis=1)

    def under(self, section: DecisionConfig, learning_curve: LearningCurve) -> Beliefs:
        """Return other beliefs from the same memory, of another configuration or about another true curve."""
        renewed = Beliefs(section, learning_curve, self._history.shape[1], self._streams)
        renewed.restore(self.state())
        return renewed

    def state(self) -> dict[str, FloatArray]:
        """Return what is remembered, as named arrays."""
        return {"contributions": self._history, "observations": self.estimate.observations}

    def restore(self, state: dict[str, FloatArray]) -> None:
        """Take back what :meth:`state` returned, as many rounds of it as the present delay looks back on."""
        known, rounds = state["contributions"], len(self._history)
        missing = np.full((max(0, rounds - len(known)), known.shape[1]), np.nan)
        self._history = np.concatenate([missing, known[len(known) - (rounds - len(missing)) :]])
        self.estimate.restore(state["observations"])

    def _delayed(self, organization: int, current: float) -> float:
        known = self._history[~np.isnan(self._history[:, 0])]
        if len(known) == 0:
            return current
        return float(known[0].sum() - known[0, organization])
