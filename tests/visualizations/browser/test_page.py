"""The page as solara renders it, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import ipyvuetify
import pytest
import solara
from solara.widgets import HTML

from visualizations.browser.board import Board
from visualizations.browser.page import Page
from visualizations.browser.session import DEFAULT_HEAD_START, BrowserModel


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
