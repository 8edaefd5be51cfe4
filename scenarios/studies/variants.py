"""The markets of a study at one point of its design: what they are called, how they are set, which levels they have."""

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
class Market:
    """One market at a point.

    Args:
        config: what it plays, but for the seed.
        levels: of the factors, by dotted name; its own of a factor that is set in other markets only.
    """

    config: SimulationConfig
    levels: dict[str, Any]


def markets_at(
    scenario: Scenario,
    settings: Mapping[str, Any],
    point: Mapping[str, Any],
    wanted: Sequence[str] = (),
    varied: Collection[str] = (),
) -> dict[str, Market]:
    """Return a scenario's markets at a point of a design, by name.

    Of a factor by which the markets differ, each level makes a market with a name of its own, unless it is ``varied``: then one
    market says so in its name, and the factor's column says its level.

    Args:
        scenario: as it is shipped.
        settings: what is set at every point, by dotted name.
        point: the level of every factor.
        wanted: the names of those markets that are played; all by default.
        varied: factors whose levels are no names.

    Raises:
        ConfigurationError: if the point makes an impossible configuration, or sets what concerns no market that is played.
        UnknownNameError: if there is no such market.
    """
    overrides = {**settings, **point}
    chosen = scenario.chosen(overrides, varied)
    configs = chosen.market_configs()
    played = [chosen.market_named(market) for market in wanted] or [*configs]
    for name, override in chosen.overrides.items():
        if not set(played) & set(override.markets):
            raise ConfigurationError(
                f"{name} can be set in {and_list([*override.markets])} only, and {and_list(played)} is played"
            )
    own = contested(overrides, scenario.markets.values()) if len(configs) > 1 else set()

    def level(market: str, factor: str) -> Any:
        elsewhere = factor in own and market not in chosen.overrides[factor].markets
        known = field_value(configs[market], factor) if elsewhere else None
        return point[factor] if known is None else known

    return {
        market: Market(configs[market], {factor: level(market, factor) for factor in point})
        for market in played
    }
