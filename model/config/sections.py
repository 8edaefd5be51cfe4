"""Sections: the frozen tables that a configuration is made of; one that names a part takes the part's own parameters, too."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from annotated_types import Ge, Le
from pydantic import ConfigDict, model_validator

from cocogen.agents.allowed import Said
from cocogen.agents.checks import ParameterError
from cocogen.agents.names import UnknownNameError, unknown_name
from cocogen.agents.typed import Typed, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cocogen.agents.registry import Registry


Round = Annotated[int, Ge(1), Le(10_000_000)]
"""The number of a round, or how many there are."""

PartName = Annotated[str, Said("the name of a part")]
"""The name of a registered part."""


class Section(Typed):
    """A frozen part of the configuration that refuses unknown fields."""

    model_config = ConfigDict(validate_default=True, use_attribute_docstrings=True)


class PartSection(Section):
    """A section that names a registered part and carries that part's own parameters as extra fields.

    Their types are those of the part's signature.
    """

    model_config = ConfigDict(extra="allow")
    part_field: ClassVar[str]

    @classmethod
    def registry(cls) -> Registry[Any]:
        """Return the registry in which the section's part is looked up."""
        raise NotImplementedError

    @property
    def part(self) -> str:
        """The name of the part."""
        return str(getattr(self, self.part_field))

    @property
    def parameters(self) -> dict[str, Any]:
        """The part's own parameters that were set; the part's defaults hold for the others."""
        return dict(self.__pydantic_extra__ or {})

    @classmethod
    def known_parameters(cls, part: str) -> tuple[str, ...]:
        """Return the names of the parameters that ``part`` understands.

        Raises:
            UnknownNameError: if there is no such part.
        """
        return tuple(cls.registry().parameters(part))

    @model_validator(mode="after")
    def _part_takes_its_parameters(self) -> Self:
        given = self.__pydantic_extra__ or {}
        try:
            known = self.known_parameters(self.part)
        except UnknownNameError as error:
            raise refused(((self.part_field,), str(error))) from None
        for name in given:
            if name not in known:
                raise refused(((), str(unknown_name("field", name, (*type(self).model_fields, *known)))))
        if self.part in self.registry().names():
            given.update(self.typed(self.part, given, (), self.part_field))
        self._try_part()
        return self

    @classmethod
    def typed(cls, part: str, given: Mapping[str, Any], path: tuple[str, ...], field: str) -> dict[str, Any]:
        """Return parameters of a part as its signature wants them.

        Args:
            part: name of the part.
            given: the parameters.
            path: where in this section they stand, for the error.
            field: the field that names the part.
        """
        with refusing(path, field):
            return cls.registry().validated(part, given)

    def _try_part(self) -> None:
        """Let the part refuse its parameters."""
        self.try_part(self.part, self.parameters, (), self.part_field)

    @classmethod
    def try_part(cls, part: str, given: Mapping[str, Any], path: tuple[str, ...], field: str) -> None:
        """Build a part, and let go of it again.

        Args:
            part: its name.
            given: its parameters.
            path: where in this section they stand, for the error.
            field: the field that names the part.
        """
        with refusing(path, field):
            cls.registry().create(part, **given)


@contextmanager
def refusing(path: tuple[str, ...], field: str) -> Iterator[None]:
    """Turn what a registry says of a part into what is wrong with a parameter at ``path``, or with the naming ``field``."""
    try:
        yield
    except ParameterError as error:
        raise refused(((*path, *error.parameter.split(".")), error.reason)) from None
    except ValueError as error:
        raise refused(((field,), str(error))) from None
