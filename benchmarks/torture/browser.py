"""The browser page: knobs, variants, play and closed tabs.

What a visitor plays is driven as the page drives it, in this process: random knobs in random order on every variant that the page
offers, also while rounds are played as fast as they come. What is shown is then played again by ``CoopetitionModel``, and must
be the same in every number that the page is told. That a page draws what it is shown is tested in Chromium by the suite.
"""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.torture.row import Row

if TYPE_CHECKING:
    from cocogen.visualizations.browser.run import Run
    from cocogen.visualizations.browser.stage import Scene
    from cocogen.visualizations.browser.wish import Wish

PATIENCE = 120.0
"""Seconds after which something that does not answer counts as hanging."""
MOST_CLICKS = 20
"""Rounds that are asked for at a time; more would only be played afterwards, for minutes."""
NONSENSE = ("abc", "", "-1", "1e99", "nan", "999999999999999999999", "ü", " 7 ")
"""What is typed where a seed belongs."""


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Try knobs at rest, knobs in play, and tabs that close."""
    scenes, rng = _scenes(), np.random.default_rng(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield _combinations(scenes, rng, max(4, round(1000 * effort)))
        yield _in_play(scenes, rng, max(2, round(200 * effort)))
        yield _closed(scenes, rng, max(3, round(100 * effort)))


def _combinations(scenes: list[Scene], rng: np.random.Generator, tries: int) -> Row:
    """Turn one to five knobs of a variant, wait, and compare what is shown with the simulation."""
    outcomes = []
    for _ in range(tries):
        scene = scenes[rng.integers(len(scenes))]
        with _run(scene) as (run, failures):
            for _ in range(int(rng.integers(1, 6))):
                _turn(run, rng)
            outcomes.append(_outcome(run, failures))
    return _row("random knobs on a random market, then compared with the simulation", outcomes)


def _in_play(scenes: list[Scene], rng: np.random.Generator, tries: int) -> Row:
    """Turn knobs and change variants while rounds are played as fast as they come."""
    outcomes = []
    for _ in range(tries):
        with _run(scenes[rng.integers(len(scenes))]) as (run, failures):
            playing = threading.Event()
            playing.set()

            def player(run: Run = run, playing: threading.Event = playing) -> None:
                era = 1
                while playing.is_set():
                    if run._clicks < MOST_CLICKS:
                        run.play(era)
                    time.sleep(0.001)

            thread = threading.Thread(target=player, daemon=True)
            thread.start()
            for _ in range(int(rng.integers(2, 6))):
                time.sleep(float(rng.uniform(0, 0.2)))
                if rng.random() < 0.3:
                    run.go(scenes[rng.integers(len(scenes))])
                else:
                    _turn(run, rng)
            playing.clear()
            thread.join()
            outcomes.append(_outcome(run, failures))
    return _row("knobs and variants changed while it plays at 1 ms", outcomes)


def _closed(scenes: list[Scene], rng: np.random.Generator, tries: int) -> Row:
    """Close tabs that play, at any moment, and see that nothing of them goes on."""
    outcomes = []
    for _ in range(tries):
        with _run(scenes[rng.integers(len(scenes))]) as (run, failures):
            run.play(1)
            time.sleep(float(rng.uniform(0, 0.1)))
            run.close()
            gone = _wait(lambda: not _threads())
            kept = run.view.snapshot is not None
            outcomes.append("traceback" if failures or not gone else "wrong" if kept else "held")
    return _row("tabs closed while they play: the thread ends, nothing is kept", outcomes)


@contextmanager
def _run(scene: Scene) -> Iterator[tuple[Run, list[str]]]:
    """Yield a run that has begun to play a variant, and what failed in any thread."""
    from cocogen.visualizations.browser import run as module
    from cocogen.visualizations.browser.run import Run
    from cocogen.visualizations.browser.wish import Wish

    failures: list[str] = []
    hook, settling = threading.excepthook, module.SETTLING
    threading.excepthook = lambda told: failures.append(repr(told.exc_value))
    module.SETTLING = 0.01
    run = Run(Wish(scene, head_start=2), lambda: None)
    run.start()
    run.begin_anew()
    try:
        yield run, failures
    finally:
        run.close()
        _wait(lambda: not _threads())
        threading.excepthook, module.SETTLING = hook, settling


def _turn(run: Run, rng: np.random.Generator) -> None:
    """Turn one of the page's knobs to one of its values, or type something where a seed belongs."""
    from cocogen.visualizations.browser.controls import control_groups
    from cocogen.visualizations.browser.wish import HEAD_START

    controls = [control for group in control_groups().values() for control in group]
    control = controls[rng.integers(len(controls))]
    if control.field == HEAD_START:
        run.turn(HEAD_START, int(rng.integers(0, 6)))
    elif control.field == "learning.kind":
        return
    elif control.values:
        run.turn(control.field, control.values[rng.integers(len(control.values))])
    else:
        typed = NONSENSE[rng.integers(len(NONSENSE))] if rng.random() < 0.3 else str(rng.integers(1000))
        run.turn(control.field, typed)


def _outcome(run: Run, failures: list[str]) -> str:
    """Wait until the run rests and say what came of it: held, wrong or traceback."""
    answered = _wait(lambda: not run.view.busy)
    with run._changed:
        wish, view = run.wish, run.view
    if not answered:
        return _fault("traceback", wish, f"no answer within {PATIENCE:g} s")
    if failures or "\n" in view.problem or "Traceback" in view.problem:
        return _fault("traceback", wish, "; ".join([*failures, view.problem]))
    if view.snapshot is None:
        return "held" if view.problem else _fault("wrong", wish, "nothing to see, and no reason")
    if view.wish != wish:
        return _fault("wrong", wish, "another one is shown")
    if not _as_simulated(wish.config(), view.snapshot, view.story):
        return _fault("wrong", wish, "the simulation has other numbers")
    return "held"


def _fault(outcome: str, wish: Wish, why: str) -> str:
    """Say what was tried and what came of it, so that it can be tried again."""
    print(
        f"{outcome}: {wish.scene.scenario} {wish.scene.variant} {dict(wish.changes)}: {why}",
        file=sys.stderr,
        flush=True,
    )
    return outcome


def _as_simulated(config: Any, snapshot: Any, story: Any) -> bool:
    """Tell whether a snapshot and its story show what the simulation plays under a configuration."""
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.visualizations.browser.live.show import story_of

    model = CoopetitionModel(config)
    rounds = story_of(model).rounds
    for _ in range(snapshot.round):
        model.step()
        rounds = story_of(model).rounds
    return snapshot.config == config and story.rounds[: len(rounds)] == rounds


def _scenes() -> list[Scene]:
    """Return every variant that the page offers, on the learning curve."""
    from cocogen.scenarios.command_line.viewing import offer_of
    from cocogen.scenarios.description.catalog import scenario_names

    found = [scene for name in scenario_names() for scene in offer_of(name, {}).scenes.values()]
    return [scene for scene in found if scene.config.learning.kind == "curve"]


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "cocogen-run"]


def _wait(condition: Any) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True


def _row(kind: str, outcomes: list[str]) -> Row:
    return Row(
        kind, len(outcomes), outcomes.count("held"), outcomes.count("wrong"), outcomes.count("traceback")
    )
