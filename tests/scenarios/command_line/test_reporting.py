"""``cocogen report``: one page for every kind of result, that needs no other file."""

from __future__ import annotations

import os
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from runs import draw_dots, stop_after

from cocogen.model.files.digests import file_digest
from cocogen.scenarios.command_line import reporting, reproducing
from cocogen.scenarios.command_line.application import application, run_command
from cocogen.scenarios.runs.stored_run import read_run
from cocogen.scenarios.studies import experiments, simulating
from cocogen.scenarios.studies.plan import Plan

application.add_command(reporting.report)
application.add_command(reproducing.reproduce)

QUICK = ["--set", "run.rounds=2", "--set", "population.organizations=3", "--quiet"]
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """A page whose tags must close in order, and that must ask nobody for anything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.images = 0
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Push a tag and look at its addresses."""
        values = dict(attrs)
        assert "href" not in values
        if "src" in values:
            assert str(values["src"]).startswith("data:image/png;base64,")
            self.images += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Pop a tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.text += data


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def dots(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_dots(monkeypatch)


def tables(folder: str) -> list[bytes]:
    """Return the four tables of a run folder."""
    return [
        Path(folder, f"{name}.parquet").read_bytes()
        for name in ("rounds", "organizations", "transfers", "events")
    ]


def page(folder: str) -> Page:
    """Report on a folder and return the page."""
    assert run_command(["report", folder]) == 0
    return Page(Path(folder, "report.html").read_text(encoding="utf-8"))


def test_the_report_of_a_run_says_how_to_run_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "churn", "--seed", "3", *QUICK, "--out", "run"]) == 0
    found = page("run")
    assert "Who leaves when coopetition hurts" in found.text
    assert found.images == 1
    assert "[population]" in found.text
    command = re.search(r"cocogen (run churn .*)", found.text)
    assert command is not None
    assert run_command([*shlex.split(command[1]), "--out", "again", "--quiet"]) == 0
    assert tables("run") == tables("again")


def test_the_report_of_a_sweep_carries_the_study_to_save(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "churn", "--vary", "population.alpha=0.5,1", "--seeds", "2", "--jobs", "1"]
    assert run_command([*words, *QUICK, "--out", "sweep"]) == 0
    found = page("sweep")
    assert found.images == 10  # effects and levels of five measures, one of which the scenario asks for
    assert "varied: population.alpha; 2 seeds" in found.text
    study = re.search(r'name = "churn".*?(?=Made by)', found.text, re.DOTALL)
    assert study is not None
    Path("churn.toml").write_text(study[0])
    assert run_command(["sweep", "churn.toml", "--jobs", "1", "--quiet", "--out", "again"]) == 0
    assert Path("sweep/cells.parquet").read_bytes() == Path("again/cells.parquet").read_bytes()


def test_a_shipped_study_is_rerun_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from cocogen.scenarios.reporting.page_content import content_of
    from cocogen.scenarios.reporting.reading import Result
    from cocogen.scenarios.studies.catalog import load_study

    study = load_study("landscape")
    about = {"study": study.model_dump(mode="json", exclude_defaults=True), "versions": {"cocogen": "0"}}
    rows = [
        {"variant": m, "seed": 0, **dict.fromkeys(study.factors, 1.0), "error": "no"} for m in study.variants
    ]
    result = Result(Path("x"), "sweep", about, pd.DataFrame(rows), tuple(study.factors))
    content = content_of(result)
    assert content["rerun"].command == "cocogen sweep landscape"
    assert content["reading"] == "Every cell failed."
    assert [table.title for table in content["tables"]] == ["What failed"]


def test_the_report_of_a_reproduction_shows_every_claim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = experiments.reproduction

    def small(**choice: Any) -> Plan:
        plan = real(**choice)
        rows = [r for r in plan.rows if r.labels["experiment"] == "balance" and r.labels["seed"] < 2]
        return Plan(plan.name, plan.about, tuple(rows))

    monkeypatch.setattr(experiments, "reproduction", small)
    assert (
        run_command(["reproduce", "--quick", "--task", "digits", "--jobs", "1", "--quiet", "--out", "claims"])
        == 0
    )
    found = page("claims")
    assert "The transfers of every rule sum to zero" in found.text
    assert "cocogen reproduce --quick --task digits" in found.text
    registered = f"SHA-256 {file_digest(Path('claims/registration.toml'))}"
    assert registered in found.text
    assert "What was registered" in found.text
    capsys.readouterr()
    assert run_command(["report", "claims"]) == 0
    assert registered in capsys.readouterr().out
    Path("claims/claims.parquet").unlink()
    assert run_command(["report", "claims"]) == 2


def test_text_of_results_cannot_become_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> dict[str, float]:
        raise ValueError("<script>alert(1)</script>")

    monkeypatch.setattr(simulating, "simulate", fail)
    assert run_command(["sweep", "churn", "--seeds", "1", "--jobs", "1", *QUICK, "--out", "sweep"]) == 1
    found = page("sweep")
    assert "<script>alert(1)</script>" in found.text


@pytest.mark.usefixtures("dots")
def test_a_run_of_a_scenario_that_is_gone_is_still_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_command(["run", "churn", *QUICK, "--out", "run"]) == 0
    from cocogen.scenarios.description import catalog

    def gone(name: str) -> None:
        raise ValueError(f"unknown scenario {name!r}")

    monkeypatch.setattr(catalog, "load_scenario", gone)
    found = page("run")
    assert "Something that it was made with is missing here: unknown scenario 'churn'." in found.text
    assert "cocogen run churn --rounds 2 --set population.organizations=3" in found.text
    assert "Everyone's welfare was highest in" in found.text


@pytest.mark.usefixtures("dots")
@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_the_report_of_a_stopped_run_says_how_far_it_came_and_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_after(patch, 3)
        assert run_command(["run", "churn", "--seed", "3", "--quiet", "--out", "my run"]) == 130
    hint = capsys.readouterr().err
    assert "stopped after 3 of 60 rounds; cocogen run churn --resume --out 'my run' goes on" in hint
    found = page("my run")
    assert "Run of churn, stopped after 3 of 60 rounds" in found.text
    assert "After 3 of 60 rounds: " in found.text
    assert "learning, 3 of 60 rounds, seed 3." in found.text
    command = re.search(r"cocogen (run churn --resume .*)", found.text)
    assert command is not None
    assert run_command([*shlex.split(command[1]), "--rounds", "4", "--quiet"]) == 0
    assert run_command(["run", "churn", "--seed", "3", "--rounds", "4", "--quiet", "--out", "whole"]) == 0
    assert tables("my run") == tables("whole")
    assert "stopped" not in page("my run").text


@pytest.mark.usefixtures("dots")
@pytest.mark.parametrize(
    "words",
    [
        ["churn", "--set", "redistribution.rule=bargaining"],
        ["incentives", "--set", "population.alpha=0.5", "--seed", "4"],
        ["free-riders", "--set", "decision.shares={best-response=0.5,imitation=0.5}"],
        ["quickstart", "--set", "learning.kind=curve", "--set", "population.valuation=500,900"],
    ],
)
@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_the_printed_command_plays_the_same_again(words: list[str]) -> None:
    assert run_command(["run", *words, "--rounds", "2", "--quiet", "--out", "run"]) == 0
    command = re.search(r"cocogen (run .*)", page("run").text)
    assert command is not None
    assert run_command([*shlex.split(command[1]), "--quiet", "--out", "again"]) == 0
    assert tables("run") == tables("again")


@pytest.mark.usefixtures("dots")
def test_a_report_says_when_the_same_options_make_something_else_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_command(["run", "churn", *QUICK, "--out", "run"]) == 0
    from cocogen.scenarios.description.scenario import Scenario

    real = Scenario.variant_configs
    changed = {"population.valuation": (1.0, 2.0)}
    monkeypatch.setattr(Scenario, "variant_configs", lambda self, given: real(self, changed | dict(given)))
    assert "makes something else of the same options now" in page("run").text


@pytest.mark.usefixtures("dots")
@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_the_report_of_a_fork_gives_the_command_that_made_it(tmp_path: Path) -> None:
    assert run_command(["run", "churn", "--rounds", "4", "--quiet", "--out", "run"]) == 0
    fork = ["fork", "run", "--at", "2", "--set", "redistribution.rule=bargaining", "--quiet"]
    assert run_command([*fork, "--out", "fork"]) == 0
    found = page("fork")
    assert "What if redistribution.rule=bargaining from round 3 on?" in found.text
    command = re.search(r"cocogen (fork .*)", found.text)
    assert command is not None
    assert run_command([*shlex.split(command[1]), "--quiet", "--out", "again"]) == 0
    assert tables("fork") == tables("again")
    Path("run").rename("elsewhere")
    assert "The run that it was made from is needed in run." in page("fork").text


@pytest.mark.usefixtures("dots")
def test_files_that_were_read_are_listed() -> None:
    Path("out.csv").write_text("organization,from,to\nA,1,1\n")
    trace = ["--set", "environment.trace=out.csv"]
    assert run_command(["run", "churn", *QUICK, *trace, "--out", "run"]) == 0
    assert "environment.trace = out.csv" in page("run").text


@pytest.mark.usefixtures("dots")
@pytest.mark.parametrize(
    "name", ["rounds.parquet", "figures/churn.pdf", "checkpoint/none.safetensors", "summary.json"]
)
def test_a_damaged_file_is_one_line_that_names_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "churn", *QUICK, "--out", "run"]) == 0
    content = bytearray(Path("run", name).read_bytes())
    content[len(content) // 2] ^= 4
    Path("run", name).write_bytes(content)
    capsys.readouterr()
    again = ["run", "churn", "--resume", "--out", "run"]
    fork = ["fork", "run", "--at", "1", "--set", "decision.rule=none"]
    for words in (["report", "run"], ["compare", "run", "run"], again, fork):
        assert run_command(words) == 2
        assert (
            capsys.readouterr().err
            == f"cocogen: run/{name} is damaged: it does not hold what manifest.json says\n"
        )
    assert not Path("run/report.html").exists()


def test_the_page_may_stand_elsewhere_but_replaces_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "churn", *QUICK, "--out", "run"]) == 0
    capsys.readouterr()
    assert run_command(["report", "run", "--out", "page.html", "--quiet"]) == 0
    assert capsys.readouterr().out == "page.html\n"
    assert run_command(["report", "run", "--out", "page.html"]) == 2
    assert "page.html exists" in capsys.readouterr().err


@pytest.mark.usefixtures("dots")
def test_a_page_of_somebody_else_is_not_replaced_and_an_old_report_does_not_outlive_its_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = ["run", "churn", *QUICK, "--out", "run"]
    assert run_command(run) == 0
    for _ in range(2):
        assert run_command(["report", "run", "--quiet"]) == 0
    assert run_command([*run, "--force"]) == 0
    assert not Path("run/report.html").exists()
    Path("run/report.html").write_text("my own page")
    capsys.readouterr()
    assert run_command(["report", "run"]) == 2
    assert "run/report.html is not as cocogen wrote it; move it elsewhere" in capsys.readouterr().err
    assert run_command([*run, "--force"]) == 0
    assert Path("run/report.html").read_text() == "my own page"


@pytest.mark.usefixtures("dots")
def test_a_folder_whose_name_is_no_text_is_one_like_any_other(capfd: pytest.CaptureFixture[str]) -> None:
    out = os.fsdecode(b"my run \xff")
    assert run_command(["run", "churn", *QUICK, "--out", out]) == 0
    assert run_command(["report", out, "--quiet"]) == 0
    assert read_run(Path(out)).origin.resume_command(Path(out)).endswith(r"--out $'my run \xff'")
    assert "my run ?" in Path(out, "report.html").read_text(encoding="utf-8")
    assert run_command(["run", "churn", *QUICK, "--set", f"environment.trace={out}"]) == 2
    assert "--set takes text in UTF-8" in capfd.readouterr().err


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_what_is_no_result_is_one_line(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["report", folder]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_study_that_toml_has_no_word_for_is_reported_as_python() -> None:
    Path("none.py").write_text(
        "from cocogen.scenarios.studies.study import Study\n"
        "STUDY = Study(name='a [b]', scenario='churn', seeds=1, settings={'run.rounds': 1, 'population.organizations': 3},\n"
        "              factors={'environment.departure_round': [None, 1]})\n"
    )
    words = ["--jobs", "1", "--quiet", "--out"]
    assert run_command(["sweep", "none.py", *words, "sweep"]) == 0
    found = page("sweep")
    study = re.search(r"from cocogen.scenarios.*?\n\)", found.text, re.DOTALL)
    command = re.search(r"cocogen (sweep .*\.py')", found.text)
    assert study is not None
    assert command is not None
    Path("a [b].py").write_text(study[0])
    assert run_command([*shlex.split(command[1]), *words, "again"]) == 0
    assert Path("sweep/cells.parquet").read_bytes() == Path("again/cells.parquet").read_bytes()
