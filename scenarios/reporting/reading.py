"""Reading what a command left behind: a run, a sweep or a reproduction, as one table with the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scenarios.studies.folder import CELLS, STUDY, read_about, read_cells
from scenarios.toolkit.store import CONFIG, SUMMARY, read_config, read_tables

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


class ResultError(ValueError):
    """A folder that holds no result; the message is one line."""


@dataclass(frozen=True)
class Result:
    """What a folder holds.

    Args:
        path: the folder.
        kind: of command that made it.
        about: ``study.json`` of a sweep or reproduction; scenario and configurations of a run.
        table: one row per market (and factors) and seed, measures, ``error``.
        factors: columns that were varied.
    """

    path: Path
    kind: Literal["run", "sweep", "reproduction"]
    about: dict[str, Any]
    table: pd.DataFrame
    factors: tuple[str, ...]


def read_result(path: Path) -> Result:
    """Read a folder.

    Raises:
        ResultError: if it holds nothing that is finished.
        StudyFolderError: if a study in it cannot be read.
        RunFolderError: if a run in it cannot be read.
    """
    if not path.is_dir():
        raise ResultError(f"{path} is not a folder")
    if (path / STUDY).is_file():
        return _study(path)
    if (path / CONFIG).is_file():
        return _run(path)
    raise ResultError(f"{path} holds neither a run ({CONFIG}) nor a study ({STUDY})")


def _study(path: Path) -> Result:
    about = read_about(path)
    if not (path / CELLS).is_file():
        raise ResultError(f"{path} is not finished; run the command that started it again, it goes on")
    study = about["study"]
    kind: Literal["sweep", "reproduction"] = "reproduction" if "quick" in study else "sweep"
    return Result(path, kind, about, read_cells(path), tuple(study.get("factors", ())))


def _run(path: Path) -> Result:
    import pandas as pd

    from scenarios.toolkit.runner import apart
    from scenarios.toolkit.summary import summarize

    scenario, configs = read_config(path)
    if not (path / SUMMARY).is_file():
        raise ResultError(f"{path} is not finished; cocogen run {scenario} --resume --out {path} goes on")
    rows = [
        {"market": market, "seed": configs[market].run.seed, **summarize(tables), "error": ""}
        for market, tables in apart(read_tables(path)).items()
        if len(tables["rounds"])
    ]
    if not rows:
        raise ResultError(f"{path} holds no round yet")
    return Result(path, "run", {"scenario": scenario, "configs": configs}, pd.DataFrame(rows), ())
