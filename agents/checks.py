"""Checks of the parameters of decision and participation rules: one line that names the parameter and the value."""

from __future__ import annotations

import math


def require_share(name: str, value: float, *, zero: bool = True, one: bool = True) -> None:
    """Refuse a parameter that is not a share.

    Args:
        name: of the parameter.
        value: what was given.
        zero: whether 0 is allowed.
        one: whether 1 is allowed.

    Raises:
        ValueError: if the value lies outside [0, 1], or on an end that is not allowed.
    """
    inside = (0 < value < 1) or (zero and value == 0) or (one and value == 1)
    if not inside:
        bounds = f"{'[' if zero else '('}0, 1{']' if one else ')'}"
        raise ValueError(f"{name} must be in {bounds}, got {value!r}")


def require_at_least(name: str, value: float, least: float) -> None:
    """Refuse a parameter that is below ``least``, infinite or NaN.

    Raises:
        ValueError: if it is.
    """
    if not least <= value < math.inf:
        rule = "finite" if value == math.inf else f"at least {least:g}"
        raise ValueError(f"{name} must be {rule}, got {value!r}")


def require_positive(name: str, value: float) -> None:
    """Refuse a parameter that is not positive and finite.

    Raises:
        ValueError: if it is not.
    """
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be positive and finite, got {value!r}")
