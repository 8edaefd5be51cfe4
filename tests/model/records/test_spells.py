"""Membership spells and moves by round, on histories that are told by hand."""

from __future__ import annotations

import numpy as np
import pytest
from histories import history
from markets import small_model

from cocogen.model.records.runs import as_lists
from cocogen.model.records.spells import all_spells, churn_by_round, membership_spells

STORY = {"A": "######", "B": "##..##", "C": "###...", "D": "  .###", "E": "......"}


def test_spells_tell_when_one_was_in_and_how_it_ended():
    spells = membership_spells(history(STORY))
    told = spells[["name", "spell", "start", "end", "tenure", "exited"]].to_numpy().tolist()
    assert told == [
        ["A", 1, 1, 6, 6, False],
        ["B", 1, 1, 2, 2, True],
        ["B", 2, 5, 6, 2, False],
        ["C", 1, 1, 3, 3, True],
        ["D", 1, 4, 6, 3, False],
    ]


def test_spells_carry_traits():
    spells = membership_spells(history(STORY, heterogeneity={name: i / 10 for i, name in enumerate("ABCDE")}))
    assert spells.set_index(["name", "spell"])["heterogeneity"].loc["B"].tolist() == [0.1, 0.1]
    assert set(spells["decision"]) == {"equilibrium"}


def test_moves_by_round_add_up():
    moves = churn_by_round(history(STORY))
    assert moves["members"].tolist() == [3, 3, 2, 2, 3, 3]
    assert moves["exits"].tolist() == [0, 0, 1, 1, 0, 0]
    assert moves["returns"].tolist() == [0, 0, 0, 0, 1, 0]
    assert moves["entries"].tolist() == [0, 0, 0, 1, 0, 0]
    assert moves["arrivals"].tolist() == [0, 0, 1, 0, 0, 0]
    np.testing.assert_allclose(moves["churn_rate"], [0, 0, 1 / 3, 1 / 2, 0, 0])
    np.testing.assert_allclose(moves["retention_rate"], 1 - moves["churn_rate"])


def test_rates_without_members_are_not_numbers():
    moves = churn_by_round(history({"A": "...", "B": "..."}))
    assert moves["churn_rate"].isna().all()
    assert (moves["exits"] == 0).all()


def test_spells_agree_with_the_events_of_a_simulation():
    tables = (
        small_model(
            seed=1,
            **{
                "participation.observation_noise": 300.0,
                "participation.patience": 1,
                "participation.review_probability": 0.5,
                "environment.arrivals": 0.3,
                "run.rounds": 25,
            },
        )
        .run()
        .tables()
    )
    spells, events = membership_spells(tables), tables["events"]
    exits = events[events["event"] == "exit"]
    ended = spells[spells["exited"]]
    assert len(exits) > 5
    told = set(zip(exits["organization"], exits["round"] - 1, strict=True))
    # Whoever came in and left before the next round was trained has no round as a member.
    assert set(zip(ended["organization"], ended["end"], strict=True)) <= told
    moves = churn_by_round(tables)
    members = moves["members"].to_numpy()
    change = moves["returns"] + moves["entries"] - moves["exits"]
    np.testing.assert_array_equal(np.diff(members), change[1:])


def test_runs_may_be_one_or_many():
    one = history(STORY)
    spells = all_spells({"none": one, "pairwise": [one, one]})
    assert spells.groupby(["mechanism", "run"]).size().tolist() == [5, 5, 5]
    assert spells.columns[:2].tolist() == ["mechanism", "run"]


@pytest.mark.parametrize(
    ("runs", "message"), [({}, "no run given;"), ({"none": []}, "no run given for 'none'")]
)
def test_no_run_is_said(runs, message):
    with pytest.raises(ValueError, match=message):
        as_lists(runs)
