"""``cocogen reproduce``: the table of verdicts, the run folder, refusals in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cocogen.model.files.digests import file_digest
from cocogen.scenarios.command_line import reproducing
from cocogen.scenarios.command_line.application import application, run_command
from cocogen.scenarios.studies import claims_list, experiments, worlds
from cocogen.scenarios.studies.plan import Plan

application.add_command(reproducing.reproduce)


@pytest.fixture(autouse=True)
def a_small_reproduction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep two seeds of the theory, the skew and the stress experiment, and two rounds of the simulations."""
    real = experiments.reproduction

    def small(**choice: Any) -> Plan:
        plan = real(**choice)
        kept = {"potential_identity", "balance", "skew", "mechanisms", "best-baselines"}
        rows = [row for row in plan.rows if row.labels["experiment"] in kept and row.labels["seed"] < 2]
        return Plan(plan.name, plan.about, tuple(rows))

    monkeypatch.setattr(experiments, "reproduction", small)
    monkeypatch.setattr(experiments, "CURVE", experiments.CURVE | {"run.rounds": 2})
    monkeypatch.setattr(experiments, "REAL_TASKS", {"digits": None, "mnist1d": "no_such_package"})
    monkeypatch.setattr(experiments, "training", lambda *_: {"learning.kind": "curve", "run.rounds": 2})
    monkeypatch.chdir(tmp_path)


def test_every_claim_has_a_verdict_and_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["reproduce", "--quick", "--jobs", "1", "--out", "out"]) == 0
    said = capsys.readouterr().out
    assert max(len(line) for line in said.splitlines()) <= 100
    assert "in theory" in said
    assert "with real training on digits" in said
    assert "cocogen report out" in said
    assert "share of the first-best gain" in said
    shares = json.loads(Path("out/realised.json").read_text())
    assert {"CoCoGen+", "WCO at its best", "RaDG at its best"} <= {share["variant"] for share in shares}
    assert {share["setting"] for share in shares} == {"curve", "digits"}
    findings = pd.read_parquet("out/claims.parquet")
    assert set(findings["verdict"]) <= {"holds", "does not hold", "undecided"}
    assert (findings.loc[findings["setting"] == "theory", "verdict"] == "holds").all()
    records = json.loads(Path("out/claims.json").read_text(), parse_constant=pytest.fail)
    assert [record["claim"] for record in records] == findings["claim"].tolist()
    assert Path("out/figures/claims.png").is_file()
    assert Path("out/figures/effects.png").is_file()
    registered = {record["registration"] for record in records}
    assert registered == {file_digest(Path("out/registration.toml"))}
    assert findings["registration"].tolist() == [record["registration"] for record in records]
    assert run_command(["report", "out"]) == 0
    assert "Share of the first-best gain" in Path("out/report.html").read_text(encoding="utf-8")


@pytest.fixture
def stopped_at_the_first_cell(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Press Ctrl-C at the first cell; return what was registered by then."""
    from cocogen.scenarios.studies import engine

    there: list[str] = []

    def stop(*_: object) -> None:
        there.append(Path("out/registration.toml").read_text())
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run_cell", stop)
    return there


STOPPED = ["reproduce", "--quick", "--jobs", "1", "--out", "out"]


def test_claims_are_fixed_before_the_first_number(stopped_at_the_first_cell: list[str]) -> None:
    assert run_command([*STOPPED, "--quiet"]) == 130
    assert "skew-raises-generation" in stopped_at_the_first_cell[0]


def test_going_on_with_another_list_of_claims_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stopped_at_the_first_cell: list[str]
) -> None:
    assert run_command([*STOPPED, "--quiet"]) == 130
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    fewer = claims_list.claims()[1:]
    monkeypatch.setattr(claims_list, "claims", lambda: fewer)
    capsys.readouterr()
    assert run_command([*STOPPED, "--quiet"]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "out was registered with other claims, seeds or measures" in said.err
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
    assert len(stopped_at_the_first_cell) == 1


@pytest.mark.usefixtures("stopped_at_the_first_cell")
def test_what_it_will_take_is_said_before_it_starts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(STOPPED) == 130
    opening = " ".join(capsys.readouterr().err.split())
    assert (
        "Expected: less than a minute of computing, by what such cells took on a small cloud machine"
        in opening
    )


def test_machines_get_the_findings_and_the_same_command_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["reproduce", "--quick", "--jobs", "1", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings[0]["claim"] == "potential-identity"
    assert run_command(["reproduce", "--quick", "--jobs", "1", "--quiet"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert json.loads((path / "claims.json").read_text()) == findings


def test_worlds_are_counted_claim_by_claim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = worlds.robustness

    def small(**choice: Any) -> Plan:
        plan = real(**choice)
        kept = {"as shipped", "imitation", "served untuned", "mix 1"}
        rows = [row for row in plan.rows if row.labels["world"] in kept and row.labels["seed"] < 2]
        return Plan(plan.name, plan.about, tuple(rows))

    monkeypatch.setattr(worlds, "robustness", small)
    monkeypatch.setattr(worlds, "CURVE", worlds.CURVE | {"run.rounds": 2})
    monkeypatch.setattr(worlds, "STRESS", {"run.rounds": 2})
    brief = {"learning.kind": "federated", "run.rounds": 1, "population.samples": 30.0}
    monkeypatch.setattr(worlds, "training", lambda *_: {"task.name": "digits", **brief})
    asked = ["reproduce", "--worlds", "--quick", "--task", "digits", "--jobs", "1", "--out", "out"]
    assert run_command(asked) == 0
    said = capsys.readouterr().out
    assert max(len(line) for line in said.splitlines()) <= 100
    assert "on the learning curve, all assumptions drawn" in said
    assert "with real training on digits, one assumption changed" in said
    findings = pd.read_parquet("out/claims.parquet")
    assert set(findings["world"]) == {"as shipped", "imitation", "served untuned", "mix 1"}
    assert set(findings[findings["setting"] == "digits"]["world"]) == {
        "as shipped",
        "imitation",
        "served untuned",
    }
    assert Path("out/figures/claims.png").is_file()
    assert run_command(["report", "out"]) == 0
    report = Path("out/report.html").read_text(encoding="utf-8")
    assert "Which claims hang on what is assumed?" in report
    assert "cocogen reproduce --quick --worlds --task digits" in report


def test_a_task_may_be_chosen() -> None:
    assert run_command(["reproduce", "--task", "digits", "--jobs", "1", "--quiet", "--out", "out"]) == 0
    assert set(pd.read_parquet("out/cells.parquet")["setting"]) == {"theory", "curve", "digits"}


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from cocogen.scenarios.studies import engine

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run_cell", stopped)
    assert run_command(["reproduce", "--quick", "--jobs", "1", "--quiet"]) == 130


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--task", "digit"], "did you mean 'digits'"),
        (["--task", "mnist1d"], "task 'mnist1d' needs the package no_such_package"),
        (["--jobs", "none"], "--jobs"),
    ],
)
def test_a_wrong_input_is_one_line(
    words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["reproduce", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert problem in said.err
    assert not list(Path.cwd().iterdir())
