"""What a reproduction will take: seconds of computing, from cells that are finished, or else from what they took where it was measured."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.worker import Outcome

SECONDS = {
    "theory": 0.06,
    "curve": 0.12,
    "digits": 0.6,
    "breast-cancer": 0.35,
    "flights": 0.4,
    "mnist1d": 2.0,
    "mnist-5k": 5.5,
    "fashion-mnist": 8.0,
}
"""Seconds of a cell by setting, of a full reproduction in two processes with one thread each on a small cloud machine (x86-64, Python 3.11): what all
cells took, own models that cells of a seed have in common trained once a process."""
QUICK_ROUNDS = 0.5
"""Of the rounds of a full one that real training has in a quick reproduction."""
ENOUGH = 8
"""Finished cells of a setting from which on its own mean counts."""


def expected_seconds(plan: Plan, finished: Mapping[str, Outcome]) -> float:
    """Return how many seconds the missing cells of a reproduction take, one after another.

    Args:
        plan: of the reproduction.
        finished: outcomes of cells by key; where a setting has :data:`ENOUGH`, its missing ones are expected to be like them.
    """
    settings = {row.cell.key: str(row.labels["setting"]) for row in plan.rows}
    taken: dict[str, list[float]] = defaultdict(list)
    for key, outcome in finished.items():
        taken[settings[key]].append(outcome["seconds"])
    shorter = QUICK_ROUNDS if plan.about["quick"] else 1.0
    total = 0.0
    for key, setting in settings.items():
        if key not in finished:
            own = taken[setting]
            trained = setting not in ("theory", "curve")
            usual = SECONDS.get(setting, 0.0) * (shorter if trained else 1.0)
            total += sum(own) / len(own) if len(own) >= ENOUGH else usual
    return total


def in_time(seconds: float) -> str:
    """Say how long that is, roughly.

    Example:
        >>> in_time(20), in_time(200), in_time(3000), in_time(20_000)
        ('less than a minute', '3 min', '50 min', '5.6 h')
    """
    from cocogen.model.records.numerals import decimals, whole

    if seconds < 60:
        return "less than a minute"
    return f"{whole(seconds / 60)} min" if seconds < 5400 else f"{decimals(seconds / 3600, 1)} h"
