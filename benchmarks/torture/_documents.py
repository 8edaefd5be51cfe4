"""JSON that parses and is nothing, and values that no field expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**70, -(10**300), 1e308, float("nan"), float("inf"), "", "x", "[/red]", "../../evil", "\0", "\ud800",
    [], [None], [[[[]]]], {}, {"x": {"y": []}},
)  # fmt: skip

DOCUMENTS: tuple[bytes, ...] = (
    b"", b" ", b"null", b"true", b"0", b"-1e999", b"NaN", b'"text"', b"[]", b"[[]]", b"{}", b'{"": {}}', b"{", b"}", b'{"a": 1,}',
    b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"\x80", b"\x00" * 64, b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000,
    b'{"format": 1}', b'{"format": 2}', b'{"format": "2"}', b'{"name": "a web page", "version": 3}', b"PAR1\x15\x04",
)  # fmt: skip


def variations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a document with each field, also of objects in it, left out and set to each of :data:`VALUES`."""
    for name, value in document.items():
        yield {other: v for other, v in document.items() if other != name}
        yield from ({**document, name: nonsense} for nonsense in VALUES)
        if isinstance(value, dict):
            yield from ({**document, name: inner} for inner in variations(value))


def text(document: Any) -> bytes:
    """Return a document as JSON, NaN and lone surrogates included."""
    return json.dumps(document).encode()
