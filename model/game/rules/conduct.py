"""What a redistribution rule may return: one that returns something else is named in one line rather than corrected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.agents.conduct import ROUNDING, PartError

if TYPE_CHECKING:
    from cocogen.model.game.arrays import FloatArray, Matrix
    from cocogen.model.game.game import CoopetitionGame
    from cocogen.model.game.rules.base import RedistributionRule


_NOTHING = 1e-12
"""Share of the payoffs that counts as nothing."""
_APART = 1e-6
"""Share of the largest payment by which payments between pairs may miss the transfers."""
_LOST = 1e-150
"""Money so small that a product of two such amounts is no number any more."""


def checked_subsidy(rule: RedistributionRule, game: CoopetitionGame, name: str) -> FloatArray:
    """Return s, what a rule rewards an effective sample with, money, shape (N,); one number is everybody's.

    Args:
        rule: the rule.
        game: among those who settle.
        name: of the rule, for the message.

    Raises:
        PartError: if it is not one finite number for each organization.
    """
    returned: Any = rule.subsidy(game)
    everybodys = np.full(game.organizations, returned) if np.ndim(returned) == 0 else returned
    return _numbers(everybodys, game.organizations, f"redistribution rule {name!r}", "a subsidy")


def checked_transfers(
    rule: RedistributionRule, game: CoopetitionGame, generation: FloatArray, name: str, when: str
) -> FloatArray:
    """Return R, what a rule pays each member, money, shape (N,), as the rule itself balances it.

    Args:
        rule: the rule.
        game: among those who settle.
        generation: their amounts, samples, shape (N,).
        name: of the rule, for the message.
        when: it pays, for the message.

    Raises:
        PartError: if it is not one finite number for each organization, or the sum is not zero to 1e-9 of the largest payment
            (or to what rounding leaves of payoffs, where hardly anything is paid).
    """
    who = f"redistribution rule {name!r}"
    transfers = _numbers(rule.transfers(game, generation), game.organizations, who, f"transfers {when}")
    left, largest = math.fsum(transfers), float(np.abs(transfers).max())
    if abs(left) > ROUNDING * largest + _NOTHING * game.payoff_scale:
        more, less = ("pays", "collects") if left > 0 else ("collects", "pays")
        raise PartError(f"{who} {more} {abs(left):.3g} more than it {less} {when}")
    return transfers


def checked_payments(payments: Matrix, transfers: FloatArray, name: str, when: str) -> Matrix:
    """Return who pays whom, money, dense or sparse (N, N).

    Raises:
        PartError: if what somebody receives from all others is not its transfer, to 1e-6 of the largest payment.
    """
    who, shape = f"redistribution rule {name!r}", (len(transfers),) * 2
    if payments.shape != shape:
        raise PartError(f"{who} tells payments of shape {payments.shape} {when}; expected {shape}")
    apart = np.abs(np.asarray(payments.sum(axis=1)).ravel() - transfers).max()
    if not apart <= _APART * max(abs(payments).max(), np.abs(transfers).max()) + _LOST:
        raise PartError(f"{who} tells payments between pairs {when} that do not add up to its transfers")
    return payments


def _numbers(returned: Any, count: int, who: str, what: str) -> FloatArray:
    try:
        values = np.asarray(returned, dtype=np.float64)
    except (TypeError, ValueError):
        raise PartError(f"{who} returns {returned!r} as {what}; expected {count} numbers") from None
    if values.shape != (count,):
        raise PartError(f"{who} returns {what} of shape {values.shape}; expected ({count},)")
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise PartError(
            f"{who} returns {what} with {values[wrong[0]]:g} at position {wrong[0]}; expected finite numbers"
        )
    return values
