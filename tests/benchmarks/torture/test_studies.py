"""A small part of the torture of sweeps: nothing is silently wrong, and nobody sees a traceback."""

from __future__ import annotations

from benchmarks.torture.studies import torture


def test_no_sweep_is_silently_wrong(tmp_path):
    rows = list(torture(0.02, tmp_path))
    assert len(rows) == 3
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
