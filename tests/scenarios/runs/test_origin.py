"""Where a run comes from: commands that a shell and the command line read back as they were meant."""

from __future__ import annotations

import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.config.overrides import assignment, parse_assignments
from cocogen.scenarios.runs.origin import ForkPoint, Origin

SCALARS = (
    st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_an_assignment_is_read_back_as_it_was_meant(value):
    (word,) = shlex.split(assignment("decision.shares", value))
    assert parse_assignments([word]) == {"decision.shares": value}


def test_a_run_is_a_command():
    shares = {"best-response": 0.67, "imitation": 0.33}
    origin = Origin("quickstart", {"run.seed": 7, "run.rounds": 3, "decision.shares": shares})
    words = shlex.split(origin.command("anywhere"))
    assert words[:7] == ["cocogen", "run", "quickstart", "--seed", "7", "--rounds", "3"]
    assert parse_assignments(words[8:]) == {"decision.shares": shares}
    assert Origin.from_json(json.loads(json.dumps(origin.as_json()))) == origin


@pytest.fixture
def fork(tmp_path):
    (tmp_path / "runs" / "my fork").mkdir(parents=True)
    (tmp_path / "runs" / "first").mkdir()
    point = ForkPoint.from_paths(
        tmp_path / "runs" / "first", tmp_path / "runs" / "my fork", "0a1b", "CoCoGen+", 10
    )
    return Origin("quickstart", {"redistribution.rule": "bargaining"}, point)


def test_a_fork_finds_its_run_from_wherever_it_is_looked_at(fork, tmp_path, monkeypatch):
    said = "--at 10 --variant CoCoGen+ --set redistribution.rule=bargaining"
    monkeypatch.chdir(tmp_path)
    assert fork.command(tmp_path / "runs" / "my fork") == f"cocogen fork runs/first {said}"
    (tmp_path / "runs").rename(tmp_path / "moved")
    assert fork.command(tmp_path / "moved" / "my fork") == f"cocogen fork moved/first {said}"
    monkeypatch.chdir(tmp_path / "moved" / "first")
    assert fork.command(tmp_path / "moved" / "my fork") == f"cocogen fork . {said}"
    assert Origin.from_json(json.loads(json.dumps(fork.as_json()))) == fork


def test_going_on_needs_the_folder_only(fork, tmp_path):
    assert (
        fork.resume_command(tmp_path / "my fork") == f"cocogen fork --resume --out '{tmp_path / 'my fork'}'"
    )
    assert Origin("churn", {"run.seed": 3}).resume_command("a") == "cocogen run churn --resume --out a"
