"""The scenario: a question, the variants that answer it, and how the answer is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cocogen.agents.names import unknown_name
from cocogen.model.config import SimulationConfig
from cocogen.model.config.interventions import expanded
from cocogen.model.world.parameters import calibration_of, resolve_parameters
from cocogen.scenarios.description.overridden import Override, is_named_after
from cocogen.scenarios.description.overriding import overridden

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Summaries = Mapping[str, Mapping[str, Any]]

MECHANISM_PRESETS: dict[str, dict[str, Any]] = {
    "VCFL": {
        "decision.rule": "none",
        "redistribution.rule": "none",
        "learning.weighting": "samples",
    },
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
    resolved = {"calibration": calibration_of(config), **resolve_parameters(config).in_use}
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
        choice: field by which the user picks one variant; empty where the variants only make sense together.
        settings: configuration fields by dotted name that differ from the defaults.
        variants: by name, the overrides of the variants that are run side by side; never empty.
        overrides: what a user has set, and in which variants; nothing in a scenario as it is shipped.
        headline: the variant that ``summary.json`` reports at the top.
        opponent: the variant that the headline is compared with at first; the first other one unless said.
        reading: turns the variants' summaries into the sentence that reads the result table for the reader.
        figure: name of the figure in ``cocogen.visualizations.figures``.
        next_command: the one command worth trying next.
        measures: what a sweep of it shows beside the usual measures.
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
    opponent: str = ""
    choice: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    measures: tuple[str, ...] = ()

    @cached_property
    def _base(self) -> SimulationConfig:
        return SimulationConfig().with_overrides(self.settings)

    def config(self, overrides: Mapping[str, Any] | None = None) -> SimulationConfig:
        """Return the scenario's base configuration with the user's overrides.

        Raises:
            ConfigurationError: if an override is wrong.
        """
        return self._base.with_overrides(overrides) if overrides else self._base

    def variant_configs(self, overrides: Mapping[str, Any] | None = None) -> dict[str, SimulationConfig]:
        """Return each variant's configuration, under the name that it has with the user's overrides.

        Raises:
            ConfigurationError: if an override is wrong, or concerns no variant.
        """
        chosen = self.chosen(overrides or {})
        base = chosen.config()
        return {name: with_resolved_game(base.with_overrides(f)) for name, f in chosen.variants.items()}

    def chosen(self, overrides: Mapping[str, Any], varied: Collection[str] = ()) -> Scenario:
        """Return the scenario as the user's overrides leave it; see :mod:`cocogen.scenarios.description.overriding`.

        Setting the :attr:`choice` field picks one variant. Otherwise all are played, and each still is what its name says.

        Args:
            overrides: values by dotted name.
            varied: fields among them that take on many values in a variant that keeps its name.

        Raises:
            ConfigurationError: if an override is wrong, or concerns no variant.
        """
        overrides = expanded(overrides)
        if dict(overrides) == {name: override.value for name, override in self.overrides.items()}:
            return self
        return overridden(self._picked(overrides), overrides, varied)

    def variant_named(self, name: str) -> str:
        """Return the name that a variant has with the overrides.

        Raises:
            UnknownNameError: if there is no such variant.
        """
        for variant in self.variants:
            if is_named_after(variant, name):
                return variant
        raise unknown_name(f"variant of scenario {self.name!r}:", name, tuple(self.variants))

    def rival_of(self, variant: str) -> str:
        """Return the variant that one is compared with at first; empty if there is only one.

        The opponent is compared with the headline, all others with the opponent.

        Args:
            variant: name of one of the variants.
        """
        others = [name for name in self.variants if name != variant]
        rivals = [name for name in (self.opponent, *self.variants) if name not in ("", self.headline)]
        wished = self.headline if variant in rivals[:1] else next(iter(rivals), "")
        return next((name for name in (wished, *others) if name in others), "")

    def _picked(self, overrides: Mapping[str, Any]) -> Scenario:
        """Return the scenario with the one variant that the user picked; itself if none was."""
        if self.choice not in overrides:
            return self
        value = str(overrides[self.choice])
        variant = {**self.variants.get(value, {}), self.choice: value}
        return replace(self, variants={value: variant}, headline=value)
