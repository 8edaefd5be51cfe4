"""``cocogen calibrate``: real training, a stored fit that is used when asked for, a table and a picture."""

from __future__ import annotations

import json
import shlex
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from calibrations import made_up

from cocogen.model.learning import experiments
from cocogen.model.learning.calibration_files import load_calibration, save_calibration
from cocogen.scenarios.command_line import main
from cocogen.visualizations import figures

SHORT = ("--generator", "mixture", "--rounds", "6", "--repeats", "1")
BRIEF = ("--rounds", "1", "--set", "learning.kind=curve")


@pytest.fixture
def small_grid(monkeypatch, tmp_path):
    """Train five short runs instead of the whole grid, and keep the fit out of the session's cache."""
    whole = experiments.grid

    def few(task, rounds, repeats):
        fitted, held_out = whole(task, rounds, repeats)
        return fitted[1::10], held_out[:2]

    monkeypatch.setattr(experiments, "grid", few)
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture(autouse=True)
def undrawn_runs(monkeypatch):
    """Leave the figures of runs out; drawing them takes longer than the runs."""
    monkeypatch.setattr(figures, "draw_figure", lambda *_: None)
    monkeypatch.setattr(figures, "figure_contents", lambda _, name: {f"{name}.png": b""})


@pytest.fixture
def untrained(small_grid, monkeypatch):
    """Measure what a made-up calibration says instead of training."""

    def measured(task, generator, experiment, **_):
        return made_up(experiment.seed, rounds=experiment.rounds, setting=experiment.setting)

    monkeypatch.setattr(experiments, "measure", measured)
    return small_grid


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return int(left.value.code)


def scale_of(run: Path) -> float:
    return tomllib.loads((run / "config.toml").read_text())["game"]["scale"]


def test_a_fit_is_shown_stored_and_used_only_when_asked_for(capsys, small_grid, monkeypatch):
    monkeypatch.chdir(small_grid)
    shipped = load_calibration("digits")
    assert call("calibrate", "digits", *SHORT) == 0
    printed = capsys.readouterr().out
    assert "μ  knowledge_retention" in printed
    assert "held-out runs, from round 5, the predicted accuracy is off by" in " ".join(printed.split())
    assert "Use it   --set game.calibration=own:digits" in printed
    assert {path.suffix for path in Path("runs/calibration-digits").iterdir()} == {".png", ".pdf"}
    own = load_calibration("own:digits")
    assert own.scale != shipped.scale
    assert call("run", "quickstart", *BRIEF, "--out", "plain") == 0
    assert "Calibration: digits (shipped)." in capsys.readouterr().err
    command = printed.partition("Next     cocogen ")[2].splitlines()[0]
    assert call(*shlex.split(command), *BRIEF, "--out", "own") == 0
    assert "Calibration: own:digits." in capsys.readouterr().err
    assert scale_of(Path("plain")) == pytest.approx(shipped.scale)
    assert scale_of(Path("own")) == pytest.approx(own.scale)
    for run, said in (("plain", "digits (shipped)"), ("own", "own:digits")):
        summary = json.loads((Path(run) / "summary.json").read_text())
        assert summary["calibration"] == said
        assert {variant["calibration"] for variant in summary["variants"].values()} == {said}
        config = tomllib.loads((Path(run) / "config.toml").read_text())
        assert config["game"]["calibration"] == said.removesuffix(" (shipped)")


def test_a_run_is_not_gone_on_with_under_another_calibration(capsys, small_grid, monkeypatch):
    monkeypatch.chdir(small_grid)
    words = ["run", "quickstart", *BRIEF, "--out", "own", "--set", "game.calibration=own:digits"]
    shipped = load_calibration("digits")
    save_calibration(shipped)
    assert call(*words) == 0
    before = {path: path.read_bytes() for path in Path("own").glob("*.parquet")}
    save_calibration(replace(shipped, scale=2 * shipped.scale))
    capsys.readouterr()
    assert call(*words, "--rounds", "2", "--resume") == 2
    assert "game.calibration: own:digits has changed since own was started" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path("own").glob("*.parquet")} == before


def test_own_data_is_calibrated_by_the_command_that_is_printed(capsys, untrained, monkeypatch):
    monkeypatch.chdir(untrained)
    rng = np.random.default_rng(0)
    ill = rng.integers(0, 2, 800)
    rows = [
        f"{50 + 8 * y + 10 * e:.2f},{'fm'[i % 2]},{'ill' if y else 'well'}"
        for i, (y, e) in enumerate(zip(ill, rng.normal(size=800), strict=True))
    ]
    Path("my patients.csv").write_text("\n".join(["age,sex,diagnosis", *rows]))
    own = ["--set", "task.name=csv", "--set", "task.path=my patients.csv", "--set", "task.label=diagnosis"]
    run = ["run", "quickstart", *own, *BRIEF, "--quiet"]
    assert call(*run) == 2
    said = capsys.readouterr().err
    hints = [shlex.split(hint) for hint in said.split("`")[1::2]]
    assert [hint[:2] for hint in hints] == [
        ["cocogen", "calibrate"],
        ["--set", "game.calibration=own:my-patients"],
        ["--set", "game.calibration=digits"],
    ]
    assert call(*hints[0][1:], *SHORT) == 0
    said = capsys.readouterr().out
    assert "Use it   --set game.calibration=own:my-patients" in said
    assert "in place of" not in said
    assert call(*run) == 2
    assert "yours is used with `--set game.calibration=own:my-patients`" in capsys.readouterr().err
    for hint in hints[1:]:
        assert call(*run, *hint) == 0
    assert call(*hints[0][1:], *SHORT) == 0
    assert "my-patients.json, in place of the fit that was there" in capsys.readouterr().out


def test_the_file_may_be_anywhere(capsys, untrained, monkeypatch):
    monkeypatch.chdir(untrained)
    assert call("calibrate", "digits", *SHORT, "--json", "--out", "mine[a]/fit.json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "digits"
    assert 0 < told["ceiling"] <= 1
    assert {path.name for path in Path("mine[a]").iterdir()} == {"fit.json", "fit.png", "fit.pdf"}
    monkeypatch.chdir("/")
    assert call("game", "quickstart", *shlex.split(told["option"]), "--json", "--out", str(untrained)) == 0
    assert json.loads(capsys.readouterr().out)["calibration"] == str(untrained / "mine[a]" / "fit.json")


def test_what_samples_are_worth_is_added_to_the_fit_and_used(capsys, untrained, monkeypatch):
    monkeypatch.chdir(untrained)
    worth = ["calibrate", "digits", "--worth", "mixture", "--rounds", "6", "--repeats", "1"]
    assert call(*worth) == 0
    printed = capsys.readouterr().out
    assert "φ°, to own models" in printed
    assert "Use it   --set game.calibration=own:digits" in printed
    assert "Figure" not in printed
    shipped, own = load_calibration("digits"), load_calibration("own:digits")
    assert replace(own, worths=shipped.worths) == shipped
    assert own.worths["mixture"].runs > 0
    assert call(*worth, "--worth", "bootstrap", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["figure"] is None
    assert {"mixture", "bootstrap"} <= set(load_calibration("own:digits").worths)
    save_calibration(replace(shipped, worths={"mixture": replace(own.worths["mixture"], fidelity=0.25)}))
    asked = ["--set", "game.calibration=own:digits", "--set", "learning.generator=mixture"]
    assert call("run", "quickstart", *BRIEF, *asked, "--out", "poor") == 0
    assert (
        "Worth of a synthetic sample in real ones: φ 0.25, as measured for mixture."
        in capsys.readouterr().err
    )
    summary = json.loads(Path("poor/summary.json").read_text())
    assert summary["fidelity"] == "φ 0.25, as measured for mixture"
    assert tomllib.loads(Path("poor/config.toml").read_text())["game"]["fidelity"] == 0.25
    assert call("run", "quickstart", *BRIEF, "--out", "plain") == 0
    plain = json.loads(Path("plain/summary.json").read_text())
    assert summary["generation_mean"] < plain["generation_mean"], "who generates badly generates less"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["digit"], "unknown task 'digit'; did you mean 'digits'?"),
        (["abstract"], "task 'abstract' has no data to train on"),
        (["csv"], "task 'csv' needs the parameter 'path'"),
        (["digits", "--set", "run.rounds=3"], "unknown field of task 'digits': 'run.rounds'"),
        (["digits", "--set", "task.publik=3"], "did you mean 'task.public'"),
        (["digits", "--worth", "mixtur"], "did you mean 'mixture'?"),
        (["digits", "--name", "../digits"], "own:../digits names no calibration"),
        (["digits", "--name", "a", "--out", "a.json"], "--name and --out exclude each other"),
        (["digits", "--out", "folder"], "--out takes the path of a .json file, got 'folder'"),
        (["digits", "--out", "there.json"], "there.json exists; choose another --out"),
        (["digits", "--out", "there.json/fit.json"], "cannot write to there.json"),
    ],
)
def test_a_wrong_input_is_one_line_before_any_training(words, problem, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(experiments, "measure", None)
    Path("there.json").write_text("mine")
    assert call("calibrate", *words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert problem in said.err
    assert Path("there.json").read_text() == "mine"
