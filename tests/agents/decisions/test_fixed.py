"""The fixed rules: none, random, competition-blind, planner, equilibrium, free rider."""

from __future__ import annotations

import numpy as np
import pytest
from outlooks import ToyOutlook

from cocogen.agents.decisions import decision_rules

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("none", 0.0),
        ("competition-blind", 100.0),
        ("planner", 77.0),
        ("equilibrium", 42.0),
        ("free-rider", 0.0),
    ],
)
def test_fixed_rules_do_what_they_say(name, amount):
    assert decision_rules.create(name).revise(ToyOutlook(generation=5.0), RNG) == amount


@pytest.mark.parametrize(("scale", "amount"), [(0.5, 50.0), (0.9, 90.0), (3.0, ToyOutlook().capacity)])
def test_the_competition_blind_may_be_tuned_up_to_capacity(scale, amount):
    assert decision_rules.create("competition-blind", scale=scale).revise(ToyOutlook(), RNG) == pytest.approx(
        amount
    )


def test_random_amounts_fill_a_share_of_capacity():
    rule = decision_rules.create("random", share=0.25)
    amounts = [rule.revise(ToyOutlook(), np.random.default_rng(i)) for i in range(400)]
    assert 0 <= min(amounts) < 2
    assert 23 < max(amounts) <= 25
    assert np.mean(amounts) == pytest.approx(12.5, abs=1.0)


def test_a_free_rider_may_make_a_part_of_the_effort():
    assert decision_rules.create("free-rider", effort=0.2).revise(ToyOutlook(), RNG) == pytest.approx(10.0)
