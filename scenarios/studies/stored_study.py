"""The stored study: what a study's folder says it is for, and its finished files, every one checked."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cocogen.model.config.inputs import Input
from cocogen.model.files.digests import digest
from cocogen.scenarios.folders.manifest import MANIFEST, ManifestError, has_manifest, read_set
from cocogen.scenarios.studies.factors import first_message
from cocogen.scenarios.studies.plan import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from cocogen.scenarios.studies.plan import Plan

FORMAT = 4
KIND = "study"
"""The kind of folder, in its manifest."""
STUDY = "study.json"
REGISTRATION = "registration.toml"
JOURNAL = "cells.journal"
CELLS = "cells.parquet"
CLAIMS = "claims.parquet"
FIGURES = "figures/"


class StudyFolderError(ValueError):
    """A folder that cannot be used for a study; the message is one line."""


class About(BaseModel):
    """The content of ``study.json``.

    Args:
        format: of the folder.
        identity: of the plan.
        cells: how many there are.
        versions: of the packages that compute them.
        study: what the plan says about itself, its name among it.
        inputs: the files that cells read, with what they held.
        calibrations: which are used, in words.
        registration: SHA-256 of :data:`REGISTRATION`, which was written before the first cell; empty if there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: int
    identity: str
    cells: int
    versions: dict[str, str]
    study: dict[str, Any]
    inputs: list[Input]
    calibrations: list[str]
    registration: str

    @classmethod
    def of(cls, plan: Plan, versions: Mapping[str, str]) -> About:
        """Describe a plan."""
        return cls(
            format=FORMAT,
            identity=plan.identity,
            cells=len(plan.cells),
            versions=dict(versions),
            study={"name": plan.name, **plan.about},
            inputs=list(plan.inputs),
            calibrations=list(plan.calibrations),
            registration=digest(plan.registration.encode()) if plan.registration else "",
        )

    @property
    def is_reproduction(self) -> bool:
        """Whether it is that of ``reproduce`` rather than of a sweep."""
        return "quick" in self.study

    def content(self) -> bytes:
        """Return the bytes of ``study.json``, which carry a digest of what they say."""
        data = self.model_dump(mode="json")
        signed = {**data, "digest": digest(canonical(data).encode())}
        return (json.dumps(signed, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


@dataclass(frozen=True)
class StoredStudy:
    """A finished study as it was read at one moment.

    Args:
        path: its folder.
        about: what it is.
        contents: its files by name.
    """

    path: Path
    about: About
    contents: Mapping[str, bytes]

    def table(self) -> pd.DataFrame:
        """Return the result table."""
        return self._table(CELLS)

    def findings(self) -> pd.DataFrame:
        """Return the table of claims and verdicts.

        Raises:
            StudyFolderError: if it is not there yet.
        """
        if CLAIMS not in self.contents:
            raise StudyFolderError(f"{self.path} has no claims yet; the command that started it goes on")
        return self._table(CLAIMS)

    @cached_property
    def figures(self) -> dict[str, bytes]:
        """The figures by file name."""
        return {n.removeprefix(FIGURES): c for n, c in self.contents.items() if n.startswith(FIGURES)}

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_parquet(io.BytesIO(self.contents[name]))


def read_study(path: Path) -> StoredStudy:
    """Read the folder of a finished study, and check every file of it.

    Raises:
        StudyFolderError: if it is none, or not finished, or a file is missing or damaged.
    """
    about = read_about(path)
    if not has_manifest(path):
        raise StudyFolderError(f"{path} is not finished; the command that started it goes on")
    try:
        contents = read_set(path, KIND).contents
    except ManifestError as error:
        raise StudyFolderError(
            f"{error}; the command that made the study makes it anew, from {JOURNAL}"
        ) from None
    if not contents.keys() >= {STUDY, CELLS}:
        raise StudyFolderError(f"{path / MANIFEST} is not a study's: it lists no {STUDY} or no {CELLS}")
    if about.registration and digest(contents.get(REGISTRATION, b"")) != about.registration:
        raise StudyFolderError(f"{path / REGISTRATION} is not what was registered before the first number")
    return StoredStudy(path, about, contents)


def read_about(path: Path) -> About:
    """Read ``study.json`` of a study's folder, finished or not.

    Raises:
        StudyFolderError: if there is none, or it is damaged, or of another version.
    """
    file = path / STUDY
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StudyFolderError(
            f"{path} is not a study's folder: {STUDY}: {error.strerror or error}"
        ) from None
    try:
        data = json.loads(content)
        said = data.pop("digest", None)
        is_whole = said == digest(canonical(data).encode())
        found = data.get("format")
        about = About.model_validate_json(json.dumps(data)) if is_whole and found == FORMAT else None
    except ValidationError as error:
        raise StudyFolderError(f"{file} is not a study's: {first_message(error)}") from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise StudyFolderError(f"{file} is damaged, or not a study's") from None
    if found != FORMAT and (is_whole or said is None):
        raise StudyFolderError(f"{file} has format {found!r}, this version reads {FORMAT}")
    if about is None:
        raise StudyFolderError(f"{file} is damaged, or not a study's")
    return about
