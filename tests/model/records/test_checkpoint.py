"""Checkpoints: a run that was stopped and resumed is the run that was not."""

from __future__ import annotations

import pandas as pd
import pytest
from markets import small_model

from cocogen.model.records.checkpoint import CheckpointError, restore_checkpoint, save_checkpoint
from cocogen.model.simulation import CoopetitionModel

FEDERATED = {"population.organizations": 4, "run.rounds": 4, "participation.review_probability": 0.5}
CHURNING = {
    "population.membership_cost": 3.0,
    "population.standalone_cost": 0.5,
    "game.knowledge_retention": 0.5,
    "participation.observation_noise": 5.0,
    "run.rounds": 8,
}


def interrupted(build, rounds: int):
    """Play some rounds, save, and finish in a freshly built model."""
    first = build()
    for _ in range(rounds):
        first.step()
    second = build()
    restore_checkpoint(second, save_checkpoint(first))
    return second.run()


def assert_same_tables(model, other):
    for name, frame in model.tables().items():
        pd.testing.assert_frame_equal(frame, other.tables()[name], check_exact=True)


@pytest.mark.parametrize("rounds", [0, 1, 5, 8])
def test_a_resumed_curve_run_is_the_undisturbed_run(rounds):
    def build():
        return small_model(seed=5, **CHURNING)

    assert_same_tables(build().run(), interrupted(build, rounds))


@pytest.mark.parametrize("rule", ["pairwise", "bargaining"])
def test_a_resumed_federated_run_is_the_undisturbed_run(rule):
    def build():
        return CoopetitionModel(seed=1, **FEDERATED, **{"redistribution.rule": rule})

    assert_same_tables(build().run(), interrupted(build, 2))


def test_what_the_curve_did_not_foresee_is_remembered():
    model = CoopetitionModel(seed=1, **FEDERATED, **{"redistribution.rule": "bargaining"})
    model.step()
    assert model.federation.unforeseen.any()
    resumed = CoopetitionModel(seed=1, **FEDERATED, **{"redistribution.rule": "bargaining"})
    restore_checkpoint(resumed, save_checkpoint(model))
    assert resumed.federation.unforeseen.tolist() == model.federation.unforeseen.tolist()


def test_a_run_may_be_continued_for_longer():
    short = small_model(**{"run.rounds": 3}).run()
    longer = small_model(**{"run.rounds": 6})
    restore_checkpoint(longer, save_checkpoint(short))
    assert_same_tables(small_model(**{"run.rounds": 6}).run(), longer.run())


def test_another_configuration_is_refused():
    content = save_checkpoint(small_model())
    with pytest.raises(CheckpointError, match="belongs to another configuration"):
        restore_checkpoint(small_model(seed=9), content)


@pytest.mark.parametrize(
    "damage", [lambda content: content[: len(content) // 2], lambda content: b"nonsense"]
)
def test_a_damaged_checkpoint_is_refused(damage):
    with pytest.raises(CheckpointError, match="damaged"):
        restore_checkpoint(small_model(), damage(save_checkpoint(small_model())))


def test_another_format_is_refused(monkeypatch):
    content = save_checkpoint(small_model())
    monkeypatch.setattr("cocogen.model.records.checkpoint.FORMAT", 99)
    with pytest.raises(CheckpointError, match="has format 6, this version reads 99"):
        restore_checkpoint(small_model(), content)
