"""``cocogen fork``: gone on with after an interruption, and every command that it prints runs; scenarios as shipped."""

from __future__ import annotations

import shlex
import shutil

import pandas as pd
import pytest
from runs import draw_dots

from cocogen.scenarios.command_line import main
from cocogen.scenarios.runs import forking, runner
from cocogen.scenarios.runs.run_folder import RunFolder
from cocogen.scenarios.runs.stored_run import RunFolderError, read_run

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code)


@pytest.fixture(autouse=True)
def dots(monkeypatch):
    draw_dots(monkeypatch)


@pytest.fixture(scope="module")
def churn(tmp_path_factory):
    """Play the churn scenario as it is shipped, but for its length."""
    path = tmp_path_factory.mktemp("forks") / "churn"
    with pytest.MonkeyPatch.context() as patch:
        draw_dots(patch)
        assert call("run", "churn", "--rounds", "12", "--quiet", "--out", str(path)) == 0
    return path


FORK = ("--at", "6", "--set", "redistribution.rule=bargaining", "--set", "participation.patience=2")


def fork(run, out, *words: str) -> int:
    return call("fork", str(run), *FORK, "--quiet", "--out", str(out), *words)


def tables(path):
    return {name: frame.to_csv() for name, frame in read_run(path).tables().items()}


class Silent:
    """A listener that does nothing."""

    def played(self, variant, model):
        """Do nothing."""


class Stopped(Exception):  # noqa: N818
    """The process is gone."""


def stop_after(monkeypatch, rounds: int) -> None:
    """Let the process die when a variant has played so many rounds in all, after a commit of every round."""
    real = runner.Session.commit

    def commit(session):
        if max(model.round for model in session.models.values()) >= rounds:
            raise Stopped
        return real(session)

    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(runner, "CHECKPOINT_SHARE", 1e9)
    monkeypatch.setattr(runner.Session, "commit", commit)


@pytest.mark.parametrize("rounds", [7, 9])
def test_a_fork_that_was_cut_off_is_gone_on_with_without_its_run(churn, tmp_path, monkeypatch, rounds):
    parent = shutil.copytree(churn, tmp_path / "churn")
    assert fork(parent, tmp_path / "undisturbed") == 0
    changes = {"redistribution.rule": "bargaining", "participation.patience": 2}
    cut = RunFolder(tmp_path / "cut")
    cut.claim()
    session = forking.fork_session(parent, 6, changes, cut)
    with monkeypatch.context() as patch:
        stop_after(patch, rounds)
        with pytest.raises(Stopped):
            runner.play(session, Silent())
    cut.release()
    assert read_run(tmp_path / "cut").progress == f"{rounds - 1} of 12 rounds"
    shutil.rmtree(parent)
    assert call("fork", "--resume", "--quiet", "--out", str(tmp_path / "cut")) == 0
    assert tables(tmp_path / "cut") == tables(tmp_path / "undisturbed")


def test_a_fork_can_become_longer_and_says_how_it_was_made(churn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fork(churn, "fork") == 0
    assert fork(churn, "again", "--rounds", "15") == 0
    assert call("fork", str(churn), "--resume", "--rounds", "15", "--quiet", "--out", "fork") == 0
    assert tables(tmp_path / "fork") == tables(tmp_path / "again")
    stored = read_run(tmp_path / "fork")
    assert stored.origin == read_run(tmp_path / "again").origin
    words = shlex.split(stored.origin.command(tmp_path / "fork"))
    assert call(*words[1:], "--quiet", "--out", "third") == 0
    assert tables(tmp_path / "third") == tables(tmp_path / "fork")


def test_a_fork_of_a_fork_goes_by_the_policies_of_its_past(churn, tmp_path):
    """What the second fork shares with the first is what the first one played, wherever it starts."""
    assert fork(churn, tmp_path / "fork") == 0
    played = read_run(tmp_path / "fork").tables()["organizations"]
    for variant in ("fork", "as it was"):
        _, models = forking.fork_run(tmp_path / "fork", 9, {"decision.rule": "none"}, variant)
        found = models["fork"].tables()["organizations"]
        wanted = (
            played.query("variant == @variant and round <= 9").drop(columns="variant").reset_index(drop=True)
        )
        pd.testing.assert_frame_equal(found, wanted, check_exact=True)
    with pytest.raises(
        RunFolderError, match=r"is a fork and shares its first 6 rounds with .*churn; fork that"
    ):
        forking.fork_run(tmp_path / "fork", 5, {"decision.rule": "none"})


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--at", "5"], "is a fork with other options: --at differs"),
        (["--variant", "none"], "--variant differs"),
        (["--set", "redistribution.rule=none"], "--set differs"),
        (["--set", "decision.rule=none"], "--set differs"),
        (["--rounds", "7"], "has played 12 rounds already; --rounds cannot be less, got 7"),
    ],
)
def test_another_fork_is_not_gone_on_with(churn, tmp_path, capsys, words, problem):
    assert fork(churn, tmp_path / "fork") == 0
    before = read_run(tmp_path / "fork").manifest
    capsys.readouterr()
    assert call("fork", str(churn), "--resume", "--out", str(tmp_path / "fork"), *words) == 2
    assert problem in capsys.readouterr().err
    assert read_run(tmp_path / "fork").manifest == before


def test_what_cannot_be_gone_on_with_is_said_in_one_line(churn, tmp_path, capsys):
    other = tmp_path / "other"
    assert call("run", "churn", "--rounds", "12", "--seed", "5", "--quiet", "--out", str(other)) == 0
    assert fork(churn, tmp_path / "fork") == 0
    for words, problem in (
        ((str(other), "--resume", "--out", str(tmp_path / "fork")), "is not the run that"),
        (("--resume", "--out", str(churn)), "holds no fork but a run; cocogen run churn --resume --out"),
        (("--resume",), "--resume needs --out"),
        (("--at", "3"), "a fork needs a RUN folder"),
        ((str(churn),), "a fork needs --at with a round"),
    ):
        capsys.readouterr()
        assert call("fork", *words) == 2
        said = capsys.readouterr().err
        assert problem in said
        assert said.count("\n") == 1


def test_a_fork_of_a_run_whose_trace_has_changed_is_refused(tmp_path, capsys):
    trace = tmp_path / "trace.csv"
    trace.write_text("organization,from,to\nA,2,3\n")
    words = ("run", "churn", "--rounds", "6", "--set", f"environment.trace={trace}", "--quiet")
    assert call(*words, "--out", str(tmp_path / "run")) == 0
    trace.write_text("organization,from,to\nA,2,4\n")
    capsys.readouterr()
    assert fork(tmp_path / "run", tmp_path / "fork", "--at", "4") == 2
    said = capsys.readouterr().err
    assert f"environment.trace: {trace} has changed since" in said
    assert not (tmp_path / "fork").exists()
