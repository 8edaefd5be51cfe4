"""The page: Mesa's SolaraViz plays the model, our controls set it, our board shows it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara
import solara.lab
from mesa.visualization import SolaraViz

from visualizations.browser.board import Board
from visualizations.browser.component import component
from visualizations.browser.controls import Controls, initial_settings
from visualizations.browser.scenes import Scenes
from visualizations.browser.session import BrowserModel, Scene, current_stage, forget, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.config import SimulationConfig

PLAY_INTERVAL = 300
"""Milliseconds between two rounds while playing, unless the visitor changes it."""
SETTLING = 0.3
"""Seconds for which the controls must rest before a new model is made."""


@component
def Page() -> None:  # noqa: N802
    """Show one visitor's market."""
    stage = solara.use_memo(current_stage, [])
    scene: solara.Reactive[Scene] = solara.use_reactive(stage.opening)
    settings: solara.Reactive[Mapping[str, Any]] = solara.use_reactive(
        solara.use_memo(lambda: initial_settings(stage.opening.config), [])
    )

    def base() -> SimulationConfig:
        config: SimulationConfig = scene.value.config
        return config

    model: solara.Reactive[BrowserModel] = solara.use_reactive(
        solara.use_memo(lambda: BrowserModel(base, lambda: settings.value), [])
    )
    problem = solara.use_reactive("")
    busy = use_new_model(scene, settings, model, problem)

    def go(there: Scene) -> None:
        """Put the controls where the scene has them; the model follows."""
        scene.set(there)
        settings.set(initial_settings(there.config))

    solara.use_effect(lambda: lambda old=model.value: forget(old), [model.value])

    solara.Title("cocogen")
    solara.Style(Path(__file__).parent / "page.css")
    SolaraViz(
        model,
        components=[],
        model_params={"base": base, "settings": lambda: settings.value},
        play_interval=PLAY_INTERVAL,
        name="cocogen: rivals train one model together",
    )
    with solara.Sidebar():
        Scenes(stage.repertoire, scene.value, go, problem.set)
        Controls(settings)
    Board(model.value, problem.value or model.value.problem, busy=busy)


def use_new_model(
    scene: solara.Reactive[Scene],
    settings: solara.Reactive[Mapping[str, Any]],
    model: solara.Reactive[BrowserModel],
    problem: solara.Reactive[str],
) -> bool:
    """Make a new model in the background whenever the controls have changed and come to rest.

    Settings that cannot be leave the model as it is and say what is wrong; so does a scene that cannot be played here, and it is
    left for the one before.

    Args:
        scene: the market to start from.
        settings: the controls' values.
        model: takes the new model.
        problem: takes what is wrong, or nothing.

    Returns:
        Whether a model is being made.
    """
    made_from = solara.use_ref((scene.value, settings.value))

    async def make() -> None:
        """Wait for the controls to rest, then build beside the page, so that it stays alive."""
        there, wanted = scene.value, settings.value
        if wanted is made_from.current[1]:
            return
        await asyncio.sleep(SETTLING)
        try:
            made = await asyncio.to_thread(BrowserModel, lambda: there.config, lambda: wanted)
        except (ValueError, ImportError) as error:
            problem.set(one_line(error))
            scene.set(made_from.current[0])
            settings.set(made_from.current[1])
            return
        made_from.current = (there, wanted)
        problem.set(made.problem)
        if not made.problem:
            model.set(made)

    task = solara.lab.use_task(make, dependencies=[settings.value], raise_error=False, prefer_threaded=False)
    return bool(task.pending)
