"""A seal at the end of a page: tells whether it is as cocogen wrote it, so that nobody else's page is replaced or removed."""

from __future__ import annotations

import re
from pathlib import Path

from cocogen.model.files.digests import digest

_SEAL = re.compile(rb"<!-- made by cocogen, SHA-256 of what stands above: ([0-9a-f]{64}) -->\n\Z")


def sealed(page: str) -> bytes:
    """Return the content of an HTML file: the page and its seal. A path that is no text is shown as far as it is."""
    content = page.encode("utf-8", "replace") + b"\n"
    return content + f"<!-- made by cocogen, SHA-256 of what stands above: {digest(content)} -->\n".encode()


def is_sealed(path: Path) -> bool:
    """Tell whether a file is a page of cocogen that nobody has changed."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    seal = _SEAL.search(content)
    return seal is not None and digest(content[: seal.start()]) == seal[1].decode()
