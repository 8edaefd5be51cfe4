"""The engine: computes the missing cells of a plan on any executor, whatever happens to cells, workers and disks."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from cocogen.scenarios.runs.stopping import at_once
from cocogen.scenarios.studies.result_table import result_table
from cocogen.scenarios.studies.worker import CannotGoOn, Outcome, in_one_line, result_versions, run_cell

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from concurrent.futures import Executor

    import pandas as pd

    from cocogen.scenarios.studies.plan import Cell
    from cocogen.scenarios.studies.study_folder import StudyFolder

TRIALS = 3
"""How often a cell is tried when its worker dies; the last time alone, so that only the culprit is blamed."""


class Interrupted(Exception):  # noqa: N818 - an outcome rather than an error
    """The study was stopped by Ctrl-C or SIGTERM; the folder holds every cell that was finished."""


class Progress(Protocol):
    """Somebody who is told how a study goes."""

    def finished(self, cells: int, failed: int) -> None:
        """More cells are finished, some of them with an error."""


def run_plan(folder: StudyFolder, executor: Executor, progress: Progress, *, window: int) -> pd.DataFrame:
    """Compute what is missing of the folder's plan, and write the result table.

    Args:
        folder: claimed by this process.
        executor: computes cells; it is shut down at the end.
        progress: who is told.
        window: most cells that are handed out at once.

    Returns:
        The result table, in the order of the plan, the same for every executor.

    Raises:
        Interrupted: after Ctrl-C or SIGTERM.
        OSError: if an outcome or the table could not be written; what was recorded stays.
        CannotGoOn: if a worker has other versions, or a file that cells read has changed.
    """
    outcomes = folder.finished()
    progress.finished(len(outcomes), _failed(outcomes))
    missing = [cell for cell in folder.plan.by_seed if cell.key not in outcomes]
    try:
        with at_once(), closing(compute(missing, executor, window)) as batches:
            for batch in batches:
                folder.record({key: outcome for key, outcome in batch.items() if outcome["lasting"]})
                outcomes |= batch
                progress.finished(len(batch), _failed(batch))
        table = result_table(folder.plan, outcomes)
        folder.write_table(table)
    except KeyboardInterrupt:
        raise Interrupted from None
    return table


def compute(
    cells: Iterable[Cell], executor: Executor, window: int
) -> Generator[dict[str, Outcome], None, None]:
    """Yield the outcomes of cells by key, a batch whenever some are finished, in any order.

    A cell whose worker died is tried again. From its second death on it is tried alone, after all others; when it dies
    alone as well, that is its outcome. The executor is shut down at the end; what still runs then is given up.

    Raises:
        CannotGoOn: if a worker has other versions, or a file that cells read has changed.
    """
    waiting = deque(cells)
    suspects: deque[Cell] = deque()
    deaths: Counter[str] = Counter()
    flying: dict[Future[Outcome], Cell] = {}
    try:
        while waiting or suspects or flying:
            _hand_out(waiting, suspects, flying, executor, window)
            done = wait(flying, return_when=FIRST_COMPLETED).done
            batch = {}
            for future in done:
                cell = flying.pop(future)
                outcome = _outcome(future)
                if outcome is None:
                    deaths[cell.key] += 1
                    outcome = _after_death(cell, deaths[cell.key], waiting, suspects, future)
                if outcome is not None:
                    batch[cell.key] = outcome
            if batch:
                yield batch
    finally:
        executor.shutdown(wait=False)


def _hand_out(
    waiting: deque[Cell],
    suspects: deque[Cell],
    flying: dict[Future[Outcome], Cell],
    executor: Executor,
    window: int,
) -> None:
    while waiting and len(flying) < window:
        cell = waiting.popleft()
        flying[executor.submit(run_cell, cell.runner, cell.payload, result_versions())] = cell
    if suspects and not flying:
        cell = suspects.popleft()
        flying[executor.submit(run_cell, cell.runner, cell.payload, result_versions())] = cell


def _outcome(future: Future[Outcome]) -> Outcome | None:
    """Return the outcome of a finished future, or None if its worker did not live to tell."""
    try:
        return future.result()
    except CannotGoOn:
        raise
    except Exception:
        return None


def _after_death(
    cell: Cell, deaths: int, waiting: deque[Cell], suspects: deque[Cell], future: Future[Outcome]
) -> Outcome | None:
    if deaths < TRIALS:
        (waiting if deaths == 1 else suspects).append(cell)
        return None
    cause = "cancelled" if future.cancelled() else in_one_line(future.exception() or RuntimeError())
    error = f"its worker died {deaths} times: {cause}"
    return Outcome(measures=None, error=error, lasting=False, seconds=float("nan"))


def _failed(outcomes: Mapping[str, Outcome]) -> int:
    return sum(outcome["measures"] is None for outcome in outcomes.values())
