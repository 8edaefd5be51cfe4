"""Mixed populations: proportions, and nobody changes when others come."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.agents.decisions import assigned_rule

offsets = st.floats(0.0, 0.999)


@given(offsets, st.integers(1, 9), st.integers(5, 300))
def test_the_mix_is_about_as_wished_for_any_number(offset, tenths, count):
    shares = {"free-rider": tenths / 10, "damped": 1 - tenths / 10}
    found = Counter(assigned_rule(shares, i, offset) for i in range(count))
    assert found["free-rider"] == pytest.approx(count * tenths / 10, abs=3)


@given(offsets, st.integers(0, 50))
def test_a_larger_share_keeps_who_followed_the_rule_before(offset, organization):
    followers = [
        assigned_rule({"free-rider": share, "damped": 1 - share}, organization, offset) == "free-rider"
        for share in (0.0, 0.2, 0.5, 0.8, 1.0)
    ]
    assert followers == sorted(followers)
    assert followers[0] is False
    assert followers[-1] is True


def test_rounding_leaves_nobody_without_a_rule():
    shares = {"a": 0.1, "b": 0.9 - 1e-12}
    assert assigned_rule(shares, 0, 1.0 - 1e-13) == "b"
