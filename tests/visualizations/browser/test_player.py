"""What Mesa plays in place of a model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from solara.util import CancelledError

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser.player import Player
from cocogen.visualizations.browser.run import Run
from cocogen.visualizations.browser.stage import Scene
from cocogen.visualizations.browser.wish import Wish

Wait = Callable[[Callable[[], object]], None]


class Thread(threading.Thread):
    """Steps a player whenever it is told to, as Mesa's thread does, and notes how it ends."""

    def __init__(self, player: Player) -> None:
        super().__init__(daemon=True)
        self.player = player
        self.go, self.stepped = threading.Semaphore(0), threading.Semaphore(0)
        self.cancelled = False
        self.start()

    def run(self) -> None:
        """Step until it is cancelled."""
        try:
            while True:
                self.go.acquire()
                self.player.step()
                self.stepped.release()
        except CancelledError:
            self.cancelled = True

    def step(self) -> None:
        """Let it step once, and wait for that."""
        self.go.release()
        assert self.stepped.acquire(timeout=120)

    def ends(self) -> bool:
        """Let it try to step; tell whether it was cancelled."""
        self.go.release()
        self.join(120)
        return self.cancelled


@pytest.fixture
def run(base: SimulationConfig, runs: Callable[..., Run]) -> Run:
    return runs(Wish(Scene(base), head_start=0))


@pytest.fixture
def player(run: Run, wait: Wait) -> Player:
    made = Player(run)
    wait(lambda: not run.view.busy)
    return made


def _click(player: Player) -> None:
    async def clicked() -> None:
        player.step()

    asyncio.run(clicked())


def test_a_click_does_not_wait(player: Player, wait: Wait) -> None:
    _click(player)
    _click(player)
    wait(lambda: player.steps == 2)
    assert player.time == 2


def test_a_thread_waits_for_its_round(player: Player) -> None:
    playing = Thread(player)
    for expected in (1, 2, 3):
        playing.step()
        assert player.steps == expected


def test_a_thread_plays_on_when_the_page_shows_the_last_round(run: Run, wait: Wait) -> None:
    shown: list[int] = []
    player = Player(run, lambda: shown.append(player.steps))
    wait(lambda: not run.view.busy)
    playing = Thread(player)
    for _ in range(3):
        playing.step()
    assert shown == [0, 1, 2]
    _click(player)
    assert len(shown) == 3, "a click waits for nothing"


def test_a_thread_of_before_a_reset_lends_nothing_to_the_new_run(player: Player, wait: Wait) -> None:
    playing, asleep = Thread(player), Thread(player)
    playing.step()
    again = Player(player.run)
    playing.player = asleep.player = again
    wait(lambda: not again.view.busy)
    assert playing.ends()
    assert asleep.ends(), "also one that had not stepped yet"
    assert again.steps == 0
    Thread(again).step()
    assert again.steps == 1


def test_of_two_threads_the_later_one_plays(player: Player) -> None:
    first, second = Thread(player), Thread(player)
    first.step()
    second.step()
    assert first.ends()
    second.step()
    assert player.steps == 3


def test_a_closed_run_ends_its_thread(player: Player) -> None:
    playing = Thread(player)
    playing.step()
    player.run.close()
    assert playing.ends()


def test_mesa_can_make_another_from_its_parameters(player: Player) -> None:
    from mesa.visualization import solara_viz

    checked: Any = solara_viz._check_model_params
    checked(type(player).__init__, {"run": player.run})
    assert type(player)(run=player.run).running
