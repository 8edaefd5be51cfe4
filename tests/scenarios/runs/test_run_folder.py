"""The run folder: whose it is, what it refuses, and that nothing is lost in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cocogen.scenarios.folders.lock import LOCK
from cocogen.scenarios.folders.manifest import MANIFEST, STAGING, ManifestError
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RunFolder, fresh_folder
from cocogen.scenarios.runs.stored_run import RunFolderError, read_run

ORIGIN = Origin("quickstart", {})
CONTENTS = {
    "config.toml": b"old",
    "figures/quickstart.png": b"old figure",
    "checkpoint/CoCoGen+.safetensors": b"old",
}


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def a_run(path: Path) -> Path:
    """Put a run into a folder."""
    folder = RunFolder(path)
    folder.claim()
    folder.commit(ORIGIN, (), CONTENTS)
    folder.release()
    return path


def replaced(path: Path) -> None:
    """Replace the run in a folder."""
    folder = RunFolder(path)
    folder.claim(force=True)
    try:
        folder.commit(ORIGIN, (), {"config.toml": b"new"})
    finally:
        folder.release()


def claimed(path: Path, **how: bool) -> None:
    """Claim a folder and let go of it."""
    folder = RunFolder(path)
    folder.claim(**how)
    folder.release()


def test_a_run_is_neither_overwritten_nor_lost_by_a_claim(tmp_path):
    a_run(tmp_path / "run")
    with pytest.raises(RunFolderError, match="holds a run already; use --resume, --force or another --out"):
        claimed(tmp_path / "run")
    for how in ("force", "resume"):
        claimed(tmp_path / "run", **{how: True})
        assert names(tmp_path / "run") == {*CONTENTS, MANIFEST}


def test_force_replaces_what_is_the_runs_and_nothing_else(tmp_path):
    a_run(tmp_path / "run")
    for mine in ("notes.txt", "figures/mine.png", "checkpoint/notes/thesis.tex"):
        (tmp_path / "run" / mine).parent.mkdir(exist_ok=True)
        (tmp_path / "run" / mine).write_text("mine")
    replaced(tmp_path / "run")
    assert names(tmp_path / "run") == {
        "config.toml",
        MANIFEST,
        "notes.txt",
        "figures/mine.png",
        "checkpoint/notes/thesis.tex",
    }


@pytest.mark.parametrize(
    "files", [{"config.toml": 'title = "my blog"', "post.md": "a post"}, {"config.toml": ""}]
)
@pytest.mark.parametrize("how", [{}, {"force": True}, {"resume": True}])
def test_a_folder_of_something_else_is_refused_whatever_is_said(tmp_path, files, how):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RunFolderError, match="exists and is not a run folder; choose another --out"):
        claimed(tmp_path, **how)
    assert names(tmp_path) == set(files)


@pytest.mark.parametrize("how", [{}, {"force": True}, {"resume": True}])
def test_a_manifest_of_somebody_else_is_no_run(tmp_path, how):
    (tmp_path / MANIFEST).write_text('{"name": "my web page", "icons": []}')
    with pytest.raises(ManifestError, match="is damaged, or not a manifest of cocogen"):
        claimed(tmp_path, **how)
    assert names(tmp_path) == {MANIFEST}


@pytest.mark.parametrize("how", [{}, {"force": True}, {"resume": True}])
def test_a_run_of_an_earlier_version_is_refused_in_one_line(tmp_path, how):
    (tmp_path / "config.toml").write_text('scenario = "churn"\nheadline = "none"\n[variant.none]\n')
    (tmp_path / "rounds.parquet").write_bytes(b"")
    with pytest.raises(RunFolderError, match="holds a run of an earlier version of cocogen") as caught:
        claimed(tmp_path, **how)
    assert "\n" not in str(caught.value)


def test_what_a_killed_process_leaves_is_no_obstacle(tmp_path):
    (tmp_path / LOCK).touch()
    (tmp_path / ".config.toml.1234.tmp").write_text("half")
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / "rounds.parquet").write_text("half")
    a_run(tmp_path)
    assert names(tmp_path) == {*CONTENTS, MANIFEST}


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="exists and is not a run folder"):
        claimed(tmp_path / "file")


def test_an_unwritable_place_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for place in ("file/below", "nowhere"):
        with pytest.raises(RunFolderError, match="cannot write to"):
            claimed(tmp_path / place)


def test_nothing_to_resume(tmp_path):
    with pytest.raises(RunFolderError, match="holds no run to resume"):
        claimed(tmp_path / "nothing", resume=True)
    assert not (tmp_path / "nothing").exists()


def test_one_process_at_a_time(tmp_path):
    first = RunFolder(tmp_path / "run")
    first.claim()
    try:
        with pytest.raises(RunFolderError, match="in use by another process"):
            RunFolder(tmp_path / "run").claim()
    finally:
        first.release()
    assert not (tmp_path / "run").exists()
    RunFolder(tmp_path / "run").claim()


def test_a_linked_folder_is_a_folder(tmp_path):
    a_run(tmp_path / "real")
    (tmp_path / "real" / "notes.txt").write_text("mine")
    (tmp_path / "link").symlink_to("real")
    replaced(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "real") == {"config.toml", MANIFEST, "notes.txt"}
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty-link").symlink_to("empty")
    claimed(tmp_path / "empty-link")
    assert (tmp_path / "empty-link").is_symlink()


def test_linked_figures_are_not_followed_into_what_is_somebody_elses(tmp_path):
    a_run(tmp_path / "run")
    shutil.move(tmp_path / "run" / "figures", tmp_path / "gallery")
    (tmp_path / "gallery" / "mine.png").write_text("mine")
    (tmp_path / "run" / "figures").symlink_to(tmp_path / "gallery")
    replaced(tmp_path / "run")
    assert names(tmp_path / "gallery") == {"mine.png"}
    assert (tmp_path / "run" / "figures").is_symlink()


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("figures/baselines.png", "figures/baselines.png"),
        ("past", "past/a.safetensors"),
        ("rounds.parquet/notes.txt", "rounds.parquet"),
    ],
)
def test_what_is_in_the_way_is_said_and_not_replaced(tmp_path, theirs, ours):
    a_run(tmp_path / "run")
    (tmp_path / "run" / theirs).parent.mkdir(exist_ok=True)
    (tmp_path / "run" / theirs).write_text("mine")
    folder = RunFolder(tmp_path / "run")
    folder.claim(force=True)
    try:
        with pytest.raises(RunFolderError, match="is not this run's and is in its way"):
            folder.commit(ORIGIN, (), {ours: b"ours"})
    finally:
        folder.release()
    assert (tmp_path / "run" / theirs).read_text() == "mine"
    assert read_run(tmp_path / "run", checkpoints=True).contents == CONTENTS


def test_files_can_be_added(tmp_path):
    a_run(tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    folder.claim(resume=True)
    folder.add({"figures/churn.png": b"figure"})
    folder.release()
    stored = read_run(tmp_path / "run", checkpoints=True)
    assert stored.contents == CONTENTS | {"figures/churn.png": b"figure"}
    assert stored.origin == ORIGIN


def test_fresh_folders_do_not_collide(tmp_path):
    first = fresh_folder(tmp_path, "small")
    first.mkdir()
    assert fresh_folder(tmp_path, "small") != first


def test_what_was_made_for_a_run_that_never_began_goes_and_nothing_else(tmp_path):
    (tmp_path / "mine").mkdir()
    claimed(tmp_path / "mine" / "runs" / "new")
    assert list(tmp_path.rglob("*")) == [tmp_path / "mine"]
    a_run(tmp_path / "runs" / "run")
    claimed(tmp_path / "runs" / "other")
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["run"]
