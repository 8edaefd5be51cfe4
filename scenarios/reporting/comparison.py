"""Comparing results: what several folders have in common, side by side and paired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.scenarios.reporting.after_fork import after_the_fork
from cocogen.scenarios.reporting.reading import ResultError
from cocogen.scenarios.reporting.summaries import Summary, summarize_comparison
from cocogen.scenarios.studies.study import USUAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from cocogen.scenarios.reporting.reading import Result


@dataclass(frozen=True)
class Comparison:
    """Several results side by side.

    Args:
        table: the results below each other, told apart by ``result``.
        summary: means and paired differences to the first result.
        measures: that are shown.
        pairs: rows of other results that have a partner in the first.
        rounds: which rounds it is about, in words; empty if that is all of them.
    """

    table: pd.DataFrame
    summary: Summary
    measures: tuple[str, ...]
    pairs: int
    rounds: str = ""


def compare_results(results: Sequence[Result], measures: Sequence[str] = USUAL) -> Comparison:
    """Put results side by side.

    Rows are paired by variant, seed and the factors that all results have; a fork with the run that it was made from over the
    rounds after the fork (:func:`~cocogen.scenarios.reporting.after_fork.after_the_fork`).

    Args:
        results: two or more.
        measures: which are shown, of those that all results have.

    Raises:
        ResultError: if there are fewer than two, or nothing that all of them measure.
    """
    import pandas as pd

    if len(results) < 2:
        raise ResultError("a comparison needs two folders at least")
    results, rounds = after_the_fork(results)
    shared = [m for m in measures if all(m in result.table for result in results)]
    if not shared:
        raise ResultError("the results share none of the measures that are compared")
    named = zip(_names(results), results, strict=True)
    table = pd.concat([r.table.assign(result=name) for name, r in named], ignore_index=True)
    factors = [f for f in results[0].factors if all(f in result.factors for result in results)]
    summary = summarize_comparison(table, ["seed", *factors], shared)
    keys = ["variant", "seed", *factors]
    first = table[table["result"] == summary.reference][keys].drop_duplicates()
    pairs = len(table[table["result"] != summary.reference].merge(first, on=keys))
    return Comparison(table, summary, tuple(shared), pairs, rounds)


def comparison_figures(comparison: Comparison) -> dict[str, Figure]:
    """Draw every shown measure by variant and result, with 95 % intervals over seeds.

    Returns:
        By name: ``effects``, the differences to the first result, if anything is paired with it, then ``levels``.
    """
    from cocogen.scenarios.reporting.dots import draw_differences, draw_dots
    from cocogen.visualizations.figures.frame import footnote

    summary, measures = comparison.summary, comparison.measures
    with footnote(comparison.rounds):
        levels = draw_dots(summary, measures, "variant", "result", "What does each result come to?")
        if not comparison.pairs:
            return {"levels": levels}
        return {"effects": draw_differences(summary, measures, "variant", "result"), "levels": levels}


def _names(results: Sequence[Result]) -> list[str]:
    """Return the folders' names, whole paths where two folders have the same name, and how far unfinished runs are."""
    names = [result.path.name for result in results]
    if len(set(names)) < len(names):
        paths = [str(result.path) for result in results]
        names = [p if paths.count(p) == 1 else f"{p} ({place})" for place, p in enumerate(paths, 1)]
    unfinished = [f", {result.unfinished}" if result.unfinished else "" for result in results]
    return [name + how_far for name, how_far in zip(names, unfinished, strict=True)]
