"""The federation: costs, what outsiders expect, restarts after everybody has gone, and what is solved only once."""

from __future__ import annotations

import numpy as np
import pytest
from markets import small_model

from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game import nash_equilibrium, redistribution
from cocogen.model.game.solvers.equilibrium import nash_equilibrium as solve


def leave(model, *indices):
    for organization in model.organizations:
        if organization.index in indices:
            organization._leave("told to")


def test_cost_is_fixed_linear_and_congested():
    federation = small_model().federation
    everyone = federation.whole_game
    expected = (
        everyone.membership_cost[1] + everyone.generation_cost[1] * 10 + 0.5 * everyone.congestion[1] * 100
    )
    assert federation.cost_of(1, 10.0) == pytest.approx(expected)


def test_an_entrant_expects_its_best_response_to_what_the_members_play():
    model = small_model(**{"redistribution.rule": "pairwise", "redistribution.rate": 0.1})
    model.step()
    leave(model, 2)
    model.step()
    federation, rule = model.federation, redistribution("pairwise", rate=0.1)
    plain = federation.whole_game
    game = plain.with_subsidy(rule.subsidy(plain))
    candidates = np.linspace(0.0, game.capacity[2], 4001)
    utilities = []
    for amount in candidates:
        generation = federation.generation.copy()
        generation[2] = amount
        utilities.append(game.payoffs(generation)[2] + rule.transfers(game, generation)[2])
    expected = max(utilities) - game.standalone_payoffs()[2]
    assert federation.predicted_advantage(2) == pytest.approx(expected, abs=1e-4)


def test_where_nobody_trains_all_who_look_expect_the_equilibrium_of_their_coalition():
    model = small_model(**{"participation.review_probability": 0.0})
    model.step()
    leave(model, 0, 1, 2, 3, 4)
    model.step()
    federation = model.federation
    assert federation.predicted_advantage(3) == 0.0  # alone
    federation.look(1)
    federation.look(3)
    game = federation.whole_game.restricted_to([1, 3])
    expected = game.payoffs(nash_equilibrium(game).generation) - game.standalone_payoffs()
    assert federation.predicted_advantage(1) == pytest.approx(expected[0])
    assert federation.predicted_advantage(3) == pytest.approx(expected[1])


def test_a_member_that_is_left_alone_is_part_of_a_new_start():
    model = small_model(**{"participation.review_probability": 0.0})
    leave(model, 0, 1, 2, 3)
    model.step()
    federation = model.federation
    federation.look(0)
    game = federation.whole_game.restricted_to([0, 4])
    expected = game.payoffs(nash_equilibrium(game).generation) - game.standalone_payoffs()
    assert federation.predicted_advantage(0) == pytest.approx(expected[0])


def test_one_member_left_earns_what_it_earns_alone_and_waits():
    model = small_model(**{"participation.review_probability": 0.0, "participation.patience": 1})
    leave(model, 0, 1, 2, 3)
    model.run()
    last = model.tables()["organizations"].query("organization == 4")
    assert last["is_member"].all()
    assert not last["plays"].any()
    np.testing.assert_allclose(last["payoff"], last["standalone_payoff"])
    assert (last[["cost", "damage", "transfer", "streak"]] == 0).all().all()


def test_everybody_gone_the_run_goes_on_and_starts_again():
    model = small_model(
        **{
            "participation.review_probability": 0.5,
            "participation.entry_cost": 0.0,
            "participation.rule": "threshold",
            "game.knowledge_retention": 0.5,
            "environment.recovery_probability": 0.0,
            "run.rounds": 12,
        }
    )
    model.step()
    leave(model, 0, 1, 2, 3, 4)
    for organization in model.organizations:
        organization.is_down = True
        organization.is_available = False
    model.step()
    for organization in model.organizations:
        organization.is_down = False
    model.run()
    rounds, events = model.tables()["rounds"], model.tables()["events"]
    assert rounds["members"].iloc[1] == 0
    assert rounds["social_welfare"].iloc[1] == 0
    assert rounds["members"].iloc[-1] == 5
    back = events[events["event"] == "return"]["round"]
    assert (back == back.min()).sum() >= 2
    assert rounds["knowledge"].iloc[2] < rounds["knowledge"].iloc[1]  # what nobody trains is forgotten


def test_nobody_goes_back_alone_where_training_takes_two():
    model = small_model(**{"participation.review_probability": 0.0})
    leave(model, 0, 1, 2, 3, 4)
    model.step()
    lonely = next(iter(model.organizations))
    model.federation.look(lonely.index)
    assert not lonely.participation.joins(
        model.federation.predicted_advantage(lonely.index), 0.0, np.random.default_rng(0)
    )


def test_a_game_that_does_not_change_is_solved_once(monkeypatch):
    solved = []
    monkeypatch.setattr(
        "cocogen.model.federation.federation.nash_equilibrium", lambda game: solved.append(1) or solve(game)
    )
    model = small_model(**{"participation.rule": "always"}).run()
    assert len(solved) == 1
    leave(model, 0)
    model.step()
    assert len(solved) == 2


def test_a_game_that_changes_is_solved_anew(monkeypatch):
    solved = []
    monkeypatch.setattr(
        "cocogen.model.federation.federation.nash_equilibrium", lambda game: solved.append(1) or solve(game)
    )
    small_model(**{"participation.rule": "always", "game.knowledge_retention": 0.5}).run()
    assert len(solved) == 6


def test_what_is_kept_of_many_coalitions_is_bounded():
    from cocogen.model.federation.federation import MOST_GAMES

    model = small_model(
        **{
            "population.organizations": 8,
            "participation.rule": "logit",
            "participation.attention": 1.0,
            "participation.sensitivity": 1e-4,
            "participation.review_probability": 1.0,
            "decision.rule": "equilibrium",
            "run.rounds": 300,
        }
    ).run()
    assert model.tables()["rounds"]["members"].nunique() > 3
    assert len(model.federation._games) <= MOST_GAMES
    assert len(model.federation._solved) <= 4 * MOST_GAMES


def test_a_settlement_is_among_those_whose_update_arrived():
    model = small_model(**{"redistribution.rule": "pairwise", "redistribution.rate": 0.1})
    model.step()
    federation = model.federation
    federation.lose(1)
    settlement = federation.settlement()
    assert settlement.organizations.tolist() == [0, 2, 3, 4]
    payers, payees, amounts = settlement.payments()
    assert 1 not in {*payers.tolist(), *payees.tolist()}
    net = np.zeros(5)
    np.add.at(net, payees, amounts)
    np.add.at(net, payers, -amounts)
    np.testing.assert_allclose(net[settlement.organizations], settlement.transfers, atol=1e-9)
    for organization in (0, 2, 3):
        federation.lose(organization)
    assert federation.settlement() is None
    assert federation.contributions.sum() == 0


def test_a_newcomer_s_own_model_counts_as_the_curve_says_until_it_is_measured():
    model = small_model(**{"redistribution.rule": "bargaining"})
    model.step()
    leave(model, 2)
    model.step()
    federation = model.federation
    predicted = federation.whole_game.standalone_payoffs()
    unknown = np.full(5, np.nan)
    assert federation.predicted_advantage(2, unknown) == federation.predicted_advantage(2)
    half = np.where(np.arange(5) < 3, predicted + 50.0, np.nan)
    settled = federation.settlement(half)
    whole = redistribution("bargaining", standalone=np.where(np.isnan(half), predicted, half))
    expected = whole.transfers(settled.game, settled.generation)
    np.testing.assert_array_equal(settled.transfers, expected)
    assert settled.transfers[0] > federation.settlement().transfers[0]


def test_an_entrant_under_bargaining_expects_its_measured_outside_option_and_a_share():
    model = small_model(**{"redistribution.rule": "bargaining"})
    model.step()
    leave(model, 2)
    model.step()
    federation = model.federation
    measured = federation.whole_game.standalone_payoffs() + np.array([40.0, -10.0, 25.0, 0.0, 5.0])
    plain = federation.whole_game
    rule = redistribution("bargaining", standalone=measured)
    game = plain.with_subsidy(rule.subsidy(plain))
    generation = federation.generation.copy()
    others = game.total(generation) - game.contributions(generation)[2]
    generation[2] = game.best_response_of(2, others)
    expected = game.payoffs(generation)[2] + rule.transfers(game, generation)[2] - measured[2]
    assert federation.predicted_advantage(2, measured) == pytest.approx(expected)


def test_configured_outside_options_and_other_rules_are_left_as_they_are():
    for rule, extra in (
        ("pigouvian", {}),
        ("bargaining", {"redistribution.standalone": [1.0, 2.0, 3.0, 4.0, 5.0]}),
    ):
        federation = small_model(**{"redistribution.rule": rule, **extra}).federation
        federation.open([0, 1, 2, 3, 4])
        plain, measured = federation.settlement(), federation.settlement(np.full(5, 400.0))
        np.testing.assert_array_equal(plain.transfers, measured.transfers)


def test_weights_of_bargaining_stay_with_their_organizations_when_somebody_leaves():
    weights = [0.0, 1.0, 2.0, 3.0, 4.0]
    model = small_model(**{"redistribution.rule": "bargaining", "redistribution.weights": weights})
    model.step()
    leave(model, 1)
    model.step()
    settled = model.federation.settlement()
    assert settled.organizations.tolist() == [0, 2, 3, 4]
    of_these = redistribution("bargaining", weights=[0.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(settled.transfers, of_these.transfers(settled.game, settled.generation))


def test_sparse_payments_are_booked_like_dense_ones():
    settings = {
        "competition.structure": "sectors",
        "competition.size": 3,
        "population.organizations": 6,
        "redistribution.rule": "pairwise",
        "redistribution.rate": 0.1,
    }
    model = small_model(**settings)
    model.step()
    dense = model.federation.settlement()
    from scipy import sparse

    game = dense.game.replace(competition=sparse.csr_array(dense.game.competition))
    from cocogen.model.federation.settlement import Settlement

    thin = Settlement(
        dense.rule, game, dense.organizations, dense.generation, name=dense.name, round=model.round
    )
    for one, other in zip(dense.payments(), thin.payments(), strict=True):
        np.testing.assert_allclose(np.sort(one), np.sort(other))


OWN_MARKETS = {"game.markets": "own", "game.own_retention": 0.5, "game.knowledge_retention": 0.8}


def test_own_models_remember_by_a_retention_of_their_own():
    model = small_model(**OWN_MARKETS)
    federation = model.federation
    learned = federation.whole_game.alone.contributions
    model.step()
    assert federation.standalone_knowledge == pytest.approx(0.5 * learned)
    assert federation.knowledge == pytest.approx(0.8 * federation.contributions.sum())


def test_what_own_models_remember_raises_what_members_serve_with():
    model = small_model(**OWN_MARKETS)
    first = model.federation.whole_game.own_market
    model.run()
    last = model.federation.whole_game.own_market
    assert (last.base > first.base).any()
    assert last.slope.tolist() == first.slope.tolist()
    law = model.federation.parameters.law
    population = model.population
    expected = law.market(
        population.label_distributions, population.real_samples, model.federation.standalone_knowledge, 0.1
    )
    assert last.base == pytest.approx(expected.base)


def test_markets_change_with_the_labels_of_who_drifts():
    model = small_model(**OWN_MARKETS, **{"environment.drift": 0.5})
    before = model.federation.whole_game.own_market.floor.copy()
    model.run()
    assert model.federation.whole_game.own_market.floor == pytest.approx(
        model.population.label_distributions.max(axis=1)
    )
    assert not np.allclose(model.federation.whole_game.own_market.floor, before)


@pytest.mark.parametrize("kind", ["own", "alike"])
def test_theory_says_what_members_and_outsiders_serve_with(kind):
    model = small_model(**{"game.markets": kind})
    model.organizations.select(lambda o: o.index == 2).do("depart")
    model.step()
    table = model.tables()["organizations"]
    assert table["plays"].tolist() == [True, True, False, True, True]
    game = model.federation.game
    members = game.market_accuracy(model.federation.played_generation)
    assert table["predicted_accuracy"][table["plays"]].to_numpy() == pytest.approx(members)
    assert table["predicted_accuracy"][2] == table["predicted_alone"][2]
    assert table["accuracy"].tolist() == table["predicted_accuracy"].tolist()
    assert table["accuracy_alone"].tolist() == table["predicted_alone"].tolist()


@pytest.mark.parametrize("kind", ["own", "alike"])
def test_the_account_of_rivalry_changes_what_is_earned_and_nothing_that_is_done(kind):
    fields = {"game.markets": kind, "redistribution.rule": "pairwise", "redistribution.rate": 0.1}
    marginal = small_model(**fields).run().tables()
    model = small_model(**fields, **{"competition.accounting": "full"}).run()
    full = model.tables()
    for column in ("generation", "equilibrium_generation", "is_member", "accuracy", "transfer", "advantage"):
        assert full["organizations"][column].to_numpy() == pytest.approx(
            marginal["organizations"][column].to_numpy(), abs=1e-9, nan_ok=True
        ), column
    first = slice(0, 5)
    assert (full["organizations"]["payoff"] < marginal["organizations"]["payoff"])[first].all()
    assert full["rounds"]["optimal_welfare"].iloc[0] < marginal["rounds"]["optimal_welfare"].iloc[0]


def test_outsiders_are_charged_in_full_for_what_is_learned_inside():
    model = small_model(**{"competition.accounting": "full"})
    model.organizations.select(lambda o: o.index == 2).do("depart")
    model.step()
    federation, row = model.federation, model.tables()["organizations"].iloc[2]
    everyone = federation.whole_game
    rivals = [0, 1, 3, 4]
    exposure = everyone.competition[2, rivals] @ everyone.market_value[rivals]
    charge = exposure * (model.learner.outcome.accuracy - federation.floor)
    alone = small_model().federation.whole_game.standalone_payoffs()[2]
    assert row["payoff"] == row["standalone_payoff"] == pytest.approx(alone - charge)
    joined = federation.predicted_advantage(2)
    marginal = small_model()
    marginal.organizations.select(lambda o: o.index == 2).do("depart")
    marginal.step()
    assert joined == pytest.approx(marginal.federation.predicted_advantage(2))


def test_an_unknown_account_is_answered_in_one_line():
    with pytest.raises(
        ConfigurationError, match=r"competition.accounting: unknown account of rivalry 'ful'; did"
    ):
        small_model(**{"competition.accounting": "ful"})


@pytest.mark.parametrize("rule", ["shapley", "leave-one-out", "equal", "compensation"])
def test_players_see_payments_coming_unless_told_not_to(rule):
    fields = {"redistribution.rule": rule, "decision.rule": "best-response", "participation.rule": "always"}
    seeing = small_model(**fields, **{"run.rounds": 12}).run()
    blind = small_model(**fields, **{"run.rounds": 12, "redistribution.anticipated": False}).run()
    last, other = (model.tables()["organizations"].iloc[-5:] for model in (seeing, blind))
    assert last["generation"].to_numpy() == pytest.approx(last["equilibrium_generation"].to_numpy(), abs=2.0)
    assert other["generation"].to_numpy() == pytest.approx(
        nash_equilibrium(blind.federation.game).generation, abs=2.0
    )
    assert not np.allclose(last["generation"], other["generation"], atol=2.0)
    assert seeing.tables()["rounds"]["regret"].iloc[-1] < 0.01


def test_an_entrant_sees_payments_coming():
    def advantage(anticipated):
        model = small_model(**{"redistribution.rule": "shapley", "redistribution.anticipated": anticipated})
        model.organizations.select(lambda o: o.index == 2).do("depart")
        model.step()
        return model.federation.predicted_advantage(2)

    assert advantage(True) != pytest.approx(advantage(False))
