"""Registries of named parts: how a rule, generator or task becomes available by name everywhere.

A part is a class registered with a decorator, or by an entry point in somebody else's package. This module
stands at the bottom of the house because every layer registers parts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

T = TypeVar("T")
P = TypeVar("P", bound=Callable[..., Any])


class UnknownNameError(ValueError):
    """A name that no part carries; the message is one line with the allowed names and the nearest one."""


def unknown_name(kind: str, name: object, allowed: tuple[str, ...]) -> UnknownNameError:
    """Build the one-line error for a wrong name: what was given, the nearest name, what is allowed."""
    near = get_close_matches(str(name), allowed, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return UnknownNameError(f"unknown {kind} {str(name)!r}{hint} (allowed: {', '.join(allowed)})")


class Registry(Generic[T]):
    """Named factories of one kind of part.

    Args:
        kind: what the parts are, in words, for messages ("decision rule").
        group: the entry-point group in which other packages offer parts ("cocogen.decision_rules").
    """

    def __init__(self, kind: str, group: str) -> None:
        self.kind = kind
        self.group = group
        self._factories: dict[str, Callable[..., T]] = {}
        self._entry_points_loaded = False

    def register(self, name: str) -> Callable[[P], P]:
        """Return a decorator that registers a class (or factory) under ``name``.

        Raises:
            ValueError: if another part already has the name.
        """

        def decorate(factory: P) -> P:
            if self._factories.get(name, factory) is not factory:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._factories[name] = factory
            return factory

        return decorate

    def names(self) -> tuple[str, ...]:
        """Return all registered names in alphabetical order."""
        self._load_entry_points()
        return tuple(sorted(self._factories))

    def factory(self, name: str) -> Callable[..., T]:
        """Return the class or factory behind ``name``.

        Raises:
            UnknownNameError: if nothing is registered under the name.
        """
        self._load_entry_points()
        if name not in self._factories:
            raise unknown_name(self.kind, name, self.names())
        return self._factories[name]

    def create(self, name: str, **parameters: Any) -> T:
        """Build the part ``name`` with ``parameters``.

        Raises:
            UnknownNameError: if the name is unknown.
            ValueError: if a parameter is missing, unknown to the part, or has a value that it refuses.
        """
        known = self.parameters(name)
        for parameter in parameters:
            if parameter not in known:
                raise unknown_name(f"parameter of {self.kind} {name!r}:", parameter, known)
        factory = self.factory(name)
        for needed in inspect.signature(factory).parameters.values():
            if needed.default is inspect.Parameter.empty and needed.name not in parameters:
                raise ValueError(f"{self.kind} {name!r} needs the parameter {needed.name!r}")
        return factory(**parameters)

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the names of the parameters that the part ``name`` takes.

        Raises:
            UnknownNameError: if nothing is registered under the name.
        """
        return tuple(inspect.signature(self.factory(name)).parameters)

    def _load_entry_points(self) -> None:
        if not self._entry_points_loaded:
            self._entry_points_loaded = True
            for entry_point in entry_points(group=self.group):
                self._factories.setdefault(entry_point.name, entry_point.load())
