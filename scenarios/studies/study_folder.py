"""The study folder: whose it is, what is finished in it, and its final files; held by one process at a time."""

from __future__ import annotations

import shutil
import warnings
from typing import TYPE_CHECKING

from cocogen.model.files.atomic import is_temporary, parquet_bytes, write_bytes
from cocogen.model.files.digests import digest, file_digest
from cocogen.scenarios.folders.committing import commit, settle
from cocogen.scenarios.folders.lock import LOCK, FolderInUseError, FolderLock
from cocogen.scenarios.folders.manifest import (
    MANIFEST,
    STAGING,
    Manifest,
    ManifestError,
    has_manifest,
    read_manifest,
)
from cocogen.scenarios.studies.journal import Journal
from cocogen.scenarios.studies.stored_study import (
    CELLS,
    JOURNAL,
    KIND,
    REGISTRATION,
    STUDY,
    About,
    StudyFolderError,
    read_about,
)
from cocogen.scenarios.studies.worker import Outcome, result_versions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from cocogen.scenarios.studies.plan import Plan


class StudyFolder:
    """The folder of one plan.

    The journal grows while cells are computed. The finished files commit as a set, all or nothing, with a manifest.

    Args:
        path: the folder; it is created when the plan claims it.
        plan: what is computed in it.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self._about = About.of(plan, result_versions())
        self._journal = Journal(path / JOURNAL)
        self._lock = FolderLock(path)

    # -- claiming ------------------------------------------------------------------------------------------------

    def claim(self) -> None:
        """Make the folder this process's to write, whether it is new or holds a part of the same plan.

        Raises:
            StudyFolderError: if it holds something else, belongs to other versions, is in use, or cannot be written;
                nothing in it has been touched then.
        """
        self._check()
        try:
            self._lock.acquire()
        except FolderInUseError as error:
            raise StudyFolderError(str(error)) from None
        except OSError as error:
            raise StudyFolderError(f"cannot write to {self.path}: {error.strerror or error}") from None
        try:
            self._check()
            self._tidy()
            if not (self.path / STUDY).is_file():
                write_bytes(self.path / STUDY, self._about.content())
            if self._about.registration and not self._is_registered():
                write_bytes(self.path / REGISTRATION, self.plan.registration.encode())
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let other processes use the folder."""
        self._lock.release()

    # -- what is computed ----------------------------------------------------------------------------------------

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
            key = record.pop("key", None)
            if isinstance(key, str) and key in self.plan.cells and _is_outcome(record):
                found[key] = Outcome(**record)  # type: ignore[typeddict-item]
        return found

    # -- the finished files --------------------------------------------------------------------------------------

    def write_table(self, frame: pd.DataFrame) -> None:
        """Make ``cells.parquet`` the folder's result; files that were made from another one are removed.

        Raises:
            OSError: if it could not be written; the folder then holds what it held before, whole.
        """
        content = parquet_bytes(frame)
        before = self._files()
        keep = before if before.get(CELLS) == digest(content) else {}
        contents = {CELLS: content, STUDY: self._about.content()}
        if self._about.registration:
            contents[REGISTRATION] = self.plan.registration.encode()
        self._commit(contents, keep)

    def add(self, contents: Mapping[str, bytes]) -> None:
        """Add files that were made from the table, by name.

        Raises:
            OSError: if they could not be written; the folder then holds what it held before, whole.
        """
        self._commit(contents, self._files())

    def _commit(self, contents: Mapping[str, bytes], keep: Mapping[str, str]) -> None:
        files = {**keep, **{name: digest(content) for name, content in contents.items()}}
        removed = {name: was for name, was in self._files().items() if name not in files}
        about = {"name": self.plan.name, "identity": self.plan.identity}
        commit(self.path, Manifest(KIND, about, files, self.plan.inputs, removed), contents)

    def _files(self) -> Mapping[str, str]:
        """Return the digests of the finished files; of a damaged manifest nothing, as all of it is made anew."""
        try:
            return read_manifest(self.path, KIND).files if has_manifest(self.path) else {}
        except ManifestError:
            return {}

    # -- whose it is ---------------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Refuse a folder that is not this plan's, without touching it."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise StudyFolderError(f"{self.path} is not a folder; choose another --out")
        if not (self.path / STUDY).exists():
            if not all(path.name == LOCK or is_temporary(path) for path in self.path.iterdir()):
                raise StudyFolderError(
                    f"{self.path} exists and is not a study's folder; choose another --out"
                )
            return
        self._check_about(read_about(self.path))

    def _check_about(self, about: About) -> None:
        for package, version in result_versions().items():
            if about.versions.get(package) != version:
                raise StudyFolderError(
                    f"{self.path} was made with {package} {about.versions.get(package, 'none')}, "
                    f"this is {version}: use that version, or another --out"
                )
        if about.identity == self.plan.identity:
            if about.registration != self._about.registration:
                raise StudyFolderError(
                    f"{self.path} was registered with other claims, seeds or measures (SHA-256 {about.registration[:12]}, "
                    f"this list has {self._about.registration[:12]}); choose another --out"
                )
            return
        held = {(entry.role, entry.path): entry.digest for entry in about.inputs}
        for entry in self.plan.inputs:
            if held.get((entry.role, entry.path), entry.digest) != entry.digest:
                raise StudyFolderError(
                    f"{entry.role}: {entry.path} has changed since the study in {self.path} was made; choose another --out"
                )
        raise StudyFolderError(
            f"{self.path} holds another study or another configuration ({about.study.get('name', '?')}, "
            f"{about.cells} cells); choose another --out"
        )

    def _is_registered(self) -> bool:
        """Tell whether the registration lies in the folder as it was written; one that is damaged is written again."""
        try:
            return file_digest(self.path / REGISTRATION) == self._about.registration
        except OSError:
            return False

    def _tidy(self) -> None:
        """Complete a commit that was cut off, and remove what a process that was killed left behind."""
        if has_manifest(self.path):
            try:
                settle(self.path, read_manifest(self.path, KIND))
            except ManifestError:
                warnings.warn(f"{self.path / MANIFEST} is damaged; it is made anew", stacklevel=2)
        shutil.rmtree(self.path / STAGING, ignore_errors=True)
        for path in self.path.iterdir():
            if is_temporary(path):
                path.unlink()


def _is_outcome(record: Mapping[str, object]) -> bool:
    """Tell whether a record of the journal has the shape of an outcome, whoever wrote it."""
    measures = record.get("measures")
    numbers = measures.values() if isinstance(measures, dict) else ()
    return (
        record.keys() == Outcome.__annotations__.keys()
        and (measures is None or isinstance(measures, dict))
        and all(isinstance(value, float | int) for value in (*numbers, record["seconds"]))
        and isinstance(record["error"], str)
        and (measures is None) == (record["error"] != "")
        and isinstance(record["lasting"], bool)
    )
