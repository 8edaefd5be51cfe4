"""What one visitor wants to see: a variant, what the knobs change of it, and how many rounds of it beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cocogen.model.config.sections import PartSection
from cocogen.model.records.numerals import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.visualizations.browser.stage import Scene

HEAD_START = "head start"
"""The one knob that is no field of the configuration: rounds that are played before the page shows."""
DEFAULT_HEAD_START = 10
MIXED = ("decision.shares", "decision.rule_parameters")
"""What makes a mixed population; one rule for everybody takes its place."""


@dataclass(frozen=True)
class Wish:
    """A variant to play, with everything that determines it: two equal wishes are the same run.

    Args:
        scene: the variant.
        changes: what knobs changed, by dotted name; nothing that the scene has anyway.
        head_start: rounds to play before it shows.
    """

    scene: Scene
    changes: Mapping[str, Any] = field(default_factory=dict)
    head_start: int = DEFAULT_HEAD_START

    def config(self) -> SimulationConfig:
        """Return the whole configuration; the scene's own as long as no knob was turned.

        Raises:
            ConfigurationError: one line, if the changes cannot be.
        """
        if not self.changes:
            return self.scene.config
        return self.scene.config.with_overrides(self._overrides())

    def value(self, knob: str) -> Any:
        """Return where a knob stands; None if the variant does not have what it turns."""
        return self.head_start if knob == HEAD_START else self.changes.get(knob, self.own(knob))

    def own(self, knob: str) -> Any:
        """Return where the scene itself has a knob."""
        return DEFAULT_HEAD_START if knob == HEAD_START else own_value(self.scene.config, knob)

    def turned(self, knob: str, value: Any) -> Wish:
        """Return the wish with a knob turned; at the scene's own value, or left empty, it changes nothing."""
        if knob == HEAD_START:
            return replace(self, head_start=int(value))
        value = value.strip() if isinstance(value, str) else value
        others = {name: other for name, other in self.changes.items() if name != knob}
        if str(value) in ("", str(self.own(knob))):
            return replace(self, changes=others)
        return replace(self, changes={**others, knob: value})

    def _overrides(self) -> dict[str, Any]:
        one_rule = "decision.rule" in self.changes and self.scene.config.decision.shares
        return {**({name: {} for name in MIXED} if one_rule else {}), **self.changes}


def own_value(config: SimulationConfig, knob: str) -> Any:
    """Return a field's value in a configuration, the part's default if it is a part's parameter; None if unknown.

    A mixed population decides by no one rule: its shares are given in words.

    Args:
        config: the configuration.
        knob: dotted name of a field.
    """
    section_name, _, name = knob.partition(".")
    section = getattr(config, section_name)
    if knob == "decision.rule" and config.decision.shares:
        return ", ".join(f"{short(100 * share)} % {rule}" for rule, share in config.decision.shares.items())
    if name in type(section).model_fields:
        return getattr(section, name)
    if not isinstance(section, PartSection):
        return None
    if name in section.parameters:
        return section.parameters[name]
    known = {parameter.name: parameter for parameter in section.registry().signature(section.part)}
    return None if name not in known or known[name].is_required else known[name].default
