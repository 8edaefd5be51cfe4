"""What one visitor plays: a market of a scenario, what the controls changed, and the model made from both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mesa import Agent

from model.config import SimulationConfig
from model.simulation import CoopetitionModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Base = Callable[[], SimulationConfig]
    Settings = Callable[[], Mapping[str, Any]]

HEAD_START = "head start"
"""The one setting that is no field of the configuration: rounds that are played before the page shows."""
DEFAULT_HEAD_START = 10
BASE: dict[str, Any] = {"learning.kind": "curve"}
"""How the page differs from the defaults: the learning curve answers at once."""


@dataclass(frozen=True)
class Scene:
    """One market that can be played.

    Args:
        config: its configuration.
        scenario: name of the scenario that it is from; empty if from none.
        market: its name within the scenario.
    """

    config: SimulationConfig
    scenario: str = ""
    market: str = ""


@dataclass(frozen=True)
class Offer:
    """What a scenario offers to play.

    Args:
        question: what it answers.
        markets: their configurations by name.
        headline: the market to begin with.
    """

    question: str
    markets: Mapping[str, SimulationConfig]
    headline: str


@dataclass(frozen=True)
class Stage:
    """What the pages of this process show.

    Args:
        opening: the scene that a page begins with.
        repertoire: by scenario, what makes its offer; a ``ValueError`` says in one line why it cannot be played here.
    """

    opening: Scene
    repertoire: Mapping[str, Callable[[], Offer]] = field(default_factory=dict)


_stage: list[Stage] = []


def set_stage(stage: Stage) -> None:
    """Let every page of this process show ``stage``."""
    _stage[:] = [stage]


def current_stage() -> Stage:
    """Return what pages show; the defaults on the learning curve alone unless it was set."""
    return _stage[0] if _stage else Stage(Scene(SimulationConfig().with_overrides(BASE)))


class BrowserModel(CoopetitionModel):
    """The simulation as the page plays it: always there, whatever the controls say.

    A setting that cannot be does not break the page: the model then is the base configuration's, and ``problem`` says
    in one line what is wrong.

    Args:
        base: returns the configuration to start from; Mesa's reset passes the same function again.
        settings: returns the controls' values by dotted name at the moment when the model is made.
        seed: unused; Mesa's page may offer it.
    """

    problem: str = ""

    def __init__(self, base: Base, settings: Settings, seed: object = None) -> None:
        wanted = dict(settings())
        head_start = int(wanted.pop(HEAD_START, DEFAULT_HEAD_START))
        problem = ""
        try:
            super().__init__(base(), **_seed_apart(wanted))
        except (ValueError, ImportError) as error:
            problem = one_line(error)
            super().__init__(base())
        self.problem = problem
        for _ in range(head_start):
            self.step()


def one_line(error: Exception) -> str:
    """Return an error's message in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def forget(model: object) -> None:
    """Let go of a model that the page has replaced: Mesa 3.3 keeps every model alive through its agents' numbers."""
    numbers = getattr(Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)


def _seed_apart(settings: Mapping[str, Any]) -> dict[str, Any]:
    overrides = dict(settings)
    if "run.seed" in overrides:
        overrides["seed"] = overrides.pop("run.seed")
    return overrides
