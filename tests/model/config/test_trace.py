"""Traces of outages: what they say, and every way in which a file can be wrong."""

from __future__ import annotations

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.config.trace import TraceError, is_out, read_trace
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario

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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_trace_from_a_spreadsheet_says_the_same(tmp_path, end):
    path = tmp_path / "trace.csv"
    rows = ["\ufefforganization,note,from,to", '"A","für, alle",2,4', "", "B ,, 1 ,1"]
    path.write_bytes(end.join(rows).encode())
    assert read_trace(str(path), NAMES) == {"A": [(2, 4)], "B": [(1, 1)]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "organization,from,to\nD,1,2\n",
            "line 2, column 'organization': unknown organization 'D'.*allowed: A, B, C",
        ),
        (
            "organization,from,to\nA,1,5\nB,1,2\nA,5,9\n",
            "line 4, column 'from': the intervals 1-5 and 5-9 of A overlap",
        ),
        (
            "organization,from,to\nA,3,2\n",
            "line 2, column 'to': an interval runs from a round to the same or a later one, got 3 to 2",
        ),
        ("organization,from,to\nA,0,2\n", "line 2, column 'from': a round is a whole number from 1, got '0'"),
        ("organization,from,to\nA,one,2\n", "line 2, column 'from': a round is .* got 'one'"),
        ("organization,from,to\nA,1,1_0\n", "line 2, column 'to': a round is .* got '1_0'"),
        ("organization,from,to\nA,1," + "9" * 5000, "line 2, column 'to': a round is .* got '9{40}'"),
        ("organization,from,to\nA,1\n", "line 2, column 'to': the record ends before this column"),
        ("organization,from\nA,1\n", r"line 1: column 'to' is missing \(needed: organization, from, to\)"),
        ("organization,from,to\n", "a header without an interval below it"),
        ("", "an empty file"),
    ],
)
def test_a_wrong_trace_is_answered_in_one_line(tmp_path, text, message):
    with pytest.raises(TraceError, match=message) as caught:
        read_trace(trace(tmp_path, text), NAMES)
    assert "\n" not in str(caught.value)
    assert "trace.csv" in str(caught.value)


def test_of_very_many_organizations_a_message_lists_none(tmp_path):
    names = [f"N{i}" for i in range(100_000)]
    with pytest.raises(TraceError, match=r"'Z' \(there are 100,000, N0 to N99999\)"):
        read_trace(trace(tmp_path, "organization,from,to\nZ,1,2\n"), names)


def test_a_file_that_is_no_text_is_said(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_bytes(b"\xff\xfe\x00organization")
    with pytest.raises(TraceError, match="UTF-16, not UTF-8"):
        read_trace(str(path), NAMES)


@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_churn_plays_a_trace_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("organization,from,to\nA,2,2\n", encoding="utf-8-sig")
    config = load_scenario("churn").variant_configs({"environment.trace": str(path), "run.rounds": 2})[
        "pairwise"
    ]
    frame = CoopetitionModel(config).run().tables()["organizations"]
    assert not frame.query("organization == 'A' and round == 2")["is_available"].any()


def test_the_configuration_refuses_a_wrong_trace_before_anything_runs(tmp_path):
    with pytest.raises(
        ConfigurationError, match=r"environment\.trace: .*nowhere\.csv: cannot be read: No such"
    ):
        SimulationConfig().with_overrides({"environment.trace": str(tmp_path / "nowhere.csv")})
    path = trace(tmp_path, "organization,from,to\nZZ,1,2\n")
    with pytest.raises(ConfigurationError, match="unknown organization 'ZZ'"):
        SimulationConfig().with_overrides({"environment.trace": path})
