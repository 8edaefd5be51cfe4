"""Checked calls: a class or function whose arguments are checked by the types of its own signature."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from cocogen.agents.signatures import parameters_of

F = TypeVar("F", bound=Callable[..., Any])


class ParameterError(ValueError):
    """A parameter that a part does not take; the message is one line.

    Args:
        parameter: its name, dotted where it is an entry of a table.
        reason: what is wrong with it, such as "must be a number above 0, got -1".
    """

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter} {reason}")
        self.parameter = parameter
        self.reason = reason

    def __reduce__(self) -> tuple[type[ParameterError], tuple[str, str]]:
        return ParameterError, (self.parameter, self.reason)


def checked(factory: F) -> F:
    """Let a class or function refuse arguments that are not of the types that its signature names.

    A class keeps its identity, and only its constructor is wrapped; a function is wrapped. What cannot be wrapped (a builtin)
    comes back as it is.
    """
    if not parameters_of(factory) or "__checks__" in getattr(factory, "__dict__", {}):
        return factory
    if not isinstance(factory, type):
        return _checked_call(factory, factory, bound=False)
    if getattr(vars(factory).get("__init__"), "__checks__", None) is not factory:
        with suppress(TypeError):  # a class that is written in C cannot be changed
            factory.__init__ = _checked_call(factory, factory.__init__, bound=True)  # type: ignore[misc]
    return factory


def validated(factory: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as the signature wants them: a number that comes as text, or a whole one, becomes a float.

    Raises:
        ParameterError: if one is of another type, or out of bounds. Missing and unknown ones are left to the factory.
    """
    from pydantic import ValidationError

    from cocogen.agents.models import model_of
    from cocogen.agents.typed import first_refusal

    model = model_of(factory)
    known = {name: value for name, value in arguments.items() if name in model.model_fields}
    try:
        found = model.model_validate(known)
    except ValidationError as error:
        raise ParameterError(*first_refusal(error)) from None
    return {**arguments, **{name: getattr(found, name) for name in known}}


def _checked_call(factory: Callable[..., Any], call: F, *, bound: bool) -> F:
    """Return ``call`` with its arguments checked by the signature of ``factory``; the first one is self if ``bound``."""
    signature = inspect.signature(factory)

    @functools.wraps(call)
    def check_and_call(*arguments: Any, **options: Any) -> Any:
        own, given = arguments[:bound], arguments[bound:]
        if not given:
            return call(*own, **validated(factory, options))
        taken = signature.bind_partial(*given, **options)
        taken.arguments.update(validated(factory, taken.arguments))
        return call(*own, *taken.args, **taken.kwargs)

    check_and_call.__checks__ = factory  # type: ignore[attr-defined]
    return check_and_call  # type: ignore[return-value]
