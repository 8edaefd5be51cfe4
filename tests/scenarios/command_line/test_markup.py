"""Markup, emoji codes and braces in paths, names and questions: shown as they are, by every command that prints them."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cocogen.scenarios.command_line import listing
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.command_line.running import present
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.reporting.progress import CellProgress
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RunFolder
from cocogen.scenarios.runs.runner import run_scenario

NASTY = "[/red]y [bold]{x} :warning: %s"
CURVE = {"learning.kind": "curve", "run.rounds": 1}
QUICK = ["--set", "learning.kind=curve", "--set", "run.rounds=1"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_run_prints_names_questions_and_paths_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    quickstart = load_scenario("quickstart")
    names = dict(zip(quickstart.variants, ("VCFL", "exp[a]", NASTY), strict=True))
    variants = {names[name]: variant for name, variant in quickstart.variants.items()}
    scenario = replace(
        quickstart,
        question=f"{NASTY}?",
        variants=variants,
        headline=NASTY,
        reading=lambda _: f"{NASTY}.",
        next_command=NASTY,
    )
    configs = scenario.variant_configs(CURVE)
    folder = RunFolder(Path("exp[a] :smile:"))
    folder.claim()
    origin = Origin("quickstart", CURVE)
    play = partial(run_scenario, scenario, configs, folder, origin=origin)
    assert present(scenario, configs, folder, origin, play, as_json=False, quiet=False) == 0
    folder.release()
    printed = capsys.readouterr()
    assert f"{NASTY}?" in printed.err
    assert f"\n{NASTY}.\n" in printed.out
    for name in ("exp[a] ", "[/red]y "):
        assert [line for line in printed.out.splitlines() if line.startswith(name)]
    assert "\nTables   exp[a] :smile:\n" in printed.out
    assert f"\nNext     {NASTY}\n" in printed.out


def test_a_sweep_prints_its_study_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("nasty.toml").write_text(
        f'scenario = "churn"\nquestion = "{NASTY}?"\nnext_command = "{NASTY}"\nseeds = 1\n', encoding="utf-8"
    )
    assert run_command(["sweep", "nasty.toml", *QUICK, "--out", "exp[a]", "--jobs", "1"]) == 0
    printed = capsys.readouterr()
    assert f"{NASTY}?" in printed.err
    assert "\nTables   exp[a]\n" in printed.out
    assert printed.out.endswith(f"\nNext     {NASTY}\n")


def test_the_other_commands_print_paths_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["game", "quickstart", "--out", "[/red]y"]) == 0
    assert "\nFigure   [/red]y/landscape.png\n" in capsys.readouterr().out
    assert run_command(["run", "quickstart", *QUICK, "--quiet", "--out", "[/red]run"]) == 0
    assert capsys.readouterr().out == "[/red]run\n"
    assert run_command(["compare", "[/red]run", "[/red]run", "--out", "[b]"]) == 0
    assert "\nTables   [b]\n" in capsys.readouterr().out
    assert run_command(["report", "[/red]run", "--quiet"]) == 0
    assert capsys.readouterr().out == "[/red]run/report.html\n"


def test_the_list_prints_questions_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nasty = replace(load_scenario("quickstart"), question="[/red]y?", group="[bold]")
    monkeypatch.setattr(listing, "load_scenario", lambda _: nasty)
    assert run_command(["list"]) == 0
    printed = capsys.readouterr().out
    assert "\n[bold]\n" in printed
    assert "  quickstart      [/red]y?" in printed


def test_progress_prints_states_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    with CellProgress(1) as progress:
        progress.finished(1, 1)
    assert "1 failed" in capsys.readouterr().err
