"""The page as solara renders it, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import ipyvuetify
import pytest
import solara
from screens import Screen
from solara.widgets import HTML

from cocogen.model.world.environment import Environment
from cocogen.visualizations.browser import board, page, tab
from cocogen.visualizations.browser.board import Board
from cocogen.visualizations.browser.boundary import Boundary
from cocogen.visualizations.browser.live.story import Story
from cocogen.visualizations.browser.live.widget import Panels
from cocogen.visualizations.browser.page import Page
from cocogen.visualizations.browser.run import View, running
from cocogen.visualizations.browser.snapshot import Snapshot
from cocogen.visualizations.browser.wish import DEFAULT_HEAD_START

Tell = Callable[[Snapshot], Story]

PATIENCE = 40
"""Seconds until something that does not happen fails the test; it is no limit on how fast anything is."""
INTERVAL, ORGANIZATIONS = ("Play Interval (ms)", 500), ("How many organizations, N", 33)
"""Labels and ends of sliders, by which they are found."""


def html(rc: Any, css_class: str) -> list[str]:
    found = rc.find(HTML).widgets
    return [w.unsafe_innerHTML for w in found if css_class in (w.attributes or {}).get("class", "").split()]


async def until(condition: Callable[[], object]) -> None:
    for _ in range(PATIENCE * 20):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it does not happen")


def _screen(rc: Any) -> Screen | None:
    """Return what a browser in front of the page would know; None before the page has panels."""
    widgets = rc.find(Panels).widgets
    if not widgets:
        return None
    if not isinstance(getattr(widgets[0], "screen", None), Screen):
        widgets[0].screen = Screen(widgets[0])
    screen: Screen = widgets[0].screen
    return screen


def _round(rc: Any) -> int:
    screen = _screen(rc)
    return screen.round if screen else -1


def _headline(rc: Any) -> str:
    screen = _screen(rc)
    return screen.headline if screen else ""


def _is_busy(rc: Any) -> bool:
    return any(w.indeterminate for w in rc.find(ipyvuetify.ProgressLinear).widgets)


def _click(rc: Any, label: str) -> None:
    next(b for b in rc.find(ipyvuetify.Btn).widgets if b.children == [label]).click()


def _type_seed(rc: Any, text: str) -> None:
    rc.find(ipyvuetify.TextField).widget.v_model = text


def _seed(rc: Any) -> str:
    return str(rc.find(ipyvuetify.TextField).widget.v_model)


def _slider(rc: Any, which: tuple[str, int]) -> Any:
    return next(w for w in rc.find(ipyvuetify.Slider).widgets if (w.label, w.max) == which)


def _select(rc: Any, position: int) -> Any:
    return rc.find(ipyvuetify.Select).widgets[position]


def _transfers(rc: Any) -> set[float | None]:
    screen = _screen(rc)
    return set(screen.column("transfer")) if screen and screen.rounds else set()


def _beside(rc: Any) -> Any:
    screen = _screen(rc)
    return screen.beside if screen else None


def _visit(story: Callable[[Any], Awaitable[None]]) -> None:
    """Open the page in its frame and an event loop, as the server does, and let the story happen when it shows its variant."""

    async def visit() -> None:
        before = set(running)
        _, rc = solara.render(solara.AppLayout(children=[Page()]), handle_error=False)
        try:
            await until(lambda: _round(rc) == DEFAULT_HEAD_START)
            await story(rc)
        finally:
            rc.close()
        await until(lambda: all(run.view == View() for run in set(running) - before))

    asyncio.run(visit())


# -- the board -----------------------------------------------------------------------------------------------------


def test_the_board_shows_the_story(variant: Snapshot, tell: Tell) -> None:
    _, rc = solara.render(Board(View(snapshot=variant, story=tell(variant), busy=False)), handle_error=False)
    assert _round(rc) == 3
    assert not html(rc, "cocogen-problem")


def test_a_problem_is_one_escaped_line(variant: Snapshot) -> None:
    _, rc = solara.render(Board(View(snapshot=variant, problem="got '<b>'")), handle_error=False)
    assert html(rc, "cocogen-problem") == ["got &#x27;&lt;b&gt;&#x27;"]


def test_an_unplayed_variant_can_be_shown(unplayed: Snapshot, tell: Tell) -> None:
    _, rc = solara.render(Board(View(snapshot=unplayed, story=tell(unplayed))), handle_error=False)
    assert _round(rc) == 0
    assert _is_busy(rc)


def test_before_there_is_a_variant_only_what_is_wrong_is_shown() -> None:
    _, rc = solara.render(Board(View(problem="no data", busy=False)), handle_error=False)
    assert html(rc, "cocogen-problem") == ["no data"]
    assert _screen(rc) is None


def test_what_fails_is_said_in_one_line_with_a_way_back(reported: list[BaseException]) -> None:
    fails = [True, False]

    @solara.component
    def Part() -> None:
        if fails.pop(0):
            raise KeyError("<x>")
        solara.HTML(tag="div", unsafe_innerHTML="well", classes=["well"])

    _, rc = solara.render(Boundary(Part, "The board", "Draw it again"), handle_error=False)
    assert html(rc, "cocogen-problem") == [
        "The board cannot be shown: internal error, KeyError: &#x27;&lt;x&gt;&#x27;"
    ]
    assert len(reported) == 1
    _click(rc, "Draw it again")
    assert html(rc, "well") == ["well"]
    assert not html(rc, "cocogen-problem")


# -- the page ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("served")
def test_the_page_opens_alive_steps_and_resets() -> None:
    async def story(rc: Any) -> None:
        _click(rc, "Step")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START + 1)
        _click(rc, "Reset")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START)

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_changed_control_makes_a_new_variant() -> None:
    async def story(rc: Any) -> None:
        _click(rc, "Step")
        _slider(rc, ORGANIZATIONS).v_model = 1
        await until(lambda: "of 3 " in _headline(rc))
        assert _round(rc) == DEFAULT_HEAD_START

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_wrong_seed_keeps_the_variant_and_says_what_is_wrong() -> None:
    async def story(rc: Any) -> None:
        _type_seed(rc, "abc")
        await until(lambda: html(rc, "cocogen-problem"))
        assert "abc" in html(rc, "cocogen-problem")[0]
        await until(lambda: _seed(rc) == "0")
        _click(rc, "Step")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START + 1)
        _type_seed(rc, "12")
        await until(lambda: not html(rc, "cocogen-problem") and not _is_busy(rc))
        assert _seed(rc) == "12"

    _visit(story)


@pytest.mark.usefixtures("served")
def test_another_scenario_brings_its_variant_and_its_controls() -> None:
    async def story(rc: Any) -> None:
        scenario = _select(rc, 0)
        assert (scenario.items, scenario.v_model) == (["alone", "both", "broken", "gone"], "alone")
        assert html(rc, "cocogen-question") == ["Who is alone?"]
        assert _transfers(rc) == {0}
        scenario.v_model = "both"
        await until(lambda: _transfers(rc) != {0})
        assert html(rc, "cocogen-question") == ["Who &lt;pays&gt;?"]
        assert _select(rc, 1).v_model == "pairwise"
        assert _round(rc) == DEFAULT_HEAD_START
        _select(rc, 1).v_model = "none"
        await until(lambda: _transfers(rc) == {0})
        _click(rc, "Step")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START + 1)
        _click(rc, "Reset")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START)
        assert _transfers(rc) == {0}, "a reset plays the chosen variant again"

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_variant_is_compared_with_another_one_of_its_scenario() -> None:
    async def story(rc: Any) -> None:
        _select(rc, 0).v_model = "both"
        await until(lambda: _transfers(rc) != {0})
        compared = _select(rc, 2)
        assert (compared.label, compared.items) == ("Compare with", ["nothing", "none"])
        compared.v_model = "none"
        await until(lambda: _beside(rc) and len(_beside(rc)["rounds"]) == DEFAULT_HEAD_START + 1)
        assert (_beside(rc)["name"], _beside(rc)["here"]) == ("none", "pairwise")
        assert "than none; " in _beside(rc)["rounds"][-1]["difference"]
        _click(rc, "Step")
        await until(lambda: len(_beside(rc)["rounds"]) == DEFAULT_HEAD_START + 2)
        _select(rc, 2).v_model = "nothing"
        await until(lambda: _beside(rc) is None)

    _visit(story)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("scenario", "reason"), [("broken", "broken: its data are not installed"), ("gone", "nowhere.csv")]
)
def test_a_scenario_that_cannot_be_played_is_said_in_one_line_and_left(scenario: str, reason: str) -> None:
    async def story(rc: Any) -> None:
        _select(rc, 0).v_model = scenario
        await until(lambda: html(rc, "cocogen-problem"))
        assert reason in html(rc, "cocogen-problem")[0]
        await until(lambda: _select(rc, 0).v_model == "alone")
        _click(rc, "Step")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START + 1)

    _visit(story)


@pytest.mark.usefixtures("served")
def test_knobs_and_variants_can_be_changed_while_it_plays() -> None:
    async def story(rc: Any) -> None:
        _slider(rc, INTERVAL).v_model = 1
        _click(rc, "▶")
        await until(lambda: _round(rc) > DEFAULT_HEAD_START)
        for n in (4, 10, 2):
            _slider(rc, ORGANIZATIONS).v_model = n - 2
            await until(lambda n=n: f"of {n} " in _headline(rc))
        _select(rc, 0).v_model = "both"
        await until(lambda: _round(rc) > DEFAULT_HEAD_START and _transfers(rc) != {0})
        await _pause(rc)
        assert "of 5 " in _headline(rc)
        assert not html(rc, "cocogen-problem")

    _visit(story)


@pytest.mark.usefixtures("served")
def test_nobody_waits_for_a_page_that_cannot_be_drawn_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each round once took two seconds longer: its thread waited for the page while it kept solara from drawing it."""
    monkeypatch.setattr(tab, "LONGEST", 3600.0)

    async def story(rc: Any) -> None:
        _click(rc, "▶")
        await until(lambda: _round(rc) > DEFAULT_HEAD_START + 2)
        await _pause(rc)
        before = _round(rc)
        _click(rc, "Step")
        await until(lambda: _round(rc) > before)

    _visit(story)


async def _pause(rc: Any) -> None:
    """Pause, and wait until the round that Mesa's thread had begun to wait for is there."""
    _click(rc, "❚❚")
    before = -1
    while before != _round(rc) or _is_busy(rc):
        before = _round(rc)
        await asyncio.sleep(0.5)


@pytest.mark.usefixtures("served")
def test_a_reset_right_after_a_pause_begins_with_the_head_start_only() -> None:
    async def story(rc: Any) -> None:
        _slider(rc, INTERVAL).v_model = 401
        _click(rc, "▶")
        await until(lambda: _round(rc) > DEFAULT_HEAD_START)
        _click(rc, "❚❚")
        _click(rc, "Reset")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START)
        await asyncio.sleep(1.0)
        assert _round(rc) == DEFAULT_HEAD_START, "no step of the run before"

    _visit(story)


@pytest.mark.usefixtures("served", "reported")
def test_a_board_that_cannot_be_drawn_offers_to_be_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(rc: Any) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(board, "Live", lambda *_, **__: 1 / 0)
            _click(rc, "Step")
            await until(lambda: html(rc, "cocogen-problem"))
        assert html(rc, "cocogen-problem") == [
            "The board cannot be shown: internal error, ZeroDivisionError: division by zero"
        ]
        _click(rc, "Draw it again")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START + 1)

    _visit(story)


@pytest.mark.usefixtures("served", "reported")
def test_a_page_that_fails_offers_to_start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "Controls", lambda *_: 1 / 0)

    async def visit() -> None:
        _, rc = solara.render(solara.AppLayout(children=[Page()]), handle_error=False)
        assert html(rc, "cocogen-problem") == [
            "This page cannot be shown: internal error, ZeroDivisionError: division by zero"
        ]
        monkeypatch.undo()
        _click(rc, "Start again")
        await until(lambda: _round(rc) == DEFAULT_HEAD_START)
        rc.close()

    asyncio.run(visit())


@pytest.mark.usefixtures("served", "reported")
def test_a_round_that_fails_is_said_and_a_reset_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(rc: Any) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(Environment, "advance", lambda *_: 1 / 0)
            _click(rc, "Step")
            await until(lambda: html(rc, "cocogen-problem"))
        assert html(rc, "cocogen-problem")[0].startswith("Round 11 cannot be played: ")
        _click(rc, "Reset")
        await until(lambda: not html(rc, "cocogen-problem") and not _is_busy(rc))
        assert _round(rc) == DEFAULT_HEAD_START

    _visit(story)


@pytest.mark.usefixtures("served")
def test_a_page_that_closes_while_it_plays_ends_its_run_and_mesa_s_thread() -> None:
    import threading

    async def story(rc: Any) -> None:
        _click(rc, "▶")
        await until(lambda: _round(rc) > DEFAULT_HEAD_START)

    before = set(threading.enumerate())
    _visit(story)
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
    assert not set(threading.enumerate()) - before
