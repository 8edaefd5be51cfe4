"""The type by which a part says that one of its parameters is the path of a file that it reads."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final, get_args

from cocogen.agents.allowed import Said

IS_INPUT: Final = Said("the path of a file")

InputFile = Annotated[str, IS_INPUT]
"""A parameter of this type is an input: the identity of a run covers the content of the file that it names."""


def input_parameters(factory: Callable[..., Any]) -> dict[str, Any]:
    """Return the parameters of a class or function that are input files, with their defaults; None where it has none.

    Example:
        >>> def read(path: InputFile, label: str = "y") -> None: ...
        >>> list(input_parameters(read))
        ['path']
    """
    return {
        name: None if parameter.default is parameter.empty else parameter.default
        for name, parameter in inspect.signature(factory).parameters.items()
        if _is_input(parameter.annotation)
    }


def _is_input(annotation: Any) -> bool:
    """Tell whether an annotation, evaluated or still a text, is an input file or perhaps one."""
    if isinstance(annotation, str):
        return "InputFile" in annotation
    return annotation == InputFile or InputFile in get_args(annotation)
