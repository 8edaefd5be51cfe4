"""What the page is given of a folder: a stored run, to be looked at round by round, or a sweep."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from cocogen.scenarios.command_line.played_command import python_of
from cocogen.scenarios.reporting.reading import ResultError, read_result
from cocogen.scenarios.runs.resuming import check_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from cocogen.scenarios.runs.stored_run import StoredRun
    from cocogen.visualizations.browser.stage import Stage


def stage_of_folder(path: Path) -> Stage:
    """Return what the page shows of a folder.

    Args:
        path: of a run, a fork or a sweep.

    Raises:
        ValueError: in one line, if it holds no such thing, a file is missing or damaged, or it cannot be shown here.
    """
    result = read_result(path)
    if result.run is not None:
        return stage_of_run(result.run)
    if result.study is None or result.kind != "sweep":
        raise ResultError(
            f"{path} holds a {result.kind}, and view shows runs and sweeps; cocogen report {path} shows it"
        )
    from cocogen.scenarios.command_line.viewing_studies import stage_of_study

    return stage_of_study(result.study)


def stage_of_run(stored: StoredRun) -> Stage:
    """Return what the page shows of a stored run: its variants; a fork beside what it is a fork of.

    Raises:
        ValueError: in one line, if it cannot be shown here.
    """
    from cocogen.model.game import NonPositiveWeightWarning
    from cocogen.scenarios.reporting.run_content import scenario_of
    from cocogen.scenarios.runs.forking import CONTROL, FORKED
    from cocogen.scenarios.runs.packing import packed_folder
    from cocogen.scenarios.runs.stacking import apart
    from cocogen.visualizations.browser import stage
    from cocogen.visualizations.browser.course import Course
    from cocogen.visualizations.browser.wish import Wish

    check_inputs(stored, calibrations=False)
    fork, name, configs = stored.origin.fork, stored.scenario, stored.configs
    scenes = {
        variant: stage.Scene(
            configs[variant], name, variant, stored=stage.Stored(tables, fork.at + 1 if fork else 1)
        )
        for variant, tables in apart(stored.tables()).items()
    }
    scenario = scenario_of(stored)
    offer = stage.Offer(scenario.question if scenario else name, scenes, stored.headline)
    for scene in scenes.values():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NonPositiveWeightWarning)  # the page says it itself
            Course.of(Wish(scene)).play_round()
    return stage.Stage(
        scenes[FORKED if fork else stored.headline],
        {name: lambda: offer},
        lambda *_: stored.origin.command(stored.path),
        lambda *_: _python_of(stored),
        lambda *_: packed_folder(stored.path),
        beside=scenes.get(CONTROL) if fork else None,
    )


def _python_of(stored: StoredRun) -> str:
    """Return the Python that plays a stored run again; nothing of a fork, which only a command makes."""
    origin = stored.origin
    if origin.fork is not None:
        return ""
    return python_of(origin.scenario, origin.overrides, stored.played(stored.headline))
