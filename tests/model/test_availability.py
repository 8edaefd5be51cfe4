"""Traces of outages: what they say, and every way in which a file can be wrong."""

from __future__ import annotations

import pytest

from model.availability import TraceError, is_out, read_trace
from model.config import SimulationConfig
from model.overrides import ConfigurationError

NAMES = ("A", "B", "C")


def trace(tmp_path, text):
    path = tmp_path / "trace.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_trace_gives_intervals_in_order(tmp_path):
    path = trace(tmp_path, "organization, from, to\nB, 9, 12\nA, 1, 1\nB, 2, 4\n")
    outages = read_trace(path, NAMES)
    assert outages == {"B": [(2, 4), (9, 12)], "A": [(1, 1)]}
    assert [is_out(outages["B"], round) for round in (1, 2, 4, 5, 12)] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("organization,from,to\nD,1,2\n", r"line 2: unknown organization 'D'.*allowed: A, B, C"),
        ("organization,from,to\nA,1,5\nB,1,2\nA,5,9\n", "the intervals 1-5 and 5-9 of A overlap"),
        ("organization,from,to\nA,3,2\n", "from a round >= 1 to the same or a later one, got 3 to 2"),
        ("organization,from,to\nA,0,2\n", "got 0 to 2"),
        ("organization,from,to\nA,one,2\n", "rounds are whole numbers, got 'one' to '2'"),
        ("organization,from,to\nA,1\n", "rounds are whole numbers, got '1' to ''"),
        ("organization,from\nA,1\n", r"column 'to' is missing \(needed: organization, from, to\)"),
        ("", "column 'organization' is missing"),
    ],
)
def test_a_wrong_trace_is_answered_in_one_line(tmp_path, text, message):
    with pytest.raises(TraceError, match=message) as caught:
        read_trace(trace(tmp_path, text), NAMES)
    assert "\n" not in str(caught.value)
    assert "trace.csv" in str(caught.value)


def test_a_file_that_is_no_text_is_said(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_bytes(b"\xff\xfe\x00organization")
    with pytest.raises(TraceError, match="is not a CSV file"):
        read_trace(str(path), NAMES)


def test_the_configuration_refuses_a_wrong_trace_before_anything_runs(tmp_path):
    with pytest.raises(ConfigurationError, match=r"environment\.trace: cannot read .*nowhere\.csv"):
        SimulationConfig().with_overrides({"environment.trace": str(tmp_path / "nowhere.csv")})
    path = trace(tmp_path, "organization,from,to\nZZ,1,2\n")
    with pytest.raises(ConfigurationError, match="unknown organization 'ZZ'"):
        SimulationConfig().with_overrides({"environment.trace": path})
