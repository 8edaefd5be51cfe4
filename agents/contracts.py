"""Contracts: whether what calls itself a part of some kind has what that kind needs."""

from __future__ import annotations

import inspect
from functools import cache
from types import FunctionType
from typing import Any


def fault_of_factory(factory: Any, contract: Any) -> str | None:
    """Return what keeps a registered thing from being a part, or None.

    Args:
        factory: what was registered: a class, or a function that returns a part.
        contract: the base class or protocol of the kind.
    """
    if not callable(factory):
        return f"it is neither a class nor a function, but of type {type(factory).__name__}"
    if not isinstance(factory, type):
        return None
    missing = [name for name in _methods(contract) if not _is_written(getattr(factory, name, None))]
    return f"it has no method {missing[0]!r}" if missing else None


def fault_of_part(part: Any, contract: Any) -> str | None:
    """Return what a finished part lacks, or None."""
    if not (_is_protocol(contract) or inspect.isabstract(contract)):
        return None if isinstance(part, contract) else f"it makes a {type(part).__name__}"
    own = getattr(part, "__dict__", {})
    needed = (*_methods(contract), *(contract.__annotations__ if _is_protocol(contract) else ()))
    missing = [name for name in needed if not hasattr(type(part), name) and name not in own]
    return f"it makes a {type(part).__name__}, which has no {missing[0]!r}" if missing else None


@cache
def _methods(contract: Any) -> tuple[str, ...]:
    """Return the names of a kind's public methods and properties, in alphabetical order."""
    return tuple(
        sorted(
            {
                name
                for kind in contract.__mro__
                for name, value in vars(kind).items()
                if isinstance(value, FunctionType | property) and not name.startswith("_")
            }
        )
    )


def _is_written(method: Any) -> bool:
    return method is not None and not getattr(method, "__isabstractmethod__", False)


def _is_protocol(contract: Any) -> bool:
    return bool(getattr(contract, "_is_protocol", False))
