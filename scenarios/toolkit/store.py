"""The run folder: what it holds, who may write to it, and how it is written without ever showing half a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.files import write_json, write_parquet, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from filelock import BaseFileLock

    from model.config import SimulationConfig

TABLES = ("rounds", "organizations", "transfers", "events")
CONFIG = "config.toml"
SUMMARY = "summary.json"
LOCK = ".lock"


class RunFolderError(ValueError):
    """A folder that cannot be used for a run; the message is one line."""


class RunFolder:
    """One run's folder, held by one process at a time.

    Args:
        path: the folder; it is created when the run is claimed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: BaseFileLock | None = None

    # -- claiming ------------------------------------------------------------------------------------------------

    def claim(self, *, resume: bool = False, force: bool = False) -> None:
        """Make the folder this process's to write.

        Args:
            resume: go on with the run that is there.
            force: throw away the run that is there.

        Raises:
            RunFolderError: if there is a run and neither is said, if there is something else, if nothing can be
                written there, or if another process is at work in it.
        """
        from filelock import FileLock, Timeout

        exists = self._holds_something()
        if exists and not self.is_run():
            raise RunFolderError(f"{self.path} exists and is not a run folder; choose another --out")
        if exists and not (resume or force):
            raise RunFolderError(f"{self.path} holds a run already; use --resume, --force or another --out")
        if resume and not exists:
            raise RunFolderError(f"{self.path} holds no run to resume")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.path / LOCK)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise RunFolderError(f"{self.path} is in use by another process") from None
        except OSError as error:
            raise RunFolderError(f"cannot write to {self.path}: {error.strerror or error}") from None
        if force:
            self._clear()

    def release(self) -> None:
        """Let other processes use the folder; a folder in which nothing was written goes."""
        if self._lock is not None:
            self._lock.release()
            (self.path / LOCK).unlink(missing_ok=True)
            self._lock = None
            if not any(self.path.iterdir()):
                self.path.rmdir()

    def is_run(self) -> bool:
        """Tell whether the folder holds a run, finished or not."""
        return (self.path / CONFIG).is_file()

    def _holds_something(self) -> bool:
        if not self.path.is_dir():
            return self.path.exists()
        return any(path.name != LOCK for path in self.path.iterdir())

    def _clear(self) -> None:
        for path in self.path.iterdir():
            if path.name == LOCK:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    # -- writing -------------------------------------------------------------------------------------------------

    def write_config(self, scenario: str, headline: str, configs: Mapping[str, SimulationConfig]) -> None:
        """Write ``config.toml``: the headline market's whole configuration, and how the other markets differ."""
        import tomli_w

        from model.overrides import difference, to_toml

        base = configs[headline]
        markets = {name: _listed(difference(base, config)) for name, config in configs.items()}
        about = tomli_w.dumps({"scenario": scenario, "headline": headline, "market": markets})
        write_text(self.path / CONFIG, f"{about}\n{to_toml(base)}")

    def write_tables(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Write the four tidy tables."""
        for name, frame in tables.items():
            write_parquet(self.path / f"{name}.parquet", frame)

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Write ``summary.json``, the last file of a finished run."""
        write_json(self.path / SUMMARY, dict(summary))


def read_config(path: Path) -> tuple[str, dict[str, SimulationConfig]]:
    """Read a run folder's scenario name and the configuration of each market, in their order.

    Raises:
        RunFolderError: if the folder holds no readable configuration.
    """
    import tomllib

    from model.overrides import from_toml

    try:
        text = (path / CONFIG).read_text(encoding="utf-8")
        about = tomllib.loads(text)
        base = from_toml(text)
        return about["scenario"], {name: base.with_overrides(m) for name, m in about["market"].items()}
    except OSError:
        raise RunFolderError(f"{path} is not a run folder: {CONFIG} is missing") from None
    except (KeyError, ValueError) as error:
        raise RunFolderError(f"{path / CONFIG} cannot be used: {error}") from None


def read_headline(path: Path) -> str:
    """Read the name of a run folder's headline market.

    Raises:
        RunFolderError: if the folder holds no readable configuration.
    """
    import tomllib

    _, configs = read_config(path)
    text = (path / CONFIG).read_text(encoding="utf-8")
    return str(tomllib.loads(text).get("headline", next(iter(configs))))


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Read the tidy tables of a run folder.

    Raises:
        RunFolderError: if there is no finished run.
    """
    import pandas as pd

    missing = [name for name in TABLES if not (path / f"{name}.parquet").is_file()]
    if missing:
        raise RunFolderError(f"{path} is not a run folder: {missing[0]}.parquet is missing")
    return {name: pd.read_parquet(path / f"{name}.parquet") for name in TABLES}


def _listed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if value is not None
    }


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
