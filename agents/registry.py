"""Registries of named parts: how a rule, generator or task becomes available by name everywhere.

A part is a class registered with a decorator, or by an entry point in somebody else's package. Its parameters are those of its
signature, and are checked by their types. This module stands at the bottom of the house because every layer registers parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from cocogen.agents import plugins
from cocogen.agents.checks import ParameterError, checked, validated
from cocogen.agents.conduct import PartError
from cocogen.agents.contracts import fault_of_factory, fault_of_part
from cocogen.agents.names import unknown_name
from cocogen.agents.shown import shown
from cocogen.agents.signatures import Parameter, parameters_of

T = TypeVar("T")
P = TypeVar("P", bound=Callable[..., Any])


class Registry(Generic[T]):
    """Named factories of one kind of part.

    Args:
        kind: what the parts are, in words, for messages ("decision rule").
        group: the entry-point group in which other packages offer parts ("cocogen.decision_rules").
        contract: the base class or protocol that says what a part needs.
    """

    def __init__(self, kind: str, group: str, contract: type[Any] = object) -> None:
        self.kind = kind
        self.group = group
        self.contract = contract
        self._factories: dict[str, Callable[..., T]] = {}
        self._packages: dict[str, str] = {}
        self._plugins_loaded = False

    def register(self, name: str) -> Callable[[P], P]:
        """Return a decorator that registers a class (or factory) under ``name`` and checks its arguments from then on.

        Raises:
            ValueError: if another part already has the name, or if it cannot be a part of this kind.
        """

        def decorate(factory: P) -> P:
            accepted = self._accepted(factory)
            if self._factories.get(name, accepted) is not accepted:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._factories[name] = accepted
            return accepted

        return decorate

    def names(self) -> tuple[str, ...]:
        """Return all registered names in alphabetical order."""
        self._load_plugins()
        return tuple(sorted(self._factories))

    def factory(self, name: str) -> Callable[..., T]:
        """Return the class or factory behind ``name``.

        Raises:
            UnknownNameError: if nothing is registered under the name.
        """
        self._load_plugins()
        if name not in self._factories:
            raise unknown_name(self.kind, name, self.names())
        return self._factories[name]

    def package(self, name: str) -> str | None:
        """Return the package that offers a part as a plugin, or None if the part is not a plugin's."""
        self._load_plugins()
        return self._packages.get(name)

    def signature(self, name: str) -> tuple[Parameter, ...]:
        """Return the parameters of the part ``name``: their names, types, defaults and meanings.

        Raises:
            UnknownNameError: if nothing is registered under the name.
        """
        return parameters_of(self.factory(name))

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the names of the parameters that the part ``name`` takes.

        Raises:
            UnknownNameError: if nothing is registered under the name.
        """
        return tuple(parameter.name for parameter in self.signature(name))

    def validated(self, name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return parameters as the part ``name`` wants them, without building it.

        Raises:
            UnknownNameError: if the part or a parameter is unknown.
            ParameterError: if a parameter is of another type, or out of bounds.
            PartError: if a parameter is missing.
        """
        self._check_names(name, parameters)
        return validated(self.factory(name), parameters)

    def create(self, name: str, **parameters: Any) -> T:
        """Build the part ``name`` with ``parameters``.

        Raises:
            UnknownNameError: if the name or a parameter is unknown.
            ParameterError: if a parameter is of another type, or out of bounds.
            ValueError: if a parameter is missing, or the part refuses what it was given in whatever way.
        """
        factory = self.factory(name)
        self._check_names(name, parameters)
        try:
            part = factory(**parameters)
        except ParameterError:
            raise
        except ValueError as error:
            if name in self._packages:
                raise PartError(f"{self._told(name, {})}: {plugins.in_one_line(error)}") from error
            raise
        except plugins.FAILURES as error:
            told = self._told(name, parameters)
            raise PartError(f"{told} cannot be built: {plugins.in_one_line(error)}") from error
        if name in self._packages:
            self._check_part(name, part)
        return part

    def _check_names(self, name: str, parameters: Mapping[str, Any]) -> None:
        known = self.parameters(name)
        for parameter in parameters:
            if parameter not in known:
                raise unknown_name(f"parameter of {self.kind} {name!r}:", parameter, known)
        for needed in self.signature(name):
            if needed.is_required and needed.name not in parameters:
                raise PartError(f"{self.kind} {name!r} needs the parameter {needed.name!r}")

    def _accepted(self, factory: P) -> P:
        fault = fault_of_factory(factory, self.contract)
        if fault is not None:
            raise plugins.UnfitError(f"{factory!r} is no {self.kind}: {fault}")
        return checked(factory)

    def _check_part(self, name: str, part: T) -> None:
        fault = fault_of_part(part, self.contract)
        if fault is not None:
            raise PartError(f"{self._told(name, {})} cannot be used: {fault}")

    def _told(self, name: str, parameters: Mapping[str, Any]) -> str:
        """Return a part in words, with whose it is and what it was given."""
        package = f" of the package {self._packages[name]!r}" if name in self._packages else ""
        given = ", ".join(f"{parameter}={shown(value)}" for parameter, value in parameters.items())
        return f"{self.kind} {name!r}{package}{' with ' if given else ''}{given}"

    def _load_plugins(self) -> None:
        if self._plugins_loaded:
            return
        self._plugins_loaded = True
        built_in = frozenset(self._factories)
        for name, plugin in plugins.collect(self.kind, self.group, built_in, self._accepted).items():
            self._factories[name] = plugin.thing
            self._packages[name] = plugin.package
