"""The study folder: whose it is, what is finished in it, and its final tables; held by one process at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from model.files import write_json, write_parquet
from scenarios.studies.journal import Journal
from scenarios.studies.worker import Outcome, result_versions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from filelock import BaseFileLock

    from scenarios.studies.plan import Plan

FORMAT = 1
STUDY = "study.json"
JOURNAL = "cells.journal"
CELLS = "cells.parquet"
LOCK = ".lock"


class StudyFolderError(ValueError):
    """A folder that cannot be used for a study; the message is one line."""


class StudyFolder:
    """The folder of one plan.

    Args:
        path: the folder; it is created when the plan claims it.
        plan: what is computed in it.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self._journal = Journal(path / JOURNAL)
        self._lock: BaseFileLock | None = None

    def claim(self) -> None:
        """Make the folder this process's to write, whether it is new or holds a part of the same plan.

        Raises:
            StudyFolderError: if it holds something else, belongs to other versions, is in use, or cannot be written;
                nothing in it has been touched then.
        """
        from filelock import FileLock, Timeout

        self._check()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / LOCK)
            lock.acquire(timeout=0)
        except Timeout:
            raise StudyFolderError(f"{self.path} is in use by another process") from None
        except OSError as error:
            raise StudyFolderError(f"cannot write to {self.path}: {error.strerror or error}") from None
        self._lock = lock
        try:
            self._check()
            for leftover in self.path.glob(".*.tmp"):
                leftover.unlink()
            if not (self.path / STUDY).is_file():
                write_json(self.path / STUDY, self._about())
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let other processes use the folder."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def record(self, outcomes: Mapping[str, Outcome]) -> None:
        """Keep what became of cells, by key.

        Raises:
            OSError: if it could not be written; what was recorded before stays.
        """
        self._journal.append({"key": key, **outcome} for key, outcome in outcomes.items())

    def finished(self) -> dict[str, Outcome]:
        """Return what became of the plan's cells so far, by key."""
        found = {}
        for record in self._journal.records():
            key = record.pop("key")
            if key in self.plan.cells:
                found[key] = Outcome(**record)  # type: ignore[typeddict-item]
        return found

    def write_table(self, frame: pd.DataFrame) -> None:
        """Write the result table ``cells.parquet``."""
        write_parquet(self.path / CELLS, frame)

    def _about(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "identity": self.plan.identity,
            "cells": len(self.plan.cells),
            "versions": result_versions(),
            "study": {"name": self.plan.name, **self.plan.about},
        }

    def _check(self) -> None:
        """Refuse a folder that is not this plan's, without touching it."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise StudyFolderError(f"{self.path} is not a folder; choose another --out")
        if not (self.path / STUDY).is_file():
            strangers = [p.name for p in self.path.iterdir() if p.name != LOCK and not p.match(".*.tmp")]
            if strangers:
                raise StudyFolderError(
                    f"{self.path} exists and is not a study's folder; choose another --out"
                )
            return
        about = read_about(self.path)
        if about["format"] != FORMAT:
            raise StudyFolderError(f"{self.path} has format {about['format']}, this version reads {FORMAT}")
        for package, version in result_versions().items():
            if about["versions"].get(package) != version:
                raise StudyFolderError(
                    f"{self.path} was made with {package} {about['versions'].get(package, 'none')}, "
                    f"this is {version}: use that version, or another --out"
                )
        if about["identity"] != self.plan.identity:
            raise StudyFolderError(
                f"{self.path} holds another study or another configuration ({about['study']['name']}, "
                f"{about['cells']} cells); choose another --out"
            )


def read_about(path: Path) -> dict[str, Any]:
    """Read ``study.json`` of a study folder.

    Raises:
        StudyFolderError: if there is none, or it cannot be read.
    """
    try:
        about = json.loads((path / STUDY).read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyFolderError(f"{path} is not a study's folder: {STUDY}: {error.strerror}") from None
    except ValueError:
        raise StudyFolderError(f"{path} is not a study's folder: {STUDY} is damaged") from None
    if (
        not isinstance(about, dict)
        or not {"format", "identity", "versions", "study", "cells"} <= about.keys()
    ):
        raise StudyFolderError(f"{path} is not a study's folder: {STUDY} is not a study's")
    return about


def read_cells(path: Path) -> pd.DataFrame:
    """Read the result table of a finished study.

    Raises:
        StudyFolderError: if there is none.
    """
    import pandas as pd

    if not (path / CELLS).is_file():
        raise StudyFolderError(f"{path} holds no finished study: {CELLS} is missing")
    return pd.read_parquet(path / CELLS)
