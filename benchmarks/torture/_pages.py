"""The page as it is served, and visitors of it in Chromium; Linux."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

from benchmarks.torture._commands import End, Started

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
         "--disable-component-update", "--disable-sync")  # fmt: skip
"""How Chromium is started; tabs that nobody looks at play as the one in front does."""
PATIENCE = 120_000
"""Milliseconds after which a page that does not answer counts as hanging."""
PLAY, PAUSE = "Play", "Pause"
INTERVAL, RENDER = "Play Interval (ms)", "Render Interval (steps)"
INTERVALS = tuple(range(1, 500, 10))
"""Milliseconds between two rounds that Mesa's slider offers."""


def chromium() -> str | None:
    """Return the browser; None if it or what drives it is not installed."""
    if any(find_spec(package) is None for package in ("playwright", "solara")):
        return None
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Server:
    """A running ``cocogen view``.

    Args:
        folder: where it is called.
    """

    def __init__(self, folder: Path) -> None:
        self._started = Started(["view", "--port", "0", "--no-open"], folder)
        self._pid = self._started.process.pid
        assert self._started.process.stdout is not None
        line = self._started.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found is None:
            raise RuntimeError(f"the page is not served: {line!r}, {self._started.end()}")
        self.address = found.group()

    @property
    def megabytes(self) -> float:
        """Memory that it holds (resident, MB)."""
        return int(self._field("VmRSS")) / 1024

    @property
    def threads(self) -> int:
        """How many threads it has."""
        return int(self._field("Threads"))

    def work(self, seconds: float) -> float:
        """Return how much processor time it takes in some seconds (a share of one core)."""
        before = self._processor_seconds()
        time.sleep(seconds)
        return (self._processor_seconds() - before) / seconds

    def stop(self, number: signal.Signals) -> tuple[End, float]:
        """Send a signal, and return how it ended and after how many seconds."""
        begun = time.monotonic()
        self._started.send(number)
        self._started.process.wait(timeout=PATIENCE / 1000)
        seconds = time.monotonic() - begun
        return self._started.end(), seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._started.process.poll() is None:
            self._started.send(signal.SIGKILL)
            self._started.end()

    def _field(self, name: str) -> str:
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        return next(line.split()[1] for line in status.splitlines() if line.startswith(f"{name}:"))

    def _processor_seconds(self) -> float:
        stat = Path(f"/proc/{self._pid}/stat").read_text(encoding="utf-8", errors="replace")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Visitor:
    """Somebody in front of the page, in a tab.

    Args:
        browser: the browser.
        address: of the page.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.errors: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector(".cocogen-headline")

    @property
    def round(self) -> int:
        """The round that the page shows."""
        return int(self.page.inner_text(".cocogen-fact-round b"))

    @property
    def headline(self) -> str:
        """What the headline says, without space."""
        return "".join(self.page.inner_text(".cocogen-headline").split())

    @property
    def problem(self) -> str:
        """What is wrong, as far as the page or the browser says so; empty if nothing is."""
        shown = self.page.locator(".cocogen-problem, .v-alert.error, .jp-RenderedText").all_inner_texts()
        return "; ".join([*shown, *self.errors])

    def slide(self, label: str, steps: int) -> None:
        """Move one of Mesa's sliders to its lowest value, and so many steps up."""
        slider = self.page.locator(".v-input__slider").filter(has_text=label).locator("[role=slider]")
        slider.focus()
        slider.press("Home")
        for _ in range(steps):
            slider.press("ArrowRight")

    def press(self, name: str) -> None:
        """Press a button of Mesa's."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def reach(self, last: int) -> None:
        """Wait until the page shows a round, or a later one."""
        self.page.wait_for_function(
            "last => Number(document.querySelector('.cocogen-fact-round b').textContent) >= last", arg=last
        )

    def play(self, interval: int) -> None:
        """Play a round every so many milliseconds, of :data:`INTERVALS`."""
        self.slide(INTERVAL, INTERVALS.index(interval))
        self.press(PLAY)

    def rest(self) -> None:
        """Pause, and wait until nothing changes any more."""
        self.press(PAUSE)
        self.page.get_by_role("button", name=PLAY, exact=True).wait_for()
        before = -1
        while before != self.round:
            before = self.round
            self.page.wait_for_timeout(2_000)


@contextmanager
def visitors(executable: str) -> Iterator[Browser]:
    """Yield a browser for visitors."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()
