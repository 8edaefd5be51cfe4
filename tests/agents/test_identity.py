"""Unique ids: counted per model, and no model is kept alive by its counter."""

from __future__ import annotations

import gc

from markets import small_model

from cocogen.agents.identity import UniqueIds, unique_ids


class Anything:
    """Something that can be referred to weakly."""


def test_each_model_counts_from_one():
    ids, one, other = UniqueIds(), Anything(), Anything()
    assert [next(ids[one]), next(ids[one]), next(ids[other])] == [1, 2, 1]


def test_a_counter_goes_with_its_model():
    ids, one = UniqueIds(), Anything()
    next(ids[one])
    assert len(ids) == 1
    del one
    gc.collect()
    assert len(ids) == 0


def test_mesas_own_dictionary_holds_no_model_of_ours():
    from mesa import Agent

    before = len(getattr(Agent, "_ids", ()))
    model = small_model()
    assert len(getattr(Agent, "_ids", ())) == before
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)
    assert len(unique_ids) >= 0
