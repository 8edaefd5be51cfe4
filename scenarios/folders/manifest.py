"""The manifest: which files of a folder are cocogen's, what each must hold, and from which inputs they were made.

A folder's files commit as a set; :mod:`cocogen.scenarios.folders.committing` says how. The manifest is the one file whose content decides
what the set is, and carries a digest of itself. Whoever reads the folder reads through :func:`read_set`, so that a
file that is not, bit for bit, what was written is said by name and never used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from cocogen.model.config.inputs import Input
from cocogen.model.files.digests import digest

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = 2
MANIFEST = "manifest.json"
STAGING = ".staging"
"""Folder of files that are on their way into the set."""
ATTEMPTS = 5
"""How often a reader looks again when the set was replaced while it read."""


class ManifestError(ValueError):
    """A folder whose files are not what they were; the message is one line that names the file."""


@dataclass(frozen=True)
class Manifest:
    """What a folder holds.

    Args:
        kind: of folder, "run" or another command's word.
        about: what its maker wants to find again, plain JSON values.
        files: the digest of every file by its path below the folder, with slashes.
        inputs: the files outside that it was made from.
        removed: files of the set before this one, with their digests, that are not in this one.
    """

    kind: str
    about: Mapping[str, Any]
    files: Mapping[str, str]
    inputs: tuple[Input, ...] = ()
    removed: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The bytes of ``manifest.json``."""
        return self.written_by(version("cocogen"))

    def written_by(self, origin: str) -> bytes:
        """Return the bytes of ``manifest.json`` as the version ``origin`` of cocogen writes them."""
        data = {"format": FORMAT, "version": origin, **asdict(self)}
        return _text({**data, "digest": digest(_text(data))})

    @property
    def identity(self) -> str:
        """A digest of everything: two folders with the same identity hold the same bytes."""
        return digest(self.content)


_SHAPE = TypeAdapter(Manifest)


@dataclass(frozen=True)
class FileSet:
    """A set as it was read at one moment, every file of it checked.

    Args:
        manifest: what it is.
        contents: the bytes of the files that the reader wanted to keep, by name.
    """

    manifest: Manifest
    contents: Mapping[str, bytes]


def has_manifest(folder: Path) -> bool:
    """Tell whether a folder has a manifest, readable or not."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path, kind: str) -> Manifest:
    """Read a folder's manifest.

    Raises:
        ManifestError: if there is none, it is damaged, or it is that of another kind of folder.
    """
    return _parse(_content(folder), folder, kind)


def read_set(folder: Path, kind: str, keep: Callable[[str], bool] = lambda _: True) -> FileSet:
    """Read a folder's files, and check every one of them.

    The files are those of one moment, also while another process replaces them.

    Args:
        folder: where.
        kind: of folder that is expected.
        keep: which files' contents are kept, by name; the others are checked and forgotten.

    Raises:
        ManifestError: if the manifest or a file is missing, or damaged.
    """
    for _ in range(ATTEMPTS):
        content = _content(folder)
        manifest = _parse(content, folder, kind)
        try:
            checked = (
                (name, checked_content(folder, name, wanted)) for name, wanted in manifest.files.items()
            )
            return FileSet(manifest, {name: found for name, found in checked if keep(name)})
        except ManifestError:
            if _content(folder) == content:
                raise
    raise ManifestError(f"{folder} changes all the time; read it when nothing writes to it")


def checked_content(folder: Path, name: str, wanted: str) -> bytes:
    """Return the content of one file of the set, wherever it is on its way.

    A file that was committed is in the staging folder first and then, by one rename, in its place: looking in this order misses
    none.

    Raises:
        ManifestError: if it is missing or damaged.
    """
    problem = "is missing"
    for place in (folder / STAGING / name, folder / name):
        try:
            content = place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            continue
        if digest(content) == wanted:
            return content
        problem = f"is damaged: it does not hold what {MANIFEST} says"
    raise ManifestError(f"{folder / name} {problem}")


def _content(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise ManifestError(f"{folder / MANIFEST}: {error.strerror or error}") from None


def _parse(content: bytes, folder: Path, kind: str) -> Manifest:
    damaged = ManifestError(f"{folder / MANIFEST} is damaged, or not a manifest of cocogen")
    try:
        data = json.loads(content)
        found = data.pop("format")
        data.pop("digest")
        origin = data.pop("version", None)
        manifest = _SHAPE.validate_python(data)
        is_whole = manifest.written_by(origin) == content and all(
            map(_is_below, [*manifest.files, *manifest.removed])
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise damaged from None
    if found != FORMAT:
        writer = _writer(folder, origin)
        raise ManifestError(
            f"{folder / MANIFEST} was written by {writer} (format {found}); this version reads {FORMAT}"
        )
    if not is_whole:
        raise damaged
    if manifest.kind != kind:
        raise ManifestError(f"{folder} holds a {manifest.kind}, not a {kind}")
    return manifest


def _writer(folder: Path, origin: Any) -> str:
    """Return which cocogen wrote a folder of another format; the first format told it in the summary only."""
    if not isinstance(origin, str):
        try:
            origin = json.loads((folder / "summary.json").read_bytes())["versions"]["cocogen"]
        except (OSError, ValueError, TypeError, KeyError):
            return "an earlier version of cocogen"
    return f"cocogen {origin}"


def _is_below(name: str) -> bool:
    """Tell whether a name stays within the folder, whoever wrote it."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or re.search(r"[\\:\0]", part) for part in parts)


def _text(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=1) + "\n").encode("ascii")
