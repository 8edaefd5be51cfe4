"""The stored run: what a run folder holds at one moment, every file checked against the manifest."""

from __future__ import annotations

import io
import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cocogen.model.files.digests import digest
from cocogen.scenarios.folders.manifest import MANIFEST, has_manifest, read_set
from cocogen.scenarios.runs.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.folders.manifest import Manifest

RUN = "run"
"""The kind of folder, in its manifest."""
TABLES = ("rounds", "organizations", "transfers", "events")
CONFIG = "config.toml"
SUMMARY = "summary.json"
REPORT = "report.html"
"""Where ``cocogen report`` puts its page. It is not of the set, for it is not read back."""
FIGURES = "figures/"
CHECKPOINTS = "checkpoint/"
LONGEST_NAME = 120
"""Characters of a checkpoint's name; a variant's own, which may be longer, is cut and told apart by its digest."""
UNSET = "unset"
"""In ``config.toml``, a variant's list of fields that the headline variant sets and it does not."""
PAST = "past.safetensors"
"""A fork's variant after the last round that it has in common with the run as it was."""


class RunFolderError(ValueError):
    """A folder that cannot be used for a run; the message is one line."""


@dataclass(frozen=True)
class StoredRun:
    """A run folder as it was read at one moment.

    Args:
        path: the folder.
        manifest: of its files.
        contents: the files by name; checkpoints only if they were asked for.
    """

    path: Path
    manifest: Manifest
    contents: Mapping[str, bytes]

    @cached_property
    def origin(self) -> Origin:
        """What was asked for.

        Raises:
            RunFolderError: if this version does not understand it.
        """
        try:
            return Origin.from_json(self.manifest.about)
        except ValueError:
            raise RunFolderError(f"{self.path / MANIFEST} does not say what was asked for") from None

    @property
    def config_text(self) -> str:
        """The content of ``config.toml``."""
        return self.contents[CONFIG].decode("utf-8")

    @cached_property
    def configs(self) -> dict[str, SimulationConfig]:
        """The configuration of each variant, in their order.

        Raises:
            RunFolderError: if this version does not understand it.
        """
        from cocogen.model.config.overrides import from_toml, with_overrides

        try:
            base = from_toml(self.config_text)
            return {
                variant: with_overrides(
                    base, {n: v for n, v in fields.items() if n != UNSET}, fields.get(UNSET, ())
                )
                for variant, fields in self._about["variant"].items()
            }
        except (KeyError, ValueError) as error:
            raise RunFolderError(f"{self.path / CONFIG} cannot be used: {error}") from None

    @property
    def scenario(self) -> str:
        """The name of the scenario; a fork has one of its own."""
        return str(self._about["scenario"])

    @property
    def headline(self) -> str:
        """The variant that the summary reports at the top."""
        return str(self._about["headline"])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The content of ``summary.json``; empty before the first round was committed."""
        summary: dict[str, Any] = json.loads(self.contents.get(SUMMARY, b"{}"))
        return summary

    def played(self, variant: str) -> int:
        """Return how many rounds of a variant were played."""
        return int(self.summary.get("variants", {}).get(variant, {}).get("rounds", 0))

    @property
    def progress(self) -> str:
        """``13 of 300 rounds``, of the headline variant; empty if the run is finished."""
        if self.summary.get("finished"):
            return ""
        return f"{self.played(self.headline)} of {self.configs[self.headline].run.rounds} rounds"

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tidy tables of all variants.

        Raises:
            RunFolderError: if no round has been committed yet.
        """
        import pandas as pd

        if f"{TABLES[0]}.parquet" not in self.contents:
            raise RunFolderError(
                f"{self.path} holds no round yet; {self.origin.resume_command(self.path)} goes on"
            )
        return {name: pd.read_parquet(io.BytesIO(self.contents[f"{name}.parquet"])) for name in TABLES}

    def figures(self) -> dict[str, bytes]:
        """Return the figures by file name."""
        return {
            name.removeprefix(FIGURES): content
            for name, content in self.contents.items()
            if name.startswith(FIGURES)
        }

    def checkpoint(self, variant: str) -> bytes | None:
        """Return a variant's checkpoint; None if no round has been committed yet."""
        return self.contents.get(checkpoint_name(variant))

    @cached_property
    def _about(self) -> dict[str, Any]:
        return tomllib.loads(self.config_text)


def checkpoint_name(variant: str) -> str:
    """Return the file in which a run folder keeps a variant's checkpoint, whatever the variant is called."""
    name = quote(variant, safe=" +=,;()")
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 17]}-{digest(variant.encode())[:16]}"
    return f"{CHECKPOINTS}{name}.safetensors"


def read_run(path: Path, *, checkpoints: bool = False) -> StoredRun:
    """Read a run folder, and check every file of it.

    Args:
        path: the folder.
        checkpoints: whether the checkpoints' contents are wanted; they are checked in any case.

    Raises:
        RunFolderError: if it is no run folder, or that of an earlier version.
        ManifestError: if a file is missing or damaged.
    """
    if not has_manifest(path):
        raise RunFolderError(no_run(path))
    found = read_set(path, RUN, keep=lambda name: checkpoints or not name.startswith((CHECKPOINTS, PAST)))
    return StoredRun(path, found.manifest, found.contents)


def no_run(path: Path) -> str:
    """Say in one line why a folder without a manifest is not a run folder."""
    if is_of_an_earlier_version(path):
        return (
            f"{path} holds a run of an earlier version of cocogen, which wrote no {MANIFEST}; "
            "this one cannot tell whether it is whole, so play it again into another folder"
        )
    return f"{path} is not a run folder: it has no {MANIFEST}"


def is_of_an_earlier_version(path: Path) -> bool:
    """Tell whether a folder without a manifest holds a run that was written before there were manifests."""
    try:
        about = tomllib.loads((path / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return {"scenario", "variant"} <= about.keys()
