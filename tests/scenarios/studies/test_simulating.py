"""A study of a file is a study of what the file holds: another content is another study, never a mixture."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.config.inputs import InputError
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.reporting import study_figures as figures
from cocogen.scenarios.studies import engine, simulating
from cocogen.scenarios.studies.catalog import load_study
from cocogen.scenarios.studies.study import Study

OWN = {"task.name": "csv", "task.path": "own.csv", "task.label": "kind", "game.calibration": "digits"}
BRIEF = {"learning.kind": "curve", "run.rounds": 2}


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(figures, "sweep_figures", lambda *_, **__: {})
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 2, 600)
    pd.DataFrame({"a": rng.normal(size=600).round(3), "kind": np.array(["x", "y"])[kinds]}).to_csv(
        "own.csv", index=False
    )
    Path("out.csv").write_text("organization,from,to\nB,1,2\n")


def study_of(scenario: str, **settings: Any) -> Study:
    return load_study(scenario).changed(settings={**BRIEF, **settings}, seeds=2)


def words(scenario: str, **settings: Any) -> list[str]:
    assignments = [
        word for name, value in {**BRIEF, **settings}.items() for word in ("--set", f"{name}={value}")
    ]
    return ["sweep", scenario, *assignments, "--seeds", "2", "--jobs", "1", "--quiet"]


def change(path: str) -> None:
    """Change one character of the last line."""
    lines = Path(path).read_text().splitlines()
    lines[-1] = lines[-1].replace("x", "z").replace("y", "x").replace("z", "y").replace(",2", ",1")
    Path(path).write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("settings", "path"), [(OWN, "own.csv"), ({"environment.trace": "out.csv"}, "out.csv")]
)
def test_the_content_of_a_file_is_part_of_the_identity(settings: dict[str, str], path: str) -> None:
    plan = study_of("quickstart", **settings).plan()
    assert [entry.path for entry in plan.inputs] == [path]
    original = Path(path).read_text()
    change(path)
    other = study_of("quickstart", **settings).plan()
    assert other.identity != plan.identity
    assert not other.cells.keys() & plan.cells.keys()
    Path(path).write_text(original)
    assert study_of("quickstart", **settings).plan().identity == plan.identity


def test_only_cells_that_read_a_file_depend_on_it() -> None:
    changed = {"factors": {"environment.trace": ["", "out.csv"]}}
    before = study_of("quickstart").changed(**changed).plan()
    change("out.csv")
    after = study_of("quickstart").changed(**changed).plan()
    assert len(before.cells.keys() & after.cells.keys()) == len(before.cells) / 2


@pytest.mark.parametrize("settings", [OWN, {"environment.trace": "out.csv"}])
def test_a_changed_file_makes_a_study_of_its_own(
    settings: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings.get("task.path", "out.csv")
    assert run_command(words("quickstart", **settings)) == 0
    first = Path(capsys.readouterr().out.strip())
    before = (first / "cells.parquet").read_bytes()
    change(path)
    assert run_command(words("quickstart", **settings)) == 0
    second = Path(capsys.readouterr().out.strip())
    assert second != first
    assert (first / "cells.parquet").read_bytes() == before != (second / "cells.parquet").read_bytes()
    assert run_command([*words("quickstart", **settings), "--out", str(first)]) == 2
    assert f"{path} has changed since the study in {first} was made" in capsys.readouterr().err
    assert (first / "cells.parquet").read_bytes() == before


@pytest.mark.parametrize("moment", ["before", "while"])
def test_a_file_that_changes_meanwhile_stops_the_study(
    moment: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    original = Path("own.csv").read_text()
    assert run_command([*words("quickstart", **OWN), "--out", "undisturbed"]) == 0
    module, name = (engine, "run_cell") if moment == "before" else (simulating, "_check")
    real, calls = getattr(module, name), []

    def meddling(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 4:
            change("own.csv")
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, meddling)
        capsys.readouterr()
        assert run_command([*words("quickstart", **OWN), "--out", "meddled"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "own.csv has changed since this study was begun" in said.err
    assert not Path("meddled/cells.parquet").exists()
    Path("own.csv").write_text(original)
    assert run_command([*words("quickstart", **OWN), "--out", "meddled"]) == 0
    assert Path("meddled/cells.parquet").read_bytes() == Path("undisturbed/cells.parquet").read_bytes()


def test_a_file_that_is_gone_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = study_of("quickstart", **OWN).plan()
    Path("own.csv").unlink()
    with pytest.raises(InputError, match=r"task\.path: cannot read own\.csv: No such file"):
        study_of("quickstart", **OWN).plan()
    with pytest.raises(simulating.InputChanged, match=r"task\.path: cannot read own\.csv: No such file"):
        simulating.simulate(next(iter(plan.cells.values())).payload)


def test_trained_models_do_not_pile_up_where_python_itself_does_not_collect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulating, "COLLECT_EVERY", 2)
    config = SimulationConfig().with_overrides({"population.organizations": 2, "run.rounds": 1})
    gc.collect()
    others = _models_alive()
    gc.disable()
    try:
        for seed in range(5):
            simulating.simulate(simulating.simulation_cell(config, seed).payload)
            assert _models_alive() <= others + 2
    finally:
        gc.enable()


def _models_alive() -> int:
    return sum(type(one) is CoopetitionModel for one in gc.get_objects())
