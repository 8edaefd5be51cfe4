"""Panels in somebody else's SolaraViz."""

from __future__ import annotations

import asyncio
from typing import Any

import ipyvuetify
import solara
from mesa.visualization import SolaraViz
from screens import Screen

from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.live.show import live
from cocogen.visualizations.browser.live.story import brief
from cocogen.visualizations.browser.live.widget import Panels


def test_a_solara_viz_of_one_s_own_shows_panels() -> None:
    model = CoopetitionModel(seed=1, **{"learning.kind": "curve", "population.organizations": 3})

    async def visit() -> None:
        page = SolaraViz(model, components=[live("map", "table"), live("welfare")], name="mine")
        _, rc = solara.render(solara.AppLayout(children=[page]), handle_error=False)
        widgets = rc.find(Panels).widgets
        assert [widget.panels for widget in widgets] == [["map", "table"], ["welfare"]]
        screens = [Screen(widget) for widget in widgets]
        step: Any = next(b for b in rc.find(ipyvuetify.Btn).widgets if b.children == ["Step"])
        step.click()
        for _ in range(100):
            if all(screen.round == 1 for screen in screens):
                break
            await asyncio.sleep(0.05)
        assert [screen.round for screen in screens] == [1, 1]
        played = [brief(organization.generation) for organization in model.organizations]
        assert screens[0].column("generation") == played
        rc.close()

    asyncio.run(visit())
