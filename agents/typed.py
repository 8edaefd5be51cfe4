"""Typed models: what pydantic checks and what it would let through, answered in the words of this project."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from cocogen.agents.allowed import allowed, is_somebodys_class
from cocogen.agents.bounds import LARGEST
from cocogen.agents.names import unknown_name
from cocogen.agents.shown import shown

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

REFUSED = "refused"


class Typed(BaseModel):
    """A frozen model whose numbers are finite, that does not take true for 1, and that says in words what is wrong.

    A number may come as text (``"0.3"``), as from a browser's field; a whole number as 3.0; a text as a number. A text is one
    line of what can be written in UTF-8.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        coerce_numbers_to_str=True,
        arbitrary_types_allowed=True,
        protected_namespaces=(),
    )

    @model_validator(mode="wrap")
    @classmethod
    def _say_what_is_wrong(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        cls._refuse_look_alikes(data)
        try:
            return handler(data)
        except ValidationError as error:
            raise refused(*(_in_words(cls, data, details) for details in error.errors())) from None

    @classmethod
    def _refuse_look_alikes(cls, data: Any) -> None:
        """Refuse what pydantic would take: true for a number, and texts that no file could hold."""
        for name, value in data.items() if isinstance(data, dict) else ():
            field = cls.model_fields.get(name)
            if field is None or _is_model(field.annotation):  # a model sees to its own fields
                continue
            for leaf in _leaves(value):
                if _is_flag(leaf) and not _admits(type_of(field), bool):
                    raise refused(((name,), f"must be {allowed(type_of(field))}, got {shown(value)}"))
                if isinstance(leaf, str) and not _is_a_line(leaf):
                    raise refused(((name,), f"must be one line of UTF-8 text, got {shown(value)}"))


def type_of(field: FieldInfo) -> Any:
    """Return a field's type with its bounds."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def refused(*refusals: tuple[tuple[str | int, ...], str]) -> ValidationError:
    """Return the error that says of fields, each given by its path, what is wrong with them."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError(REFUSED, "{message}", {"message": message}), loc=path, input=None
        )
        for path, message in refusals
    ]
    return ValidationError.from_exception_data("refused", details)


def first_refusal(error: ValidationError) -> tuple[str, str]:
    """Return the dotted path of the first field that is wrong, empty for the whole, and what is wrong with it."""
    first = error.errors()[0]
    return ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")


def _in_words(model: type[Typed], data: Any, details: ErrorDetails) -> tuple[tuple[str | int, ...], str]:
    """Return where in the model something is wrong, and what."""
    path, kind, message = details["loc"], details["type"], details["msg"].removeprefix("Value error, ")
    if kind == REFUSED:
        return path, message
    if not path:
        return (), message if kind == "value_error" else f"must be a table of fields, got {shown(data)}"
    if kind == "extra_forbidden":
        return path[:-1], str(unknown_name("field", path[-1], tuple(model.model_fields)))
    place, annotation, value = _place(path, type_of(model.model_fields[str(path[0])]), data)
    if kind == "value_error":
        return place, message
    if kind == "missing":
        return place, f"is missing; it is {allowed(annotation)}"
    if kind == "less_than_equal" and details["ctx"]["le"] == LARGEST:
        return place, f"must be at most {LARGEST:g}, got {shown(value)}"
    return place, f"must be {allowed(annotation)}, got {shown(value)}"


def _place(path: tuple[str | int, ...], annotation: Any, data: Any) -> tuple[tuple[str | int, ...], Any, Any]:
    """Return which entry of nested tables is meant, its type, and what was given for it."""
    depth, value = 1, data.get(path[0]) if isinstance(data, Mapping) else data
    while (
        get_origin(annotation) is dict
        and isinstance(value, Mapping)
        and path[depth:]
        and path[depth] in value
    ):
        annotation, value, depth = get_args(annotation)[1], value[path[depth]], depth + 1
    return path[:depth], annotation, value


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _leaves(value: Any, levels: int = 8) -> Iterator[Any]:
    """Yield what nested lists and tables hold; no type of ours nests as deep as ``levels``."""
    if isinstance(value, Mapping | list | tuple) and levels:
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(part, levels - 1)
    else:
        yield value


def _is_flag(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")  # numpy's, too


def _is_a_line(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\t" for letter in text)


def _admits(annotation: Any, kind: type) -> bool:
    """Tell whether a type takes values of a kind, somewhere in it."""
    if get_origin(annotation) is Annotated:
        return _admits(get_args(annotation)[0], kind)
    inner: Iterable[Any] = () if is_somebodys_class(get_origin(annotation)) else get_args(annotation)
    return (
        annotation in (kind, Any, object)
        or _is_model(annotation)
        or any(_admits(part, kind) for part in inner)
    )
