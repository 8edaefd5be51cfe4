"""A value as an error shows it: on one line, and not for pages."""

from __future__ import annotations

import reprlib
from typing import Any

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def shown(value: Any) -> str:
    """Return a value in about 60 letters.

    Example:
        >>> shown("abc"), shown([[[[[[[1]]]]]]])
        ("'abc'", '[[[[[[...]]]]]]')
    """
    try:
        text = _SHORT.repr(value)
    except Exception:  # somebody's __repr__, or a number of more digits than Python prints
        text = f"a value of type {type(value).__name__}"
    return " ".join(text.split())
