"""The journal: an append-only file of finished cells that survives being cut off at any byte.

One line per cell: eight hexadecimal digits (the CRC-32 of the rest) and a JSON object. A line that was cut off, or
damaged later, does not pass its check and counts as never written; the lines before and after it stay readable.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Journal:
    """Appends records to a file and reads them back.

    Args:
        path: the file; it is created with the first record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, records: Iterable[dict[str, Any]]) -> None:
        """Write records and see them onto the disk.

        Raises:
            OSError: if they could not be written; whatever was written before stays readable, and one may try again.
        """
        lines = b"".join(_line(record) for record in records)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            if not _ends_a_line(descriptor):
                lines = b"\n" + lines
            while lines:
                lines = lines[os.write(descriptor, lines) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the records that pass their check, oldest first."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        for line in content.split(b"\n"):
            record = _record(line)
            if record is not None:
                yield record


def _line(record: dict[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (crc32(text), text)


def _record(line: bytes) -> dict[str, Any] | None:
    check, _, text = line.partition(b" ")
    if not text or check != b"%08x" % crc32(text):
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _ends_a_line(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    if size == 0:
        return True
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"
