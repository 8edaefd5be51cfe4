"""Keyed randomness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.randomness import Streams

KEYS = st.tuples(st.sampled_from(["data", "decisions"]), st.integers(0, 50), st.integers(0, 50))


@given(seed=st.integers(0, 2**63 - 1), key=KEYS)
def test_the_same_key_gives_the_same_draws(seed, key):
    stream, round_, organization = key
    first = Streams(seed).generator(stream, round=round_, organization=organization).random(5)
    again = Streams(seed).generator(stream, round=round_, organization=organization).random(5)
    np.testing.assert_array_equal(first, again)


@given(a=KEYS, b=KEYS)
def test_different_keys_give_different_draws(a, b):
    draws = [Streams(1).generator(s, round=r, organization=o).random(4).tolist() for s, r, o in (a, b)]
    assert (draws[0] == draws[1]) == (a == b)


def test_draws_do_not_depend_on_what_was_drawn_before():
    streams = Streams(3)
    expected = streams.generator("data", organization=2).random()
    streams.generator("data", organization=1).random(1000)
    assert streams.generator("data", organization=2).random() == expected


def test_integers_are_seeds_for_other_libraries():
    seed = Streams(0).integer("weights", round=1)
    assert 0 <= seed < 2**63
    assert seed == Streams(0).integer("weights", round=1) != Streams(0).integer("weights", round=2)


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="non-negative"):
        Streams(-1).generator("data")
