"""The page: Mesa's SolaraViz plays, our controls say what, our board shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import solara
from mesa.visualization import SolaraViz

from cocogen.visualizations.browser.address import Address, read, written
from cocogen.visualizations.browser.board import Board
from cocogen.visualizations.browser.boundary import Boundary
from cocogen.visualizations.browser.chance.request import Request
from cocogen.visualizations.browser.chance.seeds import Seeds
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.controls import Controls
from cocogen.visualizations.browser.failure import told as in_one_line
from cocogen.visualizations.browser.lesson.card import FOCUS, LessonCard
from cocogen.visualizations.browser.lesson.lesson import Lesson
from cocogen.visualizations.browser.manners import Manners
from cocogen.visualizations.browser.player import Player
from cocogen.visualizations.browser.run import Run
from cocogen.visualizations.browser.scenes import Scenes
from cocogen.visualizations.browser.stage import current_stage
from cocogen.visualizations.browser.stored.sweep_map import SweepMap, WayBack, is_of_the_map
from cocogen.visualizations.browser.tab import this_tab, use_bell
from cocogen.visualizations.browser.take import Taking
from cocogen.visualizations.browser.transport import Transport
from cocogen.visualizations.browser.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.stage import Stage
    from cocogen.visualizations.browser.tab import Bell

STYLES = "".join(
    (Path(__file__).parent / name).read_text(encoding="utf-8")
    for name in ("live/live.css", "page.css", "lesson/lesson.css")
)
NOTHING_TO_PLAY = ".v-navigation-drawer .v-card { display: none; }"
"""Where rounds are only looked at, how often Mesa plays one is nothing to choose."""
PLAY_INTERVAL = 300
"""Milliseconds between two rounds while playing, unless the visitor changes it."""


@component
def Page() -> None:  # noqa: N802
    """Show one visitor's variant, or the map of a study; a page that fails offers to start again."""
    solara.Title("cocogen")
    solara.Style(STYLES + FOCUS)
    stage = solara.use_memo(current_stage, [])
    query = solara.use_router().search
    sweep = stage.sweep if is_of_the_map(query) else None
    Boundary((lambda: SweepMap(sweep, query)) if sweep else Visit, "This page", "Start again")


@component
def Visit() -> None:  # noqa: N802
    """Let a visitor play, from the opening scene until the tab closes."""
    stage = solara.use_memo(current_stage, [])
    tab = solara.use_memo(this_tab, [])
    bell = use_bell(tab)
    query = solara.use_router().search
    wish, problem = solara.use_memo(lambda: _opening(query, stage), [])
    run = solara.use_memo(lambda: Run(wish, bell.ring, tab.is_watched), [])
    player: solara.Reactive[Player] = solara.use_reactive(solara.use_memo(lambda: Player(run, bell.wait), []))
    solara.use_memo(lambda: problem and run.complain(problem), [])
    seeds = solara.use_memo(lambda: Seeds(bell.ring), [])
    solara.use_effect(run.start, [])
    solara.use_effect(seeds.start, [])
    if stage.opening.stored:
        solara.Style(NOTHING_TO_PLAY)
    with solara.AppBar():
        Transport.element(stored=stage.opening.stored is not None)
        Manners.element()
    SolaraViz(
        player,
        components=[],
        model_params={"run": run, "await_page": bell.wait},
        play_interval=PLAY_INTERVAL,
        name="cocogen: rivals train one model together",
    )
    Sight(stage, run, player.value, bell, seeds)


def _opening(query: str | None, stage: Stage) -> tuple[Wish, str]:
    """Return what the address wishes for; if that cannot be, what pages open with, and why."""
    try:
        return read(query, stage), ""
    except Exception as error:
        return Wish(stage.opening, beside=stage.beside), f"This address cannot be shown: {in_one_line(error)}"


@component
def Sight(stage: Stage, run: Run, player: Player, bell: Bell, seeds: Seeds) -> None:  # noqa: N802
    """Show the knobs where the wish has them, and the board as it is.

    Args:
        stage: what can be played.
        run: what is played.
        player: whom Mesa plays; another one after every reset.
        bell: rings when there is something new to see.
        seeds: what is played with other seeds.
    """
    bell.use()
    wish, view = run.wish, run.view
    request = solara.use_memo(lambda: Request.of(view), [view.wish, view.rounds])
    solara.use_effect(lambda: told(seeds.want)(request), [request])

    def told(change: Callable[..., object]) -> Callable[..., None]:
        """Return a change of the run after which the page is drawn anew."""

        def changed(*what: object) -> None:
            change(*what)
            bell.touch()

        return changed

    with solara.Sidebar():
        if stage.sweep:
            WayBack(stage.sweep)
        Scenes(
            stage.repertoire,
            wish,
            str(wish.value("learning.kind")),
            view.refusals,
            told(run.go),
            told(run.compare),
            told(run.complain),
            stage.noun,
        )
        Controls(wish, told(run.turn), view.refusals)
        Taking(run, stage)
        Address.element(query=written(view.wish or wish, stage))
    lesson: Lesson = solara.use_memo(lambda: Lesson(run, stage.shipped), [])
    heard = {"what if": told(run.ask_what_if), "keep": told(run.keep), "take back": told(run.take_back)}
    heard["seeds"] = told(seeds.toggle)
    if wish.scene.stored:
        heard.pop("what if")
    spread = seeds.spread
    with solara.Div(classes=["cocogen-desk", *lesson.focus]):
        LessonCard(lesson.shown(view), {name: told(done) for name, done in lesson.heard.items()})
        Boundary(lambda: Board(view, heard, spread), "The board", "Draw it again")
