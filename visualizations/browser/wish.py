"""What one visitor wants to see: a variant, what the knobs change of it and from when on, and what is played beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cocogen.model.config.interventions import may_change
from cocogen.model.config.scheduled_names import AT, is_scheduled
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
class WhatIf:
    """A question: what if something changed in mid-run?

    Args:
        after: the last round before the change; knobs say what holds from the next one on.
        before: what was wished for when it was asked.
    """

    after: int
    before: Wish


@dataclass(frozen=True)
class Wish:
    """A variant to play, with everything that determines it: two equal wishes are the same to see.

    Args:
        scene: the variant.
        changes: what knobs changed, by dotted name, with ``@ROUND`` what they changed in mid-run; nothing that is so anyway.
        head_start: rounds to play before it shows.
        whatif: the question that knobs answer; None while they change the whole run.
        beside: another variant to play beside it, with the same changes.
    """

    scene: Scene
    changes: Mapping[str, Any] = field(default_factory=dict)
    head_start: int = DEFAULT_HEAD_START
    whatif: WhatIf | None = None
    beside: Scene | None = None

    def config(self) -> SimulationConfig:
        """Return the whole configuration; the scene's own as long as no knob was turned.

        Raises:
            ConfigurationError: one line, if the changes cannot be.
        """
        if not self.changes:
            return self.scene.config
        return self.scene.config.with_overrides(self._overrides())

    # -- what is played ------------------------------------------------------------------------------------------

    @property
    def course(self) -> Wish:
        """What is played, whatever is asked about it and stands beside it."""
        return Wish(self.scene, self.changes, self.head_start)

    @property
    def ghost(self) -> Wish | None:
        """What is played beside it: how it would have gone on without what was changed, or another variant."""
        if self.answered:
            return self.answered.before.course
        return Wish(self.beside, self.changes, self.head_start) if self.beside else None

    @property
    def answered(self) -> WhatIf | None:
        """The question that a knob was turned in answer to; None if none is asked, or nothing has changed."""
        return self.whatif if self.whatif and self.whatif.before.changes != self.changes else None

    @property
    def least(self) -> int:
        """How many rounds are played at least before there is something to see; of a stored run all."""
        if self.scene.stored:
            return self.scene.stored.rounds
        return self.head_start + (self.answered.after if self.answered else 0)

    # -- knobs ---------------------------------------------------------------------------------------------------

    def value(self, knob: str) -> Any:
        """Return where a knob stands; None if the variant does not have what it turns."""
        return self.head_start if knob == HEAD_START else self.changes.get(self._name(knob), self.own(knob))

    def own(self, knob: str) -> Any:
        """Return where the scene itself has a knob; in mid-run, where it would stand unless it is turned."""
        return DEFAULT_HEAD_START if knob == HEAD_START else own_value(self._untouched, knob)

    def why_not(self, knob: str) -> str:
        """Return in a few words why a knob without a value turns nothing in the variant."""
        return why_unknown(self._untouched, knob)

    def turns(self, knob: str) -> bool:
        """Tell whether a knob can be turned: in mid-run, not everything can change, and of a stored run nothing."""
        return self.scene.stored is None and (self.whatif is None or may_change(knob))

    def turned(self, knob: str, value: Any) -> Wish:
        """Return the wish with a knob turned; where it stands, at the scene's own value, or left empty, it changes nothing."""
        if knob == HEAD_START:
            return replace(self, head_start=int(value))
        value = value.strip() if isinstance(value, str) else value
        if str(value) == str(self.value(knob)):
            return self
        name = self._name(knob)
        changes = {other: so for other, so in self.changes.items() if other != name}
        if str(value) not in ("", str(self.own(knob))):
            changes[name] = value
        elif self.whatif and name in self.whatif.before.changes:
            changes[name] = self.whatif.before.changes[name]
        return replace(self, changes=changes)

    # -- what is asked, and what stands beside -------------------------------------------------------------------

    def asking(self, after: int) -> Wish:
        """Return the wish with what knobs change from the next round on only."""
        return replace(self, whatif=WhatIf(after, replace(self, whatif=None)))

    def kept(self) -> Wish:
        """Return the wish with nothing beside it any more, and no question: what was changed stays."""
        return replace(self, whatif=None) if self.whatif else replace(self, beside=None)

    def compared(self, beside: Scene | None) -> Wish:
        """Return the wish with another variant beside it, or with none."""
        return replace(self, beside=None if beside == self.scene else beside)

    def of(self, scene: Scene, beside: Scene | None = None) -> Wish:
        """Return the wish for another variant, with no knob turned.

        Within a scenario what it is compared with stays; what was compared with now changes places. Another scenario brings its own.

        Args:
            scene: the variant.
            beside: what it is compared with if it is of another scenario.
        """
        other = Wish(scene, head_start=self.head_start)
        if scene.scenario != self.scene.scenario:
            return other.compared(beside)
        return other.compared(self.scene if self.beside == scene else self.beside)

    def taken_back(self) -> Wish:
        """Return what was wished for before the question."""
        return self.whatif.before if self.whatif else self

    def from_the_start(self) -> Wish:
        """Return the wish without what was changed in mid-run."""
        changes = {name: value for name, value in self.changes.items() if not is_scheduled(name)}
        return replace(self, changes=changes, whatif=None)

    @cached_property
    def _untouched(self) -> SimulationConfig:
        """What holds unless a knob is turned."""
        if self.whatif is None:
            return self.scene.config
        return self.whatif.before.config().in_force_at(self.whatif.after + 1)

    def _name(self, knob: str) -> str:
        return f"{knob}{AT}{self.whatif.after + 1}" if self.whatif else knob

    def _overrides(self) -> dict[str, Any]:
        """Return the changes; one rule for all takes the place of a mixed population, from the same round on."""
        overrides = dict(self.changes)
        if self.scene.config.decision.shares:
            for name in self.changes:
                knob, at, round = name.partition(AT)
                if knob == "decision.rule":
                    overrides |= {f"{mixed}{at}{round}": {} for mixed in MIXED}
        return overrides


def own_value(config: SimulationConfig, knob: str) -> Any:
    """Return a field's value in a configuration, the part's default if it is a part's parameter; None if unknown.

    A mixed population decides by no one rule: its shares are given in words. What each organization draws from a range is no
    one value, unless the range is none.

    Args:
        config: the configuration.
        knob: dotted name of a field.
    """
    section_name, _, name = knob.partition(".")
    section = getattr(config, section_name)
    if knob == "decision.rule" and config.decision.shares:
        return ", ".join(f"{short(100 * share)} % {rule}" for rule, share in config.decision.shares.items())
    if name in type(section).model_fields:
        value = getattr(section, name)
        return _one_value(value) if knob in DRAWN else value
    if not isinstance(section, PartSection):
        return None
    if name in section.parameters:
        return section.parameters[name]
    known = {parameter.name: parameter for parameter in section.registry().signature(section.part)}
    return None if name not in known or known[name].is_required else known[name].default


def why_unknown(config: SimulationConfig, knob: str) -> str:
    """Return in a few words why a configuration has no value for a knob."""
    section_name, _, name = knob.partition(".")
    section = getattr(config, section_name)
    if isinstance(section, PartSection) and knob not in DRAWN:
        return f"the {section.part_field} “{section.part}” has no {name}"
    return "each organization has its own"


DRAWN = ("population.membership_cost",)
"""Knobs that turn what each organization may draw for itself."""


def _one_value(value: Any) -> float | None:
    """Return the number that all organizations have; None if they differ."""
    numbers = set(value) if isinstance(value, tuple) else ()
    return next(iter(numbers)) if len(numbers) == 1 else None
