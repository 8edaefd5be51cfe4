"""What trainings of one process have in common is computed once: results by the digest of all that they depend on."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from types import FunctionType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

LASTING = frozenset({"cocogen", "numpy", "torch", "builtins", "functools", "collections"})
"""Packages whose code stays as it is as long as a process runs. Code of one's own may be edited in a notebook and keep its name, by which it is pickled."""

MOST_BYTES = 64_000_000
"""Of models that are remembered at a time in a process; those that were not asked for the longest are forgotten first."""


@dataclass(frozen=True)
class Alone:
    """What everybody's own model is after a round.

    Args:
        models: shape (N, P); nobody writes into it.
        diverged: organizations whose training diverged, and whose models stayed as they were.
        accuracy: of every own model on its own market, shape (N,).
    """

    models: torch.Tensor
    diverged: tuple[int, ...]
    accuracy: NDArray[np.float64]

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self.models.numel() * self.models.element_size() + self.accuracy.nbytes


class Course:
    """The name of a course of events: a digest of where it began and of all that happened since.

    Two courses of the same name are the same, so what one of them led to, the other leads to as well. What cannot be written down as bytes
    (a generator with an open file, say), or is code from outside :data:`LASTING`, makes a course that has no name, and nothing of it is shared.

    Args:
        beginning: all that the course depends on.
    """

    def __init__(self, *beginning: object) -> None:
        self.name: bytes | None = b""
        self.happened(*beginning)

    def happened(self, *what: object) -> None:
        """Go on with what happened: arrays, tensors, objects that pickle, and other courses by their names."""
        if self.name is None:
            return
        hashed = hashlib.blake2b(self.name, digest_size=32)
        for part in what:
            written = part.name if isinstance(part, Course) else _as_bytes(part)
            if written is None:
                self.name = None
                return
            hashed.update(written)
        self.name = hashed.digest()


class Remembered:
    """Results by the names of courses, bounded in bytes; for several threads.

    Args:
        most_bytes: see :data:`MOST_BYTES`.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[bytes, Alone] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def recall(self, course: Course, compute: Callable[[], Alone]) -> Alone:
        """Return what a course led to, computed unless it is remembered."""
        if course.name is None:
            return compute()
        with self._lock:
            if course.name in self._held:
                self._held.move_to_end(course.name)
                return self._held[course.name]
        result = compute()
        with self._lock:
            if course.name not in self._held:
                self._held[course.name] = result
                self._bytes += result.bytes
            while self._bytes > self._most_bytes:
                self._bytes -= self._held.popitem(last=False)[1].bytes
        return result


class _Writer(pickle.Pickler):
    """Writes tensors as what they hold; torch's own way names where they lie in memory, too."""

    def reducer_override(self, given: object) -> Any:
        """Return how a tensor is written, refuse code that may change, and leave all else to pickle."""
        if isinstance(given, torch.Tensor):
            return np.asarray, (given.detach().cpu().numpy(),)
        if isinstance(given, type | FunctionType) and given.__module__.partition(".")[0] not in LASTING:
            raise pickle.PicklingError(f"{given.__module__} may be edited while this process runs")
        return NotImplemented


def _as_bytes(given: object) -> bytes | None:
    """Return an object as bytes; None if it refuses, in whatever way a class of another package does."""
    written = io.BytesIO()
    try:
        _Writer(written, protocol=pickle.HIGHEST_PROTOCOL).dump(given)
    except Exception:
        return None
    return written.getvalue()
