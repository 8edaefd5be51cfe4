"""Tasks that take long to read are read once in a process, as long as their files stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cocogen.model.learning.tasks.task import Task

MOST = 2
"""Tasks that are held at a time, of some 25 MB each."""


def loaded_once(make: Callable[..., Task], files: Sequence[Path], *parameters: Any) -> Task:
    """Return the task that ``make`` makes of parameters; the one from before if its files are still the same.

    A study plays hundreds of simulations of a task, each from the beginning, and reading one can take as long as training on it.
    Nobody writes into a task's arrays.

    Args:
        make: reads the files and makes the task.
        files: what it reads; where one of them is not there, nothing is held.
        parameters: its arguments.
    """
    try:
        stamps = tuple((path, stat.st_mtime_ns, stat.st_size) for path in files for stat in [path.stat()])
    except OSError:
        return make(*parameters)
    return _held(make, stamps, parameters)


@lru_cache(MOST)
def _held(
    make: Callable[..., Task], stamps: tuple[tuple[Path, int, int], ...], parameters: tuple[Any, ...]
) -> Task:
    """Make the task of files with these stamps."""
    return make(*parameters)
