"""What is played with other seeds, and what is known of it: for the same wish the same, bands as numpy has them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from cocogen.model.config import SimulationConfig
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.chance.child import answers
from cocogen.visualizations.browser.chance.request import LEAST, MEASURES, SEEDS, Request, Spread
from cocogen.visualizations.browser.run import View
from cocogen.visualizations.browser.stage import Scene
from cocogen.visualizations.browser.wish import Wish


def view(wish: Wish, rounds: int = 4) -> View:
    return View(wish=wish, rounds=rounds + 1)


def test_what_is_asked_for_stays_the_same_while_rounds_are_played(base: SimulationConfig) -> None:
    wish = Wish(Scene(base))
    first = Request.of(view(wish, 2))
    assert first is not None
    assert first.rounds == base.run.rounds == 6
    assert Request.of(view(wish, 6)) == first
    assert Request.of(view(wish, 7)) == replace(first, rounds=12)
    assert Request.of(view(wish.turned("competition.intensity", 0.01))) != first
    assert Request.of(View()) is None


def test_other_seeds_are_those_after_the_one_that_is_looked_at(base: SimulationConfig) -> None:
    request = Request((base.with_overrides({"run.seed": 7}),), 5)
    assert request.seeds == list(range(8, 8 + SEEDS))


def test_real_training_is_not_played(base: SimulationConfig) -> None:
    trained = base.with_overrides({"task.name": "digits", "learning.kind": "federated"})
    assert Request((base, trained), 5).trains
    assert not Request((base,), 5).trains


def test_each_seed_is_played_as_the_page_would_play_it(base: SimulationConfig) -> None:
    paying = base.with_overrides({"redistribution.rule@3": "pairwise"})
    request = json.loads(json.dumps(Request((paying, base), 9).as_json()))
    request["seeds"] = request["seeds"][:2]
    for answer, seed in zip(answers(request), request["seeds"], strict=True):
        for played, config in zip(answer["played"], (paying, base), strict=True):
            rounds = (
                CoopetitionModel(config.with_overrides({"run.seed": seed, "run.rounds": 9}))
                .run()
                .tables()["rounds"]
            )
            for name, values in played.items():
                known = [None if np.isnan(value) else value for value in rounds[name].tolist()]
                assert values == known, name


def test_a_seed_that_cannot_be_played_is_counted(base: SimulationConfig) -> None:
    few = base.with_overrides({"task.name": "digits", "population.organizations": 8, "population.alpha": 5.0})
    request = Request((few,), 1).as_json() | {"seeds": [1]}
    request["configs"][0]["population"]["organizations"] = 100
    (answer,) = answers(request)
    assert "error" in answer


def played(value: float, **others: float) -> list[dict[str, Any]]:
    courses = [(value, 2 * value), *((other, other) for other in others.values())]
    return [{name: [*course] for name in MEASURES} for course in courses]


def test_bands_are_quantiles_and_begin_with_enough_seeds() -> None:
    few = Spread.over([played(float(value)) for value in range(LEAST - 1)], failed=1)
    assert (few.done, few.failed, few.bands) == (LEAST - 1, 1, {})
    values = [float(value) for value in range(11)]
    band = Spread.over([played(value) for value in values], 0).bands["welfare"]
    assert band == {"low": [1.0, 2.0], "mid": [5.0, 10.0], "high": [9.0, 18.0]}


def test_what_is_unknown_in_a_seed_is_left_out() -> None:
    some = [played(float(value)) for value in range(6)]
    for one in some[1:]:
        one[0]["accuracy"] = [None, one[0]["accuracy"][1]]
    band = Spread.over(some, 0).bands["accuracy"]
    assert band["mid"] == [0.0, 5.0]
    for one in some:
        one[0]["accuracy"] = [None, None]
    assert Spread.over(some, 0).bands["accuracy"]["low"] == [None, None]


def test_it_is_counted_in_how_many_seeds_it_is_ahead() -> None:
    spread = Spread.over([played(float(value), other=4.0) for value in range(7)], 0)
    assert spread.ahead == (2, 4)
    assert spread.behind == (4, 2)
    assert Spread.over([played(1.0)] * 5, 0).ahead == ()
    assert json.dumps(spread.told())
