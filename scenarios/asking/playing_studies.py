"""A study asked in one call: declared from a name and what is varied, played into its folder, and read."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.description.catalog import scenario_names
from cocogen.scenarios.reporting.elementary_effects import MORRIS
from cocogen.scenarios.reporting.study_result import sensitivity_figures, study_result
from cocogen.scenarios.studies.catalog import load_study, scenario_study
from cocogen.scenarios.studies.factors import Factor, first_message, read_values
from cocogen.scenarios.studies.playing import default_folder, play_plan
from cocogen.scenarios.studies.stored_study import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from cocogen.scenarios.reporting.study_result import StudyResult
    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.playing import Watch
    from cocogen.scenarios.studies.study import Study as Declaration


class Study:
    """A question asked of a scenario over several seeds, and of what is varied; as ``cocogen sweep`` asks it.

    Args:
        name: a study or a scenario that ``cocogen list`` shows, or the path of a study file.
        vary: fields by dotted name, each with its levels (a list), a range as ``cocogen sweep`` takes it
            (``"0.02..0.1:5"``), or a :class:`~cocogen.scenarios.studies.factors.Factor`.
        seeds: how many (0 to n − 1), or which; the study's by default, else ten.
        overrides: fields that are set everywhere, by dotted name.
        rounds: to play; the scenario's by default.
        variants: which of the scenario's are played; all by default.
        measures: which are shown; the table holds all.
        reference: variant that differences are taken against; the first one by default.
        design: ``grid`` (the default), ``latin-hypercube``, ``sobol``, ``saltelli`` or ``morris``.
        points: of a design that is no grid.

    Attributes:
        declaration: the study as it is declared, with everything that was not said filled in.

    Raises:
        ValueError: one line on the first thing that is wrong.

    Example:
        >>> study = Study("baselines", vary={"population.alpha": [0.1, 1]}, variants=["CoCoGen", "CoCoGen+"], seeds=3)
        >>> study
        <study baselines: 2 variants, population.alpha at 2 levels, 3 seeds: 12 rows>
    """

    def __init__(
        self,
        name: str,
        vary: Mapping[str, Any] | None = None,
        *,
        seeds: int | Iterable[int] | None = None,
        overrides: Mapping[str, Any] | None = None,
        rounds: int | None = None,
        variants: Iterable[str] | None = None,
        measures: Iterable[str] | None = None,
        reference: str | None = None,
        design: str | None = None,
        points: int | None = None,
    ) -> None:
        factors = {field: _factor(field, levels) for field, levels in (vary or {}).items()}
        declared = scenario_study(name) if factors and name in scenario_names() else load_study(name)
        settings = dict(overrides or {}) | ({} if rounds is None else {"run.rounds": rounds})
        changes: dict[str, Any] = {
            "factors": {**declared.factors, **factors} if factors else None,
            "settings": {**declared.settings, **settings} if settings else None,
            "seeds": seeds if isinstance(seeds, int | None) else [*seeds],
            "variants": None if variants is None else [*variants],
            "measures": None if measures is None else [*measures],
            "reference": reference,
            "design": design,
            "points": points,
        }
        said = {field: value for field, value in changes.items() if value is not None}
        self.declaration: Declaration = declared.changed(**said) if said else declared

    @cached_property
    def plan(self) -> Plan:
        """What is computed; see :meth:`cocogen.scenarios.studies.study.Study.plan`."""
        return self.declaration.plan()

    def run(
        self,
        *,
        jobs: int | None = None,
        out: str | Path | None = None,
        cluster: str | None = None,
        progress: bool = True,
    ) -> StudyResult:
        """Play what is missing of the study into its folder, and read it.

        Args:
            jobs: processes; as many as cores by default. One job stays in this process.
            out: folder; ``runs/NAME-hash`` by default, the same each time, so that asking again goes on, or reads what is there.
            cluster: address of a Dask scheduler that computes instead, ``tcp://host:8786``.
            progress: show a bar, on standard error.

        Returns:
            The result: :meth:`~cocogen.scenarios.reporting.study_result.StudyResult.effects` are paired differences,
            ``levels`` are means, ``plot`` draws, ``table`` has everything.

        Raises:
            ValueError: one line, if the study cannot be planned, or the folder or the cluster cannot be used.
            KeyboardInterrupt: after Ctrl-C; what was done stays.
        """
        from cocogen.scenarios.reporting.progress import CellProgress
        from cocogen.scenarios.studies.engine import Interrupted

        def watch(missing: int, where: str) -> CellProgress:
            return CellProgress(len(self.plan.cells), quiet=not (progress and missing))

        try:
            return self.play(watch, jobs=jobs, cluster=cluster, out=None if out is None else Path(out))
        except Interrupted:
            raise KeyboardInterrupt from None

    def play(
        self, watch: Watch, *, jobs: int | None = None, cluster: str | None = None, out: Path | None = None
    ) -> StudyResult:
        """Play what is missing, as :meth:`run` does, under the eyes of a caller's own.

        Args:
            watch: is told how it goes, see :data:`cocogen.scenarios.studies.playing.Watch`.
            jobs: see :meth:`run`, as for the other arguments.
            cluster: see there.
            out: see there.

        Raises:
            Interrupted: after Ctrl-C or SIGTERM; what was done stays.
            ValueError: see :meth:`run`.
        """
        path = out or default_folder(self.plan)
        figures: list[Path] = []

        def draw(table: pd.DataFrame) -> dict[str, bytes]:
            files = {f"{FIGURES}{name}": content for name, content in self._figures(table).items()}
            figures.extend(path / name for name in files)
            return files

        table = play_plan(self.plan, path, watch, draw, jobs=jobs, cluster=cluster)
        return study_result(self.declaration, table, path, figures)

    def _figures(self, table: pd.DataFrame) -> dict[str, bytes]:
        from cocogen.scenarios.reporting import study_figures

        study = self.declaration
        found = study_result(study, table)
        drawn = sensitivity_figures(found)
        if drawn and study.design == MORRIS:
            return drawn  # many factors, on four levels each: nothing else shows more
        return drawn | study_figures.sweep_figures(
            table,
            list(study.factors),
            found.measures,
            scattered=study.design != "grid",
            reference=found.reference,
        )

    def __repr__(self) -> str:
        """Say what is asked, in one line."""
        rows = self.plan.rows
        variants = len({row.labels["variant"] for row in rows})
        varied = [
            f"{field} at {len({row.labels[field] for row in rows})} levels"
            for field in self.declaration.factors
        ]
        told = [f"{variants} variants", *varied, f"{len(self.declaration.seeds)} seeds"]
        return f"<study {self.declaration.name}: {', '.join(told)}: {len(rows):,} rows>"


def _factor(field: str, levels: Any) -> Factor:
    """Return what a field takes on, from a list, a range in the words of the command line, or a factor.

    Raises:
        ConfigurationError: one line, if it is none of these.
    """
    try:
        if isinstance(levels, str):
            return read_values(levels)
        if isinstance(levels, Factor):
            return levels
        if isinstance(levels, dict):
            return Factor.model_validate(levels)
        return Factor(levels=tuple(map(_plain, levels)) if hasattr(levels, "__iter__") else (_plain(levels),))
    except ValueError as error:
        raise ConfigurationError(f"vary {field}: {first_message(error)}") from None


def _plain(level: Any) -> Any:
    """Return a number of numpy's as one of Python's."""
    return level.item() if hasattr(level, "item") else level
