"""The cell that plays a simulation: from a configuration to the summary's measures."""

from __future__ import annotations

import gc
import json
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.model.config.inputs import Input, input_files, read_inputs
from cocogen.scenarios.studies.plan import Cell, canonical
from cocogen.scenarios.studies.worker import InputChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cocogen.model.config import SimulationConfig
    from cocogen.model.simulation import CoopetitionModel

SIMULATE = "cocogen.scenarios.studies.simulating:simulate"
SIMULATE_MARKET = "cocogen.scenarios.studies.simulating:simulate_market"
COLLECT_EVERY = 8
"""Trained simulations of a process after which what they left is collected, which takes 0.2 s: a model and its agents hold each
other, and Python, which counts objects and not their megabytes, lets dozens of them lie."""
_trained = count(1)


class Inputs:
    """The files that a plan's simulations read, each read once, so that all cells are of the same content."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Input] = {}

    def of(self, config: SimulationConfig) -> tuple[Input, ...]:
        """Return what a configuration's simulation reads.

        Raises:
            InputError: if a file cannot be read.
        """
        files = input_files(config)
        if not self._known.keys() >= set(files):
            for entry in read_inputs(config):
                self._known.setdefault((entry.role, entry.path), entry)
        return tuple(self._known[file] for file in files)

    def all(self) -> tuple[Input, ...]:
        """Return the files of all configurations so far."""
        return tuple(self._known.values())


def simulation_cell(config: SimulationConfig, seed: int, inputs: Iterable[Input] = ()) -> Cell:
    """Return the cell that plays a configuration from a seed.

    Args:
        config: what is played; every parameter of the game is set, so that the cell means the same everywhere.
        seed: root of its randomness.
        inputs: the files that it reads, with what they hold.
    """
    seeded = config.model_copy(update={"run": config.run.model_copy(update={"seed": seed})})
    payload = {"config": seeded.model_dump(mode="json"), "inputs": [asdict(entry) for entry in inputs]}
    return Cell(SIMULATE, canonical(payload))


def simulate(payload: str) -> dict[str, float]:
    """Play one configuration to its end and return its summary.

    Args:
        payload: as :func:`simulation_cell` makes it.

    Returns:
        The measures of :func:`cocogen.model.records.summary.summarize`.

    Raises:
        InputChanged: if a file holds something else than when the study was planned, or cannot be read.
    """
    return _summary(_played(payload))


def simulate_market(payload: str) -> dict[str, float]:
    """Do as :func:`simulate`, and tell how many organizations of the market, members or not, have z ≤ 0 in the end."""
    from cocogen.scenarios.studies.premises import weights_not_positive

    model = _played(payload)
    return _summary(model) | weights_not_positive(model.federation.whole_game)


def _played(payload: str) -> CoopetitionModel:
    from cocogen.model.config import SimulationConfig
    from cocogen.model.simulation import CoopetitionModel

    data = json.loads(payload)
    inputs = [Input(**entry) for entry in data["inputs"]]
    _check(inputs)
    config = SimulationConfig.model_validate(data["config"])
    if config.learning.kind != "curve" and next(_trained) % COLLECT_EVERY == 0:
        gc.collect()
    model = CoopetitionModel(config).run()
    _check(inputs)
    return model


def _summary(model: CoopetitionModel) -> dict[str, Any]:
    from cocogen.model.records.summary import summarize

    return summarize(model.tables())


def _check(inputs: Iterable[Input]) -> None:
    from cocogen.model.files.digests import file_digest

    for entry in inputs:
        try:
            is_same = file_digest(Path(entry.path)) == entry.digest
        except OSError as error:
            raise InputChanged(f"{entry.role}: cannot read {entry.path}: {error.strerror or error}") from None
        if not is_same:
            raise InputChanged(
                f"{entry.role}: {entry.path} has changed since this study was begun; what was done is kept for the file "
                "as it was, and the same command makes another study of the file as it is"
            )
