"""Inputs: the files that a simulation reads, by role and content, and the identity that covers them."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.agents.inputs import IS_INPUT, input_parameters
from cocogen.model.config import DecisionConfig
from cocogen.model.config.game_fields import open_fields
from cocogen.model.config.interventions import stages
from cocogen.model.config.overrides import section_names
from cocogen.model.config.sections import PartSection, Section
from cocogen.model.files.digests import digest, file_digest
from cocogen.model.files.shipped import table_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cocogen.model.config import SimulationConfig


CALIBRATION = "game.calibration"
"""The role of a calibration, which is named rather than given by its path."""
SHIPPED_TOO = ("population.file", "competition.path")
"""The roles of files that may be shipped ones, which go by their names."""


class InputError(ValueError):
    """An input that cannot be read; the message is one line that names the field and the file."""


@dataclass(frozen=True)
class Input:
    """A file that was read.

    Args:
        role: the configuration field that names it ("task.path").
        path: as it was given.
        digest: SHA-256 of its content.
    """

    role: str
    path: str
    digest: str


def input_files(config: SimulationConfig) -> tuple[tuple[str, str], ...]:
    """Return the files that a simulation of this configuration reads, as pairs of role and path.

    Those are the fields and the parts' parameters of type :data:`cocogen.agents.inputs.InputFile` that name a file, and a calibration
    of one's own from which numbers are still to be taken.
    """
    found = [
        (f"{name}.{field}", str(path))
        for _, stage in stages(config)
        for name in section_names()
        for field, path in _named_by(getattr(stage, name))
        if path
    ]
    if open_fields(config):
        found += [(entry.role, entry.path) for entry in calibration_input(config)]
    return tuple(dict.fromkeys(found))


def read_inputs(config: SimulationConfig) -> tuple[Input, ...]:
    """Return :func:`input_files` with the digest of what they hold now.

    Raises:
        InputError: if one cannot be read.
    """
    return tuple(Input(role, path, _digest(role, path)) for role, path in input_files(config))


def calibration_input(config: SimulationConfig) -> tuple[Input, ...]:
    """Return the calibration file that a configuration's numbers come from; nothing if that is shipped, or was removed.

    Where the numbers are written out, a simulation does not read the file any more, so it is not among :func:`read_inputs`.
    """
    from cocogen.model.learning.calibration_files import is_shipped

    source = config.game.calibration
    if source is None or is_shipped(source):
        return ()
    try:
        return (Input(CALIBRATION, source, _digest(CALIBRATION, source)),)
    except ValueError:
        return ()


def identity(config: SimulationConfig, inputs: Iterable[Input]) -> str:
    """Return a hash of all fields and of the content of all inputs: the same identity is the same simulation."""
    contents = "".join(f"{entry.role} {entry.digest}\n" for entry in inputs)
    return digest(f"{config.model_dump_json()}\n{contents}".encode())


def changed_input(before: Iterable[Input]) -> Input | None:
    """Return the first of the files that holds something else now than it did, or None.

    Raises:
        InputError: if one cannot be read.
        ValueError: if a calibration of one's own is gone.
    """
    return next((entry for entry in before if _digest(entry.role, entry.path) != entry.digest), None)


def _named_by(section: Section) -> Iterator[tuple[str, Any]]:
    for name, field in type(section).model_fields.items():
        if IS_INPUT in field.metadata:
            yield name, getattr(section, name)
    if isinstance(section, PartSection):
        for part, parameters in _parts(section):
            if part in section.registry().names():
                for name, default in input_parameters(section.registry().factory(part)).items():
                    yield name, parameters.get(name, default)


def _parts(section: PartSection) -> Iterator[tuple[str, dict[str, Any]]]:
    yield section.part, section.parameters
    if isinstance(section, DecisionConfig):
        yield from ((rule, section.parameters_of(rule)) for rule in section.shares)


def _digest(role: str, path: str) -> str:
    try:
        file = _file(role, path)
        if stat.S_ISREG(file.stat().st_mode):
            return file_digest(file)
    except OSError as error:
        raise InputError(f"{role}: cannot read {path}: {error.strerror or error}") from None
    raise InputError(f"{role}: {path} is no regular file")  # a pipe, or a device that never ends


def _file(role: str, path: str) -> Path:
    if role == CALIBRATION:
        from cocogen.model.learning.calibration_files import calibration_path

        return calibration_path(path) or Path(path)
    return table_path(path) if role in SHIPPED_TOO else Path(path)
