"""Checkpoints: everything that the next round depends on, in one file that is never unpickled.

Randomness is keyed, so no generator state is stored. The file is a safetensors file: models and federation as arrays,
the tables so far as parquet bytes, agents and the round as JSON in the header.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from safetensors import SafetensorError
from safetensors.numpy import load, save

from cocogen.model.config.inputs import identity, input_files
from cocogen.model.config.interventions import until
from cocogen.model.files.atomic import parquet_bytes
from cocogen.model.records.recorder import columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocogen.model.simulation import CoopetitionModel

FORMAT = 6


class CheckpointError(ValueError):
    """A checkpoint that this simulation cannot go on from; the message is one line."""


def save_checkpoint(model: CoopetitionModel) -> bytes:
    """Return the model's state after its last round as the content of a checkpoint file.

    Raises:
        ValueError: if a reporter of one's own returned what a checkpoint cannot hold.
    """
    federation = model.federation
    about = {
        "format": FORMAT,
        "configuration": _identity(model, model.round),
        "round": model.round,
        "knowledge": federation.knowledge,
        "environment": model.environment.state(),
        "announcement": federation.announcement.state(),
        "organizations": [organization.state() for organization in model.organizations],
        "reported": model.recorder.reported(),
    }
    arrays: dict[str, NDArray[Any]] = {
        "about": _bytes(json.dumps(about).encode()),
        "federation.generation": federation.generation,
        "federation.utility": federation.utility,
        "federation.unforeseen": federation.unforeseen,
        "federation.standalone_knowledge": federation.standalone_knowledge,
    }
    arrays |= {f"beliefs.{name}": array for name, array in federation.beliefs.state().items()}
    arrays |= {f"learner.{name}": array for name, array in model.learner.state().items()}
    arrays |= {f"table.{name}": _bytes(parquet_bytes(frame)) for name, frame in model.tables().items()}
    content: bytes = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    return content


def restore_checkpoint(model: CoopetitionModel, content: bytes) -> None:
    """Put a freshly built model into the state of a checkpoint.

    Args:
        model: a model that has not stepped yet, of a configuration that was the same until the checkpoint: it may be longer, and
            another one from the next round on by its interventions.
        content: what :func:`save_checkpoint` returned.

    Raises:
        CheckpointError: if the content is damaged, of another format, or of another configuration.
    """
    try:
        arrays = load(content)
        about = json.loads(arrays.pop("about").tobytes())
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"the checkpoint is damaged: {error}") from None
    if about["format"] != FORMAT:
        raise CheckpointError(f"the checkpoint has format {about['format']}, this version reads {FORMAT}")
    if about["configuration"] != _identity(model, about["round"]):
        raise CheckpointError(
            "the checkpoint belongs to another configuration; use the one that it was started with"
        )
    model.round = about["round"]
    model.steps = about["round"]
    model.running = not model.is_over
    model.go_on_under(model.config.in_force_at(model.round))
    model.environment.restore(model, about["environment"])
    model.federation.announcement.restore(about["announcement"])
    model.federation.beliefs.restore(_part(arrays, "beliefs."))
    model.federation.restore(
        round=about["round"],
        knowledge=about["knowledge"],
        standalone_knowledge=arrays["federation.standalone_knowledge"],
        generation=arrays["federation.generation"],
        utility=arrays["federation.utility"],
        unforeseen=arrays["federation.unforeseen"],
        members=[index for index, state in enumerate(about["organizations"]) if state["is_member"]],
    )
    for organization, state in zip(model.organizations, about["organizations"], strict=True):
        organization.restore(state)
    model.learner.restore(_part(arrays, "learner."))
    tables = _part(arrays, "table.")
    model.recorder.continue_after(
        {name: pd.read_parquet(io.BytesIO(tables[name].tobytes())) for name in columns()},
        [organization.unique_id for organization in model.organizations],
        about.get("reported", {}),
    )


def _identity(model: CoopetitionModel, round: int) -> str:
    """Return what a model simulates until a round is over, what it read included, whatever may come after it."""
    past = until(model.config, round)
    config = past.model_copy(update={"run": past.run.model_copy(update={"rounds": 1})})
    files = set(input_files(config))
    return identity(config, (entry for entry in model.inputs if (entry.role, entry.path) in files))


def _part(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, dtype=np.uint8)
