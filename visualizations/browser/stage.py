"""The stage: which variants the pages of this process can play, and with which one they open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cocogen.model.config import SimulationConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from cocogen.model.simulation import CoopetitionModel
    from cocogen.visualizations.browser.stored.sweep import Sweep

    Command = Callable[["Scene", Mapping[str, Any], int], str]
    Pack = Callable[["Scene", Mapping[str, Any], CoopetitionModel], bytes]

BASE: dict[str, Any] = {"learning.kind": "curve"}
"""How the page differs from the defaults: the learning curve answers at once."""


@dataclass(frozen=True, eq=False)
class Stored:
    """What was played of a variant in a run that is stored; it is looked at, and nothing of it can be turned.

    Args:
        tables: the four tidy tables of the variant.
        since: the first round in which the variants of the run may differ; of a fork the first one after it.
    """

    tables: Mapping[str, pd.DataFrame]
    since: int = 1

    @property
    def rounds(self) -> int:
        """How many rounds were played."""
        return len(self.tables["rounds"])


@dataclass(frozen=True)
class Scene:
    """One variant that can be played.

    Args:
        config: its configuration.
        scenario: name of the scenario that it is from; empty if from none.
        variant: its name within the scenario.
        trains: whether the scenario itself trains this variant for real.
        alike: whether the learning curve cannot tell it from another variant of the scenario.
        stored: what was played of it; None if it is played on the page.
    """

    config: SimulationConfig
    scenario: str = ""
    variant: str = ""
    trains: bool = False
    alike: bool = False
    stored: Stored | None = None


@dataclass(frozen=True)
class Offer:
    """What a scenario offers to play.

    Args:
        question: what it answers.
        scenes: its variants by name.
        headline: the variant to begin with.
        rivals: by variant, the one that it is compared with at first.
    """

    question: str
    scenes: Mapping[str, Scene]
    headline: str
    rivals: Mapping[str, str] = field(default_factory=dict)

    def beside(self, variant: str) -> Scene | None:
        """Return what a variant is compared with at first; nothing where one of the two trains for real, which takes its time."""
        rival = self.scenes.get(self.rivals.get(variant, ""))
        both = (rival, self.scenes[variant])
        if rival is None or any(scene and scene.config.learning.kind == "federated" for scene in both):
            return None
        return rival


def no_pack(scene: Scene, changes: Mapping[str, Any], model: CoopetitionModel) -> bytes:
    """Say that there is no run folder of what was played.

    Raises:
        ValueError: always.
    """
    raise ValueError(
        "this is no variant of a scenario, so there is no run folder of it; configuration and tables have all of it"
    )


@dataclass(frozen=True)
class Stage:
    """What the pages of this process show.

    Args:
        opening: the scene that a page begins with.
        repertoire: by scenario, what makes its offer; a ``ValueError`` says in one line why it cannot be played here.
        command: returns what plays a scene with changes for so many rounds in a terminal; nothing where no one command does.
        python: returns the same in Python.
        pack: returns the run folder of what was played of a scene with changes, packed; a ``ValueError`` says why there is none.
        beside: the scene that the opening one is compared with at first.
        noun: what a visitor chooses from the repertoire.
        sweep: a study that pages open with, as a map whose cells are the repertoire's scenes; None for none.
        shipped: scenarios by name as they are shipped, whatever the user has set.
    """

    opening: Scene
    repertoire: Mapping[str, Callable[[], Offer]] = field(default_factory=dict)
    command: Command = lambda _scene, _changes, _rounds: ""
    python: Command = lambda _scene, _changes, _rounds: ""
    pack: Pack = no_pack
    beside: Scene | None = None
    noun: str = "Scenario"
    sweep: Sweep | None = None
    shipped: Mapping[str, Callable[[], Offer]] = field(default_factory=dict)


_stage: list[Stage] = []


def set_stage(stage: Stage) -> None:
    """Let every page of this process show ``stage``."""
    _stage[:] = [stage]


def current_stage() -> Stage:
    """Return what pages show; the defaults on the learning curve alone unless it was set."""
    return _stage[0] if _stage else Stage(Scene(SimulationConfig().with_overrides(BASE)))
