"""Interventions in a simulation: from their round on, in whatever way they were asked for, and over any checkpoint."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from markets import small_model

from cocogen.model.config.overrides import ConfigurationError
from cocogen.model.records.checkpoint import CheckpointError, restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel

BUSY = {
    "redistribution.rule": "pairwise",
    "redistribution.rate": 0.05,
    "participation.observation_noise": 300.0,
    "participation.review_probability": 0.4,
    "participation.entry_cost": 0.0,
    "environment.arrivals": 0.4,
    "environment.cost_volatility": 0.1,
    "game.knowledge_retention": 0.4,
    "run.rounds": 7,
}
"""A market in which something happens every round."""
CHANGES = [
    {"redistribution.rule": "bargaining"},
    {"redistribution.rate": "optimal"},
    {"redistribution.rule": "equal", "redistribution.anticipated": False},
    {"decision.rule": "roth-erev"},
    {"decision.shares": {"logit": 0.5, "imitation": 0.5}},
    {"decision.shares": {"logit": 1.0}, "decision.rule_parameters.logit.temperature": 9.0},
    {"decision.belief_delay": 2, "decision.learns_curve": True},
    {"decision.activation": "sequential"},
    {"participation.patience": 1, "participation.observation_noise": 900.0},
    {"competition.intensity": 0.2},
    {"competition.structure": "sectors"},
    {"competition.accounting": "full"},
    {"population.generation_cost": (0.01, 0.05), "population.capacity": 20.0},
    {"game.fidelity": 0.3, "game.scale": 400.0, "game.knowledge_retention": 0.1},
    {"environment.drop_probability": 0.3, "environment.outage_probability": 0.2},
    {"environment.arrivals": 0.0},
    {"environment.shock_round": 6, "environment.cost_shock": 3.0},
    {"environment.drift": 0.2},
]


def scheduled(changes, round, **more):
    """Return overrides that schedule changes for a round."""
    return {f"{name}@{round}": value for name, value in changes.items()} | more


def after(model, rounds):
    """Return the model after so many rounds."""
    while model.round < rounds:
        model.step()
    return model


def assert_same(model, other):
    for name, frame in model.tables().items():
        pd.testing.assert_frame_equal(frame, other.tables()[name], check_exact=True)


def without_events(model, rounds):
    return {
        name: frame[frame["round"] <= rounds].reset_index(drop=True)
        for name, frame in model.tables().items()
        if name != "events"
    }


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_what_is_scheduled_holds_from_its_round_on_and_survives_every_checkpoint(changes):
    build = partial(small_model, seed=4, **BUSY, **scheduled(changes, 5))
    undisturbed, plain = build().run(), small_model(seed=4, **BUSY).run()
    for name, frame in without_events(plain, 4).items():
        pd.testing.assert_frame_equal(frame, without_events(undisturbed, 4)[name], check_exact=True)
    assert not undisturbed.tables()["organizations"].equals(plain.tables()["organizations"])
    for stopped in (4, 5):
        resumed = build()
        restore_checkpoint(resumed, save_checkpoint(after(build(), stopped)))
        assert_same(resumed.run(), undisturbed)


@pytest.mark.parametrize("changes", CHANGES[::3], ids=str)
def test_intervening_from_python_is_the_same_as_a_schedule(changes):
    model = after(small_model(seed=4, **BUSY), 4)
    model.intervene(changes)
    assert_same(model.run(), small_model(seed=4, **BUSY, **scheduled(changes, 5)).run())
    assert_same(model, CoopetitionModel(model.config).run())


def test_intervening_by_keywords_again_and_before_what_is_scheduled():
    model = after(small_model(**{"competition.intensity@6": 0.3, "run.rounds": 6}), 2)
    model.intervene(**{"competition.intensity": 0.1})
    model.intervene({"redistribution.rule": "pairwise", "competition.intensity": 0.2})
    assert [entry.in_words for entry in model.config.interventions] == [
        "redistribution.rule=pairwise, competition.intensity=0.2",
        "competition.intensity=0.3",
    ]
    model.run()
    assert (model.in_force.competition.intensity, model.in_force.redistribution.rule) == (0.3, "pairwise")
    resumed = CoopetitionModel(model.config)
    restore_checkpoint(resumed, save_checkpoint(model))
    assert_same(resumed, model)


def test_interventions_from_python_belong_to_the_identity():
    model = after(small_model(), 2)
    model.intervene({"competition.intensity": 0.2})
    restore_checkpoint(small_model(), save_checkpoint(model))  # it has not taken effect yet
    with pytest.raises(CheckpointError, match="belongs to another configuration"):
        restore_checkpoint(small_model(), save_checkpoint(after(model, 3)))


def test_what_comes_after_a_checkpoint_may_be_changed():
    content = save_checkpoint(after(small_model(**{"competition.intensity@5": 0.2}), 4))
    other = small_model(**{"redistribution.rule@5": "pairwise"})
    restore_checkpoint(other, content)
    assert_same(other.run(), small_model(**{"redistribution.rule@5": "pairwise"}).run())


def test_an_intervention_is_an_event_of_the_whole_market():
    changes = {"decision.inertia": 0.1, "redistribution.rule": "equal"}
    events = small_model(**scheduled(changes, 3)).run().tables()["events"]
    row = events.query("event == 'intervention'").iloc[0]
    assert (row["round"], row["organization"], row["name"]) == (3, -1, "")
    assert row["reason"] == "redistribution.rule=equal, decision.inertia=0.1"


def test_the_table_says_by_which_rule_everybody_decided_then():
    model = small_model(**{"decision.rule@4": "random"})
    resumed = small_model(**{"decision.rule@4": "random"})
    restore_checkpoint(resumed, save_checkpoint(after(model, 4)))
    for played in (model.run(), resumed.run()):
        decisions = played.tables()["organizations"].groupby("round")["decision"].unique()
        assert [str(*names) for names in decisions] == ["best-response"] * 3 + ["random"] * 3


def test_costs_change_and_everybody_keeps_its_place():
    dearer = {"population.generation_cost": (0.0004, 0.002), "population.membership_cost": (0.6, 0.6)}
    model = small_model(**scheduled(dearer, 3))
    before = after(model, 2).population
    np.testing.assert_allclose(after(model, 3).population.generation_cost, 2 * before.generation_cost)
    np.testing.assert_allclose(model.population.membership_cost, 2 * before.membership_cost)
    for same in ("valuation", "real_samples", "competition"):
        np.testing.assert_array_equal(getattr(model.population, same), getattr(before, same))


def test_rivalry_changes_for_newcomers_too_and_in_the_space():
    settings = {"environment.arrivals": 3.0, "run.rounds": 5}
    model = after(small_model(**settings, **{"competition.intensity@4": 0.1}), 3)
    before = model.population.competition.copy()
    assert len(before) > 5
    after(model, 4)
    np.testing.assert_allclose(model.population.competition[: len(before), : len(before)], 2 * before)
    for structure in ("sectors", "duopoly"):
        other = small_model(**settings, **{"competition.structure@4": structure}).run()
        gamma = other.population.competition
        edges = {frozenset(edge) for edge in other.space.G.edges}
        assert edges == {frozenset(pair) for pair in np.argwhere(gamma + gamma.T > 0).tolist()}
        assert all(
            len(other.space[i].connections) == (gamma + gamma.T > 0)[i].sum() for i in range(len(gamma))
        )


def test_a_rule_announces_anew_and_another_parameter_is_another_rule():
    model = after(small_model(**{"redistribution.rule": "pairwise"}), 2)
    announced = model.federation.announcement.terms
    assert announced
    model.intervene({"redistribution.rate": "optimal"})
    assert after(model, 3).federation.announcement.terms == announced
    model.intervene({"redistribution.rate": 0.3})
    assert after(model, 4).federation.announcement.terms == {}
    assert model.federation.announcement.in_force.rate == 0.3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"population.alpha": 1.0}, "in round 3: population.alpha stays as it is for a whole run"),
        ({"task.name": "digits"}, "task.name stays as it is"),
        ({"learning.epochs": 1.0}, "learning.epochs stays as it is"),
        ({"run.seed": 2}, "run.seed stays as it is"),
        ({"game.markets": "own"}, "game.markets stays as it is"),
        ({"redistribution.rule": "barganing"}, "did you mean 'bargaining'"),
        ({"environment.shock_round": 2}, "environment.shock_round must be 3 or later, got 2"),
        ({"competition.intensity": -1}, "competition.intensity: must be a number"),
        ({"redistribution.rule@9": "none"}, "sets fields by their plain names"),
        ({}, "names no field that changes"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_once_and_in_the_same_words(changes, message):
    model = after(small_model(), 2)
    config = model.config
    with pytest.raises(ConfigurationError) as caught:
        model.intervene(changes)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert model.config is config
    if changes and "@" not in next(iter(changes)):
        with pytest.raises(ConfigurationError) as scheduled_one:
            small_model(interventions=[{"round": 3, **changes}])
        assert str(scheduled_one.value) == str(caught.value)


def test_what_would_never_happen_is_refused():
    with pytest.raises(ConfigurationError, match=r"intervention in round 7: the run has 6 rounds"):
        small_model(**{"competition.intensity@7": 0.2})
    model = small_model().run()
    with pytest.raises(ConfigurationError, match=r"intervention in round 7: the run has 6 rounds"):
        model.intervene({"competition.intensity": 0.2})
    assert model.config.interventions == ()


def test_newcomers_for_whom_nothing_was_held_back_cannot_come_later():
    short = {"learning.kind": "curve", "run.rounds": 3}
    with pytest.raises(
        ConfigurationError, match="shared out before the first round, with parts for 0 newcomers"
    ):
        CoopetitionModel(**short, **{"environment.arrivals@2": 0.5})
    held_back = {"environment.arrivals": 0.5, "environment.newcomers": 2}
    model = CoopetitionModel(seed=1, **short, **held_back, **{"environment.arrivals@2": 0.0}).run()
    assert model.in_force.environment.arrivals == 0.0


def test_real_training_goes_on_under_another_rule_and_resumes():
    settings = {"population.organizations": 3, "run.rounds": 3, "competition.intensity@2": 0.2}
    settings |= {"redistribution.rule@3": "bargaining", "population.samples": 60.0}
    build = partial(CoopetitionModel, seed=2, **settings)
    undisturbed = build().run()
    assert undisturbed.tables()["events"].query("event == 'intervention'")["round"].tolist() == [2, 3]
    for stopped in (1, 2):
        resumed = build()
        restore_checkpoint(resumed, save_checkpoint(after(build(), stopped)))
        assert_same(resumed.run(), undisturbed)
