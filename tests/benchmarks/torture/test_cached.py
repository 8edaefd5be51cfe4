"""A small part of the torture of what is read back: nothing is silently wrong, and nobody sees a traceback."""

from __future__ import annotations

from benchmarks.torture.cached import torture


def test_nothing_damaged_is_silently_read(tmp_path):
    rows = list(torture(0.01, tmp_path))
    assert len(rows) == 10
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
