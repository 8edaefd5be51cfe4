"""Whatever stops a study, at any moment: nothing readable is lost, and the same command ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cells import Silent, plan_of

from cocogen.scenarios.studies.engine import run_plan
from cocogen.scenarios.studies.executors import InProcess
from cocogen.scenarios.studies.journal import Journal
from cocogen.scenarios.studies.study_folder import StudyFolder

CELLS = 30
PROGRAM = """
import sys
from pathlib import Path
from cells import Silent, plan_of
from cocogen.scenarios.studies.engine import Interrupted, run_plan
from cocogen.scenarios.studies.executors import local_executor
from cocogen.scenarios.studies.study_folder import StudyFolder

if __name__ == "__main__":
    jobs = int(sys.argv[2])
    folder = StudyFolder(Path(sys.argv[1]), plan_of({cells}, seconds={seconds}))
    folder.claim()
    try:
        run_plan(folder, local_executor(jobs), Silent(), window=2 * jobs)
    except Interrupted:
        sys.exit(130)
    finally:
        folder.release()
"""


def program(
    folder: Path, jobs: int, *, cells: int = CELLS, seconds: float = 0.02
) -> "subprocess.Popen[bytes]":
    """Start a process that plays the plan."""
    script = folder.parent / "program.py"
    script.write_text(PROGRAM.format(cells=cells, seconds=seconds))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen([sys.executable, script, folder, str(jobs)], env=environment)


def recorded(folder: Path) -> list[dict[str, Any]]:
    return list(Journal(folder / "cells.journal").records())


def undisturbed(path: Path, cells: int = CELLS, seconds: float = 0.02) -> bytes:
    """Play the plan in this process; the payload says how long a cell takes, so it belongs to the plan."""
    folder = StudyFolder(path, plan_of(cells, seconds=seconds))
    folder.claim()
    run_plan(folder, InProcess(), Silent(), window=1)
    folder.release()
    return (path / "cells.parquet").read_bytes()


def kill_again_and_again(tmp_path: Path, kills: int, cells: int, chance: random.Random) -> None:
    """Kill the process at random moments after start or after another record, then let it finish."""
    folder, survivors = tmp_path / "killed", []
    for _ in range(kills):
        process = program(folder, jobs=chance.choice([1, 2]), cells=cells)
        if chance.random() < 0.8:
            _wait_for_a_record(folder, len(survivors), process)
            time.sleep(chance.uniform(0.0, 0.05))
        else:
            time.sleep(chance.uniform(0.0, 0.5))
        process.kill()
        assert process.wait() == -signal.SIGKILL, "the plan is too short for so many kills"
        now = recorded(folder)
        assert now[: len(survivors)] == survivors
        survivors = now
    assert program(folder, jobs=2, cells=cells).wait() == 0
    assert recorded(folder)[: len(survivors)] == survivors
    assert (folder / "cells.parquet").read_bytes() == undisturbed(tmp_path / "undisturbed", cells)


def _wait_for_a_record(folder: Path, before: int, process: "subprocess.Popen[bytes]") -> None:
    while len(recorded(folder)) <= before and process.poll() is None:
        time.sleep(0.002)


def test_killed_and_started_again_ends_with_the_same_bytes(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=4, cells=60, chance=random.Random(4))


@pytest.mark.slow
def test_killed_twenty_five_times_ends_with_the_same_bytes(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=25, cells=400, chance=random.Random(25))


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    process = program(folder, jobs=2, cells=3, seconds=600.0)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        pytest.skip("this system does not list the children of a process")
    while (
        len(found := children.read_text().split()) < 3
    ):  # two workers and multiprocessing's resource tracker
        time.sleep(0.01)
    process.kill()
    process.wait()
    while any(_alive(int(child)) for child in found):
        time.sleep(0.01)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_leaves_a_folder_that_goes_on(tmp_path: Path, jobs: int) -> None:
    folder = tmp_path / "study"
    process = program(folder, jobs)
    _wait_for_a_record(folder, 2, process)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert 2 < len(recorded(folder)) < CELLS
    assert program(folder, jobs).wait() == 0
    assert (folder / "cells.parquet").read_bytes() == undisturbed(tmp_path / "undisturbed")


class Faults:
    """Counts calls of functions that write, and lets one of them fail as a full disk does."""

    TARGETS: tuple[tuple[Any, str], ...] = (
        (os, "open"),
        (os, "write"),
        (os, "fsync"),
        (os, "replace"),
        (Path, "mkdir"),
        (Path, "write_text"),
        (pd.DataFrame, "to_parquet"),
    )

    def __init__(self, patch: pytest.MonkeyPatch, fail_at: int) -> None:
        self.calls = 0
        self._fail_at = fail_at
        for owner, name in self.TARGETS:
            patch.setattr(owner, name, self._guarded(getattr(owner, name)))

    def _guarded(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self._fail_at:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call


def attempt(path: Path) -> None:
    folder = StudyFolder(path, plan_of(3))
    folder.claim()
    try:
        run_plan(folder, InProcess(), Silent(), window=1)
    finally:
        folder.release()


def problem_of(path: Path) -> str | None:
    try:
        attempt(path)
    except (OSError, ValueError) as error:
        return str(error)
    return None


def test_a_failure_of_any_write_or_rename_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        faults = Faults(patch, fail_at=0)
        attempt(tmp_path / "undisturbed")
    writes = faults.calls
    assert writes > 3 * 3
    expected = (tmp_path / "undisturbed" / "cells.parquet").read_bytes()
    silent = 0
    for k in range(1, writes + 1):
        path = tmp_path / f"fault-{k}"
        with monkeypatch.context() as patch:
            Faults(patch, fail_at=k)
            said = problem_of(path)
        assert said is None or "No space left" in said
        silent += said is None
        before = recorded(path)
        assert not (path / "cells.parquet").exists() or (path / "cells.parquet").read_bytes() == expected
        attempt(path)
        assert recorded(path)[: len(before)] == before
        assert (path / "cells.parquet").read_bytes() == expected
        assert not list(path.glob(".*.tmp"))
    assert silent <= 2, "only tidying up may fail in silence"
