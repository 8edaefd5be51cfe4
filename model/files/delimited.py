"""Tables of text that somebody else wrote: one record after the other, or one line on where the file is wrong."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from cocogen.model.files.text_files import EncodingError, TextFileError, open_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    Record = tuple[int, list[str]]

LONGEST_LINE = 2**24
"""Characters; a line beyond them is no line of a table."""

_SAID = {
    "expected after": "text follows a closing quote; a quote within a quoted cell is written twice",
    "unexpected end of data": "a quote opens here that is never closed",
    "field larger than": "a cell has more than 131,072 characters; is a quote never closed?",
}


def read_records(
    path: str | Path, *, separator: str = ",", encoding: str = "utf-8"
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each record begins, and its cells; the header comes first, its names composed and without blanks.

    Lines may end in LF, CRLF or CR, cells may be quoted and then contain line ends; blank lines are passed over.

    Args:
        path: the file.
        separator: one character between cells.
        encoding: of the text; a byte-order mark is no part of it.

    Raises:
        TextFileError: if the file is no text, has no header, names a column twice, or a record has more or fewer
            cells than the header, a NUL character or a quote that is wrong.
    """
    try:
        with open_text(path, encoding) as file:
            yield from _records(path, file, separator)
    except EncodingError as error:
        column = _column_on(path, error.line, separator)
        raise EncodingError(path, error.trouble, error.line, column) from None


def refuse_other_separators(path: str | Path, line: int, header: Sequence[str]) -> None:
    """Refuse a header that is one cell because its columns are separated by something else than commas.

    Raises:
        TextFileError: if it is.
    """
    for sign, words in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            raise TextFileError(path, f"columns are separated by {words}; save the file with commas", line)


def column_name(names: Sequence[str], position: int) -> str:
    """Return the name of a column, or "column 3" for one without a name or beyond the last."""
    return (names[position] if position < len(names) else "") or f"column {position + 1}"


def _records(path: str | Path, file: TextIO, separator: str) -> Iterator[Record]:
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    names: list[str] = []
    end = 0
    try:
        for cells in reader:
            begin, end = end + 1, reader.line_num
            if lines.have_nul:
                raise _nul(path, begin, cells, names)
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            if not names:
                names = cells = _header(path, begin, cells)
            if len(cells) != len(names):
                raise _ragged(path, begin, cells, names)
            yield begin, cells
    except csv.Error as error:
        if lines.have_nul:
            raise _nul(path, end + 1, [], names) from None
        said = next((words for sign, words in _SAID.items() if sign in str(error)), str(error))
        raise TextFileError(path, said, end + 1) from None
    if not names:
        raise TextFileError(path, "no header and no row, only blank lines")


class _Lines:
    """The lines of a file, one of which may have a NUL character or no end."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.have_nul = False

    def __iter__(self) -> Iterator[str]:
        for line in iter(partial(self._file.readline, LONGEST_LINE), ""):
            if "\0" in line:
                self.have_nul = True
            if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
                raise csv.Error(f"a line has more than {LONGEST_LINE:,} characters")
            yield line


def _nul(path: str | Path, line: int, cells: Sequence[str], names: Sequence[str]) -> TextFileError:
    position = next((i for i, cell in enumerate(cells) if "\0" in cell), None)
    column = column_name(names, position) if names and position is not None else None
    return TextFileError(path, "a NUL character; the file is damaged, or no UTF-8", line, column)


def _header(path: str | Path, line: int, cells: list[str]) -> list[str]:
    names = [normalize("NFC", cell.strip().lstrip("\ufeff")) for cell in cells]
    names = [column_name(names, position) for position in range(len(names))]
    first: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        if name in first:
            raise TextFileError(
                path, f"columns {first[name]} and {position} have the same name; rename one", line, name
            )
        first[name] = position
    return names


def _ragged(path: str | Path, line: int, cells: list[str], names: list[str]) -> TextFileError:
    if len(cells) < len(names):
        trouble = f"the record ends before this column: {len(cells)} cells under {len(names)} names"
        return TextFileError(path, trouble, line, names[len(cells)])
    extra = cells[len(names)][:40]
    trouble = (
        f"{len(cells)} cells under {len(names)} names; {extra!r} stands beyond the last column, {names[-1]!r}"
    )
    return TextFileError(path, trouble, line)


def _column_on(path: str | Path, line: int | None, separator: str) -> str | None:
    """Return the column in which a line that should be UTF-8 goes wrong, as far as the line tells."""
    if line is None:
        return None
    names: list[str] = []
    try:
        with Path(path).open(encoding="latin-1", newline="") as file:
            reader = csv.reader(file, delimiter=separator, skipinitialspace=True)
            for cells in reader:
                names = names or [_utf8(cell).strip().lstrip("\ufeff") for cell in cells]
                if reader.line_num >= line:
                    wrong = [position for position, cell in enumerate(cells) if "\ufffd" in _utf8(cell)]
                    return column_name(names, wrong[0]) if wrong else None
    except csv.Error:
        pass
    return None


def _utf8(cell: str) -> str:
    return cell.encode("latin-1").decode("utf-8", "replace")
