"""Traces of outages: the file that says in which rounds an organization is unavailable."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from cocogen.agents.names import unknown_name
from cocogen.model.files.delimited import read_records
from cocogen.model.files.text_files import TextFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRACE_COLUMNS = ("organization", "from", "to")

MOST_LISTED = 30
"""Organizations up to which a message lists them all."""
MOST_DIGITS = 9
"""Digits of a round; no run is that long."""


class TraceError(ValueError):
    """A trace file that cannot be; the message is one line that names the file, the line and the column."""


def read_trace(path: str, names: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Read a trace of outages.

    Args:
        path: a CSV file in UTF-8 with a header and the columns organization (name), from and to (rounds, both included);
            other columns are passed over.
        names: the organizations that there are.

    Returns:
        By organization the intervals in which it is unavailable, in order of time.

    Raises:
        TraceError: if the file cannot be read, a column is missing, there is no interval, an organization is unknown, a
            round is not a number from 1, an interval ends before it begins, or two intervals of one organization overlap.
    """
    known = set(names)
    outages: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    try:
        for line, name, begin, end in _rows(path):
            if name not in known:
                raise TextFileError(path, _unknown(name, names), line, "organization")
            outages[name].append((_round(path, line, "from", begin), _round(path, line, "to", end), line))
        for name, intervals in outages.items():
            intervals.sort()
            _refuse_crossed(path, name, intervals)
    except TextFileError as error:
        raise TraceError(f"environment.trace: {error}") from None
    if not outages:
        raise TraceError(f"environment.trace: {path}: a header without an interval below it")
    return {name: [(begin, end) for begin, end, _ in intervals] for name, intervals in outages.items()}


def _rows(path: str) -> Iterator[tuple[int, str, str, str]]:
    records = read_records(path)
    line, header = next(records)
    for column in TRACE_COLUMNS:
        if column not in header:
            needed = f"needed: {', '.join(TRACE_COLUMNS)}"
            raise TextFileError(path, f"column {column!r} is missing ({needed})", line)
    places = [header.index(column) for column in TRACE_COLUMNS]
    for line, cells in records:
        name, begin, end = (cells[place].strip() for place in places)
        yield line, name, begin, end


def _unknown(name: str, names: Sequence[str]) -> str:
    if len(names) > MOST_LISTED:
        return f"unknown organization {name[:40]!r} (there are {len(names):,}, {names[0]} to {names[-1]})"
    return str(unknown_name("organization", name[:40], tuple(names)))


def _round(path: str, line: int, column: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) >= 1):
        raise TextFileError(path, f"a round is a whole number from 1, got {text[:40]!r}", line, column)
    return int(text)


def _refuse_crossed(path: str, name: str, intervals: list[tuple[int, int, int]]) -> None:
    for begin, end, line in intervals:
        if end < begin:
            trouble = f"an interval runs from a round to the same or a later one, got {begin} to {end}"
            raise TextFileError(path, trouble, line, "to")
    for (begin, end, _), (later, last, line) in pairwise(intervals):
        if later <= end:
            trouble = f"the intervals {begin}-{end} and {later}-{last} of {name} overlap"
            raise TextFileError(path, trouble, line, "from")


def is_out(intervals: Sequence[tuple[int, int]], round: int) -> bool:
    """Tell whether a round lies in one of the intervals."""
    return any(begin <= round <= end for begin, end in intervals)
