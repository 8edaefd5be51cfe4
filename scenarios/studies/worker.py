"""What happens in a worker: one cell at a time, its error kept as a result, and no life without the parent.

This module is imported by every worker first; it loads nothing heavy, so that thread limits come before numpy.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import threading
import time
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict

from cocogen.model.versions import RESULT_PACKAGES, installed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_unsettled = False  # in a worker process, until its first cell is done; elsewhere memory is somebody else's


class Outcome(TypedDict):
    """What became of a cell: its measures, or the error in one line.

    A ``lasting`` outcome is a property of the cell; one that is not (a full disk, no memory) may be different next time.
    """

    measures: dict[str, float] | None
    error: str
    lasting: bool
    seconds: float


class CannotGoOn(RuntimeError):  # noqa: N818 - says what it does
    """A study must stop, for what follows would not fit what is there; the message is one line."""


class VersionMismatch(CannotGoOn):
    """A worker has other versions than the sweep."""


class InputChanged(CannotGoOn):
    """A file that the study reads holds something else than when it was planned, or cannot be read."""


@lru_cache
def result_versions() -> dict[str, str]:
    """Return the versions of :data:`cocogen.model.versions.RESULT_PACKAGES` that are installed here."""
    return installed(RESULT_PACKAGES)


def run_cell(runner: str, payload: str, versions: dict[str, str]) -> Outcome:
    """Compute one cell.

    What the cell raises is an outcome, because the other cells go on. Linear algebra is kept to one thread, so that
    a result does not depend on where it was computed.

    Args:
        runner: ``module:function``.
        payload: the function's argument.
        versions: of the packages in the process that asks.

    Raises:
        VersionMismatch: if this process has other versions.
        InputChanged: if a file that the cell reads has changed since the study was planned.
    """
    _same_versions(versions)
    started = time.perf_counter()
    try:
        measures, error, lasting = _measures(runner, payload), "", True
        _settle()
    except CannotGoOn:
        raise
    except Exception as failure:
        measures, error = None, in_one_line(failure)
        lasting = not isinstance(failure, OSError | MemoryError)
    return Outcome(measures=measures, error=error, lasting=lasting, seconds=time.perf_counter() - started)


def in_one_line(error: BaseException) -> str:
    """Return the kind and the message of an error without line breaks.

    Example:
        >>> in_one_line(ValueError("wrong"))
        'ValueError: wrong'
    """
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def prepare_worker(lifeline: Connection) -> None:
    """Set up a fresh worker process: one thread, deaf to Ctrl-C (its parent decides), and dead when the parent is.

    Args:
        lifeline: reading end of a pipe that the parent never writes to; it ends when the parent lets go, or dies.
    """
    global _unsettled
    _unsettled = True
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(lifeline,), daemon=True).start()


def _settle() -> None:
    """Keep Python from looking for garbage among what a worker's first cell has imported, which takes a tenth of a trained cell's time."""
    global _unsettled
    if _unsettled:
        gc.collect()
        gc.freeze()
        _unsettled = False


def _die_with(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


def _measures(runner: str, payload: str) -> dict[str, float]:
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    module, _, function = runner.partition(":")
    compute: Any = getattr(importlib.import_module(module), function)
    with threadpool_limits(1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {name: float(value) for name, value in compute(payload).items()}


def _same_versions(versions: dict[str, str]) -> None:
    for package, own in result_versions().items():
        if versions.get(package) != own:
            raise VersionMismatch(
                f"a worker has {package} {own}, the sweep {versions.get(package, 'none')}; install the same versions"
            )
