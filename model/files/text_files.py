"""Text files that somebody else wrote: opened as text, or one line on why they are none."""

from __future__ import annotations

import codecs
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 2**31
"""Larger files are refused rather than read for minutes."""

_NO_TEXT = {
    b"\x1f\x8b": "compressed by gzip; unpack it",
    b"BZh": "compressed by bzip2; unpack it",
    b"\xfd7zXZ": "compressed by xz; unpack it",
    b"\x28\xb5\x2f\xfd": "compressed by zstd; unpack it",
    b"PK\x03\x04": "a ZIP archive or a spreadsheet; unpack it, or save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the sheet as CSV",
    b"PAR1": "a Parquet table; write it as CSV",
    b"SQLite format 3": "an SQLite database; write the table as CSV",
    b"%PDF": "a PDF document, not a table of text",
}
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_ONE_BYTE = ("iso8859", "cp125")


class TextFileError(ValueError):
    """What is wrong with a text file and where, in one line.

    Args:
        path: the file.
        trouble: what is wrong, and what would be right.
        line: where, counted from 1; None if it concerns the whole file.
        column: the column's name, or None.
    """

    def __init__(
        self, path: str | Path, trouble: str, line: int | None = None, column: str | None = None
    ) -> None:
        place = str(path)
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column {column!r}"
        super().__init__(f"{place}: {trouble}")
        self.path, self.trouble, self.line, self.column = path, trouble, line, column


class EncodingError(TextFileError):
    """A file in another encoding than the one it is read in."""


@contextmanager
def open_text(path: str | Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a text file with its line ends as they are; a byte-order mark is no part of the text.

    Args:
        path: the file.
        encoding: a text encoding that Python knows.

    Raises:
        TextFileError: if there is no such file, or it is a folder, a device, empty, too large, compressed or no
            text; also for bytes that turn out to be wrong while the text is read.
    """
    codec = _codec(path, encoding)
    try:
        _refuse_what_is_no_text(Path(path), codec)
        if codec.name.startswith(_ONE_BYTE):
            _refuse_two_encodings(Path(path), encoding)
        name = "utf-8-sig" if codec.name == "utf-8" else encoding
        with Path(path).open(encoding=name, newline="") as file:
            yield file
    except OSError as error:
        raise TextFileError(path, f"cannot be read: {error.strerror or error}") from None
    except UnicodeError:
        raise _undecodable(Path(path), encoding) from None


def line_of(content: bytes, position: int) -> int:
    """Return the line, counted from 1, of a byte of a file whose lines end in LF, CRLF or CR."""
    before = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def _codec(path: str | Path, encoding: str) -> codecs.CodecInfo:
    try:
        "a".encode(encoding)  # refuses codecs of bytes such as zlib, which lookup finds, too
        return codecs.lookup(encoding)
    except (LookupError, ValueError):
        known = "such as utf-8, utf-16, latin-1 or cp1252"
        raise EncodingError(path, f"{encoding!r} is no text encoding ({known})") from None


def _refuse_what_is_no_text(path: Path, codec: codecs.CodecInfo) -> None:
    try:
        about = path.stat()
    except ValueError as error:  # a NUL in the name
        raise TextFileError(repr(str(path)), f"cannot be read: {error}") from None
    if stat.S_ISDIR(about.st_mode):
        raise TextFileError(path, "a folder, not a file")
    if not stat.S_ISREG(about.st_mode):
        raise TextFileError(path, "a device or a pipe, not a file")
    if not about.st_size:
        raise TextFileError(path, "an empty file")
    if about.st_size > MOST_BYTES:
        size = f"{about.st_size / 1e9:.1f} GB, at most {MOST_BYTES / 1e9:.1f} are read"
        raise TextFileError(path, f"{size}; take a sample of its rows")
    with path.open("rb") as file:
        start = file.read(16)
    for magic, what in _NO_TEXT.items():
        if start.startswith(magic):
            raise TextFileError(path, what)
    for mark, found in _MARKS.items():
        if start.startswith(mark):
            if codec.name.startswith(found.lower()):
                return
            raise EncodingError(path, f"{found}, not {codec.name.upper()}; save it as UTF-8")


def _refuse_two_encodings(path: Path, encoding: str) -> None:
    """Refuse UTF-8 under the name of an encoding in which any bytes are text: accents would become pairs of signs."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            raise EncodingError(path, f"UTF-8, not {encoding}; save the whole file as UTF-8", number)


def _undecodable(path: Path, encoding: str) -> EncodingError:
    content = path.read_bytes()
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        trouble = f"byte 0x{content[error.start]:02x} is no {encoding.upper()}; save the file as UTF-8"
        return EncodingError(path, trouble, line_of(content, error.start))
    except UnicodeError as error:
        return EncodingError(path, f"not {encoding.upper()} ({error}); save it as UTF-8")
    return EncodingError(path, f"no text in {encoding.upper()}, or changed while it was read")
