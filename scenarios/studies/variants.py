"""The variants of a study at one point of its design: what they are called, how they are set, which levels they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.description.overriding import contested, field_value
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.description.scenario import Scenario


@dataclass(frozen=True)
class Variant:
    """One variant at a point.

    Args:
        config: what it plays, but for the seed.
        levels: of the factors, by dotted name; its own of a factor that is set in other variants only.
    """

    config: SimulationConfig
    levels: dict[str, Any]


def variants_at(
    scenario: Scenario,
    settings: Mapping[str, Any],
    point: Mapping[str, Any],
    wanted: Sequence[str] = (),
    varied: Collection[str] = (),
) -> dict[str, Variant]:
    """Return a scenario's variants at a point of a design, by name.

    Of a factor by which the variants differ, each level makes a variant with a name of its own, unless it is ``varied``: then one
    variant says so in its name, and the factor's column says its level.

    Args:
        scenario: as it is shipped.
        settings: what is set at every point, by dotted name.
        point: the level of every factor.
        wanted: the names of those variants that are played; all by default.
        varied: factors whose levels are no names.

    Raises:
        ConfigurationError: if the point makes an impossible configuration, or sets what concerns no variant that is played.
        UnknownNameError: if there is no such variant.
    """
    overrides = {**settings, **point}
    chosen = scenario.chosen(overrides, varied)
    configs = chosen.variant_configs()
    played = [chosen.variant_named(variant) for variant in wanted] or [*configs]
    for name, override in chosen.overrides.items():
        if not set(played) & set(override.variants):
            raise ConfigurationError(
                f"{name} can be set in {and_list([*override.variants])} only, and {and_list(played)} is played"
            )
    own = contested(overrides, scenario.variants.values()) if len(configs) > 1 else set()

    def level(variant: str, factor: str) -> Any:
        elsewhere = factor in own and variant not in chosen.overrides[factor].variants
        known = field_value(configs[variant], factor) if elsewhere else None
        return point[factor] if known is None else known

    return {
        variant: Variant(configs[variant], {factor: level(variant, factor) for factor in point})
        for variant in played
    }
