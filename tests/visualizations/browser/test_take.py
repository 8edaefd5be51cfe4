"""What is taken along plays the same as the page."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import from_toml
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.run import Run, Stopped
from cocogen.visualizations.browser.stage import Scene, Stage
from cocogen.visualizations.browser.take import THINGS, Take
from cocogen.visualizations.browser.wish import Wish

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def run(base: SimulationConfig, runs: Callable[..., Run], wait: Wait) -> Run:
    """A run of three rounds whose rule changed after the first."""
    changed = Wish(Scene(base, "both", "Plan A+"), {"redistribution.rule@2": "pairwise"}, head_start=3)
    made = runs(changed)
    made.begin_anew()
    made.ask(changed)
    wait(lambda: not made.view.busy and made.view.rounds == 4)
    return made


def _taken(run: Run, what: str) -> dict[str, Any]:
    return run.hand_over(lambda course: THINGS[what](course, Stage(course.wish.scene)))


def test_the_configuration_plays_the_same(run: Run) -> None:
    given = _taken(run, "configuration")
    assert given["name"] == "cocogen-both-plan-a-plus-seed-0-round-3.toml"
    config = from_toml(b64decode(given["file"]).decode())
    assert config == run.wish.config().with_overrides({"run.rounds": 3})


def test_the_tables_are_those_of_the_rounds_so_far(run: Run) -> None:
    run.await_round(1)
    with zipfile.ZipFile(io.BytesIO(b64decode(_taken(run, "tables")["file"]))) as files:
        config = from_toml(files.read("config.toml").decode())
        tables = {name: pd.read_csv(files.open(name)) for name in files.namelist() if name.endswith(".csv")}
    expected = CoopetitionModel(config).run().tables()
    assert tables.keys() == {f"{name}.csv" for name in expected}
    assert tables["rounds.csv"]["round"].tolist() == [1, 2, 3, 4]
    for name in ("rounds", "transfers"):
        columns = expected[name].select_dtypes("number").columns
        pd.testing.assert_frame_equal(
            tables[f"{name}.csv"][columns], expected[name][columns], check_dtype=False
        )


def test_the_command_is_told_what_is_played_and_python_takes_its_place(run: Run) -> None:
    asked: list[Any] = []

    def command(scene: Scene, changes: Mapping[str, Any], rounds: int) -> str:
        asked.append((scene.variant, changes, rounds))
        return "cocogen run both"

    given = run.hand_over(lambda course: THINGS["command"](course, Stage(course.wish.scene, command=command)))
    assert given["copy"] == "cocogen run both"
    assert asked == [("Plan A+", {"redistribution.rule@2": "pairwise"}, 3)]
    python = _taken(run, "command")["copy"]
    assert _taken(run, "configuration")["name"] in python
    compile(python, "copied", "exec")


def test_what_fails_is_said_and_a_run_that_has_ended_gives_nothing(run: Run, wait: Wait) -> None:
    with pytest.raises(ZeroDivisionError):
        run.hand_over(lambda _course: 1 / 0)
    widget, sent = Take(), list[Any]()
    widget.send = sent.append
    widget.made = lambda what: {"said": what}
    for what in ("tables", "everything", None):
        widget.vue_take(what)
    wait(lambda: sent == [{"method": "give", "args": [{"said": "tables"}]}])

    def refuse(_what: str) -> dict[str, Any]:
        raise ValueError("there is no room")

    widget.made = refuse
    widget.vue_take("tables")
    wait(lambda: sent[1:] == [{"method": "give", "args": [{"said": "there is no room"}]}])
    run.close()
    with pytest.raises(Stopped):
        run.hand_over(lambda course: course)


def test_whoever_waits_when_a_run_ends_is_let_go(run: Run, wait: Wait) -> None:
    import threading

    inside, done = threading.Event(), threading.Event()
    ends: list[str] = []

    def slow(_course: object) -> None:
        inside.set()
        done.wait(60)

    def ask(make: Callable[[Any], None]) -> None:
        try:
            run.hand_over(make)
        except Stopped:
            ends.append("stopped")
        else:
            ends.append("given")

    first = threading.Thread(target=ask, args=(slow,))
    first.start()
    assert inside.wait(60)
    second = threading.Thread(target=ask, args=(lambda _: None,))
    second.start()
    wait(lambda: run._errands)
    run.close()
    done.set()
    for thread in (first, second):
        thread.join(60)
    assert sorted(ends) == ["given", "stopped"]
