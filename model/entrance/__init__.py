"""cocogen: organizations train one federated model together while they compete, as an agent-based simulation.

This is ``import cocogen`` itself: the few names that most people want, each loaded when it is first asked for, so that the import
costs nothing. Everything else is imported from where it stands: ``from cocogen.model.game import nash_equilibrium``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cocogen.model.game import CoopetitionGame as CoopetitionGame
    from cocogen.model.simulation import CoopetitionModel as CoopetitionModel
    from cocogen.scenarios.asking.playing_scenarios import run as run
    from cocogen.scenarios.asking.playing_studies import Study as Study

    __version__: str

HOMES = {
    "CoopetitionGame": "cocogen.model.game",
    "CoopetitionModel": "cocogen.model.simulation",
    "Study": "cocogen.scenarios.asking.playing_studies",
    "run": "cocogen.scenarios.asking.playing_scenarios",
}
"""Where the names of the face are at home."""

__all__ = ["CoopetitionGame", "CoopetitionModel", "Study", "__version__", "run"]


def __getattr__(name: str) -> Any:
    """Load a name of the face when it is first asked for.

    Raises:
        AttributeError: if the face has no such name.
    """
    if name == "__version__":
        from importlib.metadata import version

        found: Any = version("cocogen")
    elif name in HOMES:
        found = getattr(import_module(HOMES[name]), name)
    else:
        raise AttributeError(f"module 'cocogen' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the names of the face."""
    return sorted(__all__)
