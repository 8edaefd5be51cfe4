"""The register of measures: one entry for each, our own and those that other packages offer by entry point."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cocogen.agents import plugins
from cocogen.agents.names import unknown_name
from cocogen.model.records.measures import of_organizations, of_rounds, of_runs
from cocogen.model.records.measures.measure import Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType

    from cocogen.model.records.measures.measure import Level, Place

GROUP = "cocogen.measures"
OTHER_COLUMNS = ("round", "organization", "name", "decision", "variant", "seed", "result", "error")
"""Columns of tables that are no measures."""


class Register:
    """Measures by level and name.

    Args:
        own: modules whose measures are ours, in the order of the tables' columns.
    """

    def __init__(self, own: Iterable[ModuleType]) -> None:
        self._own = {
            (thing.level, thing.name): thing
            for module in own
            for thing in vars(module).values()
            if isinstance(thing, Measure)
        }
        self._added: dict[tuple[Level, str], Measure] = {}
        self._plugins_loaded = False
        self._failed: set[str] = set()

    def add(self, added: Measure) -> Measure:
        """Add a measure from now on, in this process; a package offers its own by entry point instead.

        Raises:
            ValueError: if it cannot be one, or another one has the name.
        """
        self._accepted(added)
        if self._added.get((added.level, added.name), added) is not added:
            raise ValueError(f"measure {added.name!r} is registered twice")
        self._added[added.level, added.name] = added
        return added

    def own(self, level: Level) -> tuple[Measure, ...]:
        """Return our own measures of a level; the docs and defaults are made of these."""
        return self._of(level, self._own)

    def of(self, level: Level) -> tuple[Measure, ...]:
        """Return all measures of a level: our own, then what was added, then plugins' by name."""
        self._load_plugins()
        return self._of(level, self._own | self._added)

    def shown(self, place: Place, level: Level = "run") -> tuple[Measure, ...]:
        """Return the measures that a table shows unasked."""
        return tuple(known for known in self.of(level) if place in known.shown)

    def names(self, level: Level = "run") -> tuple[str, ...]:
        """Return the names of all measures of a level, in the order of the columns."""
        return tuple(known.name for known in self.of(level))

    def described(self, name: str, level: Level = "run") -> Measure:
        """Return a measure by name; for another column of numbers one that is called by its name in words."""
        for known in self.of(level):
            if known.name == name:
                return known
        words = " ".join(name.replace("_", " ").replace("-", " ").split())
        heading = name.replace("_", "\n", 1).replace("_", " ")
        return Measure(
            name, level, lambda _: float("nan"), words[:1].upper() + words[1:], Unit(""), "", heading
        )

    def check(self, names: Iterable[str], level: Level = "run") -> None:
        """Check that names are measures'.

        Raises:
            UnknownNameError: if one is not; the message says which was perhaps meant.
        """
        known = self.names(level)
        for name in names:
            if name not in known:
                raise unknown_name("measure", name, known)

    def values(self, level: Level, subject: Any, *, players: bool = True) -> dict[str, Any]:
        """Return all measures of a level by name.

        Args:
            level: of the measures.
            subject: what they are computed from, see :class:`Measure`.
            players: whether somebody trains; without, what only a round with players has is NaN.
        """
        return {
            known.name: self.computing(known)(subject) if players or not known.of_players else float("nan")
            for known in self.of(level)
        }

    def computing(self, known: Measure) -> Callable[[Any], Any]:
        """Return the function that computes a measure; a plugin's gives NaN where it fails, which is said once."""
        return partial(self._value, known) if known.package else known.compute

    def _value(self, known: Measure, subject: Any) -> float:
        try:
            return float(known.compute(subject))
        except plugins.FAILURES as error:
            if known.name not in self._failed:
                self._failed.add(known.name)
                told = f"the measure {known.name!r} of the package {known.package!r} fails and is not known where it does"
                warnings.warn(f"{told}: {plugins.in_one_line(error)}", plugins.PluginWarning, stacklevel=2)
            return float("nan")

    def _of(self, level: Level, among: Mapping[tuple[Level, str], Measure]) -> tuple[Measure, ...]:
        found = {name: known for (of, name), known in among.items() if of == level}
        if level == "run":
            rounds = (known for (of, _), known in among.items() if of == "round")
            found |= {known.name: of_runs.at_the_end(known) for known in rounds if known.name not in found}
        return tuple(found.values())

    def _accepted(self, offered: Any) -> Measure:
        if not isinstance(offered, Measure):
            raise plugins.UnfitError(
                f"{offered!r} is no measure: make one with cocogen.model.records.measures.measure"
            )
        if not offered.name.isidentifier() or offered.name in OTHER_COLUMNS:
            raise plugins.UnfitError(f"{offered.name!r} cannot name a column of its own")
        if any(name == offered.name for _, name in self._own):
            raise plugins.UnfitError(f"measure {offered.name!r}: the name is taken by one of cocogen's own")
        return offered

    def _load_plugins(self) -> None:
        if self._plugins_loaded:
            return
        self._plugins_loaded = True
        taken = {name for _, name in (*self._own, *self._added)}
        found = plugins.collect("measure", GROUP, taken, self._accepted)
        for name, plugin in sorted(found.items()):
            # Its column bears the name that was offered, and holds NaN where the measure fails.
            offered = replace(plugin.thing, name=name, dtype="float64", package=plugin.package)
            self._added[offered.level, name] = offered


all_measures = Register((of_rounds, of_organizations, of_runs))
"""All measures."""
