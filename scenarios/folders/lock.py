"""The lock of a folder: one process at a time writes there."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

LOCK = ".lock"
"""Name of the file by which a folder is held; it goes with the process that holds it."""


class FolderInUseError(OSError):
    """Another process holds the folder; the message is one line."""


class FolderLock:
    """One folder's lock.

    Args:
        folder: what is locked; it need not exist before :meth:`acquire`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: BaseFileLock | None = None

    def acquire(self) -> None:
        """Make the folder, if there is none, and hold it until :meth:`release` or the end of the process.

        Raises:
            FolderInUseError: if another process holds it.
            OSError: if nothing can be written there.
        """
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise FolderInUseError(f"{self._folder} is in use by another process") from None
        self._held = lock

    def release(self) -> None:
        """Let other processes use the folder; nothing happens where it is not held."""
        if self._held is None:
            return
        with suppress(OSError):  # where an open file cannot be removed it stays, which does no harm
            (self._folder / LOCK).unlink(missing_ok=True)
        self._held.release()
        self._held = None
