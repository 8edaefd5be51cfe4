"""The owner of the run: whole rounds, the latest wish, one thread, an end."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.model.world.environment import Environment
from cocogen.visualizations.browser import run as module
from cocogen.visualizations.browser.live.show import story_of
from cocogen.visualizations.browser.run import Run, Stopped, View, end_all
from cocogen.visualizations.browser.stage import Scene
from cocogen.visualizations.browser.wish import Wish

Runs = Callable[..., Run]
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SETTLING", 0.0)


@pytest.fixture
def wish(base: SimulationConfig) -> Wish:
    return Wish(Scene(base), head_start=2)


@pytest.fixture
def run(wish: Wish, runs: Runs, wait: Wait) -> Run:
    """A run that shows its variant."""
    made = runs(wish)
    made.begin_anew()
    wait(lambda: not made.view.busy)
    return made


def _round(run: Run) -> int:
    assert run.view.snapshot is not None
    return run.view.snapshot.round


def test_nothing_is_played_before_it_is_asked_for(wish: Wish, runs: Runs) -> None:
    assert runs(wish).view == View()


def test_it_plays_like_the_simulation(run: Run, wish: Wish, wait: Wait) -> None:
    run.play(1)
    wait(lambda: _round(run) == 3)
    plain = CoopetitionModel(wish.config())
    story_of(plain)
    for _ in range(3):
        plain.step()
        story_of(plain)
    rounds = story_of(plain).rounds
    assert run.view.story is not None
    assert run.view.story.rounds == rounds


def test_a_model_is_touched_by_the_run_s_own_thread_only(
    run: Run, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()
    for name in ("__init__", "step", "tables"):
        before = getattr(CoopetitionModel, name)

        def spy(self: CoopetitionModel, *words: Any, before: Any = before, **named: Any) -> Any:
            seen.add(threading.current_thread().name)
            return before(self, *words, **named)

        monkeypatch.setattr(CoopetitionModel, name, spy)
    run.turn("population.organizations", 4)
    wait(lambda: not run.view.busy)
    run.play(1)
    wait(lambda: _round(run) == 3)
    assert seen == {"cocogen-run"}


def test_the_latest_wish_wins(run: Run, wait: Wait) -> None:
    for n in (3, 4, 6, 7):
        run.turn("population.organizations", n)
    wait(lambda: not run.view.busy)
    assert run.view.wish == run.wish
    assert run.view.snapshot is not None
    assert run.view.snapshot.config.population.organizations == 7


def test_a_wish_that_cannot_be_leaves_knobs_and_board_as_they_were(run: Run, wish: Wish, wait: Wait) -> None:
    before = run.view.snapshot
    run.turn("run.seed", "abc")
    wait(lambda: not run.view.busy)
    assert run.wish == run.view.wish == wish
    assert run.view.refusals == 1
    assert "'abc'" in run.view.problem
    assert before is not None
    assert _round(run) == before.round
    run.play(1)
    wait(lambda: _round(run) == 3)
    run.turn("run.seed", "12")
    wait(lambda: not run.view.busy)
    assert (run.view.problem, run.view.wish) == ("", run.wish)


def test_an_opening_that_cannot_be_says_so_and_waits_for_another_wish(
    base: SimulationConfig, runs: Runs, wait: Wait
) -> None:
    run = runs(Wish(Scene(base)).turned("run.seed", "abc"))
    run.begin_anew()
    wait(lambda: run.view.problem)
    assert run.view.snapshot is None
    run.turn("run.seed", "1")
    wait(lambda: run.view.snapshot)
    assert run.view.problem == ""


def test_a_knob_that_is_turned_back_in_time_changes_nothing(
    run: Run, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.play(1)
    wait(lambda: _round(run) == 3)
    monkeypatch.setattr(module, "SETTLING", 0.3)
    run.turn("population.organizations", 4)
    run.turn("population.organizations", 5)
    wait(lambda: not run.view.busy)
    assert _round(run) == 3


def test_a_round_of_an_era_that_is_over_is_not_lent_to_the_next(run: Run, wait: Wait) -> None:
    era = run.begin_anew()
    run.play(era - 1)
    with pytest.raises(Stopped):
        run.await_round(era - 1)
    wait(lambda: not run.view.busy)
    run.play(era)
    wait(lambda: _round(run) == 3)
    assert not run.view.busy


def test_whoever_awaits_a_round_of_an_era_that_is_over_has_none_played(run: Run, wait: Wait) -> None:
    era = run.begin_anew()
    with pytest.raises(Stopped):
        run.await_round(era - 1)
    wait(lambda: not run.view.busy)
    assert not threading.Event().wait(0.2)
    assert _round(run) == 2


def test_whoever_awaits_a_round_finds_it_published(run: Run) -> None:
    for expected in (3, 4, 5):
        run.await_round(1)
        assert _round(run) == expected


def test_news_is_told_unless_somebody_awaits_it(wish: Wish, runs: Runs, wait: Wait) -> None:
    told: list[int] = []
    run = runs(wish, notify=lambda: told.append(_round(run)))
    run.begin_anew()
    wait(lambda: told == [2])
    run.await_round(1)
    run.play(1)
    wait(lambda: told == [2, 4])


def test_while_nobody_watches_nothing_is_played(wish: Wish, runs: Runs, wait: Wait) -> None:
    watching = threading.Event()
    run = runs(wish, watched=watching.is_set)
    run.begin_anew()
    wait(lambda: run.view.snapshot)
    run.play(1)
    assert not threading.Event().wait(3 * module.GLANCE)
    assert _round(run) == 2
    watching.set()
    wait(lambda: _round(run) == 3)


def test_a_round_that_fails_is_said_and_a_reset_goes_on(
    run: Run, wait: Wait, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException]
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Environment, "advance", _fail)
        run.play(1)
        wait(lambda: run.view.problem)
    assert run.view.problem.startswith("Round 3 cannot be played: internal error, KeyError: 'lost'; Reset")
    assert _round(run) == 2
    assert len(reported) == 1
    run.begin_anew()
    wait(lambda: not run.view.busy)
    assert (run.view.problem, _round(run)) == ("", 2)


def _fail(_environment: Environment, _model: CoopetitionModel) -> None:
    raise KeyError("lost")


def test_a_long_head_start_shows_how_far_it_is(
    wish: Wish, runs: Runs, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG", 0.0)
    seen: list[tuple[int, str]] = []
    run = runs(wish, notify=lambda: seen.append((_round(run), run.view.progress)))
    run.begin_anew()
    wait(lambda: not run.view.busy)
    assert seen[:2] == [(0, "Round 0 of 2 before you look."), (1, "Round 1 of 2 before you look.")]
    assert run.view.progress == ""


def test_it_ends_at_once_and_lets_its_model_go(run: Run, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    models: list[weakref.ref[CoopetitionModel]] = []
    before = CoopetitionModel.__init__

    def note(self: CoopetitionModel, *words: Any, **named: Any) -> None:
        models.append(weakref.ref(self))
        before(self, *words, **named)

    monkeypatch.setattr(CoopetitionModel, "__init__", note)
    for n in (3, 4):
        run.turn("population.organizations", n)
        wait(lambda: not run.view.busy)
    waiting = threading.Thread(target=lambda: _await_for_ever(run))
    waiting.start()
    run.close()
    waiting.join(60)
    assert not waiting.is_alive()
    wait(lambda: run.view == View())
    assert len(models) == 2
    import gc

    gc.collect()
    assert [model() for model in models] == [None, None]


def _await_for_ever(run: Run) -> None:
    with suppress(Stopped):
        while True:
            run.await_round(1)


def test_all_end_with_the_server(run: Run, wait: Wait) -> None:
    end_all()
    wait(lambda: run.view == View())
