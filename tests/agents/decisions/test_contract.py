"""What every decision rule keeps: amounts within reach, keyed draws, and a memory that survives a checkpoint."""

from __future__ import annotations

import json

import numpy as np
import pytest
from outlooks import ToyOutlook

from cocogen.agents.decisions import decision_rules

ALL = decision_rules.names()


def play(rule, rounds, first=1, start=0.0):
    """Let a rule play a toy game whose payoffs it can see; return the amounts."""
    amounts, generation = [], start
    for number in range(first, first + rounds):
        outlook = ToyOutlook(
            generation=generation,
            believed_others=300.0 + 10 * np.sin(number),
            last_utility=float(ToyOutlook().utilities(generation)),
            others=([10.0, 50.0], [-4.0, 0.0]),
        )
        generation = rule.revise(outlook, np.random.default_rng(number))
        amounts.append(generation)
    return amounts


@pytest.mark.parametrize("name", ALL)
def test_a_rule_answers_with_a_finite_amount_and_the_same_draws_give_the_same_answer(name):
    amounts = play(decision_rules.create(name), 30)
    assert np.isfinite(amounts).all()
    assert amounts == play(decision_rules.create(name), 30)


@pytest.mark.parametrize("name", ALL)
def test_memory_goes_through_json_and_play_continues_exactly(name):
    undisturbed = play(decision_rules.create(name), 12)
    before = decision_rules.create(name)
    first = play(before, 5)
    after = decision_rules.create(name)
    after.restore(json.loads(json.dumps(before.state())))
    assert first + play(after, 7, first=6, start=first[-1]) == undisturbed


@pytest.mark.parametrize("name", ALL)
def test_two_organizations_do_not_share_a_memory(name):
    one, other = decision_rules.create(name), decision_rules.create(name)
    play(one, 5)
    assert other.state() == decision_rules.create(name).state()


@pytest.mark.parametrize(
    ("name", "parameter", "value", "message"),
    [
        ("best-response", "inertia", 1.0, "inertia must be a number of at least 0 and below 1, got 1.0"),
        ("random", "share", 0.0, "share must be a number above 0 and at most 1, got 0.0"),
        ("free-rider", "effort", 1.5, "effort must be a number from 0 to 1, got 1.5"),
        ("satisficing", "epsilon", -1.0, "epsilon must be a number of at least 0, got -1.0"),
        ("damped", "step", 0.0, "step must be a number above 0 and at most 1, got 0.0"),
        ("gradient", "rate", 0.0, "rate must be a number above 0, got 0.0"),
        ("logit", "temperature", float("nan"), "temperature must be a number of at least 0, got nan"),
        ("logit", "points", 1, "points must be a whole number from 2 to 1,000, got 1"),
        (
            "fictitious-play",
            "forgetting",
            1.0,
            "forgetting must be a number of at least 0 and below 1, got 1.0",
        ),
        ("imitation", "sight", 0.0, "sight must be a number above 0 and at most 1, got 0.0"),
        ("imitation", "noise", float("inf"), "noise must be a number of at least 0, got inf"),
        ("imitation", "exploration", 2.0, "exploration must be a number from 0 to 1, got 2.0"),
        ("roth-erev", "points", 0, "points must be a whole number from 2 to 1,000, got 0"),
        ("roth-erev", "recency", 1.0, "recency must be a number of at least 0 and below 1, got 1.0"),
        (
            "roth-erev",
            "experimentation",
            -0.1,
            "experimentation must be a number of at least 0 and below 1, got -0.1",
        ),
        ("roth-erev", "propensity", 0.0, "propensity must be a number above 0, got 0.0"),
        ("exp3", "exploration", 0.0, "exploration must be a number above 0 and at most 1, got 0.0"),
    ],
)
def test_a_refused_parameter_is_named_with_its_value(name, parameter, value, message):
    with pytest.raises(ValueError, match=message):
        decision_rules.create(name, **{parameter: value})
