"""Where downloaded data, fitted generators and one's own calibrations are kept."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SYSTEM_DATA = Path("/usr/share/datasets")
"""Where Debian's packages put data sets."""


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
