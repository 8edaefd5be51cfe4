"""What a study's table says: the summary that fits its design, and what its first measure depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.scenarios.description.overridden import is_named_after
from cocogen.scenarios.reporting.summaries import Summary, influences, summarize_design, summarize_sweep
from cocogen.scenarios.reporting.sweep_tables import influence_sentence

if TYPE_CHECKING:
    import pandas as pd

    from cocogen.scenarios.studies.study import Study


@dataclass(frozen=True)
class StudyResult:
    """What a study's table says.

    Args:
        measures: shown measures that the table has; none if every cell failed.
        summary: of the table.
        influence: a sentence on what the first measure depends on; empty for grids.
    """

    measures: tuple[str, ...]
    summary: Summary
    influence: str


def study_result(study: Study, table: pd.DataFrame) -> StudyResult:
    """Summarise a study's result table as its design asks for."""
    measures = tuple(measure for measure in study.measures if measure in table)
    factors, reference = list(study.factors), _reference(study, table)
    if study.design == "grid" or not measures:
        return StudyResult(measures, summarize_sweep(table, factors, measures, reference), "")
    summary = summarize_design(table, factors, measures, reference)
    influence = influence_sentence(influences(table, factors, measures[0]), measures[0])
    return StudyResult(measures, summary, influence)


def _reference(study: Study, table: pd.DataFrame) -> str | None:
    """Return the study's reference by the name that its settings have given it."""
    if study.reference is None:
        return None
    named = (str(name) for name in table["variant"].unique() if is_named_after(str(name), study.reference))
    return next(named, study.reference)
