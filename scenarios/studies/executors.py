"""Where cells are computed: in this process, in local worker processes, or on a Dask cluster."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.runs.stopping import undisturbed
from cocogen.scenarios.studies.worker import prepare_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

RECYCLE_AFTER = 400
"""Cells per worker before all workers are replaced, so that whatever a library keeps does not pile up."""


class InProcess(Executor):
    """Computes at once, where it is asked."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn`` and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalProcesses(Executor):
    """Worker processes that are spawned, kept to one thread each, replaced when they die and when they grow old.

    Python's own pool of processes is what works inside; it neither comes back after a worker's death nor ends with its parent.
    Mesa 3.3 sets the global start method of multiprocessing, so the context is named here. A worker holds the reading end
    of a pipe; it ends itself when this process closes the pipe or dies, in the middle of a cell if need be.

    Args:
        jobs: number of processes.
        recycle_after: cells per process before the processes are replaced.
    """

    def __init__(self, jobs: int, recycle_after: int = RECYCLE_AFTER) -> None:
        self._jobs = jobs
        self._batch = jobs * recycle_after
        self._pools: list[tuple[ProcessPoolExecutor, Connection]] = []
        self._taken = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand ``fn`` to a worker; a pool whose worker died is replaced first."""
        if not self._pools or self._taken >= self._batch:
            self._renew()
        self._taken += 1
        with (
            undisturbed(),
            _script_not_run_again(),
        ):  # a pool starts its processes when it is given something to do
            try:
                return self._pools[-1][0].submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                self._renew()
                return self._pools[-1][0].submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: after their cells if ``wait``, else at once.

        The pool itself cancels what is given up: it stumbles, in a thread of its own, over a future that somebody else cancelled.
        """
        for pool, lifeline in self._pools:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures or not wait)
            lifeline.close()
        self._pools.clear()

    def _renew(self) -> None:
        """Start fresh workers; old ones finish what they have, and end when the last cell is fetched."""
        for pool, _ in self._pools:
            pool.shutdown(wait=False)
        context = get_context("spawn")
        ends, lifeline = context.Pipe(duplex=False)
        pool = ProcessPoolExecutor(
            self._jobs, mp_context=context, initializer=prepare_worker, initargs=(ends,)
        )
        self._pools.append((pool, lifeline))
        self._taken = 0


@contextmanager
def _script_not_run_again() -> Iterator[None]:
    """Keep processes that are started in the block from running this process's script first, unless it minds that.

    A spawned process runs the script that its parent runs, so that what is defined there is known. A script that does not ask for its
    ``__name__`` would ask its questions once more in every worker, and workers of its own.
    """
    main = sys.modules["__main__"]
    path = getattr(main, "__file__", None)
    if path is None or getattr(main, "__spec__", None) is not None or _asks_for_its_name(Path(path)):
        yield
        return
    del main.__file__
    try:
        yield
    finally:
        main.__file__ = path


def _asks_for_its_name(script: Path) -> bool:
    try:
        return b"__main__" in script.read_bytes()
    except OSError:
        return False


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def local_executor(jobs: int) -> Executor:
    """Return an executor for ``jobs`` processes; one job is done in this process."""
    return InProcess() if jobs == 1 else LocalProcesses(jobs)
