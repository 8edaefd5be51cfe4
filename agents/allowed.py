"""What a type allows, in words: for errors, for ``cocogen list`` and for the docs, all from the annotation itself."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt

from cocogen.agents.bounds import LARGEST


@dataclass(frozen=True)
class Said:
    """Put into ``Annotated``, it says in words what the type allows.

    Args:
        words: such as ``"a number or two"``.
    """

    words: str


def allowed(annotation: Any) -> str:
    """Return what a type allows, with its article.

    Example:
        >>> allowed(Annotated[float, Gt(0), Le(1)]), allowed(Literal["optimal"] | Annotated[float, Ge(0)])
        ('a number above 0 and at most 1', "'optimal' or a number of at least 0")
        >>> allowed(tuple[Annotated[int, Ge(1)], ...])
        'a list, each a whole number of at least 1'
    """
    if get_origin(annotation) is Annotated:
        kind, *metadata = get_args(annotation)
        return _with_bounds(kind, list(_flat(metadata)))
    return _plain(annotation)


def is_somebodys_class(kind: Any) -> bool:
    """Tell whether a type is a class of no kind that we know, so that it has no types of ours inside."""
    return isinstance(kind, type) and kind.__module__ not in ("builtins", "collections.abc", "types")


def _with_bounds(kind: Any, metadata: list[Any]) -> str:
    for item in metadata:
        if isinstance(item, Said):
            return item.words
    bounds = _bounds(metadata) if kind in (int, float) else ""
    return f"{_plain(kind)} {bounds}".rstrip()


def _plain(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        choices = [allowed(choice) for choice in arguments if choice is not type(None)]
        return _either(list(dict.fromkeys(choices)))
    if origin is Literal:
        return _either([repr(argument) for argument in arguments])
    if origin in (list, tuple, Sequence, Iterable):
        return f"a list, each {allowed(arguments[0])}" if arguments else "a list"
    if origin in (dict, Mapping):
        return f"a table, each value {allowed(arguments[1])}"
    words = {float: "a number", int: "a whole number", bool: "true or false", str: "a text", Any: "anything"}
    return words.get(kind) or f"of the kind {getattr(origin or kind, '__name__', kind)}"


def _bounds(metadata: list[Any]) -> str:
    """Return the bounds of a number in words; the bound that all numbers have goes without saying."""
    least = [item.ge for item in metadata if isinstance(item, Ge) and item.ge != -LARGEST]
    above = [item.gt for item in metadata if isinstance(item, Gt)]
    most = [item.le for item in metadata if isinstance(item, Le) and item.le != LARGEST]
    below = [item.lt for item in metadata if isinstance(item, Lt)]
    if least and most:
        return f"from {_number(least[0])} to {_number(most[0])}"
    said = [
        *(f"of at least {_number(bound)}" for bound in least),
        *(f"above {_number(bound)}" for bound in above),
        *(f"{'of ' if not above else ''}at most {_number(bound)}" for bound in most),
        *(f"below {_number(bound)}" for bound in below),
    ]
    return " and ".join(said)


def _number(value: Any) -> str:
    if isinstance(value, int) and value > 2**20 and value & (value - 1) == 0:
        return f"2^{value.bit_length() - 1}"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _either(choices: list[str]) -> str:
    return " or ".join(part for part in (", ".join(choices[:-1]), choices[-1]) if part)


def _flat(metadata: Iterable[Any]) -> Iterable[Any]:
    """Yield metadata, what stands inside pydantic's ``Field`` included."""
    for item in metadata:
        inner = getattr(item, "metadata", None)
        yield from inner if isinstance(inner, list) else [item]
