"""A stored run on the page says what playing it says: every number, word, rivalry, and what one can look into."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from markets import SMALL

from cocogen.model.config import SimulationConfig
from cocogen.visualizations.browser.course import Course, Pair
from cocogen.visualizations.browser.stage import Scene, Stored
from cocogen.visualizations.browser.wish import Wish

ROUNDS = 8
EVENTFUL = {
    "redistribution.rule": "pairwise",
    "game.knowledge_retention": 0.5,
    "environment.arrivals": 0.8,
    "environment.newcomers": 3,
    "environment.outage_probability": 0.2,
    "environment.drop_probability": 0.3,
    "environment.shock_round": 4,
    "environment.cost_shock": 1.5,
    "competition.intensity@6": 0.02,
    "population.membership_cost@7": 3.0,
    "run.rounds": 10,
}


def played(**overrides: Any) -> Course:
    config = SimulationConfig().with_overrides({**SMALL, "run.rounds": ROUNDS, **overrides})
    course = Course.of(Wish(Scene(config, "one", "as played")))
    while course.model.round < config.run.rounds:
        course.play_round()
    return course


def stored(course: Course, since: int = 1) -> Scene:
    tables = {name: table.copy() for name, table in course.model.tables().items()}
    return Scene(course.model.config, "one", "stored", stored=Stored(tables, since))


def reenacted(scene: Scene) -> Course:
    course = Course.of(Wish(scene))
    while not course.is_over:
        course.play_round()
    return course


@pytest.mark.parametrize(
    "overrides",
    [
        {"redistribution.rule": "bargaining"},
        {"decision.activation": "sequential", "participation.patience": 1},
        EVENTFUL,
        {**SMALL, "task.name": "digits", "learning.kind": "federated", "learning.epochs": 1, "run.rounds": 2},
    ],
    ids=["paying", "sequential", "eventful", "trained"],
)
@pytest.mark.filterwarnings("ignore::cocogen.model.game.NonPositiveWeightWarning")
def test_it_tells_what_playing_told(overrides: dict[str, Any]) -> None:
    course = played(**overrides)
    again = reenacted(stored(course))
    assert _stored(again.story.rounds) == _stored(course.story.rounds)
    assert again.story.cast == course.story.cast
    for organization in range(len(course.model.organizations)):
        for told in course.story.rounds:
            known = [one.story.memory.look_into(organization, told["round"]) for one in (again, course)]
            assert _stored(known)[0] == _stored(known)[1]


def _stored(told: list[Any]) -> list[Any]:
    """Return what is told without what no run folder keeps: models class by class, and what was generated."""
    gone = ("classes", "samples")
    return [one and {name: value for name, value in one.items() if name not in gone} for one in told]


def test_numbers_are_the_tables_own() -> None:
    """Nothing is computed anew that stands in a table: another number there is another number on the page."""
    scene = stored(played())
    assert scene.stored
    scene.stored.tables["organizations"].loc[0, "payoff"] = 1234.5
    scene.stored.tables["rounds"].loc[0, "accuracy"] = 0.4321
    first = reenacted(scene).story.rounds[1]
    assert first["of"]["payoff"][0] == 1234.5
    assert first["measures"]["accuracy"] == 0.4321


def test_a_measure_that_was_not_recorded_is_unknown() -> None:
    scene = stored(played())
    assert scene.stored
    del scene.stored.tables["organizations"]["payoff"]
    start, *rounds = reenacted(scene).story.rounds
    assert start["of"]["payoff"] == [None] * 5
    assert not any("payoff" in told["of"] for told in rounds), "it stays so"


def test_another_market_is_refused_in_one_line() -> None:
    scene = stored(played())
    other = Scene(scene.config.with_overrides({"run.seed": 99}), stored=scene.stored)
    course = Course.of(Wish(other))
    with pytest.raises(ValueError, match=r"^round 1 has other organizations than .*$"):
        course.play_round()


def test_all_rounds_are_there_at_once_and_no_further_one() -> None:
    scene = stored(played())
    wish = Wish(scene)
    assert wish.least == ROUNDS
    pair = Pair(wish, reenacted(scene))
    pair.play_round()
    assert pair.course.model.round == ROUNDS


def test_no_knob_turns() -> None:
    wish = Wish(stored(played()))
    assert not wish.turns("redistribution.rule")
    assert not wish.asking(3).turns("redistribution.rule")


def test_variants_of_a_fork_are_the_same_until_it() -> None:
    course = played(**{"redistribution.rule@4": "pairwise"})
    before = stored(played(), since=4)
    pair = Pair(Wish(stored(course, since=4), beside=before), reenacted(stored(course)), reenacted(before))
    beside = pair.seen()["beside"]
    told = beside.since_told(pair.course.story, 0)
    assert beside.about()["since"] == 4
    assert not beside.is_question
    assert told[3]["difference"] == "Until round 3 both are the same."
    assert told[4]["difference"].startswith("Round 4: ")
