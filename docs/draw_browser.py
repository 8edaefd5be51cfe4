"""Draw the browser page for README and docs/page.md: ``python docs/draw_browser.py`` (needs Chromium and playwright).

Three pictures (as it opens, with an organization looked into; dark; on a phone) and a short animation of rounds going by.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parent / "pictures"
WIDE, PHONE = (1500, 1130), (390, 844)
"""Windows, in pixels."""
SETTLED = 1_500
"""Milliseconds until everything has moved to its place."""
MOVING = "?scenario=churn&variant=none&beside=pairwise&first=30"
FRAME = (1280, 800)
LAST, FRAME_MS, PAUSE_MS = 30, 260, 2_600
"""Of the animation: its last round, how long each round stays, and how long the last one."""


def main() -> None:
    """Serve the page and draw everything into ``docs/pictures``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", "view", "--port", "0", "--no-open"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,  # noqa: S603 - our own command
        sync_playwright() as playwright,
    ):
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline()).group()
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            picture(browser, address, "browser", WIDE, "light", looked_into=True)
            picture(browser, address, "browser-dark", WIDE, "dark", looked_into=True)
            picture(browser, address, "browser-phone", PHONE, "light", looked_into=False)
            animation(browser, address)
            browser.close()
        finally:
            server.kill()


def visit(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> Page:
    """Open the page and wait until its charts are drawn."""
    page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)), color_scheme=scheme)
    page.goto(address)
    page.wait_for_selector(".panel-welfare .line[d]", state="attached")
    page.wait_for_timeout(SETTLED)
    return page


def picture(
    browser: Browser, address: str, name: str, size: tuple[int, int], scheme: str, *, looked_into: bool
) -> None:
    """Draw the first screen, with its second organization looked into or not."""
    page = visit(browser, address, size, scheme)
    if looked_into:
        page.locator(".node").nth(1).click()
        page.wait_for_selector(".panel-details .curve .at.is-best")
        page.mouse.move(0, size[1])
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()
    print(PICTURES / f"{name}.png")


def animation(browser: Browser, address: str) -> None:
    """Let rounds go by on the timeline, beside the same with redistribution."""
    page = visit(browser, address + MOVING, FRAME, "light")
    page.wait_for_function(f"Number(document.querySelector('.cocogen-fact-round b').textContent) === {LAST}")
    frames = []
    for round in range(1, LAST + 1):
        page.get_by_role("slider", name="Round that is looked at").fill(str(round))
        page.wait_for_timeout(SETTLED / 2)
        frames.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
    page.close()
    first, *rest = frames
    place = PICTURES / "browser.webp"
    times = [FRAME_MS] * len(rest) + [PAUSE_MS]
    first.save(place, save_all=True, append_images=rest, duration=times, loop=0, quality=72, method=6)
    print(place)


if __name__ == "__main__":
    main()
