"""The simulation: the story of a round, its accounts, and its reproducibility."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref

import numpy as np
import pandas as pd
import pytest
from markets import SMALL, small_model

from cocogen.model.simulation import CoopetitionModel


@pytest.fixture(scope="module")
def played():
    return small_model(seed=3, **{"redistribution.rule": "pairwise", "redistribution.rate": 0.05}).run()


def test_a_round_keeps_its_accounts(played):
    o = played.tables()["organizations"]
    np.testing.assert_allclose(o["payoff"], o["gain"] - o["cost"] - o["damage"])
    np.testing.assert_allclose(o["utility"], o["payoff"] + o["transfer"])
    np.testing.assert_allclose(o["advantage"], o["utility"] - o["standalone_payoff"])


def test_transfers_balance_and_tell_the_same_story_as_the_payments(played):
    tables = played.tables()
    by_round = tables["organizations"].groupby("round")["transfer"].sum()
    largest = tables["organizations"]["transfer"].abs().max()
    assert largest > 0
    assert by_round.abs().max() <= 1e-9 * largest
    payments = tables["transfers"]
    received = payments.groupby(["round", "payee"])["amount"].sum().rename_axis(["round", "name"])
    paid = payments.groupby(["round", "payer"])["amount"].sum().rename_axis(["round", "name"])
    net = received.sub(paid, fill_value=0)
    booked = tables["organizations"].set_index(["round", "name"])["transfer"]
    np.testing.assert_allclose(net.to_numpy(), booked.loc[net.index].to_numpy(), atol=1e-9 * largest)


def test_the_curve_learner_pays_what_the_game_says(played):
    federation, last = played.federation, played.tables()["organizations"].query("round == round.max()")
    game, g = federation.game, federation.played_generation
    np.testing.assert_allclose(last["payoff"], game.payoffs(g))
    np.testing.assert_allclose(last["gain"], game.gains(g))
    np.testing.assert_allclose(last["damage"], game.damages(g))


def test_best_response_without_inertia_in_sequence_reaches_the_equilibrium():
    model = small_model(
        **{
            "decision.inertia": 0.0,
            "decision.activation": "sequential",
            "participation.rule": "always",
            "run.rounds": 25,
        }
    ).run()
    rounds = model.tables()["rounds"]
    assert rounds["distance_to_equilibrium"].iloc[-1] < 1e-3
    assert rounds["regret"].iloc[-1] < 1e-6
    assert rounds["regret"].iloc[0] > rounds["regret"].iloc[-1]


def test_the_equilibrium_rule_has_no_regret():
    model = small_model(**{"decision.rule": "equilibrium", "participation.rule": "always"}).run()
    rounds = model.tables()["rounds"]
    assert rounds["regret"].max() <= 1e-8 * model.federation.game.payoff_scale
    np.testing.assert_allclose(rounds["social_welfare"], rounds["equilibrium_welfare"])


def test_the_planner_reaches_the_optimum():
    rounds = (
        small_model(**{"decision.rule": "planner", "participation.rule": "always"}).run().tables()["rounds"]
    )
    np.testing.assert_allclose(rounds["social_welfare"], rounds["optimal_welfare"])
    assert (rounds["optimal_welfare"] >= rounds["equilibrium_welfare"] - 1e-9).all()


@pytest.mark.parametrize("rule", ["none", "random", "competition-blind"])
def test_baselines_do_what_their_names_say(rule):
    model = small_model(
        **{"decision.rule": rule, "participation.rule": "always", "competition.intensity": 0.1}
    ).run()
    organizations = model.tables()["organizations"]
    if rule == "none":
        assert (organizations["generation"] == 0).all()
    elif rule == "random":
        assert organizations["generation"].nunique() == len(organizations)
    else:
        assert (organizations["generation"] >= organizations["equilibrium_generation"] - 1e-6).mean() > 0.8


def test_knowledge_accumulates_with_retention():
    model = small_model(**{"game.knowledge_retention": 0.5, "participation.rule": "always"}).run()
    rounds = model.tables()["rounds"]
    expected = 0.5 * (rounds["knowledge"] + rounds["total_contribution"]).iloc[:-1]
    np.testing.assert_allclose(rounds["knowledge"].iloc[1:], expected)
    assert rounds["knowledge"].iloc[0] == 0


def test_asynchronous_activation_lets_only_some_revise():
    model = small_model(**{"decision.activation": "asynchronous", "decision.activation_probability": 0.3})
    model.step()
    moved = (model.tables()["organizations"]["generation"] > 0).sum()
    assert 0 < moved < 5
    assert [o.index for o in model.activated] == sorted(o.index for o in model.activated)


def test_who_is_worse_off_than_alone_leaves_and_may_come_back():
    model = small_model(
        **{
            "population.membership_cost": 4.0,
            "population.standalone_cost": 0.0,
            "participation.review_probability": 0.0,
            "participation.smoothing": 1.0,
            "run.rounds": 8,
        }
    ).run()
    tables = model.tables()
    events = tables["events"]
    assert set(events["event"]) == {"exit"}
    assert (events["streak"] >= 3).all()
    assert (events["smoothed_advantage"] < 0).all()
    assert tables["rounds"]["members"].iloc[-1] <= 1
    alone = tables["organizations"].query("round == 8 and not plays")
    np.testing.assert_allclose(alone["payoff"], alone["standalone_payoff"])
    assert (alone["transfer"] == 0).all()


def test_an_outsider_returns_when_it_expects_to_gain():
    model = small_model(**{"participation.review_probability": 1.0, "participation.entry_cost": 0.0})
    model.step()
    leaver = next(iter(model.organizations))
    leaver._leave("told to")
    model.step()
    assert model.tables()["events"]["event"].tolist() == ["exit", "return"]
    assert leaver.is_member
    assert model.tables()["events"]["predicted_advantage"].iloc[-1] > 0


def test_fewer_than_two_members_do_not_train():
    model = small_model(**{"participation.review_probability": 0.0})
    for organization in list(model.organizations)[1:]:
        organization._leave("told to")
    model.step()
    row = model.tables()["rounds"].iloc[-1]
    assert row["members"] == 1
    assert row["players"] == 0
    assert row["social_welfare"] == 0
    assert np.isnan(row["regret"])
    assert row["welfare_everyone"] == pytest.approx(model.federation.whole_game.standalone_payoffs().sum())


def test_organizations_stand_on_a_network_of_rivalries(played):
    gamma = played.population.competition
    for organization in played.organizations:
        assert organization.cell.coordinate == organization.index
        rivals = {neighbour.coordinate for neighbour in organization.cell.neighborhood}
        assert rivals == set(np.flatnonzero(gamma[organization.index]))
    assert played.space.G.edges[0, 1]["weight"] == pytest.approx(gamma[0, 1])


def test_who_looks_between_rounds_changes_nothing():
    """What was asked after a round was once taken for the answer of the next one."""
    changes = {"redistribution.rule": "none", "run.rounds": 6, "game.knowledge_retention": 0.6}
    looked_at, alone = small_model(seed=3, **changes), small_model(seed=3, **changes).run()
    for number in range(1, 7):
        looked_at.step()
        seen = [organization.equilibrium_generation for organization in looked_at.organizations]
        organizations = alone.tables()["organizations"]
        recorded = organizations.loc[organizations["round"] == number, "equilibrium_generation"]
        np.testing.assert_array_equal(seen, recorded)
    for name, table in alone.tables().items():
        pd.testing.assert_frame_equal(looked_at.tables()[name], table, check_exact=True)


def test_a_seed_from_a_text_field_is_a_number():
    assert CoopetitionModel(seed="5", **SMALL).config.run.seed == 5


def test_the_same_seed_gives_the_same_tables_and_another_one_others(played):
    again = (
        small_model(seed=3, **{"redistribution.rule": "pairwise", "redistribution.rate": 0.05}).run().tables()
    )
    for name, frame in played.tables().items():
        pd.testing.assert_frame_equal(frame, again[name], check_exact=True)
    other = small_model(seed=4).run().tables()["rounds"]
    assert not other["social_welfare"].equals(again["rounds"]["social_welfare"])


PROGRAM = """
import hashlib, sys
sys.path.insert(0, "tests")
from cocogen.model.simulation import CoopetitionModel
tables = CoopetitionModel(seed=2, **{"run.rounds": 3, "population.organizations": 4}).run().tables()
for name in sorted(tables):
    print(name, hashlib.sha256(tables[name].to_csv().encode()).hexdigest())
"""


def test_real_training_is_the_same_in_another_process_with_another_hash_seed():
    printed = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 4


def test_real_training_measures_what_payoffs_use():
    model = CoopetitionModel(seed=1, **{"run.rounds": 2, "population.organizations": 4}).run()
    rounds, organizations = model.tables()["rounds"], model.tables()["organizations"]
    assert rounds["accuracy"].between(0.1, 1).all()
    expected = model.population.valuation[organizations["organization"]] * (
        organizations["accuracy"] - model.federation.floor
    )
    np.testing.assert_allclose(organizations["gain"], expected)
    assert (organizations["generation"] > 0).all()
    assert (organizations["damage"].abs() > 0).any()
    assert model.learner.outcome.left_out == ()


def test_a_finished_model_is_freed():
    model = small_model().run()
    alive = weakref.ref(model)
    del model
    gc.collect()
    assert alive() is None
