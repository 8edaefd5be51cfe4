"""``cocogen view STUDY``: the map that the page is given, and each cell's market as the study played it."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.model.records.summary import summarize
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line import main
from cocogen.scenarios.reporting.reading import read_result
from cocogen.visualizations import app
from cocogen.visualizations.browser.address import read
from cocogen.visualizations.browser.stage import Stage
from cocogen.visualizations.browser.stored.sweep import Look
from cocogen.visualizations.browser.stored.sweep_map import link

SWEEP = (
    "sweep",
    "churn",
    "--set",
    "population.organizations=4",
    "--set",
    "run.rounds=5",
    "--seeds",
    "2",
    "--jobs",
    "1",
)
VARY = ("--vary", "population.alpha=0.1,1", "--vary", "competition.intensity=0.02,0.1")


def cocogen(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*words])
    return int(left.value.code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("studies") / "sweep"
    assert cocogen(*SWEEP, *VARY, "--quiet", "--out", str(path)) == 0
    return path


def staged(folder: Path) -> Stage:
    caught: list[Stage] = []
    with patch.object(app, "serve", lambda stage, *_, **__: caught.append(stage)):
        assert cocogen("view", "--no-open", str(folder)) == 0
    return caught[0]


@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_a_cell_opens_the_market_that_the_study_played(folder: Path) -> None:
    stage = staged(folder)
    assert stage.sweep
    assert len(stage.repertoire) == 4
    table = read_result(folder).table
    cell = stage.sweep.grid(Look("mean_welfare_everyone", "pairwise", seed=1))[1][0]
    wish = read(link(cell, stage.sweep), stage)
    config = wish.config()
    assert (config.run.seed, config.population.alpha, config.competition.intensity) == (1, 1.0, 0.02)
    assert wish.head_start == config.run.rounds == 5
    row = table.query("variant == 'pairwise' and seed == 1")
    (row,) = row[(row["population.alpha"] == 1) & (row["competition.intensity"] == 0.02)].to_dict("records")
    played = summarize(CoopetitionModel(config).run().tables())
    assert played["mean_welfare_everyone"] == row["mean_welfare_everyone"] == cell.value
    assert played["members"] == row["members"]


def test_the_command_of_a_cell_plays_it(folder: Path) -> None:
    stage = staged(folder)
    scene = stage.repertoire["α = 0.1, γ = 0.1"]().scenes["pairwise"]
    assert stage.command(scene, {}, 5) == (
        "cocogen run churn --rounds 5 --set population.organizations=4 --set population.alpha=0.1 "
        "--set competition.intensity=0.1"
    )


def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert cocogen("view", "--no-open", str(folder)) == 2
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    return said


def test_what_has_no_map_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scattered = ("--vary", "population.alpha=0.1..1", "--design", "latin-hypercube", "--points", "2")
    assert cocogen(*SWEEP, *scattered, "--quiet", "--out", str(tmp_path / "points")) == 0
    assert "has the design latin-hypercube, and view shows grids; cocogen report" in refused(
        tmp_path / "points", capsys
    )


def test_a_damaged_study_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cocogen(*SWEEP, "--quiet", "--out", str(tmp_path / "s")) == 0
    (tmp_path / "s" / "cells.parquet").write_bytes(b"nothing")
    assert "cells.parquet" in refused(tmp_path / "s", capsys)


def test_a_study_that_this_version_would_play_otherwise_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cocogen.scenarios.studies.plan import Plan

    monkeypatch.setattr(Plan, "identity", "another")
    assert "was played by another version of cocogen" in refused(folder, capsys)
