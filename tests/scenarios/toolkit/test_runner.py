"""The runner: side by side, resumable, interruptible, into one folder that is always readable."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pandas as pd
import pytest
from markets import SMALL

from model.checkpoint import CheckpointError
from scenarios.toolkit.readings import best_market
from scenarios.toolkit.runner import Interrupted, apart, run_scenario, together
from scenarios.toolkit.scenario import Scenario
from scenarios.toolkit.store import TABLES, RunFolder, RunFolderError, fresh_folder, read_config, read_tables

SCENARIO = Scenario(
    name="small",
    group="Tests",
    question="Does it run?",
    story="",
    runtime="1 s",
    headline="pairwise",
    reading=best_market,
    figure="baselines",
    next_command="cocogen list",
    settings=SMALL,
    markets={
        "none": {"redistribution.rule": "none"},
        "pairwise": {"redistribution.rule": "pairwise", "redistribution.rate": 0.05},
    },
)
REQUIRED = [
    "scenario",
    "seed",
    "rounds",
    "social_welfare",
    "mean_social_welfare",
    "optimal_welfare",
    "equilibrium_welfare",
    "regret",
    "distance_to_equilibrium",
    "accuracy",
    "generation_mean",
    "members",
    "exits",
    "reentries",
    "churn_rate",
    "budget_imbalance",
    "wall_seconds",
    "versions",
]


class Silent:
    """A listener that does nothing."""

    def played(self, market, model):
        """Do nothing."""


class Stopper:
    """A listener that presses Ctrl-C after some rounds of the second market."""

    def __init__(self, after: int) -> None:
        self.after = after

    def played(self, market, model):
        """Interrupt this process."""
        if market == "pairwise" and model.round == self.after:
            os.kill(os.getpid(), signal.SIGINT)


def run(path: Path, progress=None, *, resume=False, force=False, **overrides):
    folder = RunFolder(path)
    folder.claim(resume=resume, force=force)
    try:
        return run_scenario(
            SCENARIO, SCENARIO.market_configs(overrides), folder, progress or Silent(), resume=resume
        )
    finally:
        folder.release()


def contents(path: Path) -> dict[str, bytes]:
    return {name: (path / f"{name}.parquet").read_bytes() for name in TABLES}


def test_a_run_folder_holds_everything(tmp_path):
    summary = run(tmp_path / "run")
    written = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert set(REQUIRED) <= set(written)
    assert written["finished"]
    assert written["markets"].keys() == {"none", "pairwise"}
    assert written["social_welfare"] == summary["markets"]["pairwise"]["social_welfare"]
    tables = read_tables(tmp_path / "run")
    assert set(tables) == set(TABLES)
    assert len(tables["rounds"]) == 12
    assert sorted(p.name for p in (tmp_path / "run" / "checkpoint").iterdir()) == [
        "none.safetensors",
        "pairwise.safetensors",
    ]
    name, configs = read_config(tmp_path / "run")
    assert name == "small"
    assert configs == SCENARIO.market_configs()


def test_the_same_seed_gives_byte_identical_tables(tmp_path):
    run(tmp_path / "a")
    run(tmp_path / "b")
    run(tmp_path / "c", **{"run.seed": 1})
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_ctrl_c_leaves_what_was_done_and_resume_finishes_it(tmp_path):
    run(tmp_path / "undisturbed")
    with pytest.raises(Interrupted):
        run(tmp_path / "stopped", Stopper(after=3))
    assert not json.loads((tmp_path / "stopped" / "summary.json").read_text())["finished"]
    assert read_tables(tmp_path / "stopped")["rounds"]["round"].max() == 3
    run(tmp_path / "stopped", resume=True)
    assert contents(tmp_path / "stopped") == contents(tmp_path / "undisturbed")


def test_a_second_ctrl_c_stops_at_once(tmp_path):
    class Impatient:
        def played(self, market, model):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run", Impatient())


def test_resuming_under_another_configuration_is_refused(tmp_path):
    run(tmp_path / "run")
    with pytest.raises(RunFolderError, match=r"competition\.intensity of market 'none' differs"):
        run(tmp_path / "run", resume=True, **{"competition.intensity": 0.01})
    assert read_config(tmp_path / "run")[1] == SCENARIO.market_configs()


def test_a_damaged_checkpoint_is_said_with_its_path(tmp_path):
    run(tmp_path / "run")
    (tmp_path / "run" / "checkpoint" / "none.safetensors").write_bytes(b"nonsense")
    with pytest.raises(CheckpointError, match=r"none\.safetensors: the checkpoint is damaged"):
        run(tmp_path / "run", resume=True)


def test_an_existing_run_is_refused_and_force_replaces_it(tmp_path):
    run(tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(RunFolderError, match="holds a run already; use --resume, --force or another --out"):
        run(tmp_path / "run")
    assert contents(tmp_path / "run") == before
    run(tmp_path / "run", force=True, **{"run.seed": 1})
    assert contents(tmp_path / "run") != before


def test_a_folder_of_something_else_is_refused_even_with_force(tmp_path):
    (tmp_path / "thesis.tex").write_text("precious")
    for force in (False, True):
        with pytest.raises(RunFolderError, match="exists and is not a run folder"):
            run(tmp_path, force=force)
    assert (tmp_path / "thesis.tex").read_text() == "precious"


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="exists and is not a run folder"):
        run(tmp_path / "file")


def test_an_unwritable_place_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot write to"):
        run(tmp_path / "file" / "below")


def test_nothing_to_resume(tmp_path):
    with pytest.raises(RunFolderError, match="holds no run to resume"):
        run(tmp_path / "nothing", resume=True)


def test_one_process_at_a_time(tmp_path):
    first = RunFolder(tmp_path / "run")
    first.claim()
    try:
        with pytest.raises(RunFolderError, match="in use by another process"):
            RunFolder(tmp_path / "run").claim()
    finally:
        first.release()
    assert not (tmp_path / "run").exists()
    RunFolder(tmp_path / "run").claim()


def test_reading_what_is_not_a_run(tmp_path):
    with pytest.raises(RunFolderError, match=r"rounds\.parquet is missing"):
        read_tables(tmp_path)
    with pytest.raises(RunFolderError, match=r"config\.toml is missing"):
        read_config(tmp_path)
    (tmp_path / "config.toml").write_text("x = 1")
    with pytest.raises(RunFolderError, match="cannot be used"):
        read_config(tmp_path)


def test_tables_are_put_together_and_taken_apart():
    one = {
        "rounds": pd.DataFrame({"round": [1, 2]}),
        "events": pd.DataFrame({"round": [1], "event": ["exit"]}),
    }
    none = {"rounds": pd.DataFrame({"round": [1]}), "events": one["events"].iloc[:0]}
    stacked = together({"a": one, "b": none})
    assert stacked["rounds"]["market"].tolist() == ["a", "a", "b"]
    back = apart(stacked)
    pd.testing.assert_frame_equal(back["a"]["rounds"], one["rounds"])
    assert len(back["b"]["events"]) == 0


def test_fresh_folders_do_not_collide(tmp_path):
    first = fresh_folder(tmp_path, "small")
    first.mkdir()
    assert fresh_folder(tmp_path, "small") != first
