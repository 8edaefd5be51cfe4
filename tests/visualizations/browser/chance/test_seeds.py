"""The owner of what is played aside: it plays what is wanted, forgets what is not, and leaves no process behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser.chance import seeds as module
from cocogen.visualizations.browser.chance.request import ENDED, SEEDS, TRAINS, Request
from cocogen.visualizations.browser.chance.seeds import Seeds, end_all

Wait = Callable[[Callable[[], object]], None]
ENDLESS = "import sys, time; sys.stdin.readline(); time.sleep(1000)"


@pytest.fixture
def request_of(base: SimulationConfig) -> Callable[..., Request]:
    def make(rounds: int = 2, **overrides: Any) -> Request:
        return Request((base.with_overrides(overrides),), rounds)

    return make


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seeds]:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    seeds = Seeds(lambda: None)
    seeds.start()
    yield seeds
    seeds.close()


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_thirty_seeds_are_played_aside_and_told(
    owner: Seeds, request_of: Callable[..., Request], wait: Wait
) -> None:
    owner.want(request_of())
    assert owner._child is None, "nobody asked to see it"
    owner.toggle()
    wait(lambda: owner.spread.done == SEEDS)
    assert owner.spread.is_on
    assert len(owner.spread.bands["welfare"]["mid"]) == 2
    assert owner._child
    assert owner._child.wait() == 0


@pytest.mark.parametrize("first", ["", "sys.stdin.readline(); print('{}', flush=True)"])
def test_a_process_that_ends_too_early_is_told_of_and_can_be_tried_again(
    first: str,
    owner: Seeds,
    request_of: Callable[..., Request],
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = module.CHILD
    monkeypatch.setattr(module, "CHILD", (sys.executable, "-c", f"import sys; {first}"))
    owner.want(request_of())
    owner.toggle()
    wait(lambda: owner.spread.why_not == ENDED)
    monkeypatch.setattr(module, "CHILD", whole)
    owner.toggle()
    owner.toggle()
    wait(lambda: owner.spread.done == SEEDS)


@pytest.mark.parametrize("what", ["want", "toggle", "close", "end_all"])
def test_what_is_wanted_no_more_is_ended_at_once(
    what: str, owner: Seeds, request_of: Callable[..., Request], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHILD", (sys.executable, "-c", ENDLESS))
    owner.want(request_of())
    owner.toggle()
    wait(lambda: owner._child is not None)
    first = owner._child
    assert first
    {
        "want": lambda: owner.want(request_of(**{"competition.intensity": 0.01})),
        "toggle": owner.toggle,
        "close": owner.close,
        "end_all": end_all,
    }[what]()
    wait(lambda: not is_there(first.pid))
    if what == "want":
        wait(lambda: owner._child is not first)
        assert (owner.spread.is_on, owner.spread.done) == (True, 0)
    else:
        assert not owner.spread.is_on
        assert owner._child is first


def test_wanting_the_same_again_changes_nothing(
    owner: Seeds, request_of: Callable[..., Request], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHILD", (sys.executable, "-c", ENDLESS))
    owner.toggle()
    owner.want(request_of())
    wait(lambda: owner._child is not None)
    first = owner._child
    owner.want(request_of())
    assert owner._child is first
    assert first
    assert first.poll() is None


def test_real_training_says_why_not(owner: Seeds, request_of: Callable[..., Request]) -> None:
    owner.toggle()
    owner.want(request_of(**{"task.name": "digits", "learning.kind": "federated"}))
    assert owner.spread.why_not == TRAINS
    assert owner._child is None
    owner.want(request_of())
    assert owner.spread.why_not == ""
    assert owner.spread.is_on


def test_a_process_whose_page_is_gone_ends(request_of: Callable[..., Request], wait: Wait) -> None:
    child = module._child_of(request_of())
    assert child.stdout
    child.stdout.close()
    assert child.wait() == 0
