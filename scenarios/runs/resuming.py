"""Going on with a stored run: what has to be the same, and the variants as they were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.config.inputs import CALIBRATION, changed_input
from cocogen.model.config.overrides import difference
from cocogen.model.records.checkpoint import CheckpointError, restore_checkpoint
from cocogen.scenarios.runs.stored_run import RunFolderError, checkpoint_name, read_run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cocogen.model.config import SimulationConfig
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.scenarios.runs.stored_run import StoredRun


def resumable(path: Path, name: str, configs: Mapping[str, SimulationConfig]) -> StoredRun:
    """Read a run that is to be gone on with.

    Args:
        path: its folder.
        name: of the scenario that it has to be a run of.
        configs: each variant's configuration, which may differ from the stored one by more rounds only.

    Raises:
        RunFolderError: if it is another run.
        ManifestError: if a file is missing or damaged.
    """
    stored = read_run(path, checkpoints=True)
    check_same_run(name, configs, stored)
    return stored


def check_same_run(name: str, configs: Mapping[str, SimulationConfig], stored: StoredRun) -> None:
    """Refuse to go on with a run of another scenario, other inputs or another configuration; it may only become longer.

    Raises:
        RunFolderError: one line on the first difference.
    """
    if stored.scenario != name:
        raise RunFolderError(f"{stored.path} holds the run of {stored.scenario!r}, not of {name!r}")
    if stored.configs.keys() != configs.keys():
        new = ", ".join(configs.keys() - stored.configs.keys() or configs)
        raise RunFolderError(
            f"{stored.path} holds a run of another configuration: it has no variant {new}; "
            "--resume remembers the options, so give none but --rounds"
        )
    check_inputs(stored, calibrations=stored.origin.fork is None)
    for variant, config in configs.items():
        before = stored.configs[variant]
        as_long = config.with_overrides({"run.rounds": before.run.rounds})
        if before != as_long:
            fields = (*difference(before, as_long), *difference(as_long, before))
            raise RunFolderError(
                f"{stored.path} holds a run of another configuration: {fields[0]} of variant {variant!r} differs; "
                "--resume remembers the options, so give none but --rounds"
            )
        if config.run.rounds < stored.played(variant):
            raise RunFolderError(
                f"{stored.path} has played {stored.played(variant)} rounds already; --rounds cannot be less, got {config.run.rounds}"
            )


def check_inputs(stored: StoredRun, *, calibrations: bool) -> None:
    """Refuse to go on from a run whose input files hold something else now.

    Args:
        stored: the run.
        calibrations: whether calibrations of one's own are read again; a fork has their numbers from the run.

    Raises:
        RunFolderError: one line that names the file.
        ValueError: if one is gone, likewise.
    """
    changed = changed_input(e for e in stored.manifest.inputs if calibrations or e.role != CALIBRATION)
    if changed is not None:
        raise RunFolderError(
            f"{changed.role}: {changed.path} has changed since {stored.path} was started; "
            "put back what it held, or start another run"
        )


def restore(models: Mapping[str, CoopetitionModel], stored: StoredRun) -> None:
    """Put freshly built variants into the state of a stored run.

    Raises:
        CheckpointError: if a checkpoint does not fit; the message names its file.
    """
    for name, model in models.items():
        content = stored.checkpoint(name)
        if content is not None:
            try:
                restore_checkpoint(model, content)
            except CheckpointError as error:
                raise CheckpointError(f"{stored.path / checkpoint_name(name)}: {error}") from None
