"""The federated learner: whose update counts, and silos that training has to leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.simulation import CoopetitionModel

SMALL = {
    "population.organizations": 3,
    "population.samples": 60.0,
    "learning.epochs": 0.5,
    "participation.rule": "always",
    "run.rounds": 3,
}


def test_a_silo_that_training_leaves_out_is_an_event_and_neither_pays_nor_receives(monkeypatch):
    model = CoopetitionModel(seed=1, **SMALL)
    training = model.learner.training
    reason = "all its samples are of one class"
    whole = training.round
    monkeypatch.setattr(
        training,
        "round",
        lambda number, *, members, **given: replace(
            whole(number, members=members, **given),
            events=((0, reason), (1, "its standalone training diverged")),
        ),
    )
    model.step()
    tables = model.tables()
    assert tables["events"][["name", "event", "reason"]].to_numpy().tolist() == [
        ["A", "left-out", reason],
        ["B", "left-out", "its standalone training diverged"],
    ]
    row = tables["organizations"].iloc[0]
    assert row["plays"]
    assert row["contribution"] == row["transfer"] == 0
    assert (tables["organizations"]["contribution"].iloc[1:] > 0).all()
    assert row["cost"] > 0
    assert tables["organizations"]["transfer"].sum() == pytest.approx(0.0, abs=1e-9)


def test_a_lost_update_is_not_in_the_aggregate():
    model = CoopetitionModel(seed=1, **SMALL, **{"environment.drop_probability": 0.5})
    model.run()
    tables = model.tables()
    lost = tables["events"].query("event == 'failure'")
    assert len(lost) > 0
    rows = tables["organizations"].merge(lost[["round", "organization"]], on=["round", "organization"])
    assert (rows[["contribution", "damage", "transfer"]] == 0).all().all()
    assert (rows["gain"].abs() > 0).any()
