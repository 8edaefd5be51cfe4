"""What redistribution rules pay: what does not balance is an error that names the rule, before anybody corrects it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.sparse as sp

from cocogen.agents.conduct import PartError
from cocogen.model.game import (
    CoopetitionGame,
    LearningCurve,
    RedistributionRule,
    compare_rules,
    redistribution,
    redistribution_rules,
)
from cocogen.model.game.rules.conduct import checked_payments, checked_subsidy, checked_transfers
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.description.catalog import load_scenario
from strategies import small_game

QUICK = {"learning.kind": "curve", "run.rounds": 3}


@dataclass(frozen=True)
class BySize(RedistributionRule):
    """Rewards large data sets, and pays ``extra`` money more than it collects."""

    extra: float = 0.0

    def transfers(self, game, generation):
        """Return a reward for size, and everybody's part of the extra."""
        size = game.real_samples
        return 0.01 * (size - size.mean()) + self.extra / size.size


class Returns(RedistributionRule):
    """A rule that returns what it is told to."""

    def __init__(self, transfers, subsidy=0.0, pairs=None):
        self.returned, self.reward, self.pairs = transfers, subsidy, pairs

    def transfers(self, game, generation):
        """Return what was told."""
        return self.returned

    def subsidy(self, game):
        """Return what was told."""
        return self.reward

    def bilateral(self, game, generation):
        """Return what was told, or a pool's payments."""
        return super().bilateral(game, generation) if self.pairs is None else self.pairs


def quickstart(monkeypatch, rule):
    monkeypatch.setitem(redistribution_rules._factories, "by-size", lambda: rule)
    config = load_scenario("quickstart").variant_configs()["CoCoGen+"]
    return CoopetitionModel(config, **QUICK, **{"redistribution.rule": "by-size"})


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (BySize(12.3), "pays 12.3 more than it collects in round 1"),
        (BySize(-12.3), "collects 12.3 more than it pays in round 1"),
        (BySize(1e-6), "pays 1e-06 more than it collects in round 1"),
        (Returns(np.full(8, np.nan)), "returns transfers in round 1 with nan at position 0"),
        (Returns(np.zeros(3)), r"returns transfers in round 1 of shape \(3,\); expected \(8,\)"),
        (Returns(0.0), r"returns transfers in round 1 of shape \(\); expected \(8,\)"),
        (Returns("much"), "returns 'much' as transfers in round 1; expected 8 numbers"),
        (Returns(np.zeros(8), math.inf), "returns a subsidy with inf at position 0"),
        (Returns(np.zeros(8), np.zeros(2)), r"returns a subsidy of shape \(2,\)"),
        (Returns(np.arange(8) - 3.5, pairs=np.zeros((8, 8))), "do not add up to its transfers"),
        (Returns(np.arange(8) - 3.5, pairs=np.zeros((2, 2))), r"tells payments of shape \(2, 2\) in round 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_rule_that_pays_what_it_must_not_stops_the_quickstart(monkeypatch, rule, said):
    with pytest.raises(
        PartError, match=f"redistribution rule 'by-size' .*{said}|redistribution rule 'by-size' {said}"
    ):
        quickstart(monkeypatch, rule).run()


def test_a_rule_that_balances_is_left_alone(monkeypatch):
    model = quickstart(monkeypatch, BySize()).run()
    paid = model.tables()["organizations"].query("round == 3")["transfer"].to_numpy()
    size = model.population.real_samples
    np.testing.assert_array_equal(paid, 0.01 * (size - size.mean()))


def test_the_command_line_says_it_in_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(redistribution_rules._factories, "by-size", lambda: BySize(12.3))
    words = ["run", "quickstart", "--set", "redistribution.rule=by-size", "--set", "learning.kind=curve"]
    assert run_command([*words, "--out", str(tmp_path / "run"), "--quiet"]) == 2
    said = capsys.readouterr().err
    assert said == "cocogen: redistribution rule 'by-size' pays 12.3 more than it collects in round 1\n"


def test_rounding_where_nothing_is_paid_is_no_error():
    size = np.full(4, 0.3)
    left = size - (size.mean() + 1e-16)
    checked_transfers(Returns(left), small_game(), np.zeros(4), "by-size", "in round 1")
    assert left.sum() != 0.0


@pytest.mark.filterwarnings("ignore::cocogen.model.game.AsymmetricCompetitionWarning")
@pytest.mark.parametrize("name", ["pairwise", "equal", "compensation", "leave-one-out"])
def test_built_in_rules_balance_in_large_markets(name):
    n, rng = 100_000, np.random.default_rng(0)
    game = CoopetitionGame(
        real_samples=rng.lognormal(5.0, 1.0, n),
        heterogeneity=rng.uniform(0.0, 0.9, n),
        fidelity=0.7,
        valuation=rng.uniform(600.0, 1400.0, n),
        generation_cost=0.001,
        congestion=1e-4,
        membership_cost=30.0,
        standalone_cost=100.0,
        capacity=1000.0,
        competition=sp.diags_array(
            [rng.uniform(0.0, 0.1, n - 1), rng.uniform(0.0, 0.1, n - 1)], offsets=[-1, 1]
        ),
        learning_curve=LearningCurve(floor=0.1, ceiling=0.95, scale=1e7, exponent=0.6),
        skew_penalty=0.6,
        alignment_loss=0.3,
    )
    rule = redistribution(name, rate=0.1) if name == "pairwise" else redistribution(name)
    paid = checked_transfers(rule, game, rng.uniform(0.0, 1000.0, n), name, "in round 1")
    assert np.abs(paid).max() > 0.0


def test_payments_of_built_in_rules_tell_their_transfers():
    game, amounts = small_game(), np.arange(4.0)
    for name in redistribution_rules.names():
        rule = redistribution(name)
        told = rule.bilateral(game, amounts)
        checked_payments(told, rule.transfers(game, amounts), name, "in round 1")
        assert checked_subsidy(rule, game, name).shape == (4,)


def test_comparing_every_rule_leaves_out_one_that_does_not_balance(monkeypatch):
    game, known = small_game(), [outcome.rule for outcome in compare_rules(small_game())]
    monkeypatch.setitem(redistribution_rules._factories, "by-size", lambda: BySize(12.3))
    with pytest.warns(
        UserWarning, match="left out: redistribution rule 'by-size' pays 12.3 more than it collects"
    ):
        assert [outcome.rule for outcome in compare_rules(game)] == known
    with pytest.raises(PartError, match="at the equilibrium"):
        compare_rules(game, {"by-size": BySize(12.3)})
