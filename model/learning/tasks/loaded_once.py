"""Tasks that take long to read are read once in a process, as long as their files stay as they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from cocogen.model.learning.tasks.task import Task

MOST = 2
"""Tasks that are held at a time, of some 25 MB each."""

_held: OrderedDict[tuple[object, ...], Task] = OrderedDict()
_lock = Lock()


def loaded_once(load: Callable[[], Task], files: Sequence[Path], *parameters: object) -> Task:
    """Return the task that ``load`` makes of files; the one from before if it was made of the same ones in the same way.

    A study plays hundreds of simulations of a task, each from the beginning, and reading one can take as long as training on it.
    Nobody writes into a task's arrays.

    Args:
        load: reads the files and makes the task.
        files: what it reads; where one of them is not there, nothing is held.
        parameters: what else the task depends on, with its name.
    """
    try:
        stamps = [(path, stat.st_mtime_ns, stat.st_size) for path in files for stat in [path.stat()]]
    except OSError:
        return load()
    key = (*parameters, *stamps)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
    task = load()
    with _lock:
        _held[key] = task
        while len(_held) > MOST:
            _held.popitem(last=False)
    return task
