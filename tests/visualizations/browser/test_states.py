"""States are told by one word everywhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cocogen.visualizations.browser.states import state_of


@pytest.mark.parametrize(
    ("is_member", "plays", "is_available", "round", "expected"),
    [
        (True, True, True, 5, "in"),
        (True, False, True, 0, "in"),
        (True, False, True, 5, "waits"),
        (True, False, False, 5, "down"),
        (False, False, True, 5, "out"),
        (False, False, False, 0, "out"),
    ],
)
def test_states(is_member: bool, plays: bool, is_available: bool, round: int, expected: str) -> None:
    organization: Any = SimpleNamespace(is_member=is_member, plays=plays, is_available=is_available)
    assert state_of(organization, round) == expected
