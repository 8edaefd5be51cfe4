"""The command as a person uses it: exit codes, one-line errors, results on standard output."""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from markets import SMALL

from cocogen.scenarios import command_line
from cocogen.scenarios.command_line import main
from cocogen.scenarios.console.terminal import WIDTH
from cocogen.scenarios.description.catalog import scenario_names
from cocogen.scenarios.runs.stored_run import read_run
from cocogen.scenarios.studies.catalog import study_names

ROOT = Path(__file__).parents[3]
SETTINGS = [
    word
    for name, value in SMALL.items()
    if name != "redistribution.rule"  # by which the quickstart's variants differ
    for word in ("--set", f"{name}={value}")
]


def call(*words: str) -> int:
    """Run the command in this process and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code)


def refused(capsys, *words: str) -> str:
    """Run a command that must be refused in one line; return the line."""
    assert call(*words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("cocogen: ")
    assert printed.err.count("\n") == 1
    return printed.err


def test_run_writes_a_folder_and_reads_its_result(capsys, tmp_path):
    out = tmp_path / "run"
    assert call("run", "quickstart", "--rounds", "3", "--seed", "2", "--out", str(out), *SETTINGS) == 0
    printed = capsys.readouterr()
    assert "Redistribution" in printed.out
    assert max(len(line) for line in printed.out.splitlines()) <= max(100, len(str(out)) + 40)
    assert "Does redistribution keep rivals" in printed.err
    tables = read_run(out).tables()
    assert tables["rounds"]["round"].max() == 3
    assert tables["rounds"]["variant"].unique().tolist() == ["VCFL", "CoCoGen", "CoCoGen+"]
    assert read_run(out).configs["CoCoGen+"].run.seed == 2
    assert {path.suffix for path in (out / "figures").iterdir()} == {".png", ".pdf"}
    again = refused(capsys, "run", "quickstart", "--out", str(out))
    assert "holds a run already" in again


def test_json_is_for_machines_and_quiet_prints_the_path(capsys, tmp_path):
    assert call("run", "quickstart", "--rounds", "2", "--out", str(tmp_path / "a"), "--json", *SETTINGS) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["scenario"] == "quickstart"
    assert summary["folder"] == str(tmp_path / "a")
    assert call("run", "quickstart", "--rounds", "2", "--out", str(tmp_path / "b"), "--quiet", *SETTINGS) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'b'}\n"
    assert printed.err == ""


def test_a_run_without_out_makes_a_folder_of_its_own(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("run", "quickstart", "--rounds", "1", "--quiet", *SETTINGS) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert folder.parent == Path("runs")
    assert folder.name.startswith("quickstart-")


def test_list_groups_scenarios_by_question(capsys):
    assert call("list") == 0
    printed = capsys.readouterr().out
    assert printed.index("Start here") < printed.index("Does it work?") < printed.index("Who stays?")
    assert "quickstart" in printed
    studies = printed[printed.index("Studies, for cocogen sweep") :]
    for name in study_names():
        assert name in studies
    assert all(len(line) <= WIDTH for line in printed.splitlines())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["rnu"], "unknown command 'rnu'; did you mean 'run'?"),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "quikstart"], "unknown scenario 'quikstart'; did you mean 'quickstart'?"),
        (["run", "quickstart", "--rounds", "many"], "'many' is not a valid integer"),
        (
            ["run", "quickstart", "--rounds", "0"],
            "run.rounds: must be a whole number from 1 to 10,000,000, got 0",
        ),
        (
            ["run", "quickstart", "--set", "population.organizations=1"],
            "must be a whole number from 2 to 1,000,000, got 1",
        ),
        (["run", "quickstart", "--set", "competition.intensty=1"], "did you mean 'intensity'?"),
        (["run", "quickstart", "--set", "alpha"], "--set takes section.field=value, got 'alpha'"),
        (["run", "quickstart", "--resume"], "--resume needs --out"),
        (["run", "quickstart", "--nonsense"], "No such option"),
    ],
)
def test_wrong_input_is_answered_in_one_line(capsys, words, message):
    assert message in refused(capsys, *words)


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line_without_a_path(capsys, tmp_path):
    harsh = ("--set", "competition.intensity=0.5")
    assert (
        call("run", "quickstart", "--rounds", "1", "--quiet", "--out", str(tmp_path / "a"), *SETTINGS, *harsh)
        == 0
    )
    (line,) = {line for line in capsys.readouterr().err.splitlines() if line}
    assert line.startswith("cocogen: note: weight z is not positive for organization")


def test_help_and_version_say_what_there_is(capsys):
    assert call() == 0
    assert "Commands:" in capsys.readouterr().out
    assert call("run", "--help") == 0
    assert "--seed" in capsys.readouterr().out
    assert call("--version") == 0
    assert capsys.readouterr().out.startswith("cocogen ")


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_file_runs_by_itself_and_loads_the_command_before_all_else(monkeypatch, name):
    path = ROOT / "scenarios" / f"{name.replace('-', '_')}.py"
    monkeypatch.setattr(sys, "argv", [str(path), "--rounds", "5"])
    monkeypatch.setattr(command_line, "main", lambda: sys.exit(" ".join(sys.argv[1:])))
    monkeypatch.setitem(sys.modules, "cocogen.scenarios.description.scenario", None)
    with pytest.raises(SystemExit, match=f"^run {name} --rounds 5$"):
        runpy.run_path(str(path), run_name="__main__")


def test_a_scenario_file_plays_its_scenario(tmp_path):
    words = ["--rounds", "1", "--quiet", "--out", str(tmp_path / "run"), *SETTINGS]
    path = ROOT / "scenarios" / "quickstart.py"
    printed = subprocess.run([sys.executable, path, *words], capture_output=True, text=True, check=True)
    assert printed.stdout == f"{tmp_path / 'run'}\n"


def test_help_and_curve_runs_load_neither_torch_nor_solara():
    program = (
        "import sys\n"
        "from cocogen.scenarios.command_line.application import run_command\n"
        "run_command(['--help'])\n"
        "assert 'mesa' not in sys.modules\n"
        "from cocogen.model.simulation import CoopetitionModel\n"
        "CoopetitionModel(seed=0, **{'learning.kind': 'curve', 'run.rounds': 1}).run()\n"
        "print([name for name in ('torch', 'solara') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip().endswith("[]")


def test_ctrl_c_exits_130_and_leaves_a_folder_to_resume(tmp_path):
    out = tmp_path / "run"
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", "run", "quickstart", "--out", str(out)]
    words = SETTINGS
    process = subprocess.Popen(
        [*command, "--rounds", "100000", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (out / "config.toml").exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "--resume" in errors
    played = int(read_run(out).tables()["rounds"]["round"].max())
    resumed = subprocess.run(
        [*command, "--resume", "--quiet", "--rounds", str(played + 2), *words],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    assert resumed.returncode == 0, resumed.stderr
    assert read_run(out).tables()["rounds"]["round"].max() == played + 2
