"""Draw the README's picture of the browser page: ``python docs/draw_browser.py`` (needs Chromium and playwright)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "pictures" / "browser.png"
WIDTH, HEIGHT = 1500, 1130
"""Of the window, in pixels; all panels fit."""
SETTLED = 1_500
"""Milliseconds until everything has moved to its place."""


def main() -> None:
    """Serve the page, look into an organization of its first screen, and draw that into ``docs/pictures``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", "view", "--port", "0", "--no-open"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603 - our own command
        sync_playwright() as playwright,
    ):
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline()).group()
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(address)
            page.locator(".node").nth(1).click()
            page.wait_for_selector(".panel-details .curve .at.is-best")
            page.mouse.move(0, HEIGHT)
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=PICTURE)
            browser.close()
        finally:
            server.kill()
    print(PICTURE)


if __name__ == "__main__":
    main()
