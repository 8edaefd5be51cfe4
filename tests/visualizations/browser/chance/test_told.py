"""What panels tell of other seeds: once, and again to a browser that asks for everything."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.visualizations.browser.chance.request import Spread
from cocogen.visualizations.browser.live.widget import PANELS, Panels


def test_it_is_told_once_and_to_who_asks_for_everything() -> None:
    widget, told = Panels(panels=list(PANELS)), []
    widget.send = lambda message: told.append(message)
    spread = Spread(is_on=True, done=3)
    widget.show_spread(spread)
    assert told == [], "no browser listens yet"
    widget.vue_need()
    widget.show_spread(spread)
    expected: dict[str, Any] = {"method": "spread", "args": [spread.told()]}
    assert told == [expected]
    widget.show_spread(Spread())
    assert [message["args"][0]["isOn"] for message in told] == [True, False]
