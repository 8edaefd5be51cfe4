"""Cautions: warnings of a game, heard once per game and not once per call."""

from __future__ import annotations

import warnings

from cocogen.model.game.arrays import BoolArray, IntArray, Matrix


class NonPositiveWeightWarning(UserWarning):
    """A contribution is rewarded whose weight z_i is not positive: the potential theorem does not cover the game, certificates do."""


class AsymmetricCompetitionWarning(UserWarning):
    """A rule that needs symmetric competition uses γ̄ = (γ + γᵀ)/2 instead."""


class Cautions:
    """What has been said about a game and the games derived from it."""

    def __init__(self) -> None:
        self._named: set[int] = set()
        self._asymmetry_said = False

    def weights(self, labels: IntArray, uncovered: BoolArray) -> None:
        """Warn of rewarded organizations whose weight is not positive unless each has been named before."""
        named = {int(label) for label in labels[uncovered]}
        if named <= self._named:
            return
        self._named |= named
        warnings.warn(
            f"weight z is not positive for {_listed(sorted(named))}: rivals take at least what a gain brings, yet contributing is"
            " rewarded, so the potential theorem does not cover the game and the regret says how good an answer is",
            NonPositiveWeightWarning,
            stacklevel=4,
        )

    def asymmetry(self, rule: str) -> None:
        """Warn that ``rule`` symmetrises the competition, once."""
        if not self._asymmetry_said:
            self._asymmetry_said = True
            warnings.warn(
                f"competition is not symmetric; the rule {rule!r} uses the mean of γ and its transpose",
                AsymmetricCompetitionWarning,
                stacklevel=4,
            )


def _listed(names: list[int], most: int = 8) -> str:
    text = ", ".join(str(name) for name in names[:most])
    noun = "organization" if len(names) == 1 else "organizations"
    return f"{noun} {text}" + (f" and {len(names) - most} more" if len(names) > most else "")


def is_symmetric(matrix: Matrix) -> bool:
    """Tell whether a dense or sparse square matrix equals its transpose, to rounding."""
    return float(abs(matrix - matrix.T).max()) <= 1e-12 * float(matrix.max())
