"""Announced rates: renewed when the game has changed materially, in force until then, and as good as the best ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from markets import small_model

from cocogen.model.federation.announcement import Announcement
from cocogen.model.game import RedistributionRule, redistribution
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint

OPTIMAL = {
    "redistribution.rule": "pairwise",
    "redistribution.rate": "optimal",
    "game.knowledge_retention": 0.9,
    "run.rounds": 60,
}


def announced(monkeypatch):
    """Count how often a best rate is worked out."""
    from cocogen.model.game import Pairwise

    counted = []
    work_out = Pairwise.rates
    monkeypatch.setattr(
        Pairwise,
        "rates",
        lambda rule, game: (counted.append(1) if rule.rate == "optimal" else None) or work_out(rule, game),
    )
    return counted


def test_a_rate_is_worked_out_only_when_the_game_has_changed_materially(monkeypatch):
    counted = announced(monkeypatch)
    small_model(**OPTIMAL, **{"participation.rule": "always"}).run()
    assert 10 < len(counted) < 45


def test_a_game_that_stays_the_same_has_one_rate(monkeypatch):
    counted = announced(monkeypatch)
    small_model(**{**OPTIMAL, "game.knowledge_retention": 0.0, "participation.rule": "always"}).run()
    assert len(counted) == 1


def test_waiting_for_material_change_gives_next_to_nothing_away(monkeypatch):
    settings = {**OPTIMAL, "participation.rule": "always", "decision.rule": "equilibrium"}
    lazy = small_model(**settings).run().tables()["rounds"]["social_welfare"].sum()
    monkeypatch.setattr("cocogen.model.federation.announcement.MATERIAL", 0.0)
    exact = small_model(**settings).run().tables()["rounds"]["social_welfare"].sum()
    assert lazy == pytest.approx(exact, rel=1e-4)


def test_other_players_and_other_circumstances_get_a_rate_of_their_own():
    model = small_model(**OPTIMAL, **{"participation.review_probability": 0.0})
    model.step()
    first = model.federation.announcement.terms
    next(iter(model.organizations))._leave("told to")
    model.step()
    second = model.federation.announcement.terms
    assert first != second
    model.change_circumstances(model.population.under(costs=1.5, competition=1.0))
    assert model.federation.announcement.terms == {}
    model.step()
    assert model.federation.announcement.terms not in (first, second)


def test_transfers_and_reward_are_of_the_same_rate():
    model = small_model(**OPTIMAL, **{"participation.rule": "always"}).run()
    federation = model.federation
    rule = redistribution("pairwise", **federation.announcement.terms)
    np.testing.assert_allclose(federation.game.subsidy, rule.subsidy(federation.game))
    last = model.tables()["organizations"].query("round == round.max()")
    np.testing.assert_allclose(
        last["transfer"], rule.transfers(federation.game, last["generation"].to_numpy())
    )


@pytest.mark.parametrize("rounds", [1, 9, 30])
def test_a_resumed_run_keeps_what_was_announced(rounds):
    def build():
        return small_model(
            seed=2,
            **{
                **OPTIMAL,
                "participation.observation_noise": 400.0,
                "participation.review_probability": 0.3,
                "participation.entry_cost": 0.0,
            },
        )

    first, second = build(), build()
    for _ in range(rounds):
        first.step()
    restore_checkpoint(second, save_checkpoint(first))
    undisturbed = build().run().tables()
    assert "exit" in set(undisturbed["events"]["event"])
    for name, frame in second.run().tables().items():
        pd.testing.assert_frame_equal(frame, undisturbed[name], check_exact=True)


@pytest.mark.parametrize("name", ["none", "pigouvian", "bargaining", "equal"])
def test_other_rules_are_in_force_as_they_are(name):
    rule = redistribution(name)
    announcement = Announcement(rule)
    announcement.renew(small_model().federation.whole_game, [0, 1, 2, 3, 4])
    assert announcement.in_force is rule
    assert announcement.terms == {}
    assert announcement.state() is None


@dataclass(frozen=True)
class Membership(RedistributionRule):
    """A rule of one's own that fixes a fee before play: those below the median size pay it to those above."""

    fee: float | None = None

    def terms(self, game):
        """Return the fee, a share of what the mean member can gain."""
        return {} if self.fee is not None else {"fee": 0.1 * float(game.market_value.mean())}

    def transfers(self, game, generation):
        """Return what each pays or receives."""
        assert self.fee is not None, "nothing was announced"
        rank = np.argsort(np.argsort(game.real_samples)) - (game.organizations - 1) / 2
        return self.fee * np.sign(rank)


def test_a_rule_of_ones_own_says_itself_what_it_announces():
    game = small_model().federation.whole_game
    announcement = Announcement(Membership())
    announcement.renew(game, [0, 1, 2, 3, 4])
    assert announcement.in_force == Membership(fee=announcement.terms["fee"])
    assert announcement.in_force.transfers(game, np.zeros(5)).sum() == 0.0
    resumed = Announcement(Membership())
    resumed.restore(announcement.state())
    assert resumed.in_force == announcement.in_force
    other = Announcement(Membership(fee=3.0))
    other.restore(announcement.state())
    other.renew(game, [0, 1, 2, 3, 4])
    assert other.in_force == Membership(fee=3.0)
