"""The owner of the run: whole rounds, the latest wish, one thread, an end."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel
from cocogen.model.world.environment import Environment
from cocogen.visualizations.browser import run as module
from cocogen.visualizations.browser.live.show import story_of
from cocogen.visualizations.browser.live.story import brief
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


# -- what if -----------------------------------------------------------------------------------------------------------

RULE = "redistribution.rule"


def _told(model: CoopetitionModel, rounds: int) -> list[dict[str, Any]]:
    """Return what is told of a model that is played so far."""
    story_of(model)
    while model.round < rounds:
        model.step()
        story_of(model)
    return story_of(model).rounds


@pytest.fixture
def asked(run: Run, wait: Wait) -> Run:
    """A run of six rounds, asked what if something changed after the fourth."""
    for _ in range(4):
        run.await_round(1)
    run.ask_what_if(4)
    wait(lambda: not run.view.busy)
    return run


def _turn(run: Run, wait: Wait, value: str) -> None:
    run.turn(RULE, value)
    wait(lambda: not run.view.busy)


def test_a_question_alone_changes_nothing(asked: Run) -> None:
    assert (_round(asked), asked.view.beside) == (6, None)
    assert asked.view.wish == asked.wish


def test_what_is_changed_in_mid_run_plays_like_an_intervention(asked: Run, wish: Wish, wait: Wait) -> None:
    before = asked.view.story
    _turn(asked, wait, "pairwise")
    view = asked.view
    assert _round(asked) == 6, "as far as before, which is two rounds after the change"
    model = CoopetitionModel(wish.config())
    _told(model, 4)
    model.intervene({RULE: "pairwise"})
    assert view.story
    assert view.story.rounds == _told(model, 6)
    assert [told["round"] for told in view.story.rounds if ("intervention", -1) in told["marks"]] == [5]
    assert view.beside
    assert view.beside.story is before, "the future so far stays"
    asked.await_round(1)
    assert view.story.rounds == _told(model, 7)
    assert view.beside.story.rounds == _told(CoopetitionModel(wish.config()), 7), "and goes on beside it"


def test_what_is_changed_in_mid_run_plays_like_a_fork(asked: Run, wish: Wish, wait: Wait) -> None:
    _turn(asked, wait, "pairwise")
    past = CoopetitionModel(wish.config())
    _told(past, 4)
    fork = CoopetitionModel(wish.config().with_overrides({f"{RULE}@5": "pairwise"}))
    restore_checkpoint(fork, save_checkpoint(past))
    assert asked.view.story
    for told in asked.view.story.rounds[5:]:
        fork.step()
        assert told["measures"]["welfare"] == brief(fork.measures["welfare_everyone"])
        assert told["payments"] == [[a, b, brief(k)] for a, b, k in fork.recorder.payments_of(fork.round)]


def test_at_the_last_round_a_few_more_show_what_changes(run: Run, wait: Wait) -> None:
    run.ask_what_if(2)
    _turn(run, wait, "pairwise")
    assert _round(run) == 4, "as many as are played before one looks"
    assert run.view.beside
    assert run.view.beside.story.rounds[-1]["round"] == 4


def test_another_turn_keeps_what_it_is_compared_with(asked: Run, wait: Wait) -> None:
    _turn(asked, wait, "pairwise")
    beside = asked.view.beside
    _turn(asked, wait, "bargaining")
    assert beside
    assert asked.view.beside
    assert asked.view.beside.story is beside.story
    assert asked.view.beside.about() == beside.about() | {
        "here": "redistribution bargaining, from round 5 on"
    }


def test_a_change_can_be_taken_back_or_kept(asked: Run, wait: Wait) -> None:
    before = asked.view.story
    _turn(asked, wait, "pairwise")
    changed = asked.view.story
    asked.keep()
    wait(lambda: not asked.view.busy)
    assert (asked.view.story, asked.view.beside) == (changed, None)
    asked.ask_what_if(5)
    _turn(asked, wait, "none")
    asked.take_back()
    wait(lambda: not asked.view.busy)
    assert asked.view.story is changed is not before
    assert (asked.view.beside, asked.wish.whatif) == (None, None)


def test_a_change_that_cannot_be_leaves_the_question(asked: Run, wait: Wait) -> None:
    asked.turn("competition.intensity", "much")
    wait(lambda: not asked.view.busy)
    assert "competition.intensity" in asked.view.problem
    assert asked.wish == asked.view.wish
    assert asked.wish.whatif is not None
    assert asked.wish.answered is None
    assert _round(asked) == 6


def test_a_reset_forgets_the_question(asked: Run, wish: Wish, wait: Wait) -> None:
    _turn(asked, wait, "pairwise")
    asked.begin_anew()
    wait(lambda: not asked.view.busy)
    assert (_round(asked), asked.view.beside, asked.wish) == (2, None, wish)


def test_what_is_compared_is_played_by_the_run_s_own_thread_and_goes_with_it(
    asked: Run, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    _turn(asked, wait, "pairwise")
    threads: set[str] = set()
    played: list[CoopetitionModel] = []
    before = Environment.advance

    def spy(self: Environment, model: CoopetitionModel) -> None:
        threads.add(threading.current_thread().name)
        played.append(model)
        before(self, model)

    monkeypatch.setattr(Environment, "advance", spy)
    asked.await_round(1)
    assert threads == {"cocogen-run"}
    assert len(played) == 2
    asked.close()
    wait(lambda: asked.view == View())
    assert asked._pair is None


# -- another variant beside --------------------------------------------------------------------------------------------


def test_another_variant_is_played_beside_as_far_and_further(
    run: Run, base: SimulationConfig, wait: Wait
) -> None:
    paying = Scene(base.with_overrides({RULE: "pairwise"}), "", "paying")
    run.await_round(1)
    story = run.view.story
    run.compare(paying)
    wait(lambda: not run.view.busy)
    assert run.view.story is story, "what is looked at goes on"
    for rounds in (3, 4):
        assert run.view.beside is not None
        assert run.view.beside.rounds == rounds + 1
        assert run.view.beside.story.rounds == _told(CoopetitionModel(paying.config), rounds)
        run.await_round(1)
    run.turn("run.seed", "7")
    wait(lambda: not run.view.busy)
    luck = {"run.seed": 7}
    for view, config in ((run.view.story, base), (run.view.beside.story, paying.config)):
        assert view is not None
        assert view.rounds == _told(CoopetitionModel(config.with_overrides(luck)), 2)
    run.begin_anew()
    wait(lambda: not run.view.busy)
    assert run.view.beside is not None
    assert run.view.beside.rounds == 3
    run.keep()
    wait(lambda: not run.view.busy)
    assert run.view.beside is None


# -- something else for a while ----------------------------------------------------------------------------------------


def test_it_comes_home_to_what_was_put_aside_as_it_was(run: Run, wish: Wish, wait: Wait) -> None:
    run.play(1)
    wait(lambda: _round(run) == 3)
    before = run.view
    run.set_out()
    run.visit(wish)
    wait(lambda: not run.view.busy)
    assert _round(run) == 2, "what waits is not what is played meanwhile, even if it is alike"
    other = wish.turned("population.organizations", 4)
    run.visit(other)
    wait(lambda: run.view.wish == other)
    run.come_home()
    wait(lambda: not run.view.busy)
    assert run.view.story is before.story
    assert (run.wish, _round(run)) == (wish, 3)
    run.play(1)
    wait(lambda: _round(run) == 4)
    run.come_home()
    assert not run.view.busy, "one is there already"


def test_what_was_put_aside_can_be_forgotten(run: Run, wish: Wish, wait: Wait) -> None:
    story = weakref.ref(run.view.story)
    run.set_out()
    run.visit(wish.turned("population.organizations", 4))
    wait(lambda: not run.view.busy)
    assert story() is not None, "it waits"
    run.forget_home()
    wait(lambda: story() is None)
    run.come_home()
    assert run.wish == wish.turned("population.organizations", 4)


def test_a_run_that_ends_keeps_nothing_aside(run: Run, wish: Wish, wait: Wait) -> None:
    story = weakref.ref(run.view.story)
    run.set_out()
    run.visit(wish.turned("population.organizations", 4))
    wait(lambda: not run.view.busy)
    run.close()
    wait(lambda: story() is None)
