"""The page writes numbers to the same letter as everything else does."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import numpy as np
import pytest

from cocogen.model.records import numerals
from cocogen.visualizations.browser.live.modules import in_one

pytestmark = pytest.mark.browser

FORMS = {
    "number": numerals.number,
    "short": numerals.short,
    "count": numerals.count,
    "money": numerals.money,
    "share": numerals.share,
    "percent": numerals.percent,
    "hundredths": lambda value: numerals.decimals(value, 2),
}


@pytest.mark.skipif(
    not (shutil.which("chromium") and find_spec("playwright")), reason="chromium or playwright is missing"
)
def test_numbers_are_written_as_python_writes_them() -> None:
    from playwright.sync_api import sync_playwright

    rng = np.random.default_rng(0)
    drawn = rng.standard_normal(3000) * 10.0 ** rng.uniform(-6, 8, 3000)
    decided = [float(f"{value:.7g}") for value in drawn if not f"{value:.7g}".partition("e")[0].endswith("5")]
    values = [*decided, 0.0, 1.0, -3.0, 8.0, 12345.0, 0.3, -0.001, 100.0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        written = page.evaluate(
            f"([names, values]) => {{ const {{ forms }} = {in_one('format.js')};"
            " return names.map(name => [...values, null].map(value => forms[name](value))); }",
            [list(FORMS), values],
        )
        browser.close()
    for (name, form), texts in zip(FORMS.items(), written, strict=True):
        wrong = [
            (value, text, form(value))
            for value, text in zip([*values, None], texts, strict=True)
            if text != form(value)
        ]
        assert not wrong, f"{name}: {wrong[:5]}"
