"""What a worker does with a cell, an error, and its parent."""

import gc
import json
import os
import signal
import threading
from concurrent.futures import Executor
from multiprocessing import Pipe

import pytest

from cocogen.scenarios.studies import worker
from cocogen.scenarios.studies.executors import InProcess, LocalProcesses
from cocogen.scenarios.studies.worker import (
    VersionMismatch,
    in_one_line,
    prepare_worker,
    result_versions,
    run_cell,
)


def test_a_cell_returns_its_measures() -> None:
    outcome = run_cell("cells:measure", json.dumps({"x": 3}), result_versions())
    assert outcome["measures"] == {"square": 9 / 7, "half": 1.5}
    assert outcome["error"] == ""
    assert outcome["lasting"]
    assert outcome["seconds"] >= 0


def test_an_error_of_the_cell_is_a_lasting_outcome_in_one_line() -> None:
    outcome = run_cell("cells:measure", json.dumps({"x": -1}), result_versions())
    assert outcome["measures"] is None
    assert outcome["error"] == "ValueError: x is negative: -1"
    assert outcome["lasting"]


def test_an_error_of_the_machine_may_be_different_next_time() -> None:
    outcome = run_cell("cells:full_disk", "cache", result_versions())
    assert outcome["error"] == "OSError: [Errno 28] No space left on device: 'cache'"
    assert not outcome["lasting"]


def test_a_runner_that_does_not_exist_is_an_outcome() -> None:
    assert "nothing" in run_cell("cells:nothing", "{}", result_versions())["error"]


def test_another_version_is_refused() -> None:
    with pytest.raises(VersionMismatch, match=r"a worker has numpy .*, the sweep 0\.0; install"):
        run_cell("cells:measure", json.dumps({"x": 1}), result_versions() | {"numpy": "0.0"})


def test_an_error_without_words_is_named() -> None:
    assert in_one_line(KeyError()) == "KeyError"


def test_a_worker_is_deaf_to_ctrl_c_and_dies_with_its_lifeline(monkeypatch: pytest.MonkeyPatch) -> None:
    died, codes = threading.Event(), []

    def leave(code: int) -> None:
        codes.append(code)
        died.set()

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr(worker, "_unsettled", False)
    before = signal.getsignal(signal.SIGINT)
    ends, lifeline = Pipe(duplex=False)
    try:
        prepare_worker(ends)
        assert os.environ["OMP_NUM_THREADS"] == "1"
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        assert not died.is_set()
        lifeline.close()
        assert died.wait(60)
        assert codes == [1]
    finally:
        signal.signal(signal.SIGINT, before)
        ends.close()


def frozen_in(executor: Executor) -> list[float]:
    """Return how many objects Python leaves alone when it looks for garbage, at each of three cells."""
    with executor:
        futures = [executor.submit(run_cell, "cells:frozen", f"{i}", result_versions()) for i in range(3)]
        return [future.result()["measures"]["frozen"] for future in futures]


def test_a_worker_settles_after_its_first_cell_and_this_process_is_left_alone() -> None:
    before = gc.get_freeze_count()
    assert frozen_in(InProcess()) == [before] * 3
    first, second, third = frozen_in(LocalProcesses(1))
    assert second == third > first + 10_000
