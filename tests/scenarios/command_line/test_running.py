"""``cocogen run`` in a folder that holds something already: gone on with, replaced or refused; scenarios as shipped."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from runs import draw_dots, stop_after

from cocogen.scenarios.command_line import main
from cocogen.scenarios.runs.stored_run import TABLES, read_run

pytestmark = pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")

CHURN = ("run", "churn", "--rounds", "5", "--quiet", "--out", "run")


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    draw_dots(monkeypatch)


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command that must be refused in one line; return the line."""
    capsys.readouterr()
    assert call(*words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def tables(folder: str) -> list[bytes]:
    return [Path(folder, f"{name}.parquet").read_bytes() for name in TABLES]


def test_the_printed_hint_goes_on_with_the_quickstart_as_it_is_shipped(capsys, monkeypatch):
    words = ("--seed", "3", "--rounds", "3", "--set", "population.organizations=4", "--quiet")
    with monkeypatch.context() as patch:
        stop_after(patch, 1)
        assert call("run", "quickstart", *words, "--out", "my run") == 130
    hint = capsys.readouterr().err
    assert "stopped after 1 of 3 rounds; cocogen run quickstart --resume --out 'my run' goes on" in hint
    summary = json.loads(Path("my run/summary.json").read_text())
    assert (summary["rounds"], summary["planned_rounds"], summary["finished"]) == (1, 3, False)
    assert {variant["rounds"] for variant in summary["variants"].values()} == {1}
    command = shlex.split(hint.partition("; cocogen ")[2].removesuffix(" goes on\n"))
    assert call(*command, "--quiet") == 0
    assert call("run", "quickstart", *words, "--out", "undisturbed") == 0
    assert tables("my run") == tables("undisturbed")
    assert json.loads(Path("my run/summary.json").read_text())["finished"]


def test_figures_are_of_the_run_that_is_there(capsys, monkeypatch):
    assert call(*CHURN) == 0
    with monkeypatch.context() as patch:
        stop_after(patch, 6)
        assert call("run", "churn", "--resume", "--rounds", "9", "--quiet", "--out", "run") == 130
    assert read_run(Path("run")).figures() == {}
    assert not Path("run/figures").exists()
    assert call("run", "churn", "--resume", "--quiet", "--out", "run") == 0
    assert sorted(path.name for path in Path("run/figures").iterdir()) == ["churn.pdf", "churn.png"]


def test_fewer_rounds_than_were_played_are_refused(capsys):
    assert call(*CHURN) == 0
    before = read_run(Path("run"))
    assert "has played 5 rounds already; --rounds cannot be less, got 3" in refused(
        capsys, "run", "churn", "--resume", "--rounds", "3", "--out", "run"
    )
    assert read_run(Path("run")) == before


def test_other_options_and_other_scenarios_are_not_gone_on_with(capsys):
    assert call(*CHURN) == 0
    before = read_run(Path("run"))
    resume = ("--resume", "--out", "run")
    said = refused(capsys, "run", "churn", "--seed", "1", *resume)
    assert "another configuration: run.seed of variant 'none' differs" in said
    said = refused(capsys, "run", "churn", "--set", "redistribution.rate=0.01", *resume)
    assert (
        "another configuration: it has no variant pairwise with redistribution.rate=0.01; --resume rem"
        in said
    )
    said = refused(capsys, "run", "quickstart", *resume)
    assert "holds the run of 'churn'; cocogen run churn --resume --out run goes on with it" in said
    assert read_run(Path("run")) == before


@pytest.mark.parametrize("role", ["environment.trace", "task.path", "game.calibration"])
def test_a_file_that_has_changed_is_said_by_name(capsys, role):
    Path("out.csv").write_text("organization,from,to\nA,2,3\n")
    rows = "".join(f"{i % 7},{i * i % 11},{'ab'[i % 2]}\n" for i in range(400))
    Path("data.csv").write_text(f"x,y,label\n{rows}")
    calibration = Path(__file__).parents[3] / "model" / "learning" / "calibrations" / "digits.json"
    Path("mine.json").write_text(json.dumps({**json.loads(calibration.read_text()), "checksum": None}))
    data = json.loads(Path("mine.json").read_text())
    del data["checksum"]
    Path("mine.json").write_text(json.dumps(data))
    settings = {
        "environment.trace": "out.csv",
        "task.name": "csv",
        "task.path": "data.csv",
        "task.label": "label",
        "game.calibration": "mine.json",
        "population.organizations": "4",
        "population.samples": "30",
        "learning.kind": "curve",
    }
    options = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    assert call("run", "quickstart", "--rounds", "2", *options, "--quiet", "--out", "run") == 0
    before = read_run(Path("run"))
    assert {entry.role: entry.path for entry in before.manifest.inputs} == {
        name: settings[name] for name in ("environment.trace", "task.path", "game.calibration")
    }
    resume = ("run", "quickstart", "--resume", "--rounds", "4", "--out", "run")
    file = Path(settings[role])
    old = file.read_text()
    if role == "game.calibration":
        file.write_text(json.dumps(data | {"scale": data["scale"] * 2}))
    else:
        file.write_text(old.replace("3", "4"))
    said = refused(capsys, *resume)
    assert f"{role}: {file} has changed since run was started" in said
    file.unlink()
    assert str(file) in refused(capsys, *resume)
    assert read_run(Path("run")) == before
    file.write_text(old)
    assert call(*resume, "--quiet") == 0


def test_force_needs_a_run_and_a_new_one_that_can_start(capsys):
    assert call(*CHURN) == 0
    Path("run/notes.txt").write_text("mine")
    before = read_run(Path("run"))
    for words in (
        ("--set", "population.organizations=1"),
        ("--set", "task.name=csv", "--set", "task.path=gone.csv", "--set", "task.label=y"),
        ("--set", "learning.kind=federated"),
    ):
        refused(capsys, "run", "churn", "--force", "--quiet", "--out", "run", *words)
        assert read_run(Path("run")) == before
    assert call("run", "quickstart", "--set", "learning.kind=curve", "--force", *CHURN[2:]) == 0
    assert Path("run/notes.txt").read_text() == "mine"
    assert read_run(Path("run")).scenario == "quickstart"
    assert [path.name for path in Path("run/figures").glob("churn*")] == []


def test_a_blog_is_not_a_run(capsys):
    Path("blog").mkdir()
    Path("blog/config.toml").write_text('title = "my blog"\n')
    Path("blog/post.md").write_text("my only copy")
    for option in ("--force", "--resume"):
        said = refused(capsys, "run", "churn", option, "--out", "blog")
        assert "blog" in said
    assert Path("blog/post.md").read_text() == "my only copy"
    assert len(list(Path("blog").iterdir())) == 2


@pytest.mark.parametrize("command", ["report", "compare", "resume", "fork"])
def test_a_folder_with_an_empty_configuration_is_one_line_for_every_reader(capsys, command):
    Path("odd").mkdir()
    Path("odd/config.toml").touch()
    words = {
        "report": ("report", "odd"),
        "compare": ("compare", "odd", "odd"),
        "resume": ("run", "churn", "--resume", "--out", "odd"),
        "fork": ("fork", "odd", "--at", "1", "--set", "decision.rule=none"),
    }[command]
    assert "odd" in refused(capsys, *words)


@pytest.mark.parametrize("command", ["report", "compare", "fork"])
def test_a_run_of_an_earlier_version_is_one_line_for_every_reader(capsys, command):
    assert call(*CHURN) == 0
    Path("run/manifest.json").unlink()
    words = {
        "report": ("report", "run"),
        "compare": ("compare", "run", "run"),
        "fork": ("fork", "run", "--at", "1", "--set", "decision.rule=none"),
    }[command]
    assert "run holds a run of an earlier version of cocogen, which wrote no manifest.json" in refused(
        capsys, *words
    )


def test_a_folder_that_holds_only_a_temporary_file_is_free(capsys):
    Path("run").mkdir()
    Path("run/.config.toml.1234.tmp").write_text("half")
    assert "holds neither a run" in refused(capsys, "report", "run")
    assert call(*CHURN) == 0
    assert not list(Path("run").glob(".*"))
