"""A sweep on a real Dask cluster; one of two workers is killed in the middle."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from cells import Silent, plan_of

from cocogen.scenarios.studies import cluster
from cocogen.scenarios.studies.cluster import Cluster, ClusterError
from cocogen.scenarios.studies.engine import run_plan
from cocogen.scenarios.studies.executors import InProcess
from cocogen.scenarios.studies.journal import Journal
from cocogen.scenarios.studies.study_folder import StudyFolder

CELLS = 40


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("nowhere", "address is tcp://host:port, .* got 'nowhere'"),
        ("tcp://127.0.0.1", "address is tcp://host:port"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
        ("tcp://127.0.0.1:99999", "no Dask scheduler answers"),
    ],
)
def test_an_address_where_nobody_answers_is_one_line(address: str, problem: str) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with pytest.raises(ClusterError, match=problem) as error:
        Cluster(address)
    assert "\n" not in str(error.value)


def test_a_server_that_waits_to_be_spoken_to_is_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"no Dask scheduler answers at {address}: timed out"):
            Cluster(address)


@pytest.mark.parametrize(
    ("greeting", "problem"),
    [(b"", "hung up"), (b"220 mail\r\n", "no Dask scheduler, or one of another version")],
)
def test_another_server_is_no_scheduler(
    greeting: bytes, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client itself is replaced by one that fails as Dask's does with a stranger."""
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("Timed out during handshake")

    monkeypatch.setattr(distributed, "Client", refuse)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            line, _ = server.accept()
            line.sendall(greeting)
            line.close()

        thread = Thread(target=greet)
        thread.start()
        with pytest.raises(ClusterError, match=problem):
            Cluster(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        thread.join()


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'cocogen\[cluster\]'"):
        Cluster("tcp://127.0.0.1:1")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Start a scheduler and yield its address."""
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    log = tmp_path / "scheduler.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"],
            stdout=output,
            stderr=output,
        )
    try:
        yield _address(log)
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_sweep_survives_the_death_of_a_worker(scheduler: str, tmp_path: Path) -> None:
    path, plan = tmp_path / "study", plan_of(CELLS, seconds=0.2)
    workers = [_worker(scheduler, tmp_path) for _ in range(2)]
    folder = StudyFolder(path, plan)
    folder.claim()
    try:
        with Cluster(scheduler) as executor:
            killer = _KillAfter(workers[0], path, records=5)
            run_plan(folder, executor, killer, window=2 * CELLS)
    finally:
        folder.release()
        for worker in workers:
            worker.kill()
            worker.wait()
    assert 0 < killer.killed_at < CELLS, "the worker was killed too late, or not at all"
    play_undisturbed(tmp_path / "undisturbed")
    assert (path / "cells.parquet").read_bytes() == (tmp_path / "undisturbed" / "cells.parquet").read_bytes()


DASK = [sys.executable, "-c", "from dask.__main__ import main; main()"]


class _KillAfter(Silent):
    """Kills a worker when enough cells are finished."""

    def __init__(self, worker: subprocess.Popen[bytes], path: Path, records: int) -> None:
        super().__init__()
        self._worker, self._path, self._records = worker, path, records
        self.killed_at = 0

    def finished(self, cells: int, failed: int) -> None:
        """Count, and kill once."""
        super().finished(cells, failed)
        if self.cells >= self._records and not self.killed_at:
            self.killed_at = len(list(Journal(self._path / "cells.journal").records()))
            self._worker.kill()


def _worker(address: str, tmp_path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*DASK, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(log: Path) -> str:
    while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text())):
        time.sleep(0.05)
    return found[1]


def play_undisturbed(path: Path) -> None:
    """Play the plan in this process."""
    folder = StudyFolder(path, plan_of(CELLS, seconds=0.2))
    folder.claim()
    run_plan(folder, InProcess(), Silent(), window=1)
    folder.release()
