"""Rules that learn from rounds: fictitious play, imitation, Roth–Erev, EXP3."""

from __future__ import annotations

import numpy as np
import pytest
from outlooks import ToyOutlook

from cocogen.agents.decisions.fictitious_play import FictitiousPlay
from cocogen.agents.decisions.imitation import Imitation
from cocogen.agents.decisions.reinforcement import Exp3, RothErev

RNG = np.random.default_rng(0)


def test_fictitious_play_responds_to_the_mean_of_all_rounds():
    rule = FictitiousPlay()
    for others in (100.0, 200.0, 600.0):
        amount = rule.revise(ToyOutlook(believed_others=others), RNG)
    assert rule.mean == pytest.approx(300.0)
    assert amount == pytest.approx(50.0)


def test_forgetting_follows_a_market_that_changed():
    slow, fast = FictitiousPlay(), FictitiousPlay(forgetting=0.5)
    for others in [100.0] * 20 + [500.0] * 5:
        slow.revise(ToyOutlook(believed_others=others), RNG)
        fast.revise(ToyOutlook(believed_others=others), RNG)
    assert fast.mean > 480.0
    assert slow.mean == pytest.approx(180.0)


def test_an_imitator_copies_the_best_that_it_sees_unless_it_does_better_itself():
    rule = Imitation(sight=1.0, noise=0.0, exploration=0.0)
    peers = ([10.0, 60.0, 30.0], [1.0, 5.0, 2.0])
    assert rule.revise(ToyOutlook(generation=7.0, last_utility=0.0, others=peers), RNG) == 60.0
    assert rule.revise(ToyOutlook(generation=7.0, last_utility=9.0, others=peers), RNG) == 7.0
    assert rule.revise(ToyOutlook(generation=7.0, last_utility=float("nan"), others=peers), RNG) == 60.0


def test_an_imitator_without_peers_keeps_its_amount_or_tries_something():
    assert Imitation(exploration=0.0).revise(ToyOutlook(generation=7.0), RNG) == 7.0
    tried = [Imitation(exploration=1.0).revise(ToyOutlook(), np.random.default_rng(i)) for i in range(200)]
    assert np.mean(tried) == pytest.approx(50.0, abs=6.5)  # three standard errors


def test_an_imitator_sees_a_share_of_its_peers_and_copies_with_noise():
    rule = Imitation(sight=0.3, noise=0.1, exploration=0.0)
    peers = ([20.0, 80.0, 50.0], [1.0, 1.0, 1.0])
    copied = [
        rule.revise(ToyOutlook(last_utility=0.0, others=peers), np.random.default_rng(i)) for i in range(300)
    ]
    assert len(set(copied)) > 290  # some end at the bounds
    assert np.std(copied) > 15.0


def learn(rule, rounds=600):
    """Let a rule play U(g) = −(g − 50)²/100; return the amounts of the last third."""
    amount, amounts, utility = 0.0, [], float("nan")
    for number in range(rounds):
        outlook = ToyOutlook(generation=amount, last_utility=utility)
        amount = rule.revise(outlook, np.random.default_rng(number))
        utility = float(outlook.utilities(amount))
        amounts.append(amount)
    return np.array(amounts[-rounds // 3 :])


@pytest.mark.parametrize("rule", [RothErev(), Exp3(exploration=0.2)], ids=["roth-erev", "exp3"])
def test_reinforcement_finds_what_pays_without_knowing_the_game(rule):
    amounts = learn(rule)
    earned = -((amounts - 50.0) ** 2) / 100.0
    uniform = -((np.linspace(0, 100, 11) - 50.0) ** 2).mean() / 100.0
    assert earned.mean() > 0.5 * uniform
    assert np.median(np.abs(amounts - 50.0)) <= 20.0


def test_roth_erev_raises_what_paid_and_its_neighbours():
    rule = RothErev(points=5, recency=0.0, experimentation=0.2)
    rule.choice = 2
    rule.least, rule.most = 0.0, 1.0
    rule.revise(ToyOutlook(last_utility=1.0), RNG)
    assert rule.strengths == pytest.approx([1.0, 1.1, 1.8, 1.1, 1.0])


def test_roth_erev_at_the_edge_has_one_neighbour():
    rule = RothErev(points=3, recency=0.0, experimentation=0.2)
    rule.choice, rule.least, rule.most = 0, 0.0, 1.0
    rule.revise(ToyOutlook(last_utility=1.0), RNG)
    assert rule.strengths == pytest.approx([1.8, 1.2, 1.0])


def test_exp3_weighs_a_reward_by_how_rarely_it_is_tried():
    rule = Exp3(points=2, exploration=0.5)
    rule.choice, rule.least, rule.most = 0, 0.0, 1.0
    rule.revise(ToyOutlook(last_utility=1.0), RNG)
    assert rule.strengths == pytest.approx([0.5, 0.0])  # γ/K · 1 / ½


def test_a_round_out_of_the_training_teaches_nothing():
    rule = RothErev()
    rule.choice = 3
    before = list(rule.strengths)
    rule.revise(ToyOutlook(last_utility=float("nan")), RNG)
    assert rule.strengths == before
