"""The manifest: what is read is what was written, bit for bit, or is said by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cocogen.model.config.inputs import Input
from cocogen.model.files.digests import digest
from cocogen.scenarios.folders import manifest as module
from cocogen.scenarios.folders.committing import commit
from cocogen.scenarios.folders.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    ManifestError,
    read_manifest,
    read_set,
)

CONTENTS = {"config.toml": b"x = 1\n", "figures/a.png": b"\x89PNG", "empty": b""}


def a_set(**contents: bytes) -> Manifest:
    files = {name: digest(content) for name, content in (contents or CONTENTS).items()}
    inputs = (Input("task.path", "data, Größe.csv", digest(b"data")),)
    return Manifest("run", {"scenario": "quickstart", "overrides": {"run.seed": 3}}, files, inputs)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path, a_set(), CONTENTS)
    return tmp_path


def test_what_was_written_is_read(folder):
    found = read_set(folder, "run")
    assert found.manifest == a_set()
    assert found.contents == CONTENTS
    assert read_set(folder, "run", keep=lambda name: name == "empty").contents == {"empty": b""}
    assert found.manifest.identity != Manifest("run", {}, found.manifest.files).identity


@pytest.mark.parametrize("name", [*CONTENTS, MANIFEST])
def test_every_flipped_bit_is_said_by_name(folder, name):
    path = folder / name
    content = path.read_bytes() or b"\0"
    for place in range(0, 8 * len(content), 1 if name != MANIFEST else 13):
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        with pytest.raises(ManifestError) as caught:
            read_set(folder, "run")
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_missing_file_is_said_also_if_nobody_wants_its_content(folder):
    (folder / "figures/a.png").unlink()
    with pytest.raises(ManifestError, match=r"figures/a\.png is missing"):
        read_set(folder, "run", keep=lambda name: name == "empty")


def test_another_kind_another_format_and_no_manifest_are_said(folder, tmp_path, monkeypatch):
    with pytest.raises(ManifestError, match="holds a run, not a study"):
        read_manifest(folder, "study")
    with pytest.raises(ManifestError, match=r"manifest\.json: No such file"):
        read_manifest(tmp_path / "nowhere", "run")
    monkeypatch.setattr(module, "FORMAT", FORMAT + 1)
    with pytest.raises(
        ManifestError,
        match=rf"manifest\.json was written by cocogen \S+ \(format {FORMAT}\); this version reads {FORMAT + 1}$",
    ):
        read_manifest(folder, "run")


@pytest.mark.parametrize("name", ["../thesis.tex", "/etc/passwd", "a/../../b", "", "c:x", "a\\b", "a//b"])
def test_a_manifest_cannot_reach_beyond_its_folder(tmp_path, name):
    (tmp_path / MANIFEST).write_bytes(Manifest("run", {}, {name: digest(b"")}).content)
    with pytest.raises(ManifestError, match="is damaged"):
        read_manifest(tmp_path, "run")


@pytest.mark.parametrize(
    ("summary", "writer"),
    [
        ('{"versions": {"cocogen": "0.0.9"}}', "cocogen 0.0.9"),
        ("[]", "an earlier version"),
        (None, "an earlier version"),
    ],
)
def test_a_folder_of_the_first_format_names_the_version_that_its_summary_tells(tmp_path, summary, writer):
    parts = {"kind": "run", "about": {}, "files": {}, "inputs": [], "removed": {}}
    (tmp_path / MANIFEST).write_text(json.dumps({"format": 1, **parts, "digest": "0"}), encoding="utf-8")
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary, encoding="utf-8")
    with pytest.raises(ManifestError, match=f"was written by {writer}"):
        read_set(tmp_path, "run")


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"null", b'{"name": "a web page"}', b"[" * 100_000, b'{"format": 1}']
)
def test_somebody_elses_manifest_is_no_traceback(tmp_path, content):
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(ManifestError, match="is damaged, or not a manifest of cocogen"):
        read_manifest(tmp_path, "run")


def test_a_manifest_with_more_fields_is_refused(folder):
    data = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**data, "more": 1}))
    with pytest.raises(ManifestError, match="is damaged"):
        read_manifest(folder, "run")


def test_a_reader_sees_one_set_also_if_it_is_replaced_meanwhile(folder, monkeypatch):
    """The set is replaced between the reading of the manifest and of the first file."""
    newer = {"config.toml": b"x = 2\n", "empty": b"no more"}
    original, replaced = module.checked_content, []

    def slow(path: Path, name: str, wanted: str) -> bytes:
        if not replaced:
            replaced.append(name)
            commit(path, a_set(**newer), newer)
        return original(path, name, wanted)

    monkeypatch.setattr(module, "checked_content", slow)
    assert read_set(folder, "run").contents == newer


def test_a_set_that_never_rests_is_said(folder, monkeypatch):
    def restless(path: Path, name: str, wanted: str) -> bytes:
        commit(path, a_set(**{"config.toml": digest(wanted.encode()).encode()}), {})
        raise ManifestError("replaced")

    monkeypatch.setattr(module, "checked_content", restless)
    with pytest.raises(ManifestError, match="changes all the time"):
        read_set(folder, "run")
