"""Interventions: changes in the configuration that take effect while a simulation is under way.

A schedule says from which round on which fields have which values. It is part of the configuration, and so of a run's identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import ConfigDict, ValidationError, model_serializer, model_validator

from cocogen.agents.allowed import Said
from cocogen.agents.shown import shown
from cocogen.agents.typed import Typed, first_refusal, refused
from cocogen.model.config.errors import ConfigurationError
from cocogen.model.config.names import ABSTRACT
from cocogen.model.config.population_fields import QUANTITIES
from cocogen.model.config.scheduled_names import AT, INTERVENTIONS
from cocogen.model.config.sections import Round

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cocogen.model.config import SimulationConfig

UNSET = "unset"
"""In a table of an intervention, the list of fields that become None, for which TOML has no word."""
CHANGEABLE: dict[str, tuple[str, ...] | None] = {
    "population": tuple(field for field in QUANTITIES if field != "samples"),
    "competition": None,
    "game": None,
    "decision": None,
    "participation": None,
    "environment": None,
    "redistribution": None,
}
"""What may change in mid-run: of each section these fields, or all (None) but those that are :data:`FIXED`."""
FIXED = ("game.calibration", "game.markets", "environment.reserve")
"""Fields of changeable sections that stay as they are."""
PLANNED = ("environment.shock_round", "environment.departure_round")
"""Rounds in which something happens, which cannot be put into the past."""
LONGEST = 48
"""Characters of a value that is told on one line."""


def may_change(name: str) -> bool:
    """Tell whether a field, by its dotted name, may change in mid-run.

    Example:
        >>> may_change("redistribution.rule"), may_change("population.organizations")
        (True, False)
    """
    section, _, field = name.partition(".")
    of_section = CHANGEABLE.get(section, ())
    return name not in FIXED and (of_section is None or field in of_section)


class Intervention(Typed):
    """What changes in the configuration at the beginning of a round; the fields by dotted name stand beside ``round``.

    Example:
        >>> Intervention.model_validate({"round": 10, "redistribution.rule": "bargaining"}).changes
        {'redistribution.rule': 'bargaining'}
    """

    model_config = ConfigDict(extra="allow")

    round: Round
    """The first round in which the new values hold."""

    @model_validator(mode="before")
    @classmethod
    def _by_dotted_name(cls, data: Any) -> Any:
        """Take fields as TOML nests them, too, and those that become None."""
        if not isinstance(data, dict):
            return data
        flat: dict[str, Any] = {}
        for name, value in data.items():
            if name == UNSET:
                if not isinstance(value, list | tuple) or not all(isinstance(field, str) for field in value):
                    raise refused(((UNSET,), f"must be a list of fields, got {shown(value)}"))
                flat |= dict.fromkeys(value)
            elif isinstance(value, dict) and "." not in str(name):
                flat |= {f"{name}.{field}": inner for field, inner in value.items()}
            else:
                flat[name] = value
        return flat

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.changes:
            raise refused(((), "names no field that changes, such as redistribution.rule"))
        return self

    @model_serializer(mode="plain")
    def _as_table(self) -> dict[str, Any]:
        nothing = [name for name, value in self.changes.items() if value is None]
        table = {"round": self.round} | {n: v for n, v in self.changes.items() if v is not None}
        return table | ({UNSET: nothing} if nothing else {})

    @property
    def changes(self) -> dict[str, Any]:
        """The new values by dotted name."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def in_words(self) -> str:
        """What changes, on one line: ``redistribution.rule=bargaining``."""
        return ", ".join(in_words(name, value) for name, value in self.changes.items())


Schedule = Annotated[
    tuple[Intervention, ...], Said("a list of tables, each with a round and the fields that change in it")
]
"""Interventions, in the order of their rounds, one for a round."""


def expanded(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return overrides with a schedule among them written field by field, ``FIELD@ROUND``; what is no schedule stays.

    Example:
        >>> expanded({"interventions": [{"round": 10, "redistribution.rule": "bargaining"}]})
        {'redistribution.rule@10': 'bargaining'}
    """
    found: dict[str, Any] = {}
    for name, value in overrides.items():
        try:
            schedule = (
                [Intervention.model_validate(entry) for entry in value] if name == INTERVENTIONS else []
            )
        except (ValueError, TypeError):
            schedule = []  # whoever sets it says what is wrong
        if schedule:
            found |= {f"{n}{AT}{entry.round}": v for entry in schedule for n, v in entry.changes.items()}
        else:
            found[name] = value
    return found


def in_words(name: str, value: Any) -> str:
    """Write a field and its value on one line that is not long.

    Example:
        >>> in_words("decision.shares", {"imitation": 0.4, "logit": 0.6})
        'decision.shares=imitation 0.4, logit 0.6'
    """
    text = value_in_words(value)
    return f"{name}={text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}"


def value_in_words(value: Any) -> str:
    """Write a value of a field as it is said."""
    if value is None or (isinstance(value, dict | list | tuple) and not value):
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {value_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(value_in_words, value))
    return f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())


# -- the schedule of a configuration ---------------------------------------------------------------------------------


def stages(config: SimulationConfig) -> Iterator[tuple[int, SimulationConfig]]:
    """Yield the round from which on a configuration is in force, and that configuration: 0 for the one at the start.

    Raises:
        ConfigurationError: at the first intervention that cannot be.
    """
    stage = config.model_copy(update={INTERVENTIONS: ()})
    yield 0, stage
    for entry in config.interventions:
        stage = stage.with_overrides(entry.changes)
        yield entry.round, stage


def until(config: SimulationConfig, round: int) -> SimulationConfig:
    """Return a configuration with those of its interventions that have taken effect when a round is over."""
    past = tuple(entry for entry in config.interventions if entry.round <= round)
    return config.model_copy(update={INTERVENTIONS: past})


def ordered(config: SimulationConfig) -> tuple[Intervention, ...]:
    """Return a configuration's schedule as it is kept, having applied all of it once: by rounds, values as their fields take them.

    Raises:
        ConfigurationError: one line on the first intervention that cannot be.
    """
    first = stage = config.model_copy(update={INTERVENTIONS: ()})
    kept: list[Intervention] = []
    for entry in sorted(config.interventions, key=lambda entry: entry.round):
        before = kept.pop().changes if kept and kept[-1].round == entry.round else {}
        names = [*before, *(name for name in entry.changes if name not in before)]
        stage = staged(first, stage, entry)
        kept.append(_kept(entry.round, names, stage))
    return tuple(kept)


def with_intervention(
    config: SimulationConfig, in_force: SimulationConfig, round: int, changes: Mapping[str, Any]
) -> SimulationConfig:
    """Return a configuration with one more intervention.

    Args:
        config: the configuration, with its schedule so far.
        in_force: what of it is in force in the round before.
        round: in which the intervention takes effect; no earlier than the last one that has.
        changes: the new values by dotted name.

    Raises:
        ConfigurationError: one line that names the round and the field.
    """
    if any(entry.round >= round for entry in config.interventions):
        return config.with_overrides({f"{name}{AT}{round}": value for name, value in changes.items()})
    entry = _read(round, changes)
    stage = staged(config.model_copy(update={INTERVENTIONS: ()}), in_force, entry)
    return config.model_copy(
        update={INTERVENTIONS: (*config.interventions, _kept(round, entry.changes, stage))}
    )


def _read(round: int, changes: Mapping[str, Any]) -> Intervention:
    try:
        return Intervention.model_validate({**changes, "round": round})
    except ValidationError as error:
        raise ConfigurationError(f"intervention in round {round}: {first_refusal(error)[1]}") from None


def staged(first: SimulationConfig, before: SimulationConfig, entry: Intervention) -> SimulationConfig:
    """Return what is in force after an intervention.

    Args:
        first: the configuration from which the simulation starts.
        before: what is in force before.
        entry: the intervention.

    Raises:
        ConfigurationError: one line that names the round and the field.
    """
    try:
        for name in entry.changes:
            _refuse_fixed(name)
        stage = before.with_overrides(entry.changes)
        _refuse_the_past(stage, entry)
        _refuse_what_was_not_held_back(first, stage, entry)
        _refuse_lists_without_newcomers(before, stage)
    except ConfigurationError as error:
        raise ConfigurationError(f"intervention in round {entry.round}: {error}") from None
    return stage


def _kept(round: int, names: Iterable[str], stage: SimulationConfig) -> Intervention:
    """Return the intervention that leads to a stage; a part comes before its parameters."""
    from cocogen.model.config.overrides import has_field, names_a_part

    data = stage.model_dump()
    values = {
        name: _value(data, name)
        for name in sorted(names, key=lambda name: (not names_a_part(name), name))
        if has_field(stage, name)
    }
    return Intervention.model_validate({"round": round, **values})


def _value(data: Mapping[str, Any], name: str) -> Any:
    """Return the value of a field, or of an entry of a field that is a table, from a dumped configuration."""
    section, _, field = name.partition(".")
    if field in data[section]:
        return data[section][field]
    found: Any = data[section]
    for key in field.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _refuse_fixed(name: Any) -> None:
    section = str(name).partition(".")[0]
    of_section = CHANGEABLE.get(section, ())
    if AT in str(name) or name == INTERVENTIONS:
        raise ConfigurationError(f"{name}: an intervention sets fields by their plain names")
    if may_change(str(name)):
        return
    if section not in (*CHANGEABLE, "task", "learning", "run"):
        return  # there is no such section, which is said elsewhere
    may = f"of {section} {', '.join(of_section)}" if of_section else f"fields of {', '.join(CHANGEABLE)}"
    raise ConfigurationError(f"{name} stays as it is for a whole run (what may change: {may})")


def _refuse_the_past(stage: SimulationConfig, entry: Intervention) -> None:
    for name in PLANNED:
        planned = getattr(stage.environment, name.partition(".")[2])
        if name in entry.changes and planned is not None and planned < entry.round:
            raise ConfigurationError(f"{name} must be {entry.round} or later, got {planned}")


def _refuse_what_was_not_held_back(
    first: SimulationConfig, stage: SimulationConfig, entry: Intervention
) -> None:
    """Refuse newcomers for whom no data were held back when a real task's were shared out."""
    if first.task.name == ABSTRACT:
        return
    expected = first.environment.newcomers if first.environment.arrivals else 0
    wanted = stage.environment.newcomers if stage.environment.arrivals else 0
    named = {"environment.arrivals", "environment.newcomers"} & entry.changes.keys()
    if named and wanted > expected:
        raise ConfigurationError(
            f"{min(named)}: the data of task {first.task.name!r} are shared out before the first round, with parts for "
            f"{expected} newcomers, got {wanted}; set environment.arrivals and newcomers from the start"
        )


def _refuse_lists_without_newcomers(before: SimulationConfig, stage: SimulationConfig) -> None:
    """Refuse lists with an entry for each organization where newcomers may have come already."""
    if before.environment.arrivals and not stage.environment.arrivals:
        stage.with_overrides({"environment.arrivals": before.environment.arrivals})
