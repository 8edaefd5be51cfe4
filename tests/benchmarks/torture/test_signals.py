"""A small part of the torture by signals."""

import sys
from pathlib import Path

import pytest

from benchmarks.torture.signals import torture


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds what is left behind in /proc")
def test_commands_that_are_stopped_hold(tmp_path: Path) -> None:
    rows = list(torture(0.1, tmp_path))
    assert len(rows) == 1
    for row in rows:
        assert (row.kind, row.silently_wrong, row.tracebacks) == (row.kind, 0, 0)
