"""Executors: this process and local workers."""

import os
from concurrent.futures import wait
from pathlib import Path

import pytest

from cocogen.scenarios.studies.executors import InProcess, LocalProcesses, local_executor, usable_cores


def test_in_process_computes_at_once_and_keeps_errors() -> None:
    executor = InProcess()
    assert executor.submit(os.getpid).result() == os.getpid()
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0).result()


def test_one_job_stays_in_this_process() -> None:
    assert isinstance(local_executor(1), InProcess)
    executor = local_executor(2)
    assert isinstance(executor, LocalProcesses)
    executor.shutdown()


def test_workers_are_replaced_when_they_have_done_enough() -> None:
    with LocalProcesses(jobs=1, recycle_after=2) as executor:
        owners = [executor.submit(os.getpid).result() for _ in range(4)]
    assert owners[0] == owners[1] != owners[2] == owners[3]


def test_work_in_hand_is_finished_when_workers_are_replaced() -> None:
    with LocalProcesses(jobs=1, recycle_after=1) as executor:
        futures = [executor.submit(abs, -x) for x in range(3)]
        assert [future.result() for future in futures] == [0, 1, 2]


def test_a_dead_worker_is_replaced(tmp_path: Path) -> None:
    with LocalProcesses(jobs=1) as executor:
        lost = executor.submit(os._exit, 3)
        wait([lost])
        assert lost.exception() is not None
        assert executor.submit(abs, -1).result() == 1


def test_there_is_a_core() -> None:
    assert usable_cores() >= 1


def test_cores_are_counted_where_affinity_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert usable_cores() == 5
