"""Digests: what is read back is compared with what was written."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits.

    Example:
        >>> digest(b"cocogen")[:8]
        'dbe20afa'
    """
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, without holding it in memory.

    Raises:
        OSError: if the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
