"""A scenario played in one call: what is set, the folder it is written to, its tables and its figure."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RUNS, RunFolder, fresh_folder
from cocogen.scenarios.runs.stored_run import FIGURES, RunFolderError, StoredRun, read_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    from cocogen.model.config import SimulationConfig
    from cocogen.scenarios.description.scenario import Scenario
    from cocogen.scenarios.runs.runner import Progress


@dataclass(frozen=True)
class Played:
    """A scenario that was played.

    Args:
        stored: the run, as it was read from its folder.
        scenario: with what was set.
    """

    stored: StoredRun
    scenario: Scenario

    @property
    def folder(self) -> Path:
        """The run folder."""
        return self.stored.path

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tidy tables of all variants, ``rounds``, ``organizations``, ``transfers`` and ``events``; see docs/tables.md."""
        return self.stored.tables()

    @property
    def summary(self) -> dict[str, Any]:
        """The content of ``summary.json``: the measures of the headline variant, and of each of the ``variants``."""
        return self.stored.summary

    def plot(self) -> Figure:
        """Return the scenario's figure, as it stands in the folder, to be shown or saved."""
        return run_figure(self.scenario, self.stored)

    def __repr__(self) -> str:
        """Say what it is and where."""
        variants = ", ".join(self.stored.configs)
        return (
            f"<run of {self.scenario.name} ({variants}), {self.summary['rounds']} rounds, in {self.folder}>"
        )


@dataclass(frozen=True)
class ToPlay:
    """A scenario that is to be played.

    Args:
        scenario: with what is set.
        configs: each variant's configuration.
        folder: where it is written.
        origin: what was asked for.
        resume: whether it goes on with the run in the folder.
        force: whether it replaces the run in the folder.
    """

    scenario: Scenario
    configs: Mapping[str, SimulationConfig]
    folder: RunFolder
    origin: Origin
    resume: bool = False
    force: bool = False

    @contextmanager
    def claimed(self) -> Iterator[Callable[[Progress], dict[str, Any]]]:
        """Hold the folder, and yield what plays into it and returns the summary.

        Raises:
            RunFolderError: if the folder cannot be written to, or the run in it cannot be gone on with.
        """
        from cocogen.scenarios.runs.resuming import resumable
        from cocogen.scenarios.runs.runner import run_scenario

        self.folder.claim(resume=self.resume, force=self.force)
        try:
            stored = resumable(self.folder.path, self.origin.scenario, self.configs) if self.resume else None
            yield lambda progress: run_scenario(
                self.scenario, self.configs, self.folder, progress, origin=self.origin, stored=stored
            )
        finally:
            self.folder.release()


def to_play(
    name: str,
    overrides: Mapping[str, Any],
    out: Path | None = None,
    *,
    resume: bool = False,
    force: bool = False,
) -> ToPlay:
    """Return a scenario with what is set, ready to be played.

    Args:
        name: of the scenario.
        overrides: fields by dotted name.
        out: run folder; ``runs/SCENARIO-time`` by default.
        resume: go on with the run in ``out``, whose overrides are remembered.
        force: replace the run in ``out``.

    Raises:
        UnknownNameError: if there is no such scenario.
        ConfigurationError: if an override is wrong, or concerns no variant.
        RunFolderError: if there is nothing to go on with.
        ValueError: if what is said of the folder does not fit together.
    """
    scenario = load_scenario(name)
    if resume and (out is None or force):
        raise ValueError("to resume needs the folder to go on with (out), and excludes force")
    if resume and out is not None:
        overrides = _remembered(name, out) | dict(overrides)
    chosen = scenario.chosen(overrides)
    configs = chosen.variant_configs(overrides)
    folder = RunFolder(out if out is not None else fresh_folder(RUNS, chosen.name))
    return ToPlay(chosen, configs, folder, Origin(name, dict(overrides)), resume, force)


def run(
    scenario: str,
    *,
    seed: int | None = None,
    rounds: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool = False,
) -> Played:
    """Play a scenario, its variants side by side, into a run folder, as ``cocogen run`` does.

    Args:
        scenario: a name that ``cocogen list`` shows.
        seed: root of all randomness; the scenario's by default.
        rounds: to play; the scenario's by default.
        overrides: fields by dotted name, ``{"competition.intensity": 0.06}``.
        out: run folder; ``runs/SCENARIO-time`` by default.
        resume: go on with the run in ``out``, whose overrides are remembered.
        force: replace the run in ``out``, once there is something new.
        progress: show a line per variant, on standard error.

    Returns:
        The run: its ``tables``, its ``summary``, its ``folder``, its figure by ``plot()``.

    Raises:
        ValueError: one line, if there is no such scenario or field, or the folder cannot be written to.
        KeyboardInterrupt: after Ctrl-C, when what was done has been written; ``resume`` goes on.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     played = run("two-firms", rounds=3, out=f"{folder}/two")
        ...     sorted(played.tables)
        ['events', 'organizations', 'rounds', 'transfers']
    """
    from cocogen.scenarios.console.live import LiveProgress
    from cocogen.scenarios.runs.runner import Interrupted

    fields = dict(overrides or {})
    fields |= {} if seed is None else {"run.seed": seed}
    fields |= {} if rounds is None else {"run.rounds": rounds}
    asked = to_play(scenario, fields, None if out is None else Path(out), resume=resume, force=force)
    planned = {variant: config.run.rounds for variant, config in asked.configs.items()}
    with asked.claimed() as play:
        try:
            with LiveProgress(planned, quiet=not progress) as live:
                play(live)
        except Interrupted:
            raise KeyboardInterrupt from None
        add_figure(asked.scenario, asked.folder)
        return Played(read_run(asked.folder.path), asked.scenario)


def run_figure(scenario: Scenario, stored: StoredRun) -> Figure:
    """Return a scenario's figure of a run."""
    from cocogen.scenarios.runs.stacking import apart
    from cocogen.visualizations.figures import draw_figure

    return draw_figure(scenario.figure, apart(stored.tables()), scenario.question)


def add_figure(scenario: Scenario, folder: RunFolder) -> Path:
    """Draw the scenario's figure into the run folder, which must be held, and return the path of its PNG."""
    from cocogen.visualizations.figures import figure_contents

    contents = figure_contents(run_figure(scenario, read_run(folder.path)), f"{FIGURES}{scenario.figure}")
    folder.add(contents)
    return folder.path / next(iter(contents))


def _remembered(name: str, path: Path) -> dict[str, Any]:
    """Return what was set when the run in a folder was started.

    Raises:
        RunFolderError: if it is a run of something else.
    """
    stored = read_run(path)
    if stored.scenario != name:
        raise RunFolderError(
            f"{path} holds the run of {stored.scenario!r}; {stored.origin.resume_command(path)} goes on with it"
        )
    return dict(stored.origin.overrides)
