"""The process aside, which plays other seeds at a low priority: ``python -m cocogen.visualizations.browser.chance.child``.

A line of JSON on its input says what to play; after each seed a line on its output says what came out. It ends with whoever started it.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

from cocogen.visualizations.browser.chance.request import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cocogen.model.config import SimulationConfig

NICE = 10
"""How nice the process is to all others: where both want the same core, the page has about nine tenths of it."""


def main() -> None:
    """Play what the input asks for, until it is done or nobody listens any more."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    warnings.simplefilter("ignore")  # what is looked at says the same on the page
    try:
        for answer in answers(json.loads(sys.stdin.readline())):
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


def answers(request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what came out with each seed.

    Args:
        request: see :meth:`cocogen.visualizations.browser.chance.request.Request.as_json`.

    Yields:
        ``seed`` and ``played``, for each configuration measures by name, a number per round (null where unknown); or ``error``.
    """
    from cocogen.model.config import SimulationConfig

    configs = [SimulationConfig.model_validate(config) for config in request["configs"]]
    for seed in request["seeds"]:
        try:
            played = [course(config, seed, request["rounds"]) for config in configs]
        except ValueError as error:
            yield {"seed": seed, "error": str(error)}
        else:
            yield {"seed": seed, "played": played}


def course(config: SimulationConfig, seed: int, rounds: int) -> dict[str, list[float | None]]:
    """Return measures of a configuration round by round.

    Args:
        config: what is played.
        seed: root of its randomness.
        rounds: how many are played.

    Raises:
        ValueError: if it cannot be played with this seed.
    """
    from cocogen.model.simulation import CoopetitionModel

    changes = {"run.seed": seed, "run.rounds": max(rounds, config.run.rounds)}
    model = CoopetitionModel(config.with_overrides(changes))
    found: dict[str, list[float | None]] = {name: [] for name in MEASURES}
    for _ in range(rounds):
        model.step()
        for name, values in found.items():
            value = float(model.measures[name])
            values.append(value if value == value else None)
    return found


if __name__ == "__main__":
    main()
