"""What the page is given of a study's folder: a map of its grid, and each cell's market, to be played."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from cocogen.model.config import SimulationConfig
from cocogen.scenarios.command_line.played_command import Outside
from cocogen.scenarios.studies.stored_study import StudyFolderError
from cocogen.scenarios.studies.study import build_study, label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.scenarios.studies.stored_study import StoredStudy
    from cocogen.scenarios.studies.study import Study
    from cocogen.visualizations.browser.stage import Offer, Stage

    Cells = Mapping[str, str]
    """By variant, the payload of a point's cell with the first seed."""

GRID = "grid"
"""The design that has a map."""


def stage_of_study(stored: StoredStudy) -> Stage:
    """Return what the page shows of a sweep.

    Raises:
        ValueError: in one line, if it is no grid, or this version would play something else.
    """
    from cocogen.visualizations.browser.stage import Stage
    from cocogen.visualizations.browser.stored.sweep import Sweep

    study = build_study(stored.about.study)
    if study.design != GRID:
        raise StudyFolderError(
            f"{stored.path} has the design {study.design}, and view shows grids; cocogen report {stored.path} shows it"
        )
    points = _points(stored, study)
    repertoire: dict[str, Callable[[], Offer]] = {
        point: partial(_offer, study, point, cells) for point, cells in points.items()
    }
    opening = next(iter(repertoire.values()))()
    scene = opening.scenes[opening.headline]
    rounds = scene.config.run.rounds if scene.config.learning.kind == "curve" else None
    question = study.question or study.name
    sweep = Sweep(study.name, question, tuple(study.factors), study.measures, stored.table(), rounds)
    outside = Outside(lambda cell: (study.scenario, {**study.settings, **_levels(study, cell.scenario)}))
    return Stage(scene, repertoire, outside.command, outside.python, outside.pack, noun="Cell", sweep=sweep)


def _points(stored: StoredStudy, study: Study) -> Mapping[str, Cells]:
    """Return the cells of every point, by its name.

    Raises:
        StudyFolderError: if this version makes other cells of the study than were played.
    """
    from cocogen.visualizations.browser.stored.sweep import point_name

    plan = study.plan()
    if plan.identity != stored.about.identity:
        raise StudyFolderError(
            f"{stored.path} was played by another version of cocogen, or of other files, so that its cells cannot be opened; "
            f"cocogen report {stored.path} shows what came out"
        )
    points: dict[str, dict[str, str]] = {}
    for row in plan.rows:
        point = point_name((name, row.labels[name]) for name in study.factors)
        points.setdefault(point, {}).setdefault(row.labels["variant"], row.cell.payload)
    return points


def _offer(study: Study, point: str, cells: Cells) -> Offer:
    """Return the variants that were played at a point, each as its cells play it."""
    from cocogen.visualizations.browser.stage import Offer, Scene

    scenes = {
        variant: Scene(SimulationConfig.model_validate(json.loads(payload)["config"]), point, variant)
        for variant, payload in cells.items()
    }
    return Offer(study.question or study.name, scenes, [*scenes][-1])


def _levels(study: Study, point: str) -> dict[str, Any]:
    """Return the level of each factor at a point that is given by its name."""
    from cocogen.visualizations.browser.stored.sweep import point_name

    return next(
        at for at in study.design_points() if point_name((n, label_of(v)) for n, v in at.items()) == point
    )
