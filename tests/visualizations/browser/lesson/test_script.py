"""Every sentence of the lesson that claims something is asked of the model: at the act's seed, and at others."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from cocogen.model.game import CoopetitionGame
from cocogen.visualizations.browser.lesson.act import Act, Choice, Scale
from cocogen.visualizations.browser.lesson.reading import Reading
from cocogen.visualizations.browser.lesson.script import ACTS, MISSION, RIVALS, SEED, TEN
from cocogen.visualizations.browser.live.widget import PANELS

SEEDS = (None, 0, 2, 3, 4)
"""None is the act's own."""
Play = Callable[..., Any]
BY_TITLE = {act.title: act for act in ACTS}
RULES = ("pairwise", "pigouvian", "bargaining")


def _game(course: Any) -> CoopetitionGame:
    game = course.model.federation.game
    assert isinstance(game, CoopetitionGame)
    return game


def _generation(course: Any) -> Any:
    return course.model.federation.played_generation


def _both(course: Any, name: str) -> list[float]:
    """Return a column of the last round."""
    told = next(one["of"][name] for one in reversed(course.story.rounds) if name in one["of"])
    return [float(value) for value in told]


def _are_equal(course: Any, name: str) -> bool:
    values = _both(course, name)
    return max(values) - min(values) < 0.01 * max(1.0, abs(max(values)))


def _each_helps_the_other(course: Any) -> bool:
    game, generation = _game(course), _generation(course)
    more = generation + np.array([0.0, 50.0])
    return bool(game.payoffs(more)[0] > game.payoffs(generation)[0])


def _thirty_percent(course: Any) -> bool:
    game, generation = _game(course), _generation(course)
    own = game.contributions(generation)
    total = own.sum()
    brought = 1000.0 * (game.learning_curve(total) - game.learning_curve(total - own[0]))
    return bool(np.isclose(_both(course, "damage")[0], 0.3 * brought, rtol=1e-4))


def _whoever_starts_loses(course: Any) -> bool:
    from cocogen.model.game import social_optimum

    game, generation = _game(course), _generation(course)
    best = social_optimum(game).generation
    alone = np.array([best[0], generation[1]])
    together, now = game.payoffs(best), game.payoffs(generation)
    return bool((best > generation).all() and (together > now).all() and game.payoffs(alone)[0] < now[0])


def _curve_peaks(course: Any) -> bool:
    insight = course.story.memory.look_into(0, course.model.round)
    return abs(insight["best"][0] / insight["choice"][0] - 1) < 0.01


def _all_left_worse_off(course: Any) -> bool:
    events = course.model.tables()["events"]
    exits = events[events["event"] == "exit"]
    return len(exits) > 0 and (exits["reason"] == "worse off than alone").all()


def _the_model_gets_worse(course: Any) -> bool:
    rounds = course.model.tables()["rounds"]
    full, fewer = rounds[rounds["members"] == 10], rounds[rounds["members"] < 8]
    return bool(fewer["accuracy"].max() < full["accuracy"].min())


Claim = Callable[[Reading, Reading, Any], bool]
CLAIMS: dict[str, dict[str, Claim]] = {
    "Alone": {
        "Two firms each train a model of their own.": lambda _, now, course: (
            now.organizations == 2 and course.model.measures["players"] == 0
        ),
        "{now.accuracy}.": lambda _, now, course: now.accuracy == pytest.approx(_both(course, "accuracy")[1]),
        "Alone, a firm earns {now.earns} k$ a round.": lambda _, now, course: (
            now.earns == now.alone and _are_equal(course, "payoff")
        ),
    },
    "Together": {
        "Now they train one model together, and do not compete yet.": lambda _, now, course: (
            now.taken == 0 and course.model.measures["players"] == 2
        ),
        "Alone, each earned {was.earns} k$ a round.": lambda was, *_: was.earns == was.alone,
        "{now.earns} k$ a round.": lambda _, now, course: _are_equal(course, "payoff"),
        "What one contributes helps the other: {now.accuracy} of cases are right instead of {was.accuracy}.": lambda was, now, course: (
            now.accuracy > was.accuracy + 0.02 and _each_helps_the_other(course)
        ),
    },
    "Rivals": {
        "Now they compete: of what a firm's contribution brings its rival, the firm itself loses 30 %.": lambda _, __, course: (
            _thirty_percent(course)
        ),
        "Each generated {was.generates} synthetic samples a round.": lambda was, *_: was.generates > 0,
        "{now.generates} samples.": lambda _, __, course: _are_equal(course, "generation"),
        "Whatever one contributes strengthens its rival, so both hold back.": lambda was, now, course: (
            now.generates < 0.9 * was.generates and _each_helps_the_other(course)
        ),
        "Click firm A: rivals take {now.taken} k$ a round from it, through what it contributes itself.": lambda _, now, __: (
            now.taken > 0
        ),
    },
    "The dilemma": {
        "Each firm does what is best for itself, and earns {was.earns} k$ a round.": lambda was, now, course: (
            course.model.measures["regret"] < 0.01 and was.earns == now.earns
        ),
        "{now.could} k$ a round.": lambda _, now, course: now.could > now.earns + 10,
        "Both earn less than they could: both would have to generate more, and whoever does so alone loses by it.": lambda _, __, course: (
            _whoever_starts_loses(course)
        ),
        "Click firm A: the curve of what another amount would have earned peaks at what it chose.": lambda _, __, course: (
            _curve_peaks(course)
        ),
    },
    "The payment": {
        "Now a rule pays each firm for what it brings the other, and the other pays for it.": lambda _, __, course: (
            bool((course.model.federation.announcement.in_force.subsidy(_game(course)) > 0).all())
            and abs(sum(_both(course, "transfer"))) < 1e-9
        ),
        "The two are equal.": lambda _, __, course: _are_equal(course, "real_samples"),
        "Neither pays, and each earns {now.earns} k$ instead of {was.earns}.": lambda was, now, course: (
            abs(now.pays) < 1e-3 and now.earns > was.earns + 10 and _are_equal(course, "payoff")
        ),
        "The promise is enough: each generates {now.generates} samples instead of {was.generates}.": lambda was, now, course: (
            now.generates > 1.5 * was.generates and _are_equal(course, "generation")
        ),
    },
    "Who leaves": {
        "Ten organizations with data and customers of their own.": lambda was, *_: was.organizations == 10,
        "In the first round, one gains {was.most} k$ over working alone; another one loses.": lambda was, *_: (
            was.members == 10 and was.least < 0 < was.most
        ),
        "Nobody pays anybody.": lambda _, now, __: now.pays <= 0,
        "{now.members} of {now.organizations}.": lambda _, now, __: now.members <= 3,
        "What they gain is uneven, and who is worse off than alone leaves.": lambda was, _, course: (
            was.most - was.least > 100 and _all_left_worse_off(course)
        ),
        "That makes the common model worse for the rest.": lambda _, __, course: _the_model_gets_worse(
            course
        ),
    },
    "Your turn": {
        "In that market, {was.members} of {was.organizations} stayed.": lambda was, *_: was.members <= 3,
        "Redistribution moves money between members.": lambda _, now, course: (
            now.pays > 1 and abs(sum(_both(course, "transfer"))) < 1e-3
        ),
        "Redistribution keeps more of them in, and welfare of everyone is {now.welfare} k$ a round instead of {was.welfare}.": lambda was, now, _: (
            now.members > was.members and now.welfare > was.welfare + 50
        ),
    },
}
ELSEWHERE = {
    "Membership is made so dear here that the two do not train together.",
    "One market of many: seed 1.",
    "How many stay differs a little between markets.",
    "In others the first two rules may keep everybody, too.",
    "With {played.variant}, {now.members} of {now.organizations} stay.",
}
"""Claims about more than one state, each with a test of its own below."""


def _sentences(act: Act) -> list[str]:
    """Return the sentences that may claim something; a request without a colon claims nothing, nor does a question."""
    texts = [act.sentence, act.remark, act.question, act.answer, act.notice, act.do]
    found = [sentence for text in texts for sentence in re.split(r"(?<=[.?]) (?=[A-Z{])", text) if sentence]
    requests = ("Click", "Drag", "Try")
    return [
        one for one in found if not one.endswith("?") and not (one.startswith(requests) and "{" not in one)
    ] + [one for one in found if one.startswith("Click firm A: the curve")]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.title)
def test_every_sentence_is_checked(act: Act) -> None:
    known = {*CLAIMS[act.title], *ELSEWHERE}
    assert [one for one in _sentences(act) if one not in known] == []
    texts = " ".join([act.sentence, act.remark, act.question, act.answer, act.notice, act.do])
    assert [one for one in CLAIMS[act.title] if one not in texts] == [], "what is checked is said"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.title)
def test_what_is_said_is_so(act: Act, seed: int | None, played: Play) -> None:
    states = [act.state]
    if isinstance(act.guess, Choice) and act.guess.is_played:
        states = [act.played(option) for option in act.guess.options]
    was = played(act.before, seed).reading
    for state in states:
        now = played(state, seed)
        for sentence, holds in CLAIMS[act.title].items():
            assert holds(was, now.reading, now.course), (state.variant, sentence)


def test_membership_at_its_usual_price_has_the_two_train_together(played: Play) -> None:
    assert played(RIVALS).course.model.measures["players"] == 2


def test_how_many_stay_differs_a_little(played: Play) -> None:
    assert f"seed {SEED}." in BY_TITLE["Who leaves"].remark
    stayed = {played(BY_TITLE["Who leaves"].state, seed).reading.members for seed in SEEDS}
    assert len(stayed) > 1
    assert max(stayed) - min(stayed) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_one_rule_keeps_everybody_so_that_there_is_always_a_better_one(
    seed: int | None, played: Play
) -> None:
    act = BY_TITLE["Your turn"]
    members = {rule: played(act.played(rule), seed).reading.members for rule in RULES}
    assert members["bargaining"] == 10
    if seed is None:
        assert members["pairwise"] < members["pigouvian"] < 10
    assert isinstance(act.guess, Choice)
    for rule, stayed in members.items():
        said = act.guess.verdict(rule, played(act.played(rule), seed).reading)
        assert ("Another rule keeps more" in said) == (stayed < 10)


def test_in_some_market_the_other_rules_keep_everybody_too(played: Play) -> None:
    act = BY_TITLE["Your turn"]
    for rule in ("pairwise", "pigouvian"):
        assert any(played(act.played(rule), seed).reading.members == 10 for seed in SEEDS)


def test_each_act_begins_where_the_one_before_ended() -> None:
    for before, act in pairwise(ACTS):
        assert act.before == (TEN if act.title == "Who leaves" else before.state), act.title


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.title)
def test_a_right_guess_is_possible_and_not_where_the_scale_begins(act: Act, played: Play) -> None:
    now = played(act.state).reading
    if isinstance(act.guess, Scale):
        truth = act.guess.truth(now)
        assert act.guess.low <= truth <= act.guess.high
        assert abs(truth - (act.guess.low + act.guess.high) / 2) > act.guess.step
    assert set(act.panels) <= set(PANELS)


def test_the_mission_is_short() -> None:
    assert len(MISSION.split()) <= 40
