"""What a study says: its table, means and paired differences with intervals, and figures of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cocogen.model.records.measures import all_measures
from cocogen.scenarios.description.overridden import is_named_after
from cocogen.scenarios.reporting.effects import effects_table, levels_table
from cocogen.scenarios.reporting.elementary_effects import (
    MORRIS,
    elementary_effects_lines,
    elementary_effects_table,
)
from cocogen.scenarios.reporting.sensitivity import SALTELLI, sensitivity_lines, sensitivity_table
from cocogen.scenarios.reporting.summaries import Summary, influences, summarize_design, summarize_sweep
from cocogen.scenarios.reporting.sweep_tables import influence_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pandas as pd
    from matplotlib.figure import Figure

    from cocogen.scenarios.studies.study import Study


@dataclass(frozen=True, repr=False)
class StudyResult:
    """What a study says.

    Args:
        study: as it was declared.
        table: one row per combination of variant and factors, and seed: every measure, ``error``.
        measures: shown measures that the table has; none if every cell failed.
        summary: of the table.
        influence: what the first measure depends on, in words; empty for grids.
        folder: where it is; None of a table alone.
        figures: files of figures in the folder.
    """

    study: Study
    table: pd.DataFrame
    measures: tuple[str, ...]
    summary: Summary
    influence: str
    folder: Path | None = None
    figures: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        """Say what it is and where."""
        where = f", in {self.folder}" if self.folder else ""
        return f"<result of {self.study.name}: {len(self.table):,} rows{where}>"

    @property
    def reference(self) -> str | None:
        """The study's reference by the name that its settings have given it; None where it has none."""
        return _reference(self.study, self.table)

    def effects(
        self, measure: str | None = None, against: str | Mapping[str, Any] | None = None
    ) -> pd.DataFrame:
        """Return differences of a measure, paired over the same seeds, with 95 % intervals: one row per combination.

        Args:
            measure: by name; the study's first by default.
            against: the variant that is subtracted at the same levels of what varies, or the levels that are subtracted
                within each variant, ``{"population.alpha": 1}``; the study's reference by default. Where one variant is
                played, it is the first combination.

        Returns:
            The columns that tell combinations apart (``variant``, factors), then ``effect``, ``low``, ``high`` and ``seeds``, how many
            seeds were paired. An effect of one seed has no interval (NaN).

        Raises:
            ValueError: one line, if there is no such measure, variant or level.
        """
        name = self._known(measure)
        return effects_table(self._summary(name, against), name)

    def levels(self, *measures: str) -> pd.DataFrame:
        """Return means over seeds with 95 % intervals: one row per combination and measure.

        Args:
            measures: by name; those that the study shows by default.

        Returns:
            The columns that tell combinations apart, then ``measure``, ``mean``, ``low``, ``high`` and ``seeds``.

        Raises:
            ValueError: one line, if there is no such measure.
        """
        names = [self._known(measure) for measure in measures] or list(self.measures)
        return levels_table(summarize_sweep(self.table, list(self.study.factors), names), names)

    def sensitivity(self, measure: str | None = None, against: str | None = None) -> pd.DataFrame:
        """Return what share of the variance of the effects on a measure each factor has; needs a ``saltelli`` design.

        Args:
            measure: by name; the study's first by default.
            against: the variant that is subtracted; the study's reference by default. Of a single variant it is what the measure is.

        Returns:
            See :func:`~cocogen.scenarios.reporting.sensitivity.sensitivity_table`.

        Raises:
            ValueError: one line, if there is no such measure or variant, the design is another one, a row has failed, or nothing
                varies.
        """
        return sensitivity_table(self.study, self.table, *self._subtracted(measure, against))

    def elementary_effects(self, measure: str | None = None, against: str | None = None) -> pd.DataFrame:
        """Return what moving each factor alone does to the effects on a measure (Morris); needs a ``morris`` design.

        Args:
            measure: by name; the study's first by default.
            against: the variant that is subtracted; the study's reference by default. Of a single variant it is what the measure is.

        Returns:
            See :func:`~cocogen.scenarios.reporting.elementary_effects.elementary_effects_table`.

        Raises:
            ValueError: one line, if there is no such measure or variant, the design is another one, or a row has failed.
        """
        return elementary_effects_table(self.study, self.table, *self._subtracted(measure, against))

    def plot(
        self,
        measure: str | None = None,
        against: str | Mapping[str, Any] | None = None,
        *,
        path: str | Path | None = None,
    ) -> Figure:
        """Draw the effects on a measure with their intervals.

        Args:
            measure: see :meth:`effects`.
            against: see :meth:`effects`.
            path: saves the figure as PNG and PDF besides; without a suffix.

        Raises:
            ValueError: see :meth:`effects`; also if there is nothing to compare.
        """
        from pathlib import Path

        from cocogen.scenarios.reporting.effect_figures import effect_figure
        from cocogen.visualizations.figures import save_figure
        from cocogen.visualizations.figures.frame import footnote
        from cocogen.visualizations.variant_names import starred

        name = self._known(measure)
        short, note = starred(str(variant) for variant in self.table["variant"].unique())
        summary = self._summary(name, against, short)
        with footnote(note):
            figure = effect_figure(
                summary, list(self.study.factors), name, scattered=self.study.design != "grid"
            )
        if path is not None:
            save_figure(figure, Path(path))
        return figure

    def _subtracted(self, measure: str | None, against: str | None) -> tuple[str, str | None]:
        """Return the measure and the variant that is subtracted, by the names that the table has for them."""
        name = self._known(measure)
        if name not in self.table:
            raise ValueError(f"{name} is not known: every cell failed")
        reference = self.summary.reference if against is None else _played(against, self.table)
        return name, reference or None

    def _known(self, measure: str | None) -> str:
        if measure is None:
            return self.measures[0] if self.measures else self.study.measures[0]
        all_measures.check([measure])
        return measure

    def _summary(
        self,
        measure: str,
        against: str | Mapping[str, Any] | None,
        short: Mapping[str, str] | None = None,
    ) -> Summary:
        """Summarise the table against a reference, with shorter names of variants where there is little room."""
        if measure not in self.table:
            raise ValueError(f"{measure} is not known: every cell failed")
        reference = self.reference if against is None else against
        if isinstance(reference, str):
            reference = _played(reference, self.table)
            reference = reference if short is None else short[reference]
        table = self.table if short is None else self.table.replace({"variant": dict(short)})
        return summarize_sweep(table, list(self.study.factors), [measure], reference)


def study_result(
    study: Study, table: pd.DataFrame, folder: Path | None = None, figures: Sequence[Path] = ()
) -> StudyResult:
    """Summarise a study's result table as its design asks for."""
    measures = tuple(measure for measure in study.measures if measure in table)
    factors, reference = list(study.factors), _reference(study, table)
    if study.design == "grid" or not measures:
        summary, influence = summarize_sweep(table, factors, measures, reference), ""
    else:
        summary = summarize_design(table, factors, measures, reference)
        influence = influence_sentence(influences(table, factors, measures[0]), measures[0])
    result = StudyResult(study, table, measures, summary, influence, folder, tuple(figures))
    if not measures or study.design not in (SALTELLI, MORRIS):
        return result
    return replace(result, influence=_shares(result) if study.design == SALTELLI else _moves(result))


def _shares(result: StudyResult) -> str:
    """Say the Sobol indices of the first measure, or why there are none."""
    try:
        found = result.sensitivity()
    except ValueError as error:
        return f"No Sobol indices: {error}."
    return sensitivity_lines(found, effect_in_words(result.measures[0], result.summary.reference))


def _moves(result: StudyResult) -> str:
    """Say the elementary effects on the first measure, or why there are none."""
    measure = result.measures[0]
    try:
        found = result.elementary_effects()
    except ValueError as error:
        return f"No elementary effects: {error}."
    return elementary_effects_lines(found, measure, effect_in_words(measure, result.summary.reference))


def effect_in_words(measure: str, reference: str | None) -> str:
    """Return what indices are of.

    Example:
        >>> effect_in_words("members", "none")
        'what is added to members at the end against none'
    """
    what = all_measures.described(measure).in_words
    return f"what is added to {what} against {reference}" if reference else what


def sensitivity_figures(found: StudyResult) -> dict[str, bytes]:
    """Draw the Sobol indices of, or elementary effects on, every shown measure that has them.

    Returns:
        The content of files by name, PNG and PDF; none of designs that have neither.
    """
    from cocogen.scenarios.reporting.elementary_effects import draw_elementary_effects
    from cocogen.scenarios.reporting.sensitivity import draw_sensitivity
    from cocogen.visualizations.figures import figure_contents
    from cocogen.visualizations.figures.registry import file_name

    contents: dict[str, bytes] = {}
    for measure in found.measures if found.study.design in (SALTELLI, MORRIS) else ():
        what = effect_in_words(measure, found.summary.reference)
        try:
            if found.study.design == SALTELLI:
                name, figure = "sensitivity", draw_sensitivity(found.sensitivity(measure), what)
            else:
                moves = found.elementary_effects(measure)
                name, figure = "elementary-effects", draw_elementary_effects(moves, measure, what)
        except ValueError:
            continue
        contents |= figure_contents(figure, file_name(f"{name}-{measure}"))
    return contents


def _reference(study: Study, table: pd.DataFrame) -> str | None:
    """Return the study's reference by the name that its settings have given it."""
    return None if study.reference is None else _named(study.reference, table) or study.reference


def _played(variant: str, table: pd.DataFrame) -> str:
    """Return a variant by the name that its settings have given it.

    Raises:
        UnknownNameError: if it was not played.
    """
    from cocogen.agents.names import unknown_name

    found = _named(variant, table)
    if found is None:
        raise unknown_name("variant", variant, tuple(map(str, table["variant"].unique())))
    return found


def _named(variant: str, table: pd.DataFrame) -> str | None:
    names = [str(name) for name in table["variant"].unique()]
    return variant if variant in names else next((n for n in names if is_named_after(n, variant)), None)
