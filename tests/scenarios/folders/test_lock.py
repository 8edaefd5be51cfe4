"""The lock of a folder: held once, and gone when it is released."""

from __future__ import annotations

import pytest

from cocogen.scenarios.folders.lock import LOCK, FolderInUseError, FolderLock


def test_a_folder_is_held_once_and_its_lock_goes_with_the_holder(tmp_path):
    folder = tmp_path / "deep" / "folder"
    one, other = FolderLock(folder), FolderLock(folder)
    one.acquire()
    with pytest.raises(FolderInUseError, match=f"{folder} is in use by another process"):
        other.acquire()
    other.release()
    assert (folder / LOCK).exists()
    one.release()
    assert list(folder.iterdir()) == []
    other.acquire()
    other.release()
