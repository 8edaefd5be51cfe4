"""``cocogen sweep`` as people use it: results, going on, refusals in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from cocogen.scenarios.command_line import sweeping
from cocogen.scenarios.command_line.application import application, run_command
from cocogen.scenarios.reporting import study_figures as figures
from cocogen.scenarios.studies import engine

application.add_command(sweeping.sweep)

QUICK = ["--set", "run.rounds=2", "--set", "population.organizations=3", "--jobs", "1"]
STUDY = ["sweep", "churn", "--vary", "population.alpha=0.5,1", "--seeds", "2", *QUICK]


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing, which is most of the time of a small sweep."""
    monkeypatch.setattr(figures, "sweep_figures", lambda *_, **__: {})


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was said, which must be one line on standard error."""
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_a_sweep_ends_with_a_tidy_table_a_figure_and_what_to_try_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_command([*STUDY, "--out", "out"]) == 0
    frame = pd.read_parquet("out/cells.parquet")
    assert list(frame.columns[:3]) == ["variant", "population.alpha", "seed"]
    assert len(frame) == 2 * 2 * frame["variant"].nunique()
    assert (frame["error"] == "").all()
    said = capsys.readouterr()
    assert "paired difference" in said.out
    assert "cocogen report out" in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 100
    assert "Figure   out/figures/effects-mean-welfare-everyone.png" in said.out
    assert Path("out/figures/effects-mean-welfare-everyone.pdf").is_file()
    assert Path("out/figures/mean-welfare-everyone.png").is_file()


@pytest.mark.usefixtures("without_figures")
def test_the_same_command_finds_its_folder_and_computes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_command([*STUDY, "--quiet"]) == 0
    first = capsys.readouterr()
    assert first.err == ""
    monkeypatch.setattr(engine, "run_cell", None)
    assert run_command([*STUDY, "--quiet"]) == 0
    assert capsys.readouterr().out == first.out
    assert Path(first.out.strip()).is_dir()


@pytest.mark.usefixtures("without_figures")
def test_machines_get_json_without_nan(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*STUDY, "--seeds", "1", "--json"]) == 0
    data = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert data["reference"] == data["combinations"][0]["variant"]
    assert data["combinations"][0]["measures"]["accuracy"]["low"] is None


@pytest.mark.usefixtures("without_figures")
def test_a_failing_cell_is_counted_and_the_rest_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "quickstart", "--vary", "population.organizations=3,2000", "--seeds", "1"]
    assert run_command([*words, "--set", "learning.kind=curve", "--set", "run.rounds=1", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "3 of 6 rows failed" in out


def test_every_cell_failing_still_ends_with_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "quickstart", "--set", "population.organizations=2000", "--seeds", "1", "--jobs", "1"]
    assert run_command([*words, "--set", "learning.kind=curve"]) == 1
    said = capsys.readouterr()
    assert "3 of 3 rows failed" in said.out
    assert "cocogen: every cell failed: ValueError" in said.err


@pytest.mark.usefixtures("without_figures")
def test_a_study_file_may_be_changed_on_the_command_line() -> None:
    Path("mine.toml").write_text('scenario = "churn"\nseeds = 1\n[settings]\nrun.rounds = 2\n')
    words = [
        "sweep",
        "mine.toml",
        "--vary",
        "population.alpha=0.3..3:log",
        "--design",
        "sobol",
        "--points",
        "4",
    ]
    assert run_command([*words, *QUICK, "--seeds", "3,", "--out", "out"]) == 0
    frame = pd.read_parquet("out/cells.parquet")
    assert set(frame["seed"]) == {3}
    assert frame["population.alpha"].nunique() == 4


@pytest.mark.usefixtures("without_figures")
def test_ctrl_c_says_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engine, "run_cell", stopped)
        assert run_command([*STUDY, "--out", "out", "--quiet"]) == 130
    assert "the same command goes on" in one_line(capsys)
    assert run_command([*STUDY, "--out", "out", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["chrun"], "did you mean 'churn'"),
        (["churn", "--vary", "population.alfa=1"], "did you mean 'alpha'"),
        (["churn", "--vary", "population.alpha"], "--vary takes"),
        (["churn", "--vary", "population.alpha=0"], "population"),
        (["churn", "--vary", "population.alpha=1..2"], "needs steps"),
        (["churn", "--set", "run.rounds"], "--set takes"),
        (["churn", "--seeds", "0"], "number of seeds"),
        (["churn", "--seeds", "few"], "got 'few'"),
        (["churn", "--design", "sobl"], "did you mean 'sobol'"),
        (["churn", "--jobs", "0"], "--jobs"),
        (
            ["quickstart", "--vary", "population.alpha=0.1..1:100000000"],
            "steps must be 2 to 10,000, got 100,000,000",
        ),
        (["quickstart", "--vary", "population.alpha=-inf..1:5"], "low: must be a number, got -inf"),
        (
            ["quickstart", *(w for f in "abc" for w in ("--vary", f"game.{f}=0..1:2000"))],
            "make 8,000,000,000 points, and a study has at most 100,000",
        ),
        (["quickstart", "--seeds", "99999"], "make 299,997 rows, and a study has at most 200,000"),
        (["quickstart", "--seeds", "9" * 30], "number of seeds is 1 to 100000"),
        (
            ["quickstart", "--points", "9" * 30, "--design", "sobol", "--vary", "population.alpha=0.1..1"],
            "1 to 100,000",
        ),
        (["evil.toml"], "a name begins with a letter or digit, has no / \\ : in it"),
        (["deep.toml"], "its brackets are nested too deep"),
        (["leaving.py"], "leaving.py failed: SystemExit: 0"),
        (["missing.toml"], "cannot read the study"),
        (["churn", "--cluster", "nowhere"], "address is tcp://host:port"),
        (["churn", "--out", "file"], "file is not a folder"),
        (["churn", "--out", "file/study"], "cannot write to"),
        (["churn", "--out", "full"], "not a study's folder"),
    ],
)
def test_a_wrong_input_is_one_line_and_exit_code_two(
    words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    Path("file").write_text("mine")
    Path("evil.toml").write_text('name = "../../evil"\nscenario = "churn"\n')
    Path("deep.toml").write_text(f"seeds = {'[' * 100_000}")
    Path("leaving.py").write_text("import sys\nsys.exit(0)\n")
    Path("full").mkdir()
    Path("full/thesis.txt").write_text("mine")
    assert run_command(["sweep", *words, "--quiet"]) == 2
    assert problem in one_line(capsys)
    assert Path("file").read_text() == "mine"
    assert [p.name for p in Path("full").iterdir()] == ["thesis.txt"]


@pytest.mark.usefixtures("without_figures")
def test_another_study_in_the_folder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*STUDY, "--out", "out", "--quiet"]) == 0
    capsys.readouterr()
    before = Path("out/cells.parquet").read_bytes()
    assert run_command([*STUDY, "--seeds", "1", "--out", "out", "--quiet"]) == 2
    assert "holds another study" in one_line(capsys)
    assert Path("out/cells.parquet").read_bytes() == before


def test_workers_of_another_version_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "result_versions", lambda: {"numpy": "0.0"})
    assert run_command([*STUDY, "--quiet"]) == 2
    assert "install the same versions" in one_line(capsys)
