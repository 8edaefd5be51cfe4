"""Options that several commands share, and how they become overrides of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def overrides_of(
    assignments: Sequence[str], *, seed: int | None = None, rounds: int | None = None
) -> dict[str, Any]:
    """Return the overrides that ``--set``, ``--seed`` and ``--rounds`` ask for.

    Raises:
        ConfigurationError: if a text is not an assignment.
    """
    from cocogen.model.config.overrides import parse_assignments

    overrides = parse_assignments(assignments)
    if seed is not None:
        overrides["run.seed"] = seed
    if rounds is not None:
        overrides["run.rounds"] = rounds
    return overrides
