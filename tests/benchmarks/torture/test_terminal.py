"""A small part of the torture by terminals: names come out as they are, and nobody sees a traceback."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="opens terminals, and full devices")


def test_no_terminal_and_no_lack_of_one_does_harm(tmp_path):
    from benchmarks.torture.terminal import torture

    rows = list(torture(0.02, tmp_path))
    assert len(rows) == 6
    assert all(row.tried for row in rows)
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []


def test_a_terminal_has_the_width_that_it_says_and_colours(tmp_path):
    from benchmarks.torture._terminals import on_terminal
    from benchmarks.torture.terminal import COLOUR, ESCAPE, PLAIN

    end = on_terminal(["list"], tmp_path, 40, **PLAIN)
    assert end.code == 0
    assert ESCAPE in end.out
    assert COLOUR.search(b"\x1b[1;31mred")
    assert not COLOUR.search(b"\x1b[1mbold\x1b[0m")
    assert max(map(len, end.out.splitlines())) < 100


def test_readers_that_go_away_are_noticed(tmp_path):
    from benchmarks.torture._terminals import read_until, without_streams, written_to

    assert read_until(["list"], tmp_path, "1", 0).code == 141
    assert read_until(["list"], tmp_path, "1", 5).out == b"\nStar"
    assert without_streams(["list"], tmp_path, "12").code == 0
    assert b"No space left" in written_to(["list"], tmp_path, "1", "/dev/full").err
