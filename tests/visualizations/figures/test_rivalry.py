"""The picture of rivalry structures."""

from __future__ import annotations

from cocogen.model.game import rivalry_structures
from cocogen.visualizations.figures.rivalry import SHOWN, draw_rivalry


def test_every_structure_has_a_panel_with_its_rivalries():
    assert set(SHOWN) == set(rivalry_structures.names())
    panels = {axes.get_title(): axes for axes in draw_rivalry().axes if axes.axison or axes.get_title()}
    assert len(panels["uniform"].lines) == 12 * 11 / 2
    assert len(panels["duopoly"].lines) == 6
    assert len(panels["sectors"].lines) == 3 * 6
