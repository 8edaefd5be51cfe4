"""Forks beside the run that they were made from: paired over the rounds after the fork, as both are the same before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cocogen.scenarios.reporting.reading import Result
    from cocogen.scenarios.runs.origin import ForkPoint
    from cocogen.scenarios.runs.stored_run import StoredRun


def after_the_fork(results: Sequence[Result]) -> tuple[list[Result], str]:
    """Return results of which all but one are forks of that one, over what they do not have in common.

    The run keeps the variant that was forked, and of each fork the changed variant stands under that name, so that both are paired.
    Measures are those of the rounds after the last fork that all have played. Other results are returned as they are.

    Returns:
        The results, and which rounds they are about, in words; empty for other results.
    """
    parents = [result for result in results if _point(result) is None]
    if len(parents) != 1 or len(results) < 2 or parents[0].run is None:
        return list(results), ""
    identity, points = parents[0].run.manifest.identity, [p for r in results if (p := _point(r)) is not None]
    variants = {point.variant for point in points}
    if len(variants) != 1 or any(point.identity != identity for point in points):
        return list(results), ""
    variant, first = variants.pop(), max(point.at for point in points) + 1
    from cocogen.scenarios.runs.forking import FORKED

    played = [(r, r.run, variant if r is parents[0] else FORKED) for r in results if r.run is not None]
    last = min(run.played(name) for _, run, name in played)
    if last < first:
        return list(results), ""
    return [
        replace(result, table=_between(run, name, variant, first, last)) for result, run, name in played
    ], f"Rounds {first} to {last}, after the fork{'' if len(points) == 1 else 's'}."


def _point(result: Result) -> ForkPoint | None:
    return None if result.run is None else result.run.origin.fork


def _between(run: StoredRun, variant: str, called: str, first: int, last: int) -> pd.DataFrame:
    """Return the summary of a variant over some of its rounds, as one row."""
    import pandas as pd

    from cocogen.model.records.summary import summarize
    from cocogen.scenarios.runs.stacking import apart

    tables = {
        name: table[table["round"].between(first, last)]
        for name, table in apart(run.tables())[variant].items()
    }
    row = {"variant": called, "seed": run.configs[variant].run.seed, **summarize(tables), "error": ""}
    return pd.DataFrame([row])
