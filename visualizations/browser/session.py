"""What one visitor plays: the base configuration, what the controls changed, and the model made from both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa import Agent

from model.config import SimulationConfig
from model.simulation import CoopetitionModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Settings = Callable[[], Mapping[str, Any]]

HEAD_START = "head start"
"""The one setting that is no field of the configuration: rounds that are played before the page shows."""
DEFAULT_HEAD_START = 10
BASE: dict[str, Any] = {"learning.kind": "curve"}
"""How the page differs from the defaults: the learning curve answers at once."""

_base: list[SimulationConfig] = []


def set_base(config: SimulationConfig) -> None:
    """Let every page of this process start from ``config``."""
    _base[:] = [config]


def base_config() -> SimulationConfig:
    """Return the configuration that pages start from; the defaults on the learning curve unless it was set."""
    return _base[0] if _base else SimulationConfig().with_overrides(BASE)


class BrowserModel(CoopetitionModel):
    """The simulation as the page plays it: always there, whatever the controls say.

    A setting that cannot be does not break the page: the model then is the base configuration's, and ``problem`` says
    in one line what is wrong.

    Args:
        base: what to start from; Mesa's reset passes the same again.
        settings: returns the controls' values by dotted name at the moment when the model is made.
        seed: unused; Mesa's page may offer it.
    """

    problem: str = ""

    def __init__(self, base: SimulationConfig, settings: Settings, seed: object = None) -> None:
        wanted = dict(settings())
        head_start = int(wanted.pop(HEAD_START, DEFAULT_HEAD_START))
        problem = ""
        try:
            super().__init__(base, **_seed_apart(wanted))
        except (ValueError, ImportError) as error:
            problem = one_line(error)
            super().__init__(base)
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
