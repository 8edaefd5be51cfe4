"""Committing a set of files: all old or all new, whenever the process is killed and however full the disk is.

1. The new files are written below ``.staging/`` and seen onto the disk. What was there before is not touched.
2. The new manifest takes the old one's place by one rename. This is the commit: before it the folder holds the old set, after it
   the new one, for a file of the set is where its digest is found, in its place or still in the staging folder.
3. Each new file moves to its plain name by one rename, and files that the set no longer has are removed. Whoever is killed
   here has lost nothing: readers look in both places, and the next writer completes the moves.

Only files that a manifest lists are ever replaced or removed, and removed only if they are what cocogen wrote.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from cocogen.model.files.atomic import sync_folder, write_bytes, write_synced
from cocogen.model.files.digests import file_digest
from cocogen.scenarios.folders.manifest import MANIFEST, STAGING, Manifest


def commit(folder: Path, manifest: Manifest, contents: Mapping[str, bytes]) -> None:
    """Make a set the folder's.

    The caller holds the folder's lock, and has called :func:`settle` on what was there.

    Args:
        folder: where; it exists.
        manifest: the new set.
        contents: the files that are new or may have changed; the manifest's others stay as they are.

    Raises:
        OSError: if something cannot be written; the folder then holds the old set or the new one, whole.
    """
    staging = folder / STAGING
    try:
        for name, content in contents.items():
            write_synced(staging / name, content)
        for below, _, _ in os.walk(staging):
            sync_folder(Path(below))
        write_bytes(folder / MANIFEST, manifest.content)
    except BaseException:
        if not _is_committed(folder, manifest):
            shutil.rmtree(staging, ignore_errors=True)
        raise
    settle(folder, manifest)


def settle(folder: Path, manifest: Manifest) -> None:
    """Complete what the last commit began, as far as it is not done: move new files to their names, remove old ones.

    Raises:
        OSError: if a file cannot be moved; nothing is lost then.
    """
    staging = folder / STAGING
    for name, wanted in manifest.files.items():
        if _holds(staging / name, wanted):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _move(staging / name, folder / name)
    for name, was in manifest.removed.items():
        if _holds(folder / name, was):
            remove(folder, name)
    shutil.rmtree(staging, ignore_errors=True)


def remove(folder: Path, name: str) -> None:
    """Remove a file of the set, and the folders below ``folder`` that are empty without it."""
    (folder / name).unlink()
    for parent in Path(name).parents[:-1]:
        try:
            (folder / parent).rmdir()
        except OSError:  # somebody else's files are there, or it is a link
            return


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_bytes(target, path.read_bytes())  # a linked folder on another disk
        path.unlink()


def _is_committed(folder: Path, manifest: Manifest) -> bool:
    try:
        return (folder / MANIFEST).read_bytes() == manifest.content
    except OSError:
        return False


def _holds(path: Path, wanted: str) -> bool:
    return path.is_file() and file_digest(path) == wanted
