"""A scenario in one line of Python: the same run folder as the command's."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from runs import draw_dots

import cocogen
from cocogen.agents.names import UnknownNameError
from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.runs.stored_run import TABLES, RunFolderError


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_run_has_tables_a_summary_and_a_figure() -> None:
    played = cocogen.run("churn", seed=3, rounds=3, out="out")
    assert set(played.tables) == set(TABLES)
    rounds = played.tables["rounds"]
    assert set(rounds["variant"]) == set(played.summary["variants"])
    assert set(rounds["round"]) == {1, 2, 3}
    assert played.summary["seed"] == 3
    assert Path("out/figures/churn.png").is_file()
    assert isinstance(played.plot(), Figure)
    assert "run of churn" in repr(played)


def test_the_command_plays_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_dots(monkeypatch)
    cocogen.run("two-firms", seed=4, rounds=2, overrides={"competition.intensity": 0.06}, out="python")
    words = ["--seed", "4", "--rounds", "2", "--set", "competition.intensity=0.06", "--out", "command"]
    assert run_command(["run", "two-firms", *words, "--quiet"]) == 0
    for name in ("config.toml", *(f"{table}.parquet" for table in TABLES)):
        assert Path("python", name).read_bytes() == Path("command", name).read_bytes(), name


def test_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_dots(monkeypatch)
    cocogen.run("two-firms", seed=4, rounds=2, out="out")
    longer = cocogen.run("two-firms", rounds=4, out="out", resume=True)
    assert longer.summary["seed"] == 4
    assert longer.tables["rounds"]["round"].max() == 4
    with pytest.raises(RunFolderError, match="holds a run already"):
        cocogen.run("two-firms", out="out")


@pytest.mark.parametrize(
    ("name", "options", "kind", "problem"),
    [
        ("chrun", {}, UnknownNameError, "did you mean 'churn'"),
        ("churn", {"overrides": {"population.alfa": 1}}, ConfigurationError, "did you mean 'alpha'"),
        ("churn", {"resume": True}, ValueError, "needs the folder to go on with"),
    ],
)
def test_what_cannot_be_played_is_one_line(
    name: str, options: dict[str, object], kind: type[Exception], problem: str
) -> None:
    with pytest.raises(kind, match=problem) as refused:
        cocogen.run(name, **options)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert not Path("runs").exists()
