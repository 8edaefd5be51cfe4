"""A study in five lines of Python: the same folder and the same numbers as the command's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import cocogen
from cocogen.agents.names import UnknownNameError
from cocogen.model.config.overrides import ConfigurationError
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.reporting import study_figures
from cocogen.scenarios.reporting.study_result import StudyResult
from cocogen.scenarios.studies import engine
from cocogen.scenarios.studies.factors import Factor
from cocogen.scenarios.studies.study import StudyError

SETTINGS = {"learning.kind": "curve", "run.rounds": 3}
VARIANTS = ["CoCoGen", "CoCoGen+"]
MEASURE = "mean_welfare_everyone"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(study_figures, "sweep_figures", lambda *_, **__: {})


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """The study of the README on a curve, with three seeds."""
    study = cocogen.Study(
        "baselines", {"population.alpha": [0.1, 1]}, variants=VARIANTS, seeds=3, overrides=SETTINGS
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_figures, "sweep_figures", lambda *_, **__: {})
        return study.run(jobs=1, out=tmp_path_factory.mktemp("study"), progress=False)


def test_effects_are_paired_over_the_same_seeds(result: StudyResult) -> None:
    effects = result.effects(MEASURE, against="CoCoGen")
    assert list(effects) == ["variant", "population.alpha", "effect", "low", "high", "seeds"]
    assert set(effects["variant"]) == {"CoCoGen+"}
    for row in effects.itertuples():
        at = result.table[result.table["population.alpha"] == row[2]].set_index("seed")
        of, reference = (at.loc[at["variant"] == name, MEASURE] for name in ("CoCoGen+", "CoCoGen"))
        assert row.effect == pytest.approx((of - reference).mean())
        assert row.low < row.effect < row.high
        assert row.seeds == 3


def test_effects_against_a_level_are_within_each_variant(result: StudyResult) -> None:
    effects = result.effects(MEASURE, against={"population.alpha": 1})
    assert effects[["variant", "population.alpha"]].to_numpy().tolist() == [
        ["CoCoGen", 0.1],
        ["CoCoGen+", 0.1],
    ]
    means = result.table.groupby(["variant", "population.alpha"])[MEASURE].mean()
    for row in effects.itertuples():
        assert row.effect == pytest.approx(means[row.variant, 0.1] - means[row.variant, 1.0])


def test_levels_are_the_means_of_the_table(result: StudyResult) -> None:
    levels = result.levels("accuracy", "members")
    means = result.table.groupby(["variant", "population.alpha"])["accuracy"].mean()
    found = levels[levels["measure"] == "accuracy"].set_index(["variant", "population.alpha"])["mean"]
    pd.testing.assert_series_equal(found.sort_index(), means, check_names=False)
    assert set(result.levels()["measure"]) == set(result.measures)


def test_a_plot_is_a_figure_and_a_file(result: StudyResult) -> None:
    assert isinstance(result.plot(MEASURE, against="CoCoGen", path="effect"), Figure)
    assert Path("effect.png").is_file()
    assert Path("effect.pdf").is_file()


@pytest.mark.parametrize(
    ("measure", "against", "problem"),
    [
        ("mean_welfare_everyon", None, "did you mean 'mean_welfare_everyone'"),
        (MEASURE, "CoCoGen++", "did you mean 'CoCoGen"),
        (MEASURE, {"population.alpha": 2}, "is never 2; its levels are 0.1, 1"),
        (MEASURE, {"population.beta": 2}, "is not what combinations differ by"),
    ],
)
def test_what_is_not_there_is_one_line(
    result: StudyResult, measure: str, against: object, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem) as refused:
        result.effects(measure, against=against)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


def test_the_command_and_python_share_the_folder_and_its_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = cocogen.Study("two-firms", {"competition.intensity": [0.02, 0.1]}, seeds=2, rounds=2)
    found = study.run(jobs=1, progress=False)
    assert found.folder is not None
    before = (found.folder / "cells.parquet").read_bytes()
    monkeypatch.setattr(engine, "run_cell", None)  # nothing is left to compute
    words = ["--vary", "competition.intensity=0.02,0.1", "--seeds", "2", "--set", "run.rounds=2"]
    assert run_command(["sweep", "two-firms", *words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert Path(said["folder"]) == found.folder
    assert (found.folder / "cells.parquet").read_bytes() == before


def test_a_script_that_guards_nothing_uses_processes() -> None:
    Path("five.py").write_text(
        "import cocogen\n"
        "study = cocogen.Study('two-firms', vary={'competition.intensity': [0.02, 0.1]}, seeds=2, rounds=2)\n"
        "result = study.run(jobs=2, progress=False)\n"
        "print('asked once', len(result.effects('mean_welfare_everyone')))\n"
    )
    done = subprocess.run([sys.executable, "five.py"], capture_output=True, text=True, timeout=300)
    assert done.stdout.count("asked once") == 1, done.stderr
    assert "Traceback" not in done.stderr


def test_what_varies_may_be_said_in_four_ways() -> None:
    ways = ([0.02, 0.06], "0.02..0.06:2", Factor(levels=(0.02, 0.06)), np.array([0.02, 0.06]))
    plans = {cocogen.Study("two-firms", {"competition.intensity": way}).plan.identity for way in ways}
    assert len(plans) == 1


@pytest.mark.parametrize(
    ("name", "options", "kind", "problem"),
    [
        ("baselins", {}, UnknownNameError, "did you mean 'baselines'"),
        ("churn", {"vary": {"population.alfa": [1]}}, ConfigurationError, "did you mean 'alpha'"),
        ("churn", {"vary": {"population.alpha": "few..many"}}, ConfigurationError, "got 'few'"),
        ("churn", {"vary": {"population.alpha": []}}, ConfigurationError, "levels or a range"),
        ("churn", {"seeds": 0}, StudyError, "number of seeds"),
        ("churn", {"variants": ["paiwise"]}, UnknownNameError, "did you mean 'pairwise'"),
        ("churn", {"measures": ["acuracy"]}, UnknownNameError, "did you mean 'accuracy'"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    name: str, options: dict[str, object], kind: type[Exception], problem: str
) -> None:
    with pytest.raises(kind, match=problem) as refused:
        cocogen.Study(name, **options).plan  # type: ignore[arg-type]  # noqa: B018
    assert "\n" not in str(refused.value)


def test_a_python_file_may_leave_such_a_study(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.py").write_text(
        "import cocogen\nSTUDY = cocogen.Study('two-firms', seeds=1, rounds=1)\n", encoding="utf-8"
    )
    assert run_command(["sweep", "mine.py", "--jobs", "1", "--quiet"]) == 0
    assert "two-firms" in capsys.readouterr().out


def test_ctrl_c_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    study = cocogen.Study("two-firms", seeds=1, rounds=1)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "run_cell", stopped)
        with pytest.raises(KeyboardInterrupt):
            study.run(jobs=1, progress=False)
    assert len(study.run(jobs=1, progress=False).table) == len(study.plan.rows)
