"""Atomic writing: a reader never sees half a file, and a failure leaves the old one."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest

from cocogen.model.files import atomic as files


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


def test_text_json_bytes_and_tables_arrive(tmp_path):
    files.write_text(tmp_path / "deep" / "a.txt", "ü")
    files.write_bytes(
        tmp_path / "b.json", files.json_bytes({"x": float("nan"), "y": [1, (2.5,)], "z": -math.inf})
    )
    files.write_bytes(tmp_path / "c", b"\x00")
    files.write_parquet(tmp_path / "d.parquet", pd.DataFrame({"z": [1.0]}))
    files.write_with(tmp_path / "e", lambda path: path.write_text("e"))
    assert (tmp_path / "deep" / "a.txt").read_text(encoding="utf-8") == "ü"
    assert json.loads((tmp_path / "b.json").read_text()) == {"x": None, "y": [1, [2.5]], "z": None}
    assert (tmp_path / "c").read_bytes() == b"\x00"
    assert pd.read_parquet(tmp_path / "d.parquet")["z"].tolist() == [1.0]
    assert (tmp_path / "e").read_text() == "e"
    assert leftovers(tmp_path) == []


def test_a_failure_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    files.write_text(path, "old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        files.write_with(path, fail)
    assert path.read_text() == "old"
    assert leftovers(tmp_path) == []


def test_a_failure_while_renaming_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    files.write_text(path, "old")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("rename refused")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="rename refused"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert leftovers(tmp_path) == []
