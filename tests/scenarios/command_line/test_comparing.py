"""``cocogen compare``: runs and sweeps side by side."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from runs import stop_after

from cocogen.scenarios.command_line import comparing
from cocogen.scenarios.command_line.application import application, run_command
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RunFolder

application.add_command(comparing.compare)

QUICK = ["--set", "run.rounds=2", "--set", "population.organizations=3", "--quiet"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two sweeps that differ in competition, and one run."""
    from cocogen.scenarios.reporting import study_figures as figures

    base = tmp_path_factory.mktemp("results")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        patch.setattr(figures, "sweep_figures", lambda *_, **__: {})
        for name, intensity in (("mild", "0.01"), ("sharp", "0.2")):
            words = [
                "sweep",
                "churn",
                "--seeds",
                "3",
                "--set",
                f"competition.intensity={intensity}",
                "--jobs",
                "1",
            ]
            assert run_command([*words, *QUICK, "--out", name]) == 0
        assert run_command(["run", "churn", *QUICK, "--out", "single"]) == 0
    return base


@pytest.fixture(autouse=True)
def folders(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a copy of the results."""
    shutil.copytree(results, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")


def test_two_sweeps_are_paired(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["compare", "mild", "sharp", "--out", "both"]) == 0
    said = capsys.readouterr().out
    table = pd.read_parquet("both/comparison.parquet")
    rows = len(table) // 2
    assert f"{rows} rows are paired with mild by variant and seed" in said
    assert "Figure   both/figures/effects.png" in said
    assert Path("both/figures/levels.png").is_file()
    assert max(len(line) for line in said.splitlines()) <= 100


def test_a_run_can_be_compared_with_a_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["compare", "single", "mild", "--json", "--measure", "exits"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["reference"] == "single"
    assert set(data["combinations"][0]["measures"]) == {"exits"}
    assert data["combinations"][1]["differences"]["exits"]["n"] == 1


def test_folders_of_the_same_name_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other").mkdir()
    Path("sharp").rename("other/mild")
    capsys.readouterr()
    assert run_command(["compare", "mild", "other/mild", "--quiet"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert set(pd.read_parquet(path / "comparison.parquet")["result"]) == {"mild", "other/mild"}


def test_a_folder_may_be_compared_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["compare", "mild", "mild", "--out", "both"]) == 0
    assert "mild (2)" in capsys.readouterr().out


def test_nothing_in_common_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "churn", "--seed", "99", *QUICK, "--out", "elsewhere"]) == 0
    assert run_command(["compare", "single", "elsewhere"]) == 0
    assert "Nothing is paired" in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_a_stopped_run_is_not_called_finished(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_after(patch, 3)
        assert run_command(["run", "churn", "--quiet", "--out", "stopped"]) == 130
    capsys.readouterr()
    assert run_command(["compare", "single", "stopped", "--out", "both"]) == 0
    assert "stopped, 3 of 60" in capsys.readouterr().out
    names = set(pd.read_parquet("both/comparison.parquet")["result"])
    assert names == {"single", "stopped, 3 of 60 rounds"}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["mild"], "two folders at least"),
        (["mild", "nowhere"], "nowhere is not a folder"),
        (["mild", "empty"], "holds neither a run"),
        (["mild", "sharp", "--measure", "acuracy"], "did you mean 'accuracy'"),
        (["mild", "sharp", "--out", "single"], "single exists"),
        (["mild", "unfinished"], "unfinished is not finished"),
        (
            ["mild", "unplayed"],
            "unplayed holds no round yet; cocogen run churn --resume --out unplayed goes on",
        ),
        (["mild", "old"], "old holds a run of an earlier version of cocogen"),
    ],
)
def test_a_wrong_input_is_one_line(
    words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    Path("unfinished").mkdir()
    Path("unfinished/study.json").write_text(Path("mild/study.json").read_text())
    Path("old").mkdir()
    Path("old/config.toml").write_text(Path("single/config.toml").read_text())
    unplayed = RunFolder(Path("unplayed"))
    unplayed.claim()
    unplayed.commit(Origin("churn", {}), (), {"config.toml": Path("single/config.toml").read_bytes()})
    unplayed.release()
    before = sorted(Path.cwd().rglob("*"))
    capsys.readouterr()
    assert run_command(["compare", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert problem in said.err
    assert sorted(Path.cwd().rglob("*")) == before


@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_a_fork_is_paired_with_its_run_over_the_rounds_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--set", "population.organizations=4", "--rounds", "6", "--quiet"]
    assert run_command(["run", "churn", *few, "--out", "parent"]) == 0
    for at, name in ((3, "fork"), (4, "later")):
        change = ["--at", str(at), "--set", "redistribution.rule=none", "--quiet"]
        assert run_command(["fork", "parent", *change, "--out", name]) == 0
    capsys.readouterr()
    assert run_command(["compare", "parent", "fork", "--out", "both"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "1 row is paired with parent" in said
    assert "Rounds 4 to 6, after the fork." in said
    table = pd.read_parquet("both/comparison.parquet").set_index("result")
    for name, variant in (("parent", "pairwise"), ("fork", "fork")):
        rounds = pd.read_parquet(f"{name}/rounds.parquet")
        welfare = rounds[(rounds["variant"] == variant) & (rounds["round"] > 3)]["welfare_everyone"]
        assert table.loc[name, "mean_welfare_everyone"] == pytest.approx(welfare.mean())
    assert table.loc["fork", "transfer_volume"] == 0 < table.loc["parent", "transfer_volume"]
    assert run_command(["compare", "fork", "later", "parent"]) == 0
    assert "Rounds 5 to 6, after the forks." in " ".join(capsys.readouterr().out.split())
    assert run_command(["compare", "single", "fork"]) == 0  # no run of its kin
    assert "after the fork" not in capsys.readouterr().out
