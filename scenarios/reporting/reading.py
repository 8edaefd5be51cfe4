"""Reading what a command left behind: a run, a sweep or a reproduction, as one table with the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cocogen.scenarios.folders.manifest import MANIFEST, has_manifest
from cocogen.scenarios.runs.stored_run import is_of_an_earlier_version, read_run
from cocogen.scenarios.studies.factors import first_message
from cocogen.scenarios.studies.stored_study import STUDY, StudyFolderError, read_study

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from cocogen.scenarios.runs.stored_run import StoredRun
    from cocogen.scenarios.studies.stored_study import About, StoredStudy


class ResultError(ValueError):
    """A folder that holds no result; the message is one line."""


@dataclass(frozen=True)
class Result:
    """What a folder holds.

    Args:
        path: the folder.
        kind: of command that made it.
        about: ``study.json`` of a sweep or reproduction; empty for a run.
        table: one row per variant (and factors) and seed, measures, ``error``.
        factors: columns that were varied.
        study: the sweep or reproduction, as it was read; None for a run.
        run: the run, as it was read; None for a sweep or reproduction.
    """

    path: Path
    kind: Literal["run", "sweep", "reproduction"]
    about: dict[str, Any]
    table: pd.DataFrame
    factors: tuple[str, ...]
    study: StoredStudy | None = None
    run: StoredRun | None = None

    @property
    def unfinished(self) -> str:
        """``13 of 300 rounds``, of a run that was interrupted; empty if it is finished."""
        return "" if self.run is None else self.run.progress

    def figures(self) -> dict[str, bytes]:
        """Return the figures by file name."""
        if self.run is not None:
            return self.run.figures()
        return dict(self.study.figures) if self.study is not None else {}


def read_result(path: Path) -> Result:
    """Read a folder.

    Raises:
        ResultError: if it holds nothing that is finished.
        StudyFolderError: if a study in it is not finished, or a file of it is missing or damaged.
        RunFolderError: if a run in it cannot be read.
    """
    if not path.is_dir():
        raise ResultError(f"{path} is not a folder")
    if (path / STUDY).is_file():
        return _study(path)
    if has_manifest(path) or is_of_an_earlier_version(path):
        return _run(path)
    raise ResultError(f"{path} holds neither a run ({MANIFEST}) nor a study ({STUDY})")


def _study(path: Path) -> Result:
    stored = read_study(path)
    kind, factors = _kind_and_factors(stored.about, path)
    return Result(path, kind, stored.about.model_dump(), stored.table(), factors, stored)


def _kind_and_factors(about: About, path: Path) -> tuple[Literal["sweep", "reproduction"], tuple[str, ...]]:
    """Check that what ``study.json`` says of a study is one, and return what that is."""
    from cocogen.scenarios.studies.experiments import Reproduction
    from cocogen.scenarios.studies.study import build_study

    try:
        if about.is_reproduction:
            Reproduction.model_validate(about.study)
            return "reproduction", ()
        return "sweep", tuple(build_study(about.study).factors)
    except ValueError as error:
        raise StudyFolderError(f"{path / STUDY} is not a study's: {first_message(error)}") from None


def _run(path: Path) -> Result:
    import pandas as pd

    from cocogen.model.records.summary import summarize
    from cocogen.scenarios.runs.stacking import apart

    stored = read_run(path)
    rows = [
        {"variant": variant, "seed": stored.configs[variant].run.seed, **summarize(tables), "error": ""}
        for variant, tables in apart(stored.tables()).items()
        if len(tables["rounds"])
    ]
    return Result(path, "run", {}, pd.DataFrame(rows), (), run=stored)
