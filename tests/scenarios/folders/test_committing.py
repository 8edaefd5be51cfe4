"""Committing: the folder holds the old set or the new one, wherever the writing is cut off."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cocogen.model.files.digests import digest
from cocogen.scenarios.folders.committing import commit, settle
from cocogen.scenarios.folders.manifest import STAGING, Manifest, read_set

OLD = {"config.toml": b"old", "figures/old.png": b"old figure", "rounds.parquet": b"old rounds"}
NEW = {"config.toml": b"new", "figures/new.png": b"new figure", "rounds.parquet": b"new rounds"}


def the_old() -> Manifest:
    return Manifest("run", {}, {name: digest(content) for name, content in OLD.items()})


def the_new() -> Manifest:
    files = {name: digest(content) for name, content in NEW.items()}
    return Manifest("run", {}, files, removed={"figures/old.png": digest(OLD["figures/old.png"])})


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path, the_old(), OLD)
    return tmp_path


def test_the_new_set_replaces_the_old_and_leaves_what_is_not_of_it(folder):
    (folder / "notes.txt").write_text("mine")
    commit(folder, the_new(), NEW)
    assert read_set(folder, "run").contents == NEW
    assert names(folder) == {*NEW, "manifest.json", "notes.txt"}


def test_files_that_are_not_handed_in_stay(folder):
    more = the_old().files | {"figures/new.png": digest(NEW["figures/new.png"])}
    commit(folder, Manifest("run", {}, more), {"figures/new.png": NEW["figures/new.png"]})
    assert read_set(folder, "run").contents == OLD | {"figures/new.png": NEW["figures/new.png"]}


def test_a_file_that_somebody_else_put_in_the_place_of_a_removed_one_stays(folder):
    (folder / "figures/old.png").write_bytes(b"painted over")
    commit(folder, the_new(), NEW)
    assert (folder / "figures/old.png").read_bytes() == b"painted over"


class Fault(BaseException):
    """The process dies here."""


CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink", "rmdir")


def broken(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> list[int]:
    """Make the call number ``at`` that changes the disk fail, and all that follow; return the count of calls."""
    count = [0]

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            count[0] += 1
            if count[0] > at:
                raise error
            return real(*arguments, **options)

        return call

    for name in CALLS:
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    return count


@pytest.mark.parametrize("error", [Fault(), OSError(errno.ENOSPC, "No space left on device")])
def test_old_or_new_but_never_both_wherever_it_is_cut_off(tmp_path, error):
    seen = set()
    for at in range(1000):
        folder = tmp_path / str(at)
        folder.mkdir()
        commit(folder, the_old(), OLD)
        with pytest.MonkeyPatch.context() as patch:
            count = broken(patch, at, error)
            with suppress(Fault, OSError):
                commit(folder, the_new(), NEW)
        found = read_set(folder, "run")
        assert found.contents in (OLD, NEW)
        settle(folder, found.manifest)
        assert names(folder) == {*found.contents, "manifest.json"} | {
            name for name in names(folder) if name.endswith(".tmp")
        }
        assert read_set(folder, "run").contents == found.contents
        seen.add(tuple(found.contents))
        if count[0] <= at:
            break
    assert at > 15
    assert seen == {tuple(OLD), tuple(NEW)}


def test_a_set_that_could_not_move_is_read_where_it_is(folder, monkeypatch):
    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if STAGING in self.parts:
            raise OSError(errno.EIO, "the disk says no")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(OSError, match="the disk says no"):
            commit(folder, the_new(), NEW)
    assert (folder / "rounds.parquet").read_bytes() == b"old rounds"
    assert read_set(folder, "run").contents == NEW
    settle(folder, the_new())
    assert names(folder) == {*NEW, "manifest.json"}


def test_a_linked_folder_of_figures_loses_nothing(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine.png").write_text("mine")
    (folder / "figures").rename(elsewhere / "figures")
    (folder / "figures").symlink_to(elsewhere / "figures")
    commit(folder, the_new(), NEW)
    assert read_set(folder, "run").contents == NEW
    assert (folder / "figures").is_symlink()
    assert (elsewhere / "mine.png").exists()


def test_linked_figures_on_another_disk_are_copied(folder, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("other-disk")
    (folder / "figures").rename(elsewhere / "figures")
    (folder / "figures").symlink_to(elsewhere / "figures")
    real = Path.replace

    def across(self: Path, target: Path) -> Path:
        if STAGING in self.parts and "figures" in self.parts:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", across)
    commit(folder, the_new(), NEW)
    assert (elsewhere / "figures" / "new.png").read_bytes() == b"new figure"
    assert names(folder) == {*NEW, "manifest.json"} - {"figures/new.png"}
    assert read_set(folder, "run").contents == NEW
