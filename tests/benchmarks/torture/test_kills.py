"""A small part of the torture by kills: a killed process loses nothing, and nobody sees a traceback."""

from __future__ import annotations

import pytest

from benchmarks.torture.kills import torture


@pytest.mark.slow
def test_a_killed_process_loses_nothing(tmp_path):
    rows = list(torture(0.02, tmp_path))
    assert len(rows) == 3
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
