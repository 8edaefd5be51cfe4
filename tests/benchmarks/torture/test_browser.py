"""A small part of the torture of the browser page: knobs, play, closed tabs."""

from __future__ import annotations

import pytest

pytest.importorskip("solara", reason="the browser page needs solara (pip install 'cocogen[view]')")

from benchmarks.torture import browser
from cocogen.visualizations.browser.wish import Wish


def test_the_page_shows_what_is_simulated_and_no_traceback(tmp_path):
    rows = list(browser.torture(0.004, tmp_path))
    assert sum(row.tried for row in rows) >= 9
    assert [row for row in rows if row.silently_wrong or row.tracebacks] == []


def test_another_variant_s_numbers_under_the_chosen_name_are_noticed(tmp_path, monkeypatch):
    """The page once made a new model only for knobs that it could see; such a page must not pass."""
    plays = Wish.config
    monkeypatch.setattr(
        browser, "_as_simulated", lambda config, shown, story: shown.config == plays(wishes[0])
    )
    wishes = [Wish(browser._scenes()[0])]
    row = next(iter(browser.torture(0.004, tmp_path)))
    assert row.silently_wrong > 0
