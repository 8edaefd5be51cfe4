"""The recorder by Mesa's own words: data frames of model and agents, reporters of one's own, over a checkpoint, too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from markets import small_model

from cocogen.model.records.checkpoint import restore_checkpoint, save_checkpoint
from cocogen.model.records.measures import all_measures
from cocogen.model.records.recorder import columns

ARRIVING = {"environment.arrivals": 0.5, "run.rounds": 8}


def happiest(model):
    return np.float64(max(organization.utility for organization in model.organizations))


def build(**options):
    return small_model(seed=3, **ARRIVING, **options)


def own(**options):
    reporters = {"model_reporters": {"happiest": happiest, "steps": "steps"}}
    agents = {"agent_reporters": {"who": "name", "twice": lambda organization: 2 * organization.generation}}
    return build(**reporters, **agents, **options)


def resumed(build, rounds):
    first, second = build(), build()
    for _ in range(rounds):
        first.step()
    restore_checkpoint(second, save_checkpoint(first))
    return second.run()


def test_mesas_frame_of_the_model_has_a_row_per_round():
    model = build().run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame.columns.tolist() == list(all_measures.names("round"))
    rounds = model.tables()["rounds"]
    pd.testing.assert_frame_equal(
        frame, rounds[list(all_measures.names("round"))], check_dtype=False, check_exact=True
    )


def test_mesas_frame_of_agents_has_a_row_per_round_and_organization():
    model = build().run()
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame.index.names == ["Step", "AgentID"]
    assert frame.columns.tolist() == list(columns()["organizations"])[2:]
    newcomer = model.organizations[-1]
    assert newcomer.index == len(model.organizations) - 1 != newcomer.unique_id - 1
    assert frame.loc[(8, newcomer.unique_id), "name"] == newcomer.name
    assert frame.loc[(8, newcomer.unique_id), "generation"] == newcomer.generation
    assert (frame.groupby("Step").size() == model.tables()["organizations"].groupby("round").size()).all()


@pytest.mark.parametrize("rounds", [0, 3, 8])
@pytest.mark.parametrize("build", [build, own])
def test_mesas_frames_go_on_over_a_checkpoint(build, rounds):
    there, here = build().run().datacollector, resumed(build, rounds).datacollector
    for frame in ("get_model_vars_dataframe", "get_agent_vars_dataframe"):
        pd.testing.assert_frame_equal(getattr(here, frame)(), getattr(there, frame)(), check_exact=True)
    events = [collector.get_table_dataframe("events") for collector in (here, there)]
    pd.testing.assert_frame_equal(*events, check_exact=True)


def test_reporters_of_ones_own_stand_beside_what_is_recorded():
    model = own().run()
    rounds = model.datacollector.get_model_vars_dataframe()
    assert rounds["steps"].tolist() == list(range(1, 9))
    assert rounds["happiest"].iloc[-1] == happiest(model)
    agents = model.datacollector.get_agent_vars_dataframe()
    assert (agents["who"] == agents["name"]).all()
    assert (agents["twice"] == 2 * agents["generation"]).all()
    plain = build().run().tables()
    for name, frame in model.tables().items():
        pd.testing.assert_frame_equal(frame, plain[name], check_exact=True)


def test_a_reporter_that_was_not_there_is_not_a_number_before_the_checkpoint():
    first, second = build(), own()
    first.step()
    restore_checkpoint(second, save_checkpoint(first))
    second.step()
    assert second.datacollector.get_model_vars_dataframe()["steps"].tolist() == pytest.approx(
        [np.nan, 2], nan_ok=True
    )
    twice = second.datacollector.get_agent_vars_dataframe()["twice"]
    assert twice.loc[1].isna().all()
    assert twice.loc[2].notna().all()


@pytest.mark.parametrize(
    "reporters", [{"model_reporters": {"accuracy": happiest}}, {"agent_reporters": {"generation": "index"}}]
)
def test_a_reporter_with_a_taken_name_is_refused(reporters):
    with pytest.raises(ValueError, match=r"the reporter '\w+' has the name of something that is recorded"):
        build(**reporters)


def test_what_a_checkpoint_cannot_hold_is_said():
    model = build(model_reporters={"agents": "organizations"})
    model.step()
    with pytest.raises(ValueError, match=r"the reporter 'agents' returned .*; a checkpoint holds numbers"):
        save_checkpoint(model)


def test_every_agent_has_a_name_and_the_mechanism_is_one():
    model = build()
    assert [agent.name for agent in model.agents] == [*"ABCDE", "mechanism"]
