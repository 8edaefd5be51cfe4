"""Running a scenario: its variants side by side, round by round, with checkpoints, into one run folder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.runs.resuming import restore
from cocogen.scenarios.runs.session import Session
from cocogen.scenarios.runs.stopping import after_the_round

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.description.scenario import Scenario
    from cocogen.scenarios.runs.origin import Origin
    from cocogen.scenarios.runs.run_folder import RunFolder
    from cocogen.scenarios.runs.stored_run import StoredRun

CHECKPOINT_SECONDS = 10.0
"""Wall seconds between two checkpoints, at least."""
CHECKPOINT_SHARE = 0.1
"""Most of the time that is spent on checkpoints."""


class Interrupted(Exception):  # noqa: N818 - an outcome rather than an error
    """The run was stopped by Ctrl-C or SIGTERM after a whole round; the folder holds what was done.

    If that is nothing, and another run was to be replaced, it still holds that one.
    """


class Progress(Protocol):
    """Somebody who is told how a run goes."""

    def played(self, variant: str, model: CoopetitionModel) -> None:
        """A variant has played one more round."""


def run_scenario(
    scenario: Scenario,
    configs: Mapping[str, SimulationConfig],
    folder: RunFolder,
    progress: Progress,
    *,
    origin: Origin,
    stored: StoredRun | None = None,
) -> dict[str, Any]:
    """Play all variants of a scenario and write the run folder, which this process must have claimed.

    Args:
        scenario: what is run.
        configs: each variant's configuration.
        folder: where everything is written.
        progress: who is told.
        origin: what was asked for.
        stored: the run in the folder that is gone on with, from :func:`cocogen.scenarios.runs.resuming.resumable`; None starts a new one.

    Returns:
        The summary, as written to ``summary.json``.

    Raises:
        Interrupted: after Ctrl-C, when what was done has been written.
        RunFolderError: if something cannot be written.
        CheckpointError: if a checkpoint does not fit.
    """
    models = {name: CoopetitionModel(config) for name, config in configs.items()}
    if stored is not None:
        restore(models, stored)
    return play(Session(scenario, models, folder, origin, stored=stored), progress)


def play(session: Session, progress: Progress) -> dict[str, Any]:
    """Play the rounds that variants have left, and write the run folder; see :func:`run_scenario`."""
    session.announce()
    with after_the_round() as stop:
        played = _play(session, progress, stop)
        summary = session.commit() if played or session.is_finished else {}
    if stop.is_set():
        raise Interrupted
    return summary


def _play(session: Session, progress: Progress, stop: threading.Event) -> bool:
    """Play until nothing is left or somebody wants to stop, and tell whether a round was played."""
    committed, pause, played = time.perf_counter(), CHECKPOINT_SECONDS, False
    courses = {name: model.rounds() for name, model in session.models.items()}
    while courses and not stop.is_set():
        for name in list(courses):
            if next(courses[name], None) is None:
                del courses[name]
            else:
                played = True
                progress.played(name, session.models[name])
        now = time.perf_counter()
        if courses and now - committed > pause:
            session.commit()
            committed = time.perf_counter()
            pause = max(CHECKPOINT_SECONDS, (committed - now) / CHECKPOINT_SHARE)
    return played
