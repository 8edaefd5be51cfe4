"""What happens to organizations: arrivals, outages, lost updates, departures, shocks, drift."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from markets import small_model

from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.game import redistribution_rules
from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel

WILD = {
    "population.membership_cost": 0.9,
    "population.standalone_cost": 0.9,
    "participation.observation_noise": 150.0,
    "participation.review_probability": 0.5,
    "participation.entry_cost": 0.0,
    "participation.patience": 1,
    "environment.arrivals": 0.4,
    "environment.newcomers": 4,
    "environment.drop_probability": 0.2,
    "environment.outage_probability": 0.2,
    "environment.cost_volatility": 0.1,
    "environment.competition_volatility": 0.1,
    "environment.drift": 0.1,
    "environment.departure_round": 6,
    "environment.shock_round": 4,
    "environment.cost_shock": 1.2,
    "environment.competition_shock": 0.8,
    "decision.belief_noise": 0.1,
    "decision.belief_delay": 2,
    "decision.learns_curve": True,
    "decision.shares": {"best-response": 0.4, "roth-erev": 0.3, "fictitious-play": 0.3},
    "run.rounds": 14,
}
"""Everything that can happen, happens."""


def events_of(model, *kinds):
    events = model.tables()["events"]
    return events[events["event"].isin(kinds)]


@pytest.fixture(scope="module")
def wild():
    return small_model(seed=3, **WILD).run()


def test_everything_happened(wild):
    happened = set(wild.tables()["events"]["event"])
    assert {"exit", "return", "arrival", "failure", "recovery", "shock"} <= happened
    assert {"update lost", "unavailable"} <= set(events_of(wild, "failure")["reason"])


@pytest.mark.parametrize("rounds", [3, 7, 11])
def test_a_resumed_wild_run_is_the_undisturbed_run(wild, rounds):
    first = small_model(seed=3, **WILD)
    for _ in range(rounds):
        first.step()
    second = small_model(seed=3, **WILD)
    restore_checkpoint(second, save_checkpoint(first))
    second.run()
    for name, frame in wild.tables().items():
        pd.testing.assert_frame_equal(frame, second.tables()[name], check_exact=True)


@pytest.mark.parametrize("rule", redistribution_rules.names())
def test_every_redistribution_balances_while_members_come_and_go(rule):
    model = small_model(seed=5, **{**WILD, "redistribution.rule": rule}).run()
    tables = model.tables()
    organizations = tables["organizations"]
    assert organizations.groupby("round")["plays"].sum().nunique() > 1
    largest = organizations["transfer"].abs().max()
    assert (organizations.groupby("round")["transfer"].sum().abs() <= 1e-9 * max(largest, 1.0)).all()
    assert np.isfinite(organizations[["payoff", "utility", "advantage"]]).all().all()
    assert (organizations.loc[~organizations["plays"], "transfer"] == 0).all()
    lost = events_of(model, "failure").query("reason == 'update lost'")[["round", "organization"]]
    settled = organizations.merge(lost, on=["round", "organization"])
    assert (settled[["transfer", "damage", "contribution"]] == 0).all().all()
    assert (settled["cost"] > 0).all()


# -- arrivals ---------------------------------------------------------------------------------------------------------


def test_newcomers_bring_what_a_larger_population_would_have_and_join_in():
    arriving = {
        "environment.arrivals": 1.0,
        "environment.newcomers": 3,
        "participation.entry_cost": 0.0,
        "redistribution.rule": "bargaining",
    }
    model = small_model(**arriving, **{"run.rounds": 12}).run()
    larger = small_model(**{"population.organizations": 8})
    assert model.population.names == list("ABCDEFGH")
    for trait in ("real_samples", "heterogeneity", "valuation", "generation_cost", "membership_cost"):
        np.testing.assert_array_equal(getattr(model.population, trait), getattr(larger.population, trait))
    events = events_of(model, "arrival", "entry")
    assert events_of(model, "arrival")["organization"].tolist() == [5, 6, 7]
    assert "entry" in set(events["event"])
    assert "return" not in set(model.tables()["events"]["event"])
    assert (events_of(model, "entry")["predicted_advantage"] > 0).all()
    organizations = model.tables()["organizations"]
    first_seen = organizations.groupby("organization")["round"].min()
    arrived = events_of(model, "arrival").set_index("organization")["round"]
    assert (first_seen.loc[[5, 6, 7]] == arrived.loc[[5, 6, 7]]).all()


def test_newcomers_move_nobody_elses_draws():
    quiet, busy = (small_model(**{"environment.arrivals": rate, "run.rounds": 6}) for rate in (0.0, 1.0))
    np.testing.assert_array_equal(quiet.population.valuation, busy.population.valuation[:5])
    np.testing.assert_array_equal(quiet.population.competition, busy.population.competition[:5, :5])


def test_a_newcomer_enters_the_niche_of_an_incumbent_and_stands_on_the_network():
    model = small_model(
        **{
            "environment.arrivals": 3.0,
            "environment.newcomers": 2,
            "competition.structure": "sectors",
            "competition.size": 2,
            "run.rounds": 3,
        }
    ).run()
    gamma = np.asarray(model.population.competition)
    np.testing.assert_array_equal(gamma, gamma.T)
    assert (np.diag(gamma) == 0).all()
    for newcomer in (5, 6):
        rivals = set(np.flatnonzero(gamma[newcomer]))
        assert {neighbour.coordinate for neighbour in model.space[newcomer].neighborhood} == rivals
        for rival in rivals:
            assert model.space.G.edges[newcomer, rival]["weight"] == pytest.approx(gamma[newcomer, rival])


def test_newcomers_to_real_training_bring_a_part_of_the_pool_that_was_held_back():
    settings = {
        "population.organizations": 3,
        "population.samples": 60.0,
        "environment.arrivals": 2.0,
        "environment.newcomers": 2,
        "participation.entry_cost": -0.0,
        "participation.rule": "always",
        "learning.epochs": 0.5,
        "run.rounds": 4,
    }
    model = CoopetitionModel(seed=1, **settings).run()
    assert len(model.population) == model.learner.training.organizations == 5
    owned = np.concatenate(model.population.shards)
    assert len(np.unique(owned)) == len(owned)
    last = model.tables()["organizations"].query("round == 4")
    assert last["plays"].all()
    first = CoopetitionModel(seed=1, **settings)
    first.step()
    first.step()
    second = CoopetitionModel(seed=1, **settings)
    restore_checkpoint(second, save_checkpoint(first))
    second.run()
    for name, frame in model.tables().items():
        pd.testing.assert_frame_equal(frame, second.tables()[name], check_exact=True)


def test_a_reserve_that_is_too_small_is_said():
    with pytest.raises(ValueError, match=r"environment\.reserve is too small for the newcomers"):
        CoopetitionModel(
            **{
                "population.organizations": 3,
                "population.samples": 60.0,
                "environment.arrivals": 1.0,
                "environment.newcomers": 50,
                "learning.kind": "curve",
            }
        )


# -- failures ---------------------------------------------------------------------------------------------------------


def test_a_lost_update_costs_and_brings_nothing():
    model = small_model(
        **{"environment.drop_probability": 0.4, "participation.rule": "always", "run.rounds": 20}
    ).run()
    tables = model.tables()
    lost = events_of(model, "failure")
    assert 20 < len(lost) < 60
    rows = tables["organizations"].merge(lost[["round", "organization"]], on=["round", "organization"])
    assert rows["plays"].all()
    assert (rows["contribution"] == 0).all()
    np.testing.assert_allclose(
        rows["cost"], [model.federation.cost_of(r.organization, r.generation) for r in rows.itertuples()]
    )
    arrived = tables["organizations"].groupby("round")["contribution"].sum()
    np.testing.assert_allclose(arrived, tables["rounds"]["total_contribution"])


def test_fewer_than_two_updates_teach_the_common_model_nothing():
    model = small_model(**{"environment.drop_probability": 1.0, "redistribution.rule": "equal"})
    model.step()
    row = model.tables()["rounds"].iloc[-1]
    assert row["players"] == 5
    assert row["total_contribution"] == row["transfer_volume"] == row["knowledge"] == 0
    assert row["accuracy"] == pytest.approx(model.federation.floor)
    organizations = model.tables()["organizations"]
    assert (organizations["gain"] == 0).all()
    assert (organizations["payoff"] == -organizations["cost"]).all()


def test_outages_follow_the_markov_chain():
    model = small_model(
        **{
            "population.organizations": 20,
            "competition.intensity": 0.01,
            "participation.rule": "always",
            "environment.outage_probability": 0.2,
            "environment.recovery_probability": 0.6,
            "run.rounds": 60,
        }
    ).run()
    organizations = model.tables()["organizations"]
    assert organizations["is_available"].mean() == pytest.approx(0.75, abs=0.04)
    out = organizations[~organizations["is_available"]]
    assert not out["plays"].any()
    assert out["is_member"].all()
    np.testing.assert_allclose(out["payoff"], out["standalone_payoff"])


def test_a_trace_says_who_is_out_when(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("organization,from,to\nA,2,3\nC,3,3\nA,5,9\n", encoding="utf-8")
    model = small_model(**{"environment.trace": str(path), "participation.rule": "always"}).run()
    out = model.tables()["organizations"].query("not plays")
    assert list(zip(out["round"], out["name"], strict=True)) == [
        (2, "A"),
        (3, "A"),
        (3, "C"),
        (5, "A"),
        (6, "A"),
    ]
    events = model.tables()["events"]
    assert events[["round", "name", "event"]].to_numpy().tolist() == [
        [2, "A", "failure"],
        [3, "C", "failure"],
        [4, "A", "recovery"],
        [4, "C", "recovery"],
        [5, "A", "failure"],
    ]


def test_another_trace_is_another_run(tmp_path):
    from cocogen.model.records.checkpoint import CheckpointError

    path = tmp_path / "trace.csv"
    path.write_text("organization,from,to\nA,2,3\n", encoding="utf-8")
    content = save_checkpoint(small_model(**{"environment.trace": str(path)}))
    path.write_text("organization,from,to\nA,2,4\n", encoding="utf-8")
    with pytest.raises(CheckpointError, match="another configuration"):
        restore_checkpoint(small_model(**{"environment.trace": str(path)}), content)


# -- departures, shocks, drift -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["largest", "B"])
def test_who_departs_never_comes_back(who):
    model = small_model(
        **{
            "environment.departure_round": 3,
            "environment.departing": who,
            "participation.rule": "always",
            "participation.review_probability": 1.0,
            "run.rounds": 8,
        }
    ).run()
    events = model.tables()["events"]
    assert events[["round", "event", "reason"]].to_numpy().tolist() == [[3, "exit", "departs for good"]]
    expected = "B" if who == "B" else model.population.names[int(model.population.real_samples.argmax())]
    assert events["name"].tolist() == [expected]


def test_an_outsider_that_departs_is_just_gone():
    model = small_model(**{"environment.departure_round": 2, "environment.departing": "A"})
    model.step()
    next(iter(model.organizations))._leave("told to")
    model.step()
    assert model.tables()["events"]["event"].tolist() == ["exit"]


def test_a_shock_multiplies_costs_and_competition_from_its_round_on():
    settings = {"environment.shock_round": 3, "participation.rule": "always"}
    calm = small_model(**{"participation.rule": "always"}).run()
    hit = small_model(
        **settings, **{"environment.cost_shock": 2.0, "environment.competition_shock": 0.5}
    ).run()
    before, after = (model.tables()["rounds"] for model in (calm, hit))
    pd.testing.assert_frame_equal(before.iloc[:2], after.iloc[:2])
    assert after["cost_level"].tolist() == [1, 1, 2, 2, 2, 2]
    assert after["competition_level"].tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5]
    np.testing.assert_allclose(
        hit.federation.whole_game.membership_cost, 2 * calm.federation.whole_game.membership_cost
    )
    np.testing.assert_allclose(
        hit.federation.whole_game.competition, 0.5 * calm.federation.whole_game.competition
    )
    event = events_of(hit, "shock").iloc[0]
    assert (event["round"], event["organization"], event["name"]) == (3, -1, "")
    assert event["reason"] == "costs times 2, competition times 0.5"


def test_volatile_levels_are_autoregressive():
    model = small_model(
        **{
            "environment.cost_volatility": 0.1,
            "environment.persistence": 0.8,
            "population.organizations": 2,
            "run.rounds": 400,
        }
    ).run()
    levels = np.log(model.tables()["rounds"]["cost_level"].to_numpy())
    assert np.corrcoef(levels[1:], levels[:-1])[0, 1] == pytest.approx(0.8, abs=0.1)
    assert levels.std() == pytest.approx(0.1 / np.sqrt(1 - 0.64), rel=0.25)
    assert (model.tables()["rounds"]["competition_level"] == 1).all()


def test_drift_moves_labels_and_nothing_else():
    model = small_model(**{"environment.drift": 0.2, "participation.rule": "always"}).run()
    still = small_model()
    assert (model.population.heterogeneity != still.population.heterogeneity).all()
    np.testing.assert_array_equal(model.population.real_samples, still.population.real_samples)
    np.testing.assert_allclose(model.population.label_distributions.sum(axis=1), 1.0)
    heterogeneity = model.tables()["organizations"].groupby("organization")["heterogeneity"]
    assert (heterogeneity.nunique() == 6).all()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("environment.drift", 0.1, "environment.drift: real data cannot drift"),
        ("environment.departing", "Z", "environment.departing: unknown organization 'Z'"),
        ("environment.drop_probability", 1.5, "environment.drop_probability: must be a number from 0 to 1"),
        ("environment.arrivals", -1.0, "environment.arrivals: must be a number from 0 to 100,000"),
        ("environment.arivals", 1.0, "did you mean 'arrivals'"),
    ],
)
def test_a_wrong_environment_is_answered_in_one_line(name, value, message):
    with pytest.raises(ConfigurationError) as caught:
        SimulationConfig().with_overrides({name: value})
    assert message in str(caught.value)
