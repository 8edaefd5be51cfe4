"""The command that plays in a terminal what was put together on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import assignment
from cocogen.scenarios.description.catalog import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.visualizations.browser.stage import Scene


def command_among(
    name: str, given: Mapping[str, Any], scene: Scene, changes: Mapping[str, Any], rounds: int
) -> str:
    """Return the command that plays a variant of the page in a terminal, among the others of its scenario.

    Args:
        name: of the scenario.
        given: the overrides with which its variants were made.
        scene: the variant.
        changes: what was changed of it, by dotted name.
        rounds: how many rounds.

    Returns:
        The command; nothing if no override of the scenario makes this very variant.
    """
    length = {"run.rounds": rounds}
    wanted = scene.config.with_overrides({**changes, **length})
    own = {field: value for field, value in {**given, **changes}.items() if field not in length}
    scenario = load_scenario(name)
    learning = {"learning.kind": wanted.learning.kind}
    picked = {scenario.choice: scene.variant} if scenario.choice else {}
    for overrides in (own, {**learning, **own}, {**picked, **own}, {**learning, **picked, **own}):
        try:
            configs = scenario.variant_configs({**overrides, **length})
        except ValueError:
            continue
        if wanted in configs.values():
            said = [f"--set {assignment(field, value)}" for field, value in overrides.items()]
            return " ".join(["cocogen run", name, f"--rounds {rounds}", *said])
    return ""
