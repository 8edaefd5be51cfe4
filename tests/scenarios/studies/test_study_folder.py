"""The study folder: whose it is, and what is refused without being touched."""

import json
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from cells import plan_of

from cocogen.scenarios.studies import study_folder as folder_module
from cocogen.scenarios.studies.stored_study import StudyFolderError, read_about, read_study
from cocogen.scenarios.studies.study_folder import StudyFolder
from cocogen.scenarios.studies.worker import Outcome

DONE = Outcome(measures={"square": 1.0}, error="", lasting=True, seconds=0.1)


@pytest.fixture
def claimed(tmp_path: Path) -> Iterator[StudyFolder]:
    folder = StudyFolder(tmp_path / "study", plan_of(3))
    folder.claim()
    yield folder
    folder.release()


def content(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_a_folder_says_what_it_is_for(claimed: StudyFolder) -> None:
    about = read_about(claimed.path)
    assert about.study["name"] == "squares"
    assert about.cells == 3
    assert "numpy" in about.versions


def test_outcomes_are_found_again_but_not_those_of_strangers(claimed: StudyFolder) -> None:
    key = next(iter(claimed.plan.cells))
    claimed.record({key: DONE, "stranger": DONE})
    assert claimed.finished() == {key: DONE}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "3",
        "{}",
        "[" * 100_000,
        '{"key":KEY}',
        '{"key":KEY,"measures":[],"error":"","lasting":true,"seconds":0}',
        '{"key":KEY,"measures":{"x":"1"},"error":"","lasting":true,"seconds":0}',
        '{"key":KEY,"measures":{"x":1},"error":3,"lasting":true,"seconds":0}',
        '{"key":KEY,"measures":null,"error":"","lasting":true,"seconds":0}',
        '{"key":KEY,"measures":{"x":1},"error":"","lasting":true,"seconds":0,"more":1}',
        '{"key":[KEY],"measures":{"x":1},"error":"","lasting":true,"seconds":0}',
    ],
)
def test_a_record_of_another_shape_was_never_written(claimed: StudyFolder, text: str) -> None:
    key = next(iter(claimed.plan.cells))
    content = text.replace("KEY", f'"{key}"').encode()
    (claimed.path / "cells.journal").write_bytes(b"%08x %s\n" % (crc32(content), content))
    assert claimed.finished() == {}
    claimed.record({key: DONE})
    assert claimed.finished() == {key: DONE}


def test_a_second_process_is_refused(claimed: StudyFolder) -> None:
    with pytest.raises(StudyFolderError, match="in use by another process"):
        StudyFolder(claimed.path, plan_of(3)).claim()


def test_a_released_folder_can_be_claimed_again(claimed: StudyFolder) -> None:
    claimed.release()
    again = StudyFolder(claimed.path, plan_of(3))
    again.claim()
    again.release()


@pytest.mark.parametrize(
    "wrong", ["another plan", "another version", "another format", "damaged", "no study"]
)
def test_a_foreign_folder_is_refused_and_not_touched(claimed: StudyFolder, wrong: str) -> None:
    claimed.release()
    about = json.loads((claimed.path / "study.json").read_text())
    plan = plan_of(4) if wrong == "another plan" else plan_of(3)
    if wrong == "another version":
        about["versions"]["numpy"] = "0.1"
    if wrong == "another format":
        about["format"] = 99
    text = "{" if wrong == "damaged" else json.dumps([] if wrong == "no study" else about)
    (claimed.path / "study.json").write_text(text)
    (claimed.path / ".study.json.1.tmp").write_text("half")
    before = content(claimed.path)
    with pytest.raises(StudyFolderError) as error:
        StudyFolder(claimed.path, plan).claim()
    assert str(claimed.path) in str(error.value)
    assert "\n" not in str(error.value)
    assert content(claimed.path) == before


@pytest.mark.parametrize("kind", ["file", "other folder"])
def test_something_else_is_refused_and_not_touched(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "there"
    if kind == "file":
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "thesis.txt").write_text("mine")
    with pytest.raises(StudyFolderError, match="choose another --out"):
        StudyFolder(path, plan_of(1)).claim()
    assert sorted(p.name for p in tmp_path.rglob("*")) == (
        ["there"] if kind == "file" else ["there", "thesis.txt"]
    )


def test_a_folder_that_was_left_before_its_first_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / ".study.json.77.tmp").write_text("{")
    folder = StudyFolder(tmp_path, plan_of(1))
    folder.claim()
    folder.release()
    assert not list(tmp_path.glob("*.tmp"))
    assert read_about(tmp_path).cells == 1


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StudyFolderError, match="cannot write to"):
        StudyFolder(tmp_path / "file" / "study", plan_of(1)).claim()


def test_a_failed_first_write_lets_go_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = StudyFolder(tmp_path / "study", plan_of(1))
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "write_bytes", fail)
        with pytest.raises(OSError, match="No space left"):
            folder.claim()
    folder.claim()
    folder.release()


def test_releasing_twice_is_harmless(claimed: StudyFolder) -> None:
    claimed.release()
    claimed.release()


def test_what_is_no_study_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StudyFolderError, match="is not a study's folder"):
        read_about(tmp_path)
    with pytest.raises(StudyFolderError, match="is not a study's folder"):
        read_study(tmp_path)
