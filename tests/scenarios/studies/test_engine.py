"""The engine against failing cells, dying workers, signals, and any order of finishing."""

import os
import signal
from concurrent.futures import Executor, Future
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from cells import Silent, plan_of

from cocogen.scenarios.studies import engine
from cocogen.scenarios.studies.engine import Interrupted, compute, run_plan
from cocogen.scenarios.studies.executors import InProcess, LocalProcesses
from cocogen.scenarios.studies.plan import Cell, Plan, Row, canonical
from cocogen.scenarios.studies.study_folder import StudyFolder
from cocogen.scenarios.studies.worker import Outcome, VersionMismatch


class Shuffled(Executor):
    """Finishes what it was given in a random order, and computes only when somebody waits long enough."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._given: list[tuple[Future[Any], Any, Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take a call."""
        future: Future[Any] = Future()
        self._given.append((future, fn, args))
        if len(self._given) >= 3:
            self.flush()
        return future

    def flush(self) -> None:
        """Compute everything that was given."""
        self._random.shuffle(self._given)
        for future, fn, args in self._given:
            future.set_result(fn(*args))
        self._given.clear()


def play(path: Path, plan: Plan, executor: Executor | None = None, window: int = 1) -> pd.DataFrame:
    folder = StudyFolder(path, plan)
    folder.claim()
    try:
        return run_plan(folder, executor or InProcess(), Silent(), window=window)
    finally:
        folder.release()


def test_the_table_is_computed_written_and_counted(tmp_path: Path) -> None:
    folder, progress = StudyFolder(tmp_path, plan_of(4)), Silent()
    folder.claim()
    table = run_plan(folder, InProcess(), progress, window=2)
    folder.release()
    assert table["square"].tolist() == [x**2 / 7 for x in range(4)] * 2
    assert (progress.cells, progress.failed) == (4, 0)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "cells.parquet"), table)


def test_a_failing_cell_is_a_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    cells = [Cell("cells:measure", canonical({"x": x})) for x in (1, -1, 2)]
    plan = Plan("p", {}, tuple(Row({"variant": "A", "seed": i}, cell) for i, cell in enumerate(cells)))
    table = play(tmp_path, plan)
    assert table["error"].tolist() == ["", "ValueError: x is negative: -1", ""]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_finishing_changes_no_byte(tmp_path: Path, seed: int) -> None:
    play(tmp_path / "straight", plan_of(9))
    play(tmp_path / "shuffled", plan_of(9), Shuffled(seed), window=3)
    assert table_bytes(tmp_path / "shuffled") == table_bytes(tmp_path / "straight")


def test_two_processes_change_no_byte(tmp_path: Path) -> None:
    play(tmp_path / "one", plan_of(9))
    play(tmp_path / "two", plan_of(9), LocalProcesses(2), window=4)
    assert table_bytes(tmp_path / "two") == table_bytes(tmp_path / "one")


def test_a_finished_study_computes_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(tmp_path, plan_of(3))
    before = table_bytes(tmp_path)
    monkeypatch.setattr(engine, "run_cell", None)
    play(tmp_path, plan_of(3))
    assert table_bytes(tmp_path) == before


def test_a_failure_of_the_machine_is_tried_again_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Outcome:
        return Outcome(measures=None, error="OSError: full", lasting=False, seconds=0.0)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "run_cell", full)
        assert (play(tmp_path, plan_of(3))["error"] == "OSError: full").all()
    assert (play(tmp_path, plan_of(3))["error"] == "").all()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_study_keeps_what_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    real, calls = engine.run_cell, []

    def stopping(*args: Any) -> Outcome:
        calls.append(args)
        if len(calls) == 3:
            os.kill(os.getpid(), number)
        return real(*args)

    before = signal.getsignal(number)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "run_cell", stopping)
        with pytest.raises(Interrupted):
            play(tmp_path / "stopped", plan_of(6))
    assert signal.getsignal(number) == before
    folder = StudyFolder(tmp_path / "stopped", plan_of(6))
    assert len(folder.finished()) == 2
    play(tmp_path / "stopped", plan_of(6))
    play(tmp_path / "undisturbed", plan_of(6))
    assert table_bytes(tmp_path / "stopped") == table_bytes(tmp_path / "undisturbed")


def test_a_worker_of_another_version_stops_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "result_versions", lambda: {"numpy": "0.0"})
    with pytest.raises(VersionMismatch):
        play(tmp_path, plan_of(2))


def deadly(tmp_path: Path, lives: int) -> Cell:
    return Cell("cells:deadly", canonical({"lives": lives, "trace": str(tmp_path / "trace")}))


def test_a_cell_whose_worker_died_is_computed_after_all(tmp_path: Path) -> None:
    harmless = list(plan_of(3).cells.values())
    outcomes = collect([deadly(tmp_path, lives=1), *harmless])
    assert all(outcome["measures"] for outcome in outcomes.values())
    assert len(outcomes) == 4


def test_a_cell_that_always_kills_its_worker_alone_is_to_blame(tmp_path: Path) -> None:
    culprit, harmless = deadly(tmp_path, lives=99), list(plan_of(3).cells.values())
    outcomes = collect([culprit, *harmless])
    assert outcomes[culprit.key]["error"].startswith("its worker died 3 times: BrokenProcessPool")
    assert not outcomes[culprit.key]["lasting"]
    assert all(outcomes[cell.key]["measures"] for cell in harmless)
    assert (tmp_path / "trace").read_text().count("died") == engine.TRIALS


def test_a_cell_that_was_cancelled_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cancelling(Executor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    (cell,) = plan_of(1).cells.values()
    (batch,) = compute([cell], Cancelling(), 1)
    assert batch[cell.key]["error"] == "its worker died 3 times: cancelled"


def test_signals_are_left_alone_outside_the_main_thread(tmp_path: Path) -> None:
    from threading import Thread

    tables = []
    thread = Thread(target=lambda: tables.append(play(tmp_path, plan_of(2))))
    thread.start()
    thread.join()
    assert len(tables) == 1


def collect(cells: list[Cell]) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for batch in compute(cells, LocalProcesses(2), window=4):
        outcomes |= batch
    return outcomes


def table_bytes(path: Path) -> bytes:
    return (path / "cells.parquet").read_bytes()
