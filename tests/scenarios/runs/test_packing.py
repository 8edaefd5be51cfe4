"""A run folder in one file: what was played so far, as any other run folder is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.folders.manifest import ManifestError
from cocogen.scenarios.runs.packing import packed_folder, packed_model
from cocogen.scenarios.runs.stored_run import StoredRun, read_run

SET = {"run.seed": 3, "participation.patience@4": 1, "participation.patience@9": 5}


def unpacked(content: bytes, path: Path) -> StoredRun:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        files.extractall(path)
    return read_run(path / "run")


@pytest.fixture
def model() -> CoopetitionModel:
    """A variant after six rounds, with a change behind and another one ahead."""
    made = CoopetitionModel(load_scenario("two-firms").variant_configs(SET)["bargaining"])
    for _ in range(6):
        made.step()
    return made


def test_it_holds_what_was_played_and_is_finished(model: CoopetitionModel, tmp_path: Path) -> None:
    stored = unpacked(packed_model("two-firms", "bargaining", SET, model), tmp_path)
    assert (stored.scenario, stored.headline, stored.progress) == ("two-firms", "bargaining", "")
    (config,) = stored.configs.values()
    assert [entry.round for entry in config.interventions] == [4], "what was still to come is no part of it"
    again = CoopetitionModel(config).run().tables()
    for name, table in stored.tables().items():
        pd.testing.assert_frame_equal(table.drop(columns="variant"), again[name], check_dtype=False)
    assert stored.summary["rounds"] == 6
    assert stored.origin.overrides == {"run.seed": 3, "participation.patience@4": 1, "run.rounds": 6}


def test_a_folder_is_packed_as_it_is(model: CoopetitionModel, tmp_path: Path) -> None:
    first = unpacked(packed_model("two-firms", "bargaining", SET, model), tmp_path / "first")
    second = unpacked(packed_folder(first.path), tmp_path / "second")
    assert second.manifest == first.manifest
    assert second.contents == first.contents


def test_what_is_no_run_folder_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises((ManifestError, OSError)):
        packed_folder(tmp_path)
