"""What ``--set`` applies to is said: on the terminal, in the summary, in the names, and in no sentence that it makes untrue."""

from __future__ import annotations

import json

import pytest

from cocogen.scenarios.command_line.application import run_command

HEADLINE = "CoCoGen+ with decision.rule=free-rider"


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return what was printed on standard output and error, lines joined as a reader joins them."""
    captured = capsys.readouterr()
    return " ".join(captured.out.split()), " ".join(captured.err.split())


def test_a_run_and_its_fork_say_what_each_override_applied_to_and_credit_no_redistribution(tmp_path, capsys):
    path, fork = tmp_path / "run", tmp_path / "fork"
    curve = ["--set", "learning.kind=curve", "--rounds", "3"]
    words = ["run", "quickstart", *curve, "--set", "decision.rule=free-rider", "--out", str(path)]
    assert run_command(words) == 0
    printed, told = said(capsys)
    assert "Set everywhere: learning.kind=curve. " in told
    assert "Set in CoCoGen+ only, as its name says: decision.rule=free-rider." in told
    assert "CoCoGen did best: against" in printed
    assert "Redistribution" not in printed
    summary = json.loads((path / "summary.json").read_text(encoding="utf-8"))
    everywhere = ["VCFL", "CoCoGen", HEADLINE]
    assert (summary["headline"], list(summary["variants"])) == (HEADLINE, everywhere)
    assert summary["overrides"]["decision.rule"] == {"value": "free-rider", "variants": [HEADLINE]}
    assert summary["overrides"]["learning.kind"] == {"value": "curve", "variants": everywhere}

    assert run_command([*words, "--resume", "--quiet"]) == 0
    assert run_command(["report", str(path)]) == 0
    page = (path / "report.html").read_text(encoding="utf-8")
    assert "Set in CoCoGen+ only, as its name says: decision.rule=free-rider." in page
    assert "CoCoGen did best: against" in page
    assert "Redistribution raised" not in page

    words = ["fork", str(path), "--at", "1", "--set", "redistribution.rule=equal", "--rounds", "4"]
    assert run_command([*words, "--out", str(fork)]) == 0
    assert "What if redistribution.rule=equal from round 2 on?" in said(capsys)[1]
    assert json.loads((fork / "summary.json").read_text(encoding="utf-8"))["overrides"] == {
        "redistribution.rule@2": {"value": "equal", "variants": ["fork"]},
        "run.rounds": {"value": 4, "variants": ["as it was", "fork"]},
    }


def test_a_sweep_of_the_baselines_in_a_mixed_population_keeps_them_apart(tmp_path, capsys):
    mixed = "decision.shares={best-response=0.67,imitation=0.33}"
    words = ["sweep", "baselines", "--set", mixed, "--set", "learning.kind=curve", "--set", "run.rounds=2"]
    assert (
        run_command([*words, "--seeds", "1", "--jobs", "1", "--json", "--out", str(tmp_path / "sweep")]) == 0
    )
    rows = json.loads(capsys.readouterr().out)["combinations"]
    welfare = {row["variant"]: row["measures"]["mean_welfare_everyone"]["mean"] for row in rows}
    assert len({welfare[variant] for variant in ("VCFL", "WCO", "RaDG", "CoCoGen")}) == 4
    assert "CoCoGen+ with decision.shares=best-response 0.67, imitation 0.33" in welfare
