"""A run folder of what was played elsewhere, packed into one file, to be unpacked and read as any other run folder."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from cocogen.model.config.interventions import until
from cocogen.model.config.scheduled_names import at_round
from cocogen.model.files.atomic import json_bytes, parquet_bytes
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.folders.manifest import MANIFEST, read_manifest
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RunFolder, config_content
from cocogen.scenarios.runs.session import Session, summary_of
from cocogen.scenarios.runs.stacking import together
from cocogen.scenarios.runs.stored_run import CONFIG, RUN, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cocogen.model.config import SimulationConfig
    from cocogen.model.config.inputs import Input
    from cocogen.model.simulation import CoopetitionModel

FOLDER = "run"
"""What the folder is called in the packed file."""


@dataclass(frozen=True)
class AsPlayed:
    """A model as long as it was played, as a session asks it.

    Args:
        config: as many rounds as were played, and what changed until then.
        round: the last one.
        inputs: the files that were read.
        content: the tables.
    """

    config: SimulationConfig
    round: int
    inputs: tuple[Input, ...]
    content: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, model: CoopetitionModel) -> AsPlayed:
        """Take what was played of a model until now, one round at least."""
        config = until(model.config, model.round).with_overrides({"run.rounds": model.round})
        return cls(config, model.round, tuple(model.inputs), model.tables())

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the tables."""
        return self.content


def packed_model(name: str, variant: str, overrides: Mapping[str, Any], model: CoopetitionModel) -> bytes:
    """Return the run folder of one variant as it was played until now, packed; it has no checkpoint and no figures.

    Args:
        name: of its scenario.
        variant: its name.
        overrides: what was set of the scenario, by dotted name.
        model: what was played, one round at least.
    """
    played = AsPlayed.of(model)
    so_far = {field: value for field, value in overrides.items() if (at_round(field)[1] or 0) <= played.round}
    overrides = {**so_far, "run.rounds": played.round}
    scenario = replace(load_scenario(name).chosen(overrides), headline=variant)
    with TemporaryDirectory() as place:
        folder = RunFolder(Path(place) / FOLDER)
        session = Session(
            scenario, {variant: cast("CoopetitionModel", played)}, folder, Origin(name, overrides)
        )
        tables = {variant: played.tables()}
        contents = {
            CONFIG: config_content(name, variant, {variant: played.config}),
            SUMMARY: json_bytes(summary_of(session, tables)),
        }
        contents |= {f"{table}.parquet": parquet_bytes(frame) for table, frame in together(tables).items()}
        folder.claim()
        try:
            folder.commit(session.origin, session.inputs, contents)
        finally:
            folder.release()
        return packed_folder(folder.path)


def packed_folder(path: Path) -> bytes:
    """Return a run folder, packed: its manifest and the files that it lists.

    Raises:
        ManifestError: if there is none.
        OSError: if a file cannot be read.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name in (*read_manifest(path, RUN).files, MANIFEST):
            files.writestr(f"{FOLDER}/{name}", (path / name).read_bytes())
    return archive.getvalue()
