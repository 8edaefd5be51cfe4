"""The runner: side by side, resumable, interruptible, into one folder that is always readable."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from markets import SMALL

from cocogen.model.records.checkpoint import CheckpointError
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import best_variant
from cocogen.scenarios.folders.manifest import ManifestError
from cocogen.scenarios.runs import runner
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.resuming import resumable
from cocogen.scenarios.runs.run_folder import RunFolder
from cocogen.scenarios.runs.runner import Interrupted, run_scenario
from cocogen.scenarios.runs.stored_run import TABLES, RunFolderError, read_run

SCENARIO = Scenario(
    name="small",
    group="Tests",
    question="Does it run?",
    story="",
    runtime="1 s",
    headline="pairwise",
    reading=best_variant,
    figure="baselines",
    next_command="cocogen list",
    settings=SMALL,
    variants={
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

    def played(self, variant, model):
        """Do nothing."""


class Stopper:
    """A listener that presses Ctrl-C after some rounds of the second variant."""

    def __init__(self, after: int) -> None:
        self.after = after

    def played(self, variant, model):
        """Interrupt this process."""
        if variant == "pairwise" and model.round == self.after:
            os.kill(os.getpid(), signal.SIGINT)


def run(path: Path, progress=None, *, resume=False, force=False, **overrides):
    folder = RunFolder(path)
    folder.claim(resume=resume, force=force)
    try:
        configs = SCENARIO.variant_configs(overrides)
        stored = resumable(path, SCENARIO.name, configs) if resume else None
        origin = Origin(SCENARIO.name, overrides)
        return run_scenario(SCENARIO, configs, folder, progress or Silent(), origin=origin, stored=stored)
    finally:
        folder.release()


def contents(path: Path) -> dict[str, bytes]:
    return {name: (path / f"{name}.parquet").read_bytes() for name in TABLES}


def test_a_run_folder_holds_everything(tmp_path):
    summary = run(tmp_path / "run")
    written = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert set(REQUIRED) <= set(written)
    assert written["finished"]
    assert written["variants"].keys() == {"none", "pairwise"}
    assert written["social_welfare"] == summary["variants"]["pairwise"]["social_welfare"]
    tables = read_run(tmp_path / "run").tables()
    assert set(tables) == set(TABLES)
    assert len(tables["rounds"]) == 12
    assert sorted(p.name for p in (tmp_path / "run" / "checkpoint").iterdir()) == [
        "none.safetensors",
        "pairwise.safetensors",
    ]
    stored = read_run(tmp_path / "run")
    name, configs = stored.scenario, stored.configs
    assert name == "small"
    assert configs == SCENARIO.variant_configs()


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
    stopped = read_run(tmp_path / "stopped")
    assert not stopped.summary["finished"]
    assert stopped.progress == "3 of 6 rounds"
    assert read_run(tmp_path / "stopped").tables()["rounds"]["round"].max() == 3
    run(tmp_path / "stopped", resume=True)
    assert contents(tmp_path / "stopped") == contents(tmp_path / "undisturbed")


def test_a_second_ctrl_c_stops_at_once(tmp_path):
    class Impatient:
        def played(self, variant, model):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run", Impatient())


def test_resuming_under_another_configuration_is_refused(tmp_path):
    run(tmp_path / "run")
    with pytest.raises(RunFolderError, match=r"competition\.intensity of variant 'none' differs"):
        run(tmp_path / "run", resume=True, **{"competition.intensity": 0.01})
    assert read_run(tmp_path / "run").configs == SCENARIO.variant_configs()


def test_a_damaged_checkpoint_is_said_with_its_path(tmp_path):
    run(tmp_path / "run")
    (tmp_path / "run" / "checkpoint" / "none.safetensors").write_bytes(b"nonsense")
    with pytest.raises(ManifestError, match=r"checkpoint/none\.safetensors is damaged"):
        run(tmp_path / "run", resume=True)


def test_a_checkpoint_of_another_format_is_said_with_its_path(tmp_path, monkeypatch):
    run(tmp_path / "run")
    monkeypatch.setattr("cocogen.model.records.checkpoint.FORMAT", 99)
    with pytest.raises(CheckpointError, match=r"checkpoint/none\.safetensors: the checkpoint has format"):
        run(tmp_path / "run", resume=True)


def test_an_existing_run_is_refused_and_force_replaces_it(tmp_path):
    run(tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(RunFolderError, match="holds a run already; use --resume, --force or another --out"):
        run(tmp_path / "run")
    assert contents(tmp_path / "run") == before
    run(tmp_path / "run", force=True, **{"run.seed": 1})
    assert contents(tmp_path / "run") != before


class Watcher:
    """A listener that reads the folder when a round of the last variant was played."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[str] = []

    def played(self, variant, model):
        """Read the run as somebody else would."""
        if variant == "pairwise":
            self.seen.append(read_run(self.path).progress)


def test_the_folder_is_a_run_from_the_start_and_every_checkpoint_can_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(runner, "CHECKPOINT_SHARE", 1e9)
    watcher = Watcher(tmp_path / "run")
    run(tmp_path / "run", watcher)
    assert watcher.seen == [f"{rounds} of 6 rounds" for rounds in range(6)]
    assert read_run(tmp_path / "run").progress == ""


def test_checkpoints_take_a_tenth_of_the_time_at_most(tmp_path, monkeypatch):
    commits = []
    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(RunFolder, "commit", lambda *_, **__: (commits.append(1), time.sleep(0.2)))
    run(tmp_path / "run")
    assert len(commits) == 3  # the beginning, one checkpoint, the end: what would follow waits two seconds


def test_a_run_that_is_replaced_stays_until_the_new_one_has_something(tmp_path, monkeypatch):
    run(tmp_path / "run")
    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(runner, "CHECKPOINT_SHARE", 1e9)
    watcher = Watcher(tmp_path / "run")
    run(tmp_path / "run", watcher, force=True, **{"run.seed": 1})
    assert watcher.seen == ["", *(f"{rounds} of 6 rounds" for rounds in range(1, 6))]


def test_a_new_run_that_is_stopped_before_its_first_round_replaces_nothing(tmp_path, monkeypatch):
    run(tmp_path / "run")
    before = read_run(tmp_path / "run").manifest

    @contextmanager
    def stop_at_once():
        wish = threading.Event()
        wish.set()
        yield wish

    monkeypatch.setattr(runner, "after_the_round", stop_at_once)
    with pytest.raises(Interrupted):
        run(tmp_path / "run", force=True, **{"run.seed": 1})
    assert read_run(tmp_path / "run").manifest == before
    with pytest.raises(Interrupted):
        run(tmp_path / "new")
    assert read_run(tmp_path / "new").progress == "0 of 6 rounds"


def test_the_disk_is_full_in_the_middle(tmp_path, monkeypatch):
    run(tmp_path / "run")
    before = read_run(tmp_path / "run")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cocogen.scenarios.folders.committing.write_synced", full)
    with pytest.raises(RunFolderError, match="No space left on device; what was committed is whole"):
        run(tmp_path / "run", force=True, **{"run.seed": 1})
    assert read_run(tmp_path / "run") == before


def test_fewer_rounds_than_were_played_are_refused(tmp_path):
    run(tmp_path / "run")
    before = read_run(tmp_path / "run")
    with pytest.raises(RunFolderError, match="has played 6 rounds already; --rounds cannot be less, got 4"):
        run(tmp_path / "run", resume=True, **{"run.rounds": 4})
    assert read_run(tmp_path / "run") == before
    run(tmp_path / "run", resume=True, **{"run.rounds": 6})
    assert (
        contents(tmp_path / "run").items()
        <= {name.removesuffix(".parquet"): content for name, content in before.contents.items()}.items()
    )


def test_the_time_of_all_sessions_is_added_up(tmp_path):
    run(tmp_path / "run")
    before = read_run(tmp_path / "run").summary["wall_seconds"]
    run(tmp_path / "run", resume=True, **{"run.rounds": 8})
    assert read_run(tmp_path / "run").summary["wall_seconds"] > before


def test_a_file_that_changes_while_the_variants_read_it_stops_the_run(tmp_path, monkeypatch):
    trace = tmp_path / "trace.csv"
    trace.write_text("organization,from,to\nA,1,1\n")
    real, built = runner.CoopetitionModel, []

    def slow(config):
        built.append(real(config))
        trace.write_text("organization,from,to\nA,1,2\n")
        return built[-1]

    monkeypatch.setattr(runner, "CoopetitionModel", slow)
    with pytest.raises(RunFolderError, match=r"environment\.trace: .*trace\.csv changed while it was read"):
        run(tmp_path / "run", **{"environment.trace": str(trace)})
    assert not (tmp_path / "run").exists()
