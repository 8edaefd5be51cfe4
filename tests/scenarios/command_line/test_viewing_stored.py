"""``cocogen view DIR``: what the page is given of a folder, and which folders are refused before it is served."""

from __future__ import annotations

import io
import os
import zipfile
from base64 import b64decode
from pathlib import Path

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.scenarios.command_line import main
from cocogen.scenarios.runs.stored_run import read_run
from cocogen.visualizations import app
from cocogen.visualizations.browser.address import read, written
from cocogen.visualizations.browser.course import Course
from cocogen.visualizations.browser.stage import Stage
from cocogen.visualizations.browser.take import command_for, folder_of, python_for
from cocogen.visualizations.browser.wish import Wish

RUN = ("run", "churn", "--rounds", "6", "--quiet", "--set", "population.organizations=5")


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[Stage]:
    """Catch the stages that would be served."""
    caught: list[Stage] = []
    monkeypatch.setattr(app, "serve", lambda stage, *_, **__: caught.append(stage))
    return caught


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "churn"
    assert cocogen(*RUN, "--out", str(folder)) == 0
    return folder


def cocogen(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*words])
    return int(left.value.code)


def view(*words: str) -> int:
    return cocogen("view", "--no-open", *words)


def test_a_run_is_shown_as_it_was_played(churn: Path, stages: list[Stage]) -> None:
    assert view(str(churn)) == 0
    (stage,), stored = stages, read_run(churn)
    (offer,) = (make() for make in stage.repertoire.values())
    assert offer.question.startswith("Who leaves when coopetition hurts")
    assert list(offer.scenes) == list(stored.configs)
    assert stage.opening == offer.scenes[stored.headline]
    table = stored.tables()["organizations"]
    for variant, scene in offer.scenes.items():
        assert scene.config == stored.configs[variant]
        course = Course.of(Wish(scene))
        while not course.is_over:
            course.play_round()
        last = table[(table["variant"] == variant) & (table["round"] == 6)].sort_values("organization")
        seen = course.observer.snapshot()
        assert [one.numbers["advantage"] for one in seen.organizations] == last["advantage"].tolist()


def test_what_is_taken_along_is_what_is_stored(churn: Path, tmp_path: Path, stages: list[Stage]) -> None:
    view(str(churn))
    course = Course.of(Wish(stages[0].opening))
    course.play_round()
    line = command_for(course, stages[0])["copy"]
    assert line == "cocogen run churn --set population.organizations=5 --rounds 6"
    code = python_for(course, stages[0])["copy"]
    assert "cocogen.run(\"churn\", rounds=6, overrides={'population.organizations': 5})" in code
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(b64decode(folder_of(course, stages[0])["file"]))) as files:
        files.extractall(unpacked)
    assert read_run(unpacked / "run").manifest == read_run(churn).manifest


def test_the_address_names_a_variant_and_sets_nothing(churn: Path, stages: list[Stage]) -> None:
    view(str(churn))
    (stage,) = stages
    other = read("scenario=churn&variant=none", stage)
    assert other.scene.variant == "none"
    assert written(other, stage) == "scenario=churn&variant=none"
    with pytest.raises(ValueError, match="nothing of a stored run can be set"):
        read("set=redistribution.rule%3Dnone", stage)


def test_a_fork_opens_beside_what_it_left(churn: Path, tmp_path: Path, stages: list[Stage]) -> None:
    folder = tmp_path / "fork"
    options = ("--at", "2", "--set", "redistribution.rule=bargaining", "--quiet", "--out", str(folder))
    assert cocogen("fork", str(churn), *options) == 0
    assert view(str(folder)) == 0
    (stage,) = stages
    opening = read("", stage)
    assert (opening.scene.variant, opening.beside and opening.beside.variant) == ("fork", "as it was")
    assert opening.scene.stored
    assert opening.scene.stored.since == 3
    assert written(opening, stage) == ""
    alone = opening.compared(None)
    assert read(written(alone, stage), stage) == alone
    assert stage.command(stage.opening, {}, 6).startswith("cocogen fork ")


def test_solara_is_set_up_before_anything_imports_it(churn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stored run is tried out before it is served, and solara reads its settings when it is first imported."""
    for name in app.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(app, "serve", lambda *_, **__: None)
    seen: list[bool] = []

    def looking(path: Path) -> None:
        seen.append(app.SETTINGS.items() <= os.environ.items())

    monkeypatch.setattr("cocogen.scenarios.command_line.viewing_stored.stage_of_folder", looking)
    assert view(str(churn)) == 0
    assert seen == [True]


@pytest.mark.parametrize("file", ["rounds.parquet", "config.toml"])
def test_a_damaged_run_is_refused_in_one_line(
    file: str, tmp_path: Path, stages: list[Stage], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert cocogen(*RUN, "--out", str(folder)) == 0
    (folder / file).write_bytes(b"something else")
    capsys.readouterr()
    assert view(str(folder)) == 2
    said = capsys.readouterr().err.strip()
    assert file in said
    assert "\n" not in said
    assert not stages


def test_what_holds_nothing_is_refused_in_one_line(
    tmp_path: Path, stages: list[Stage], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for name, said in (("", "holds neither a run"), ("gone", "is not a folder"), ("file", "is not a folder")):
        assert view(str(tmp_path / name)) == 2
        told = capsys.readouterr().err.strip()
        assert said in told
        assert "\n" not in told
    assert not stages


def test_nothing_can_be_set_in_what_was_played(
    churn: Path, stages: list[Stage], capsys: pytest.CaptureFixture[str]
) -> None:
    assert view(str(churn), "--seed", "3") == 2
    assert "--seed and --set are for scenarios" in capsys.readouterr().err
    assert not stages
