"""What a part's own signature says of its parameters: names, types, defaults, and their meaning from the docstring."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, get_type_hints

REQUIRED = inspect.Parameter.empty
"""Stands for the default of a parameter that has none."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a part.

    Args:
        name: its name.
        annotation: its type with its bounds; ``Any`` where none is given, or where it has no meaning at run time.
        default: its default; :data:`REQUIRED` if it must be given.
        meaning: what the docstring's ``Args`` say of it; empty if nothing.
    """

    name: str
    annotation: Any
    default: Any
    meaning: str

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return self.default is REQUIRED


@cache
def parameters_of(factory: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return the parameters of a class or function in the order of its signature.

    What collects further arguments (``*args``, ``**options``) is left out, as are names that begin with an underscore, and
    all of a builtin that does not tell its signature.
    """
    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):
        return ()
    meanings = _meanings(factory)
    return tuple(
        Parameter(
            parameter.name,
            _annotation(factory, parameter),
            _default(factory, parameter),
            meanings.get(parameter.name, ""),
        )
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and not parameter.name.startswith("_")
    )


def _annotation(factory: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """Return a parameter's type; a text is read where it was written: in the module of the class or function."""
    written = parameter.annotation
    if written is REQUIRED:
        return Any
    names = _globals_of(factory, parameter.name)
    holder = SimpleNamespace(__annotations__={parameter.name: written})
    try:
        return get_type_hints(holder, globalns=names, include_extras=True)[parameter.name]
    except Exception:
        return Any  # a type that is only known to type checkers, or no type at all


def _globals_of(factory: Callable[..., Any], parameter: str) -> dict[str, Any]:
    if not isinstance(factory, type):
        return dict(getattr(inspect.unwrap(factory), "__globals__", {}))
    if is_dataclass(factory):
        for kind in factory.__mro__:
            if parameter in vars(kind).get("__annotations__", {}) and kind.__module__ in sys.modules:
                return dict(vars(sys.modules[kind.__module__]))
    constructor: Any = factory.__init__  # type: ignore[misc]
    return dict(getattr(inspect.unwrap(constructor), "__globals__", {}))


def _default(factory: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """Return the default; a dataclass that makes it anew each time is asked for one."""
    if is_dataclass(factory):
        for field in fields(factory):
            if field.name == parameter.name and field.default_factory is not MISSING:
                return field.default_factory()
    return parameter.default


def _meanings(factory: Callable[..., Any]) -> dict[str, str]:
    """Return what docstrings say of parameters; a class speaks before its bases."""
    kinds = reversed(factory.__mro__) if isinstance(factory, type) else (factory,)
    found: dict[str, str] = {}
    for kind in kinds:
        found |= dict(_arguments(inspect.cleandoc(kind.__doc__ or "")))
    return found


def _arguments(docstring: str) -> Iterator[tuple[str, str]]:
    """Yield names and meanings of a docstring's ``Args`` section, continued lines joined."""
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)*)", docstring, re.MULTILINE)
    entries = re.split(r"^(?=\S)", textwrap.dedent(section.group(1)) if section else "", flags=re.MULTILINE)
    for entry in entries:
        name, colon, meaning = entry.partition(":")
        if colon:
            yield name, " ".join(meaning.split())
