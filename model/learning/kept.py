"""Kept files: what was computed once, read back only if it is what was written, bit for bit."""

from __future__ import annotations

import warnings
from pathlib import Path

from cocogen.model.files.atomic import write_bytes
from cocogen.model.files.digests import digest

_HEAD = b"cocogen sha256 "


def keep(path: Path, content: bytes) -> None:
    """Keep content under its digest; a cache that cannot be written only costs time."""
    try:
        write_bytes(path, _HEAD + digest(content).encode() + b"\n" + content)
    except OSError:
        return


def kept(path: Path) -> bytes | None:
    """Return the content that was kept at a path; None if there is none that can be read, or it is damaged, which is noted in one line."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    head, _, content = stored.partition(b"\n")
    if head != _HEAD + digest(content).encode():
        warnings.warn(f"{path} is damaged; it is made anew", stacklevel=2)
        return None
    return content
