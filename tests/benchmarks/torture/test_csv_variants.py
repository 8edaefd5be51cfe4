"""A small part of the torture of tables: nothing is silently wrong, and nobody sees a traceback."""

from __future__ import annotations

from benchmarks.torture.csv_variants import torture


def test_no_table_is_silently_wrong(tmp_path):
    rows = list(torture(0.03, tmp_path))
    assert len(rows) == 8
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []
