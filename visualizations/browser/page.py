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
from visualizations.browser.session import BrowserModel, base_config, forget

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAY_INTERVAL = 300
"""Milliseconds between two rounds while playing, unless the visitor changes it."""
SETTLING = 0.3
"""Seconds for which the controls must rest before a new model is made."""


@component
def Page() -> None:  # noqa: N802
    """Show one visitor's market."""
    base = solara.use_memo(base_config, [])
    settings: solara.Reactive[Mapping[str, Any]] = solara.use_reactive(
        solara.use_memo(lambda: initial_settings(base), [])
    )
    model: solara.Reactive[BrowserModel] = solara.use_reactive(
        solara.use_memo(lambda: BrowserModel(base, lambda: settings.value), [])
    )
    problem = solara.use_reactive("")
    busy = use_new_model(base, settings, model, problem)
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
    Settings(settings)
    Board(model.value, problem.value or model.value.problem, busy=busy)


@component
def Settings(settings: solara.Reactive[Mapping[str, Any]]) -> None:  # noqa: N802
    """Put the controls into the sidebar, below Mesa's."""
    with solara.Sidebar():
        Controls(settings)


def use_new_model(
    base: Any,
    settings: solara.Reactive[Mapping[str, Any]],
    model: solara.Reactive[BrowserModel],
    problem: solara.Reactive[str],
) -> bool:
    """Make a new model in the background whenever the controls have changed and come to rest.

    Settings that cannot be leave the model as it is and say what is wrong.

    Args:
        base: the configuration to start from.
        settings: the controls' values.
        model: takes the new model.
        problem: takes what is wrong, or nothing.

    Returns:
        Whether a model is being made.
    """
    made_from = solara.use_ref(settings.value)

    async def make() -> None:
        """Wait for the controls to rest, then build beside the page, so that it stays alive."""
        wanted = settings.value
        if wanted is made_from.current:
            return
        await asyncio.sleep(SETTLING)
        made = await asyncio.to_thread(BrowserModel, base, lambda: wanted)
        made_from.current = wanted
        problem.set(made.problem)
        if not made.problem:
            model.set(made)

    task = solara.lab.use_task(make, dependencies=[settings.value], raise_error=False, prefer_threaded=False)
    return bool(task.pending)
