"""Names of organizations: unique and short."""

from __future__ import annotations

from cocogen.model.config.names import organization_name


def test_names_are_unique_and_short():
    names = [organization_name(i) for i in range(800)]
    assert len(set(names)) == 800
    assert names[:2] == ["A", "B"]
    assert names[26] == "AA"
