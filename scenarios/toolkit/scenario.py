"""The scenario: a question, the markets that answer it, and how the answer is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from model.config import SimulationConfig
from model.overrides import has_field
from model.parameters import calibration_of, resolve_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Summaries = Mapping[str, Mapping[str, Any]]

MECHANISM_PRESETS: dict[str, dict[str, Any]] = {
    "VCFL": {"decision.rule": "none", "redistribution.rule": "none"},
    "WCO": {"decision.rule": "competition-blind", "redistribution.rule": "none"},
    "RaDG": {"decision.rule": "random", "redistribution.rule": "none"},
    "CoCoGen": {"decision.rule": "best-response", "redistribution.rule": "none"},
    "CoCoGen+": {"decision.rule": "best-response", "redistribution.rule": "pairwise"},
}
"""The paper's framework and its baselines, as overrides of a configuration."""


def with_resolved_game(config: SimulationConfig) -> SimulationConfig:
    """Return the configuration with the calibrated parameters, and the name of their calibration, written out.

    A run folder then says what was played, and a later calibration cannot change it.
    """
    resolved = {"calibration": calibration_of(config), **asdict(resolve_parameters(config))}
    return config.with_overrides({f"game.{name}": value for name, value in resolved.items()})


@dataclass(frozen=True)
class Scenario:
    """A study that people run by name.

    Args:
        name: as typed on the command line.
        group: the kind of question, under which ``cocogen list`` shows it.
        question: what it answers, one sentence.
        story: what is being simulated, one line for the terminal; may use the configuration's fields.
        runtime: typical duration on two cores.
        choice: field by which the user picks one market; empty where the markets only make sense together.
        settings: configuration fields by dotted name that differ from the defaults.
        markets: by name, the overrides of the markets that are run side by side; never empty.
        headline: the market that ``summary.json`` reports at the top.
        reading: turns the markets' summaries into the sentence that reads the result table for the reader.
        figure: name of the figure in ``visualizations.figures``.
        next_command: the one command worth trying next.
    """

    name: str
    group: str
    question: str
    story: str
    runtime: str
    headline: str
    reading: Callable[[Summaries], str]
    figure: str
    next_command: str
    choice: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    markets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def config(self, overrides: Mapping[str, Any] | None = None) -> SimulationConfig:
        """Return the scenario's base configuration with the user's overrides.

        Raises:
            ConfigurationError: if an override is wrong.
        """
        return SimulationConfig().with_overrides(self.settings).with_overrides(overrides or {})

    def market_configs(self, overrides: Mapping[str, Any] | None = None) -> dict[str, SimulationConfig]:
        """Return each market's configuration with the user's overrides.

        A field by which the markets differ is overridden in the headline market only, and a part's own parameter
        wherever that part is used, so that the other markets stay what their names say.

        Raises:
            ConfigurationError: if an override is wrong, or concerns no market.
        """
        overrides = overrides or {}
        base = self.config()
        varied = (
            {name for fixed in self.markets.values() for name in fixed} if len(self.markets) > 1 else set()
        )
        configs, unused = {}, set(overrides)
        for market, fixed in self.markets.items():
            wanted = {
                n: value for n, value in overrides.items() if market == self.headline or n not in varied
            }
            applicable = {n: value for n, value in wanted.items() if has_field(base, n, {**fixed, **wanted})}
            configs[market] = with_resolved_game(base.with_overrides({**fixed, **applicable}))
            unused -= applicable.keys()
        return self._refuse({name: overrides[name] for name in sorted(unused)}, configs)

    def chosen(self, overrides: Mapping[str, Any]) -> Scenario:
        """Return the scenario with the one market that the user picked by setting the :attr:`choice` field."""
        if self.choice not in overrides:
            return self
        value = str(overrides[self.choice])
        market = {**self.markets.get(value, {}), self.choice: value}
        return replace(self, markets={value: market}, headline=value)

    def _refuse(
        self, unused: Mapping[str, Any], configs: dict[str, SimulationConfig]
    ) -> dict[str, SimulationConfig]:
        """Let the headline market say what is wrong with overrides that no market has a use for."""
        configs[self.headline].with_overrides(unused)
        return configs
