"""The model of a part's parameters, made from its own signature."""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError, create_model

from cocogen.agents.allowed import is_somebodys_class
from cocogen.agents.signatures import parameters_of
from cocogen.agents.typed import Typed


@cache
def model_of(factory: Callable[..., Any]) -> type[Typed]:
    """Return the model of the parameters of a class or function; who leaves out a needed one hears it from the registry."""
    fields: dict[str, Any] = {}
    for parameter in parameters_of(factory):
        default = None if parameter.is_required else parameter.default
        fields[parameter.name] = (_checkable(parameter.annotation), default)
    return _model(getattr(factory, "__name__", "Part"), fields)


def _model(name: str, fields: dict[str, Any]) -> type[Typed]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a parameter may have the name of one of pydantic's own methods
        return create_model(name, __base__=Typed, **fields)


def _checkable(annotation: Any) -> Any:
    """Return the type if it can be checked, else ``Any``: the part itself then sees what it gets."""
    return next((kind for kind in (annotation, _bare(annotation)) if _can_be_checked(kind)), Any)


def _can_be_checked(kind: Any) -> bool:
    try:
        _model("Probe", {"value": (kind, ...)}).model_validate({"value": object()})
    except ValidationError:
        return True
    except Exception:  # pydantic does not know the type, or it cannot be asked about
        return False
    return True


def _bare(annotation: Any) -> Any:
    """Return a type in which a class with type arguments (``NDArray[np.float64]``) is the class alone."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[(_bare(arguments[0]), *arguments[1:])]
    if origin in (Union, types.UnionType):
        return Union[tuple(map(_bare, arguments))]  # noqa: UP007 - made while running
    return origin if is_somebodys_class(origin) else annotation
