"""A small part of the torture of the served page, in Chromium."""

from __future__ import annotations

import pytest

from benchmarks.torture import page
from benchmarks.torture._pages import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="chromium, playwright or solara is missing"),
]


@pytest.mark.slow
def test_tabs_play_and_close_and_servers_end(tmp_path):
    rows = list(page.torture(0.01, tmp_path))
    assert len(rows) == 4
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []


def test_without_a_browser_nothing_is_claimed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(page, "chromium", lambda: None)
    assert list(page.torture(1.0, tmp_path)) == []
    assert "not tried" in capsys.readouterr().err
