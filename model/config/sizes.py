"""Sizes: what a configuration would ask of memory, and lists that must have an entry for each organization.

What does not fit is refused when the configuration is made, before anything is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from cocogen.agents.bounds import PER_ORGANIZATION
from cocogen.model.config.population_fields import FILE, QUANTITIES
from cocogen.model.config.quantities.amounts import Listed
from cocogen.model.config.sections import PartSection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cocogen.model.config import SimulationConfig
    from cocogen.model.game.rivalry.structures import RivalryStructure

MOST_NUMBERS = 400_000_000
"""Numbers that one array of a simulation may hold: 3.2 GB."""

MOST_RIVALRIES = 2_500_000
"""Pairs of rivals in the market's network, an edge of about 1.4 kB each: 3.6 GB."""

MOST_ROWS = 1_000_000_000
"""Rows of the table of organizations, one for each in every round."""

MOST_SAMPLES = 10_000_000
"""Synthetic samples that real training may have to draw in a round."""


Misfit = tuple[tuple[str, ...], str]
"""The path of a field, and what is wrong with it."""


def misfit(config: SimulationConfig) -> Misfit | None:
    """Return the first field whose size does not fit, and why in words; None if all do."""
    return _too_large(config) or next(_lists_of_wrong_length(config), None)


def _too_large(config: SimulationConfig) -> Misfit | None:
    population, organizations = config.population, _organizations(config)
    pairs = _structure(config).entries(organizations) // 2
    if pairs > MOST_RIVALRIES:
        return ("competition", "structure"), (
            f"{config.competition.structure!r} among {organizations:,} organizations makes about {pairs:,.0f} pairs of rivals, at most "
            f"{MOST_RIVALRIES:,} are held; take fewer organizations, or a structure of few rivals such as 'sectors'"
        )
    if organizations * config.task.classes > MOST_NUMBERS:
        return ("task", "classes"), (
            f"must be less for {organizations:,} organizations, got {config.task.classes:,}"
        )
    if config.run.rounds * organizations > MOST_ROWS:
        return ("run", "rounds"), (
            f"must be at most {MOST_ROWS // organizations:,} for {organizations:,} organizations, "
            f"got {config.run.rounds:,}"
        )
    if (
        config.learning.kind == "federated"
        and organizations * population.amounts("capacity").mean > MOST_SAMPLES
    ):
        given = population.capacity
        return ("population", "capacity"), (
            f"must be at most {MOST_SAMPLES // organizations:,} for {organizations:,} organizations that really train, "
            f"got {f'{given[1]:g}' if isinstance(given, tuple) and len(given) == 2 else given}"
        )
    return None


def _lists_of_wrong_length(config: SimulationConfig) -> Iterator[Misfit]:
    """Yield what needs an entry for each organization, and has others, or none for newcomers."""
    wanted = config.population.organizations
    if config.environment.arrivals:
        nothing = "cannot be set where newcomers arrive (environment.arrivals), who have no {}"
        if config.population.file:
            yield ("population", FILE), nothing.format("row")
        for field in QUANTITIES:
            if isinstance(getattr(config.population, field), str | tuple) and isinstance(
                config.population.amounts(field), Listed
            ):
                yield ("population", field), nothing.format("entry")
    for name in type(config).model_fields:
        section = getattr(config, name)
        if not isinstance(section, PartSection) or section.part not in section.registry().names():
            continue
        for parameter in section.registry().signature(section.part):
            given = section.parameters.get(parameter.name)
            if PER_ORGANIZATION not in get_args(parameter.annotation) or given is None:
                continue
            path = (name, parameter.name)
            if config.environment.arrivals:
                yield path, "cannot be set where newcomers arrive (environment.arrivals), who have no entry"
            if len(given) != wanted:
                yield path, f"must have {wanted} entries, one for each organization, got {len(given)}"


def _organizations(config: SimulationConfig) -> int:
    """Return how many organizations there may ever be."""
    newcomers = config.environment.newcomers if config.environment.arrivals else 0
    return config.population.organizations + newcomers


def _structure(config: SimulationConfig) -> RivalryStructure:
    from cocogen.model.game.rivalry.structures import rivalry_structures

    return rivalry_structures.create(config.competition.structure, **config.competition.parameters)
