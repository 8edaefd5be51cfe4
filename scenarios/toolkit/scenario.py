"""The scenario: a question, the markets that answer it, and how the answer is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.config import SimulationConfig

    Summaries = Mapping[str, Mapping[str, Any]]

MECHANISM_PRESETS: dict[str, dict[str, Any]] = {
    "VCFL": {"decision.rule": "none", "redistribution.rule": "none"},
    "WCO": {"decision.rule": "competition-blind", "redistribution.rule": "none"},
    "RaDG": {"decision.rule": "random", "redistribution.rule": "none"},
    "CoCoGen": {"decision.rule": "best-response", "redistribution.rule": "none"},
    "CoCoGen+": {"decision.rule": "best-response", "redistribution.rule": "pairwise"},
}
"""The paper's framework and its baselines, as overrides of a configuration."""


@dataclass(frozen=True)
class Scenario:
    """A study that people run by name.

    Args:
        name: as typed on the command line.
        group: the kind of question, under which ``cocogen list`` shows it.
        question: what it answers, one sentence.
        story: what is being simulated, one line for the terminal; may use the configuration's fields.
        runtime: typical duration on two cores.
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
    settings: Mapping[str, Any] = field(default_factory=dict)
    markets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def config(self, overrides: Mapping[str, Any] | None = None) -> SimulationConfig:
        """Return the scenario's base configuration with the user's overrides.

        Raises:
            ConfigurationError: if an override is wrong.
        """
        from model.config import SimulationConfig

        return SimulationConfig().with_overrides(self.settings).with_overrides(overrides or {})

    def market_configs(self, overrides: Mapping[str, Any] | None = None) -> dict[str, SimulationConfig]:
        """Return each market's configuration; what the user sets wins over what the market sets.

        Raises:
            ConfigurationError: if an override is wrong.
        """
        base = self.config()
        return {
            name: base.with_overrides(market).with_overrides(overrides or {})
            for name, market in self.markets.items()
        }
