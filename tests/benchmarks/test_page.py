"""The page's benchmark: measured once in Chromium, where there is one."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

from benchmarks.page import OURS, Measured, measure, table

pytestmark = pytest.mark.browser


def test_a_table_has_a_row_for_each_figure_and_a_column_for_each_page() -> None:
    measured = {
        ("now", 8): Measured(1.5, 1.0, 51.234, 12.0, 2.5, 0.1),
        ("old", 8): Measured(3, 3, 300, 1.6, 218, 9),
    }
    lines = table(measured).split("\n")
    assert lines[0] == "| | goal | now, N = 8 | old, N = 8 |"
    assert lines[4] == "| a step on the screen, ms | 100 at N = 8, 250 at N = 100 | 51.2 | 300 |"
    assert len(lines) == 8


@pytest.mark.slow
def test_everything_is_measured() -> None:
    if not (shutil.which("chromium") and find_spec("playwright")):
        pytest.skip("needs Chromium and playwright")
    found = measure(OURS, 4)
    assert found.again > 0
    assert 0 < found.step < 10_000
    assert found.rate > 0
    assert 0 < found.sent < 1_000
