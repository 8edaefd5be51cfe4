"""Overriding a scenario: which fields are set in which variants, so that every variant still is what its name says.

A field by which the variants differ is set in the headline variant only, which then is called what it is ("CoCoGen+ with
decision.rule=logit"); every other field wherever a variant has a use for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import ConfigurationError, field_names, has_field, names_a_part
from cocogen.model.config.scheduled_names import INTERVENTIONS, at_round, plain_name
from cocogen.scenarios.description.overridden import Override, name_with, setting_in_words
from cocogen.scenarios.description.sentences import for_any_variants

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.description.scenario import Scenario

    Fields = Mapping[str, Any]

KIND, GENERATOR = "learning.kind", "learning.generator"
SHARES, RULE, RULE_PARAMETERS = "decision.shares", "decision.rule", "decision.rule_parameters"


def overridden(scenario: Scenario, overrides: Fields, varied: Collection[str] = ()) -> Scenario:
    """Return a scenario with overrides set in its variants, the headline's name, and a reading that still is true.

    Args:
        scenario: as it is shipped.
        overrides: values by dotted name.
        varied: fields among them that take on many values in a variant that keeps its name.

    Raises:
        ConfigurationError: if an override is wrong, or concerns no variant.
    """
    _refuse_likeness(scenario, overrides)
    own = contested(overrides, scenario.variants.values())
    everywhere = {name: value for name, value in overrides.items() if name not in own}
    applied = {
        variant: _of_use(scenario, variant, overrides if variant == scenario.headline else everywhere)
        for variant in scenario.variants
    }
    used = {name for fields in applied.values() for name in fields}
    _refuse(scenario, {name: value for name, value in overrides.items() if name not in used})
    told = _told(scenario, applied[scenario.headline], own, varied)
    headline = name_with(scenario.headline, told, varied)
    named = {variant: headline if variant == scenario.headline else variant for variant in scenario.variants}
    return replace(
        scenario,
        headline=headline,
        variants={named[variant]: _set_in(scenario, variant, fields) for variant, fields in applied.items()},
        reading=for_any_variants(scenario.reading) if told else scenario.reading,
        overrides={
            name: Override(value, tuple(named[variant] for variant in named if name in applied[variant]))
            for name, value in overrides.items()
        },
    )


def contested(overrides: Collection[str], variants: Iterable[Fields]) -> set[str]:
    """Return the overridden fields by which variants differ, or that decide in the place of such a field.

    In a mixed population ``decision.shares`` says who follows which rule, whatever ``decision.rule`` says. Another part
    (``population.partition``) has no use for the parameters of the old one (``population.alpha``) by which variants differ.

    Args:
        overrides: names of the overridden fields.
        variants: the fields that each variant sets.
    """
    sets = [*variants]
    differing = {plain_name(name) for fields in sets for name in fields} if len(sets) > 1 else set()
    if SHARES in map(plain_name, overrides) and differing & {SHARES, RULE}:
        differing |= {SHARES, RULE, RULE_PARAMETERS}
    parameters = {name.partition(".")[0] for name in differing.difference(field_names())}
    return {
        name
        for name in overrides
        if plain_name(name) in differing
        or (names_a_part(plain_name(name)) and name.partition(".")[0] in parameters)
    }


def field_value(config: SimulationConfig, name: str) -> Any:
    """Return the value of a field by its dotted name, of ``FIELD@ROUND`` then; None where there is no such field."""
    if name == INTERVENTIONS:
        return config.interventions
    name, round = at_round(name)
    section, _, field = name.partition(".")
    return getattr(getattr(config if round is None else config.in_force_at(round), section), field, None)


def _of_use(scenario: Scenario, variant: str, wanted: Fields) -> dict[str, Any]:
    """Return those of the wanted overrides of which a variant has a use."""
    base, fields = scenario.config(), {**scenario.variants[variant], **wanted}
    return {
        name: value
        for name, value in wanted.items()
        if has_field(base, name, fields) and _decides(base, name, fields)
    }


def _decides(config: SimulationConfig, name: str, fields: Fields) -> bool:
    """Tell whether a field decides something; ``decision.rule`` does not in a mixed population of other rules."""
    shares = fields.get(SHARES, config.decision.shares)
    return not (name == RULE and isinstance(shares, Mapping) and shares and fields[RULE] not in shares)


def _set_in(scenario: Scenario, variant: str, applied: Fields) -> dict[str, Any]:
    """Return the fields of a variant with overrides; another part of the headline's drops what it does not know."""
    base, fields = scenario.config(), {**scenario.variants[variant], **applied}
    if variant != scenario.headline:
        return fields
    return {name: value for name, value in fields.items() if name in applied or has_field(base, name, fields)}


def _told(
    scenario: Scenario, applied: Fields, own: Collection[str], varied: Collection[str]
) -> dict[str, Any]:
    """Return those overrides by which the headline variant is no longer what its name says."""
    before = scenario.config().with_overrides(scenario.variants[scenario.headline])
    after = scenario.config().with_overrides(_set_in(scenario, scenario.headline, applied))
    return {
        name: value
        for name, value in applied.items()
        if name in own and (name in varied or field_value(before, name) != field_value(after, name))
    }


def _refuse_likeness(scenario: Scenario, overrides: Fields) -> None:
    """Refuse to put on the learning curve variants that differ only by how organizations really train.

    The generator is not of that kind: the curve knows what its samples are worth.
    """
    if overrides.get(KIND) != "curve":
        return

    def trains(name: str) -> bool:
        return name not in (KIND, GENERATOR) and name.partition(".")[0] == KIND.partition(".")[0]

    left = [
        {name: value for name, value in fields.items() if not trains(name)}
        for fields in scenario.variants.values()
    ]
    for fields, others in zip(scenario.variants.values(), left, strict=True):
        name = next(filter(trains, fields), None)
        if name is not None and left.count(others) > 1:
            raise ConfigurationError(
                f"{KIND}=curve would make the variants of {scenario.name} one: they differ by {name}, which decides nothing "
                "on the learning curve"
            )


def _refuse(scenario: Scenario, unused: Fields) -> None:
    """Say what is wrong with overrides that no variant has a use for."""
    if not unused:
        return
    base, fields = scenario.config(), {**scenario.variants[scenario.headline], **unused}
    for name, value in unused.items():
        if has_field(base, name, fields):
            told = setting_in_words(name, value)
            raise ConfigurationError(f"{told} decides nothing: {SHARES} says who follows which rule")
        if any(name in fixed for fixed in scenario.variants.values()):
            raise ConfigurationError(
                f"{name} is what the variants of {scenario.name} differ by, so it can be set in the headline variant "
                f"{scenario.headline!r} only, which has no use for it"
            )
    base.with_overrides(fields)
