"""What a part may return: one that returns something else is named in one line rather than corrected."""

from __future__ import annotations

import math

ROUNDING = 1e-9
"""Share by which a result may miss its bounds, for rounding."""


class PartError(ValueError):
    """A part that cannot be built, or that returned what it must not; the message is one line that names it, and what."""


def as_number(value: object) -> float:
    """Return a value as a float; NaN if it is no number.

    Example:
        >>> as_number(3), as_number("3"), as_number(None)
        (3.0, nan, nan)
    """
    try:
        return math.nan if isinstance(value, str | bytes) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan


def checked_amount(chosen: object, capacity: float, who: str, round: int) -> float:
    """Return the amount that a decision rule chose, within [0, capacity].

    Args:
        chosen: what the rule returned, samples.
        capacity: ḡ, most synthetic samples per round.
        who: the rule and its organization, for the message.
        round: in which it was chosen.

    Raises:
        PartError: if it is no finite number, negative, or above capacity by more than rounding.

    Example:
        >>> checked_amount(1000.0000000001, 1000.0, "decision rule 'x' of organization B", 2)
        1000.0
        >>> checked_amount(-3, 1000.0, "decision rule 'x' of organization B", 2)
        Traceback (most recent call last):
        cocogen.agents.conduct.PartError: decision rule 'x' of organization B chose -3 samples in round 2; allowed 0 to 1000
    """
    amount, slack = as_number(chosen), ROUNDING * capacity
    if not -slack <= amount <= capacity + slack:
        what = repr(chosen) if math.isnan(amount) else f"{amount:.6g}"
        raise PartError(f"{who} chose {what} samples in round {round}; allowed 0 to {capacity:g}")
    return min(max(amount, 0.0), capacity)
