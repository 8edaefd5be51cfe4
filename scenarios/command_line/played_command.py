"""What plays outside the page what was put together on it: a command, Python, and a folder of what was played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import assignment
from cocogen.scenarios.description.catalog import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.model.simulation import CoopetitionModel
    from cocogen.visualizations.browser.stage import Scene

LENGTH = "run.rounds"
"""The field that has an option of its own."""


@dataclass(frozen=True)
class Outside:
    """What plays scenes of a page outside of it.

    Args:
        whence: returns of a scene the name of its scenario, and the overrides with which the scenario's variants were made.
    """

    whence: Callable[[Scene], tuple[str, Mapping[str, Any]]]

    def command(self, scene: Scene, changes: Mapping[str, Any], rounds: int) -> str:
        """Return the command that plays a variant of the page in a terminal, among the others of its scenario.

        Args:
            scene: the variant.
            changes: what was changed of it, by dotted name.
            rounds: how many rounds.

        Returns:
            The command; nothing if no override of the scenario makes this very variant.
        """
        name, overrides = self._found(scene, changes, rounds)
        return "" if overrides is None else command_of(name, overrides, rounds)

    def python(self, scene: Scene, changes: Mapping[str, Any], rounds: int) -> str:
        """Return the same in Python."""
        name, overrides = self._found(scene, changes, rounds)
        return "" if overrides is None else python_of(name, overrides, rounds)

    def pack(self, scene: Scene, changes: Mapping[str, Any], model: CoopetitionModel) -> bytes:
        """Return the run folder of what was played of a variant, packed.

        Raises:
            ValueError: if no override of the scenario makes this very variant, or nothing has been played.
        """
        from cocogen.scenarios.runs.packing import packed_model
        from cocogen.visualizations.browser.stage import no_pack

        if not model.round:
            raise ValueError("nothing has been played yet, so there is no run folder of it")
        name, overrides = self._found(scene, changes, model.round)
        if overrides is None:
            return no_pack(scene, changes, model)
        return packed_model(name, scene.variant, overrides, model)

    def _found(
        self, scene: Scene, changes: Mapping[str, Any], rounds: int
    ) -> tuple[str, dict[str, Any] | None]:
        """Return the name of a scene's scenario and what :func:`overrides_among` finds there."""
        name, given = self.whence(scene)
        return name, overrides_among(name, given, scene, changes, rounds)


def overrides_among(
    name: str, given: Mapping[str, Any], scene: Scene, changes: Mapping[str, Any], rounds: int
) -> dict[str, Any] | None:
    """Return the overrides of a scenario with which one of its variants is a variant of the page, but for its length.

    Args:
        name: of the scenario.
        given: the overrides with which its variants were made.
        scene: the variant.
        changes: what was changed of it, by dotted name.
        rounds: how many rounds.

    Returns:
        The overrides by dotted name; None if no override of the scenario makes this very variant.
    """
    wanted = scene.config.with_overrides({**changes, LENGTH: rounds})
    own = {field: value for field, value in {**given, **changes}.items() if field != LENGTH}
    scenario = load_scenario(name)
    learning = {"learning.kind": wanted.learning.kind}
    picked = {scenario.choice: scene.variant} if scenario.choice else {}
    for overrides in (own, {**learning, **own}, {**picked, **own}, {**learning, **picked, **own}):
        try:
            configs = scenario.variant_configs({**overrides, LENGTH: rounds})
        except ValueError:
            continue
        if wanted in configs.values():
            return overrides
    return None


def command_of(name: str, overrides: Mapping[str, Any], rounds: int) -> str:
    """Return the command that plays a scenario with overrides for so many rounds in a terminal."""
    said = [f"--set {assignment(field, value)}" for field, value in overrides.items()]
    return " ".join(["cocogen run", name, f"--rounds {rounds}", *said])


def python_of(name: str, overrides: Mapping[str, Any], rounds: int) -> str:
    """Return the Python that does what :func:`command_of` does, and has its tables.

    Example:
        >>> print(python_of("churn", {"run.seed": 7}, 20))
        import cocogen
        <BLANKLINE>
        played = cocogen.run("churn", rounds=20, overrides={'run.seed': 7})
        rounds = played.tables["rounds"]
    """
    own = {field: value for field, value in overrides.items() if field != LENGTH}
    set_so = f", overrides={own!r}" if own else ""
    return (
        f'import cocogen\n\nplayed = cocogen.run("{name}", rounds={rounds}{set_so})\n'
        'rounds = played.tables["rounds"]'
    )
