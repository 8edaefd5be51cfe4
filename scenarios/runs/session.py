"""The session: a run that is being played, and what of it is written to its folder."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cocogen.model.config.inputs import calibration_input, changed_input
from cocogen.model.files.atomic import json_bytes, parquet_bytes
from cocogen.model.records.checkpoint import save_checkpoint
from cocogen.model.records.course import amounts, course_of_play
from cocogen.model.records.summary import summarize, versions
from cocogen.model.world.parameters import described_calibration, described_fidelity
from cocogen.scenarios.description.overridden import overrides_data
from cocogen.scenarios.runs.run_folder import config_content
from cocogen.scenarios.runs.stacking import together
from cocogen.scenarios.runs.stored_run import CONFIG, PAST, SUMMARY, RunFolderError, checkpoint_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cocogen.model.config.inputs import Input
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.scenarios.description.scenario import Scenario
    from cocogen.scenarios.runs.origin import Origin
    from cocogen.scenarios.runs.run_folder import RunFolder
    from cocogen.scenarios.runs.stored_run import StoredRun


@dataclass
class Session:
    """A run that is being played.

    Args:
        scenario: what is played.
        models: each variant.
        folder: where it is written.
        origin: what was asked for.
        past: of a new fork, the variant after the last round that both have in common, as a checkpoint.
        stored: the run that is gone on with; None for a new one.
    """

    scenario: Scenario
    models: Mapping[str, CoopetitionModel]
    folder: RunFolder
    origin: Origin
    past: bytes = b""
    stored: StoredRun | None = None
    started: float = field(default_factory=time.perf_counter)

    @property
    def is_finished(self) -> bool:
        """Whether all rounds of all variants were played."""
        return all(model.round >= model.config.run.rounds for model in self.models.values())

    @property
    def seconds(self) -> float:
        """Wall seconds that were spent so far, those before an interruption included."""
        before = 0.0 if self.stored is None else float(self.stored.summary.get("wall_seconds", 0.0))
        return before + time.perf_counter() - self.started

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """The files that the run reads, as they were when it was started.

        Raises:
            RunFolderError: if one changed while the variants were reading it.
        """
        if self.stored is not None:
            return self.stored.manifest.inputs
        found = [e for m in self.models.values() for e in (*m.inputs, *calibration_input(m.config))]
        changed = changed_input(found)
        if changed is not None:
            raise RunFolderError(f"{changed.role}: {changed.path} changed while it was read; start again")
        return tuple(dict.fromkeys(found))

    def announce(self) -> None:
        """Make a new folder that of this run, before its first round; a run that is to be replaced stays.

        Raises:
            RunFolderError: if that cannot be, or an input changed while the variants were reading it.
        """
        inputs = self.inputs
        if self.folder.is_run():
            return
        if self.past:
            self.commit()
        else:
            self.folder.commit(self.origin, inputs, {CONFIG: self._config()})

    def commit(self) -> dict[str, Any]:
        """Write everything as it is after the last round, and return the summary."""
        tables = {name: model.tables() for name, model in self.models.items()}
        summary = summary_of(self, tables)
        contents = {CONFIG: self._config(), SUMMARY: json_bytes(summary)}
        contents |= {f"{name}.parquet": parquet_bytes(frame) for name, frame in together(tables).items()}
        contents |= {checkpoint_name(name): save_checkpoint(model) for name, model in self.models.items()}
        contents |= {PAST: self.past} if self.past else {}
        self.folder.commit(self.origin, self.inputs, contents, keep=self._stays)
        return summary

    def _stays(self, name: str) -> bool:
        return name == PAST and self.origin.fork is not None

    def _config(self) -> bytes:
        configs = {name: model.config for name, model in self.models.items()}
        return config_content(self.scenario.name, self.scenario.headline, configs)


def summary_of(session: Session, tables: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, Any]:
    """Return the content of ``summary.json`` of a session.

    Args:
        session: what is played.
        tables: of each variant.
    """
    variants = {
        name: {
            "rounds": session.models[name].round,
            **summarize(dict(of_variant)),
            "course_of_play": course_of_play(amounts(of_variant)).name,
            "calibration": described_calibration(session.models[name].config),
            "fidelity": described_fidelity(session.models[name].config),
            "interventions": [
                f"from round {entry.round}: {entry.in_words}"
                for entry in session.models[name].config.interventions
            ],
        }
        for name, of_variant in tables.items()
        if len(of_variant["rounds"])
    }
    headline = session.models[session.scenario.headline]
    return {
        "scenario": session.scenario.name,
        "headline": session.scenario.headline,
        "overrides": overrides_data(session.scenario.overrides),
        "seed": headline.config.run.seed,
        "rounds": headline.round,
        "planned_rounds": headline.config.run.rounds,
        "finished": session.is_finished,
        **variants.get(session.scenario.headline, {}),
        "variants": variants,
        "wall_seconds": session.seconds,
        "versions": versions(),
    }
