"""Where downloaded data and fitted generators are kept, and how a file is written so that no reader sees half."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the cache folder: ``COCOGEN_CACHE`` where that is set, else the platform's place for caches."""
    chosen = os.environ.get("COCOGEN_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "cocogen" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "cocogen"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cocogen"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its place and rename it; make the folder where it is missing.

    Raises:
        OSError: if the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
