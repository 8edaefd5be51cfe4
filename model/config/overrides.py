"""Setting configuration fields by dotted name, reading and writing TOML, and answering a wrong value in one line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, get_origin

from pydantic import ValidationError

from cocogen.agents.names import unknown_name
from cocogen.agents.shown import shown
from cocogen.agents.typed import first_refusal
from cocogen.model.config import SimulationConfig
from cocogen.model.config.errors import ConfigurationError as ConfigurationError
from cocogen.model.config.population_fields import COLUMNS, FILE, covered_by
from cocogen.model.config.quantities.notation import column_of
from cocogen.model.config.scheduled_names import INTERVENTIONS, at_round, is_scheduled, plain_name
from cocogen.model.config.sections import PartSection, Section
from cocogen.model.config.toml_text import TomlError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


TABLED_PARTS = ("learning.generator", "learning.aggregator", "learning.network")
"""Fields that name parts whose parameters stand in a table of their own, ``…_parameters``."""

FIRMS = f"population.{FILE}"
"""The field that names a file of firms."""

RUN_FOLDER_KEYS = ("scenario", "headline", "variant")


def with_overrides(
    config: SimulationConfig, overrides: Mapping[str, Any], unset: Iterable[str] = ()
) -> SimulationConfig:
    """Return ``config`` with fields replaced.

    Args:
        config: the configuration to start from.
        overrides: values by dotted name (``"competition.intensity": 0.06``). Where an override names another part
            (``decision.rule``), the old part's own parameters that the new one does not know are dropped. Where one names a
            file of firms, its columns hold for the fields of their names that are not among the overrides. ``FIELD@ROUND``
            adds an intervention; ``interventions`` is the whole schedule.
        unset: dotted names of fields that take their defaults again.

    Raises:
        ConfigurationError: an unknown field or a value that is not allowed.
    """
    data = config.model_dump()
    scheduled = {name: value for name, value in overrides.items() if is_scheduled(name)}
    overrides = {name: value for name, value in overrides.items() if name not in scheduled}
    for name in (*unset, *overrides, *(name for name in scheduled if name != INTERVENTIONS)):
        _check_section(name)
    for name in unset:
        section, field = name.split(".", 1)
        table, _, entry = field.partition(".")
        if entry and _is_table(section, table):
            data[section][table].pop(entry, None)
        else:
            data[section].pop(field, None)
    if FIRMS in overrides:
        _drop_what_firms_say(data["population"], overrides)
    for name, value in sorted(overrides.items(), key=lambda item: _order(item[0])):
        section, field = name.split(".", 1)
        if names_a_part(name):
            _drop_foreign_parameters(data[section], section, value)
        elif name in TABLED_PARTS:
            _drop_foreign_entries(data[section], field, value)
        _put(data[section], section, field, value)
    if scheduled:
        data[INTERVENTIONS] = _schedule(data.get(INTERVENTIONS, ()), scheduled)
    return build(data)


def _put(fields: dict[str, Any], section: str, field: str, value: Any) -> None:
    """Set a field, or one entry of a field that is a table (``aggregator_parameters.proximal``); its other entries stay."""
    table, *keys = field.split(".") if _is_table(section, field.partition(".")[0]) else (field,)
    if not keys:
        fields[field] = value
        return
    for key in (table, *keys[:-1]):
        inner = fields.setdefault(key, {})
        if not isinstance(inner, dict):
            raise ConfigurationError(f"{section}.{field}: {key} is no table, got {shown(inner)}")
        fields = inner
    fields[keys[-1]] = value


def _is_table(section: str, field: str) -> bool:
    info = _section_type(section).model_fields.get(field)
    return info is not None and get_origin(info.annotation) is dict


def _schedule(known: Iterable[Any], overrides: Mapping[str, Any]) -> Any:
    """Return a schedule with interventions added to it, or to another one in its place."""
    added: dict[int, dict[str, Any]] = {}
    for name, value in overrides.items():
        if name != INTERVENTIONS:
            field, first = at_round(name)
            added.setdefault(first or 1, {})[field] = value
    entries = overrides.get(INTERVENTIONS, known)
    if not added:
        return entries
    if not isinstance(entries, list | tuple):
        raise ConfigurationError(f"{INTERVENTIONS}: must be a list of tables, got {shown(entries)}")
    return [*entries, *({"round": first, **fields} for first, fields in added.items())]


def difference(base: SimulationConfig, other: SimulationConfig) -> dict[str, Any]:
    """Return the overrides by dotted name that turn ``base`` into ``other``.

    Example:
        >>> base = SimulationConfig()
        >>> difference(base, base.with_overrides({"decision.rule": "none"}))
        {'decision.rule': 'none'}
    """
    before, after = base.model_dump(), other.model_dump()
    kept = covered_by(other.population.file) if base.population.file != other.population.file else ()
    schedules = [data.pop(INTERVENTIONS, []) for data in (before, after)]
    return {
        f"{section}.{field}": value
        for section, fields in after.items()
        for field, value in fields.items()
        if field not in before[section]
        or before[section][field] != value
        or (section == "population" and field in kept)
    } | ({} if schedules[0] == schedules[1] else {INTERVENTIONS: schedules[1]})


def build(data: Mapping[str, Any]) -> SimulationConfig:
    """Validate nested data into a configuration.

    Raises:
        ConfigurationError: with one line on the first thing that is wrong.
    """
    try:
        return SimulationConfig.model_validate(data)
    except ValidationError as error:
        where, what = first_refusal(error)
        raise ConfigurationError(f"{where}: {what}" if where else what) from None


def parse_assignments(assignments: Iterable[str]) -> dict[str, Any]:
    """Read ``section.field=value`` texts from the command line; a value is read as TOML, else as plain text.

    Raises:
        ConfigurationError: if a text is not an assignment.
    """
    parsed = {}
    for given in assignments:
        name, equals, text = given.partition("=")
        if not equals or not name.strip():
            raise ConfigurationError(f"--set takes section.field=value, got {given!r}")
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise ConfigurationError(f"--set takes text in UTF-8, got {given!r}")
        parsed[name.strip()] = parse_value(text.strip())
    return parsed


def assignment(name: str, value: Any) -> str:
    """Return ``section.field=value`` as it is typed in a shell after ``--set``; :func:`parse_assignments` reads it back.

    Example:
        >>> print(assignment("task.path", "my data.csv"), assignment("task.label", "1"))
        'task.path=my data.csv' 'task.label="1"'
    """
    plain = isinstance(value, str) and parse_value(value.strip()) == value
    return shlex.quote(f"{name}={value if plain else _inline(value)}")


def _inline(value: Any) -> str:
    """Return a value as TOML on one line."""
    import tomli_w

    if isinstance(value, dict):
        return "{" + ", ".join(f"{_inline(str(key))} = {_inline(v)}" for key, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return tomli_w.dumps({"x": value}).partition("=")[2].strip()


def parse_value(text: str) -> Any:
    """Read a value as TOML would; ``0.1,0.2`` is a list, and what TOML does not know is plain text."""
    for candidate in (text, f"[{text}]" if "," in text else text):
        try:
            read = read_toml(f"value = {candidate}")
        except TomlError:
            continue
        if read.keys() == {"value"}:  # a text with line breaks may hold more than a value
            return read["value"]
    return text


def to_toml(config: SimulationConfig) -> str:
    """Print a configuration as TOML; fields that are None are left out, as TOML has no word for them."""
    import tomli_w

    data = config.model_dump(exclude_none=True)
    schedule = {name: data.pop(name) for name in (INTERVENTIONS,) if name in data}
    plain = {
        section: {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
        for section, fields in data.items()
    }
    return tomli_w.dumps({**plain, **schedule})


def from_toml(text: str) -> SimulationConfig:
    """Read a configuration from TOML; what a run folder adds about its scenario and other variants is passed over.

    Raises:
        ConfigurationError: if the text is not TOML, or not a configuration.
    """
    try:
        data = read_toml(text)
    except TomlError as error:
        raise ConfigurationError(str(error)) from None
    return build({name: value for name, value in data.items() if name not in RUN_FOLDER_KEYS})


def field_names() -> tuple[str, ...]:
    """Return the dotted names of all fields that every configuration has."""
    return tuple(
        f"{section}.{field}" for section in section_names() for field in _section_type(section).model_fields
    )


def section_names() -> tuple[str, ...]:
    """Return the names of a configuration's sections."""
    return tuple(name for name in SimulationConfig.model_fields if name != INTERVENTIONS)


def names_a_part(name: str) -> bool:
    """Tell whether a dotted name is that of a registered part (``decision.rule``)."""
    section, _, field = name.partition(".")
    if section not in section_names():
        return False
    kind = _section_type(section)
    return issubclass(kind, PartSection) and field == kind.part_field


def has_field(config: SimulationConfig, name: str, parts: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a configuration has a field of that dotted name, parameters of its parts included.

    Args:
        config: the configuration.
        name: the field.
        parts: overrides among which other parts may be named (``decision.rule``).

    Raises:
        ConfigurationError: if an override names an unknown part.
    """
    if name == INTERVENTIONS:
        return True
    name, round = at_round(name)
    section, _, field = name.partition(".")
    values = getattr(config if round is None else config.in_force_at(round), section, None)
    if not isinstance(values, Section):
        return False
    table = field.partition(".")[0]
    if field in type(values).model_fields or (field != table and _is_table(section, table)):
        return True
    if not isinstance(values, PartSection):
        return False
    part = _part_then(parts or {}, f"{section}.{values.part_field}", round, values.part)
    return field in _known_parameters(section, part)


def _part_then(overrides: Mapping[str, Any], field: str, round: int | None, part: str) -> Any:
    """Return the part that a field names in a round (None: from the start) under overrides."""
    rounds = {at_round(name)[1] or 0: value for name, value in overrides.items() if plain_name(name) == field}
    return max(
        ((known, value) for known, value in rounds.items() if known <= (round or 0)), default=(0, part)
    )[1]


def _check_section(name: Any) -> None:
    if not isinstance(name, str):
        raise ConfigurationError(f"the name of a field is a text, got {shown(name)}")
    section, dot, _ = name.partition(".")
    sections = section_names()
    if section not in sections:
        known = (*sections, INTERVENTIONS)
        raise ConfigurationError(f"unknown field {name!r}: {unknown_name('section', section, known)}")
    if not dot:
        raise ConfigurationError(
            f"{name} is a section; set one of its fields, such as {name}.{next(iter(_section_type(name).model_fields))}"
        )


def _order(name: str) -> int:
    """Return what comes first: names of parts, then fields, then single entries of tables."""
    return 0 if names_a_part(name) or name in TABLED_PARTS else name.count(".")


def _drop_foreign_entries(fields: dict[str, Any], field: str, part: object) -> None:
    """Drop the parameters of the part named so far that another one does not know; what there is not is refused later."""
    kind = _section_type("learning")
    names = kind.registries()[field].names()
    known = kind.known_parameters(field, part) if part in names else ()
    table = f"{field}_parameters"
    fields[table] = {name: value for name, value in fields[table].items() if name in known}


def _section_type(section: str) -> type[Any]:
    annotation = SimulationConfig.model_fields[section].annotation
    assert isinstance(annotation, type)  # noqa: S101 - narrows for mypy
    return annotation


def _known_parameters(section: str, part: object) -> tuple[str, ...]:
    kind = _section_type(section)
    try:
        known: tuple[str, ...] = kind.known_parameters(str(part))
    except ValueError as error:
        raise ConfigurationError(f"{section}.{kind.part_field}: {error}") from None
    return known


def _drop_foreign_parameters(fields: dict[str, Any], section: str, part: object) -> None:
    kind, known = _section_type(section), _known_parameters(section, part)
    for name in [name for name in fields if name not in kind.model_fields and name not in known]:
        del fields[name]


def _drop_what_firms_say(fields: dict[str, Any], overrides: Mapping[str, Any]) -> None:
    """Leave to a new file of firms what it has columns for, and what the old file was asked for."""
    said = covered_by(overrides[FIRMS])
    asked = [field for field in COLUMNS if column_of(fields.get(field), field) is not None]
    for field in {*said, *asked}:
        fields.pop(field, None)
