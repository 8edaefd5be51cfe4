"""A small part of the torture by disk: a full disk loses nothing, and nobody sees a traceback."""

from __future__ import annotations

from benchmarks.torture.disk import torture


def test_a_full_disk_loses_nothing(tmp_path):
    rows = list(torture(0.011, tmp_path))
    assert len(rows) == 2
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
