"""The page as solara renders it, without a browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import ipyvuetify
import pytest
import solara
from solara.widgets import HTML

from model.config import SimulationConfig
from visualizations.browser import session
from visualizations.browser.board import Board
from visualizations.browser.page import Page
from visualizations.browser.session import DEFAULT_HEAD_START, BrowserModel, Offer, Scene, Stage


def _html(rc: Any, css_class: str) -> list[str]:
    found = rc.find(HTML).widgets
    return [w.unsafe_innerHTML for w in found if css_class in (w.attributes or {}).get("class", "").split()]


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nothing happened for a minute")


def test_the_board_shows_headline_pictures_and_table(market: BrowserModel) -> None:
    _, rc = solara.render(Board(market, "", busy=False), handle_error=False)
    assert "round <b>3</b>" in _html(rc, "cocogen-headline")[0]
    pictures = [w for w in rc.find(HTML).widgets if w.tag == "img"]
    assert [w.attributes["alt"] for w in pictures] == ["network", "generation", "welfare", "members"]
    assert "<table>" in _html(rc, "cocogen-table")[0]
    assert not _html(rc, "cocogen-problem")


def test_a_problem_is_one_escaped_line(market: BrowserModel) -> None:
    _, rc = solara.render(Board(market, "got '<b>'", busy=False), handle_error=False)
    assert _html(rc, "cocogen-problem") == ["got &#x27;&lt;b&gt;&#x27;"]


def test_an_unplayed_market_can_be_shown(unplayed: BrowserModel) -> None:
    _, rc = solara.render(Board(unplayed, "", busy=True), handle_error=False)
    assert "round <b>0</b>" in _html(rc, "cocogen-headline")[0]
    assert rc.find(ipyvuetify.ProgressLinear).widget.indeterminate


def _round(rc: Any) -> int:
    return int(_html(rc, "cocogen-headline")[0].partition("round <b>")[2].partition("<")[0])


def _click(rc: Any, label: str) -> None:
    next(b for b in rc.find(ipyvuetify.Btn).widgets if b.children == [label]).click()


def _type_seed(rc: Any, text: str) -> None:
    field = rc.find(ipyvuetify.TextField).widget
    field.v_model = text
    field.fire_event("keyup.enter", None)


def _visit(story: Callable[[Any], Awaitable[None]]) -> None:
    """Open the page in its frame and an event loop, as the server does, and let the story happen to it."""

    async def visit() -> None:
        _, rc = solara.render(solara.AppLayout(children=[Page()]), handle_error=False)
        try:
            await story(rc)
        finally:
            rc.close()

    asyncio.run(visit())


@pytest.mark.usefixtures("served")
def test_the_page_opens_alive_steps_and_resets() -> None:
    async def story(rc: Any) -> None:
        assert _round(rc) == DEFAULT_HEAD_START
        _click(rc, "Step")
        assert _round(rc) == DEFAULT_HEAD_START + 1
        _click(rc, "Reset")
        assert _round(rc) == DEFAULT_HEAD_START

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_changed_control_makes_a_new_market() -> None:
    async def story(rc: Any) -> None:
        _click(rc, "Step")
        organizations = rc.find(ipyvuetify.Slider).widgets[0]
        organizations.v_model = 1
        await _until(lambda: "of 3</b>" in _html(rc, "cocogen-headline")[0])
        assert _round(rc) == DEFAULT_HEAD_START

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_wrong_seed_keeps_the_market_and_says_what_is_wrong() -> None:
    async def story(rc: Any) -> None:
        _click(rc, "Step")
        _type_seed(rc, "abc")
        await _until(lambda: bool(_html(rc, "cocogen-problem")))
        assert "abc" in _html(rc, "cocogen-problem")[0]
        assert _round(rc) == DEFAULT_HEAD_START + 1
        _click(rc, "Reset")
        assert _round(rc) == DEFAULT_HEAD_START
        _type_seed(rc, "12")
        await _until(lambda: not _html(rc, "cocogen-problem"))

    _visit(story)


def _select(rc: Any, index: int) -> Any:
    return rc.find(ipyvuetify.Select).widgets[index]


@pytest.mark.usefixtures("served")
def test_another_scenario_brings_its_market_and_its_controls() -> None:
    async def story(rc: Any) -> None:
        scenario = _select(rc, 0)
        assert (scenario.items, scenario.v_model) == (["alone", "both", "broken"], "alone")
        assert _html(rc, "cocogen-question") == ["Who is alone?"]
        assert set(_transfers(rc)) == {"0.00"}
        scenario.v_model = "both"
        await _until(lambda: set(_transfers(rc)) != {"0.00"})
        assert _html(rc, "cocogen-question") == ["Who &lt;pays&gt;?"]
        assert _select(rc, 1).v_model == "pairwise"
        assert _round(rc) == DEFAULT_HEAD_START
        _select(rc, 1).v_model = "none"
        await _until(lambda: set(_transfers(rc)) == {"0.00"})
        _click(rc, "Step")
        _click(rc, "Reset")
        assert set(_transfers(rc)) == {"0.00"}, "a reset plays the chosen market again"

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_scenario_that_cannot_be_played_is_said_in_one_line() -> None:
    async def story(rc: Any) -> None:
        _select(rc, 0).v_model = "broken"
        await _until(lambda: bool(_html(rc, "cocogen-problem")))
        assert _html(rc, "cocogen-problem") == ["broken: its data are not installed"]
        _click(rc, "Step")
        assert _round(rc) == DEFAULT_HEAD_START + 1

    _visit(story)


def test_a_market_that_cannot_be_made_leaves_the_present_one(
    base: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = base.with_overrides(
        {"task.name": "csv", "task.path": "nowhere.csv", "task.label": "y", "learning.kind": "federated"}
    )
    offers = {
        "here": lambda: Offer("Here?", {"one": base}, "one"),
        "gone": lambda: Offer("Gone?", {"one": missing}, "one"),
    }
    monkeypatch.setattr(session, "_stage", [Stage(Scene(base, "here", "one"), offers)])

    async def story(rc: Any) -> None:
        _select(rc, 0).v_model = "gone"
        await _until(lambda: bool(_html(rc, "cocogen-problem")))
        assert "nowhere.csv" in _html(rc, "cocogen-problem")[0]
        assert _round(rc) == DEFAULT_HEAD_START
        assert _select(rc, 0).v_model == "here"
        _click(rc, "Step")
        _click(rc, "Reset")
        assert _round(rc) == DEFAULT_HEAD_START

    _visit(story)


def test_without_a_repertoire_there_is_nothing_to_choose(
    base: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_stage", [Stage(Scene(base))])

    async def story(rc: Any) -> None:
        assert not _html(rc, "cocogen-question")

    _visit(story)


def _transfers(rc: Any) -> list[str]:
    rows = _html(rc, "cocogen-table")[0].split("<tr")[2:]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row)[8] for row in rows]
