"""A small part of the torture by bits: a flipped bit is never silently wrong, and nobody sees a traceback."""

from __future__ import annotations

from benchmarks.torture.bits import torture


def test_a_flipped_bit_is_never_silently_wrong(tmp_path):
    rows = list(torture(0.01, tmp_path))
    assert len(rows) == 8
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
