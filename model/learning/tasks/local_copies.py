"""Local copies of published data: folders as torchvision and Debian lay them out, and Keras's ``.npz``; all checked by content.

A copy is used only if it holds what the publisher's files hold. Compressed anew, or not at all, it is still the same data.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np

from cocogen.agents.allowed import Said
from cocogen.model.learning.tasks.download import checksum
from cocogen.model.learning.tasks.formats import Bytes, read_idx

CopyPath = Annotated[str, Said("the path of a file or folder")]
"""Where a local copy of a task's data is; empty for none."""

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
"""Names of the arrays in Keras's layout: training images and labels, test images and labels."""

_FOLDERS = ("", "raw", "FashionMNIST/raw", "fashion-mnist")


def copied_file(task: str, path: str, name: str, md5: str) -> Path:
    """Return a published file in a local folder, or at the path itself, after comparing its checksum.

    Args:
        task: name of the task, for messages.
        path: of the folder or the file.
        name: of the file, as it is published.
        md5: its checksum, as its publisher gives it.

    Raises:
        ValueError: if it is not there, or another file.
    """
    place = Path(path).expanduser()
    file = place if place.is_file() else place / name
    if not file.is_file():
        raise ValueError(f"{path} has no file {name}, which task {task!r} needs")
    if checksum(file) != md5:
        raise ValueError(f"{file} is not the {name} that is published for task {task!r}, or damaged")
    return file


def copied_arrays(task: str, path: Path, files: Mapping[str, str], sums: Mapping[str, str]) -> list[Bytes]:
    """Return the arrays of a local copy in the order of :data:`ARRAYS`, after comparing what they hold.

    Args:
        task: name of the task, for messages.
        path: of a ``.npz`` file, or of a folder with IDX files, gzipped or not.
        files: name of the IDX file of each array, without ``.gz``.
        sums: SHA-256 of the bytes of each array.

    Raises:
        ValueError: if something is missing, of another format, or not what is published.
    """
    place = path.expanduser()
    arrays = _from_npz(place) if place.is_file() else _from_folder(task, place, files)
    for name, array in arrays.items():
        found = hashlib.sha256(np.ascontiguousarray(array, dtype=np.uint8).tobytes()).hexdigest()
        if found != sums[name]:
            raise ValueError(f"{path} does not hold the {name} that is published for task {task!r}")
    return [np.asarray(arrays[name], dtype=np.uint8) for name in ARRAYS]


def _from_folder(task: str, place: Path, files: Mapping[str, str]) -> dict[str, Bytes]:
    found = {}
    for array, name in files.items():
        candidates = [place / folder / f"{name}{end}" for folder in _FOLDERS for end in (".gz", "")]
        file = next((candidate for candidate in candidates if candidate.is_file()), None)
        if file is None:
            raise ValueError(f"{place} has no {name}, gzipped or not, which task {task!r} needs")
        found[array] = read_idx(file)
    return found


def _from_npz(file: Path) -> dict[str, Bytes]:
    try:
        with np.load(file, allow_pickle=False) as content:
            missing = [name for name in ARRAYS if name not in content]
            if missing:
                raise ValueError(f"it has no array {missing[0]}")
            return {name: content[name] for name in ARRAYS}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, TypeError) as error:
        raise ValueError(f"{file} is not a .npz file with {', '.join(ARRAYS)}: {error}") from None
