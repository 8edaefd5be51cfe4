"""The run folder: who may write to it, and what becomes of a run that was there before."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.model.config.scheduled_names import INTERVENTIONS
from cocogen.model.files.atomic import is_temporary
from cocogen.model.files.digests import digest
from cocogen.scenarios.folders.committing import commit, settle
from cocogen.scenarios.folders.lock import LOCK, FolderInUseError, FolderLock
from cocogen.scenarios.folders.manifest import STAGING, Manifest, has_manifest, read_manifest
from cocogen.scenarios.folders.seal import is_sealed
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.stored_run import (
    REPORT,
    RUN,
    UNSET,
    RunFolderError,
    is_of_an_earlier_version,
    no_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.model.config.inputs import Input

RUNS = Path("runs")
"""Where commands put their folders by default, below the working directory."""


class RunFolder:
    """One run's folder, held by one process at a time.

    What is in it is replaced as a whole, by :meth:`commit`, and not before: a run that is there when another one is started
    over it stays until the new one has something to show.

    Args:
        path: the folder; it is created when the run is claimed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FolderLock(path)
        self._made: tuple[Path, ...] = ()
        self._has_report = False

    # -- claiming ------------------------------------------------------------------------------------------------

    def claim(self, *, resume: bool = False, force: bool = False) -> None:
        """Make the folder this process's to write. Nothing that is in it is lost by that.

        Args:
            resume: go on with the run that is there.
            force: replace the run that is there, once the new one has something to show.

        Raises:
            RunFolderError: if there is a run and neither is said, if there is something else, if nothing can be
                written there, or if another process is at work in it.
            ManifestError: if the manifest that is there is damaged.
        """
        try:
            self._check(resume=resume, force=force)
            self._made = tuple(p for p in (self.path, *self.path.parents) if not p.exists())
            self._lock.acquire()
            self._check(resume=resume, force=force)
            self._tidy()
            self._has_report = is_sealed(self.path / REPORT)
        except FolderInUseError as error:
            self.release()
            raise RunFolderError(str(error)) from None
        except OSError as error:
            self.release()
            raise RunFolderError(f"cannot write to {self.path}: {error.strerror or error}") from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let other processes use the folder; what was made for this run, and in which nothing was written, goes."""
        self._lock.release()
        with suppress(OSError):  # the first one that holds something
            for place in self._made:
                place.rmdir()

    def is_run(self) -> bool:
        """Tell whether the folder holds a run, finished or not."""
        return has_manifest(self.path)

    def _check(self, *, resume: bool, force: bool) -> None:
        """Refuse a folder that is not to be written to, without touching it."""
        if self.is_run():
            read_manifest(self.path, RUN)
            if not (resume or force):
                raise RunFolderError(
                    f"{self.path} holds a run already; use --resume, --force or another --out"
                )
            return
        if self.path.exists() and (
            not self.path.is_dir() or any(not _is_own(p) for p in self.path.iterdir())
        ):
            if is_of_an_earlier_version(self.path):
                raise RunFolderError(no_run(self.path))
            raise RunFolderError(f"{self.path} exists and is not a run folder; choose another --out")
        if resume:
            raise RunFolderError(f"{self.path} holds no run to resume")

    def _tidy(self) -> None:
        """Complete a commit that was cut off, and remove what a process that was killed left behind."""
        if self.is_run():
            settle(self.path, read_manifest(self.path, RUN))
        shutil.rmtree(self.path / STAGING, ignore_errors=True)
        for path in self.path.iterdir():
            if is_temporary(path):
                path.unlink()

    # -- writing -------------------------------------------------------------------------------------------------

    def commit(
        self,
        origin: Origin,
        inputs: Iterable[Input],
        contents: Mapping[str, bytes],
        keep: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Make these files the folder's run, in place of the run that was there; all or nothing.

        Args:
            origin: what was asked for.
            inputs: the files that the run reads.
            contents: the run's files by name.
            keep: which files of the run that was there still belong to it, by name; the others are removed.

        Raises:
            RunFolderError: if something cannot be written, or a name is taken by a file that is not the run's; the folder then holds
                what it held before, whole, or the new run, whole.
        """
        before: Mapping[str, str] = read_manifest(self.path, RUN).files if self.is_run() else {}
        files = {name: was for name, was in before.items() if keep(name)}
        files |= {name: digest(content) for name, content in contents.items()}
        self._check_that_nothing_is_in_the_way(files, before)
        removed = {name: was for name, was in before.items() if name not in files}
        manifest = Manifest(RUN, origin.as_json(), files, tuple(dict.fromkeys(inputs)), removed)
        try:
            commit(self.path, manifest, contents)
        except OSError as error:
            raise RunFolderError(
                f"cannot write to {self.path}: {error.strerror or error}; what was committed is whole"
            ) from None
        self._remove_report()

    def add(self, contents: Mapping[str, bytes]) -> None:
        """Add files to the folder's run; see :meth:`commit`."""
        manifest = read_manifest(self.path, RUN)
        self.commit(Origin.from_json(manifest.about), manifest.inputs, contents, keep=lambda _: True)

    def _remove_report(self) -> None:
        """Remove the report on the run as it was when this process came, unless somebody has written in it."""
        if self._has_report and is_sealed(self.path / REPORT):
            (self.path / REPORT).unlink()
        self._has_report = False

    def _check_that_nothing_is_in_the_way(self, files: Iterable[str], before: Container[str]) -> None:
        """Refuse to put files where something is that is not of the run that was there before."""
        for name in files:
            path = self.path / name
            above = [self.path / parent for parent in Path(name).parents[:-1]]
            taken = path.is_dir() or (name not in before and path.exists())
            for place in [path] * taken + [place for place in above if place.exists() and not place.is_dir()]:
                raise RunFolderError(f"{place} is not this run's and is in its way; move it elsewhere")


def _is_own(path: Path) -> bool:
    """Tell whether this is what a process that was killed leaves in a folder before there is a run."""
    return path.name in (LOCK, STAGING) or is_temporary(path)


def config_content(scenario: str, headline: str, configs: Mapping[str, SimulationConfig]) -> bytes:
    """Return ``config.toml``: the headline variant's whole configuration, and how the other variants differ."""
    import tomli_w

    from cocogen.model.config.overrides import to_toml

    base = configs[headline]
    variants = {name: _how_it_differs(base, config) for name, config in configs.items()}
    about = tomli_w.dumps({"scenario": scenario, "headline": headline, "variant": variants})
    return f"{about}\n{to_toml(base)}".encode()


def _how_it_differs(base: SimulationConfig, config: SimulationConfig) -> dict[str, Any]:
    """Return what turns ``base`` into ``config``; TOML has no word for None, so fields to unset are listed."""
    from cocogen.model.config.overrides import difference

    fields = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in difference(base, config).items()
        if value is not None
    }
    if base.with_overrides(fields) == config:
        return fields
    return {
        UNSET: sorted(name for name, value in difference(config, base).items() if _is_unset(config, name))
    } | fields


def _is_unset(config: SimulationConfig, name: str) -> bool:
    section, _, field = name.partition(".")
    return name != INTERVENTIONS and getattr(getattr(config, section), field, None) is None


def fresh_folder(base: Path, scenario: str) -> Path:
    """Return a folder name under ``base`` that is not taken: the scenario and the time of day."""
    from datetime import datetime

    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    path = base / f"{scenario}-{stamp}"
    count = 1
    while path.exists():
        count += 1
        path = base / f"{scenario}-{stamp}-{count}"
    return path
