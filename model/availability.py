"""Availability: who can train in a round, by a trace file and by a Markov chain of outages and recoveries."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from agents.registry import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRACE_COLUMNS = ("organization", "from", "to")


class TraceError(ValueError):
    """A trace file that cannot be; the message is one line that names the file and the line."""


def read_trace(path: str, names: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Read a trace of outages.

    Args:
        path: a CSV file with a header and the columns organization (name), from and to (rounds, both included).
        names: the organizations that there are.

    Returns:
        By organization the intervals in which it is unavailable, in order of time.

    Raises:
        TraceError: if the file cannot be read, a column is missing, an organization is unknown, a round is not a number from 1,
            an interval ends before it begins, or two intervals of one organization overlap.
    """
    outages: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line, row in _rows(path):
        where = f"environment.trace: {path}, line {line}"
        if row["organization"] not in names:
            raise TraceError(f"{where}: {unknown_name('organization', row['organization'], tuple(names))}")
        outages[row["organization"]].append(_interval(row, where))
    for name, intervals in outages.items():
        intervals.sort()
        for (begin, end), (later, last) in pairwise(intervals):
            if later <= end:
                raise TraceError(
                    f"environment.trace: {path}: the intervals {begin}-{end} and {later}-{last} of {name} overlap"
                )
    return dict(outages)


def _rows(path: str) -> list[tuple[int, dict[str, str]]]:
    try:
        with Path(path).open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            missing = [column for column in TRACE_COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise TraceError(
                    f"environment.trace: {path}: column {missing[0]!r} is missing (needed: {', '.join(TRACE_COLUMNS)})"
                )
            return [
                (reader.line_num, {name: (row[name] or "").strip() for name in TRACE_COLUMNS})
                for row in reader
            ]
    except OSError as error:
        raise TraceError(f"environment.trace: cannot read {path}: {error.strerror or error}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise TraceError(f"environment.trace: {path} is not a CSV file: {error}") from None


def _interval(row: Mapping[str, str], where: str) -> tuple[int, int]:
    try:
        begin, end = int(row["from"]), int(row["to"])
    except ValueError:
        raise TraceError(f"{where}: rounds are whole numbers, got {row['from']!r} to {row['to']!r}") from None
    if begin < 1 or end < begin:
        raise TraceError(
            f"{where}: an interval runs from a round >= 1 to the same or a later one, got {begin} to {end}"
        )
    return begin, end


def is_out(intervals: Sequence[tuple[int, int]], round: int) -> bool:
    """Tell whether a round lies in one of the intervals."""
    return any(begin <= round <= end for begin, end in intervals)
