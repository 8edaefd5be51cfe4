"""Forking: the same past, another policy, and nothing else that differs."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from markets import SMALL

from model.overrides import ConfigurationError
from scenarios.command_line import main
from scenarios.toolkit.forking import fork_run
from scenarios.toolkit.store import RunFolderError, read_tables

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("forks") / "run"
    assert call("run", "quickstart", "--rounds", "6", "--quiet", "--out", str(path), *SETTINGS) == 0
    return path


def test_both_share_the_past_and_the_control_is_the_run_itself(folder, tmp_path, capsys):
    out = tmp_path / "fork"
    words = ("fork", str(folder), "--at", "3", "--market", "CoCoGen", "--set", "decision.rule=random")
    assert call(*words, "--out", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out)["scenario"] == "fork of quickstart"
    rounds = read_tables(out)["rounds"]
    original = read_tables(folder)["rounds"].query("market == 'CoCoGen'").drop(columns="market")
    control = rounds.query("market == 'as it was'").drop(columns="market")
    forked = rounds.query("market == 'fork'").drop(columns="market")
    pd.testing.assert_frame_equal(control.reset_index(drop=True), original.reset_index(drop=True))
    pd.testing.assert_frame_equal(
        forked.query("round <= 3").reset_index(drop=True), original.query("round <= 3").reset_index(drop=True)
    )
    assert not forked["generation_total"].iloc[3:].equals(original["generation_total"].iloc[3:])


def test_a_fork_after_the_end_goes_on_from_the_checkpoint(folder):
    changes = {"run.rounds": 8, "redistribution.rule": "bargaining"}
    _, models = fork_run(folder, 6, changes)
    assert [model.round for model in models.values()] == [6, 6]
    played = models["fork"].run().tables()["organizations"]
    assert (played.query("round > 6 and plays")["transfer"].abs() > 0).any()


def test_a_fork_with_the_same_policy_changes_nothing(folder):
    _, models = fork_run(folder, 2, {"decision.inertia": 0.3}, market="CoCoGen")
    tables = [model.run().tables()["organizations"] for model in models.values()]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize(
    ("at", "changes", "message"),
    [
        (2, {"population.alpha": 1.0}, "keeps the world as it is and cannot set population.alpha"),
        (2, {}, "a fork needs a change"),
        (6, {"decision.rule": "random"}, "0 to 5, got 6"),
        (-1, {"decision.rule": "random"}, "got -1"),
        (2, {"decision.rule": "randm"}, "did you mean 'random'"),
    ],
)
def test_what_cannot_be_forked_is_said_in_one_line(folder, at, changes, message):
    with pytest.raises(ConfigurationError) as caught:
        fork_run(folder, at, changes)
    assert message in str(caught.value)


def test_a_market_or_folder_that_is_not_there(folder, tmp_path):
    with pytest.raises(RunFolderError, match="has no market 'WCO'"):
        fork_run(folder, 2, {"decision.rule": "random"}, market="WCO")
    with pytest.raises(RunFolderError, match="is not a run folder"):
        fork_run(tmp_path, 2, {"decision.rule": "random"})


def test_a_fork_cannot_be_resumed_as_if_it_were_the_run(folder, tmp_path, capsys):
    out = tmp_path / "fork"
    assert (
        call("fork", str(folder), "--at", "3", "--set", "decision.rule=random", "--quiet", "--out", str(out))
        == 0
    )
    assert call("run", "quickstart", "--resume", "--out", str(out), *SETTINGS) == 2
    assert "holds the run of 'fork of quickstart'" in capsys.readouterr().err
