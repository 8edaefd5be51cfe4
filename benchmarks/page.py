"""What the browser page costs: first picture, a step on the screen, rounds a second, what is sent, memory; in a real Chromium.

Run ``python -m benchmarks.page`` (about a minute for each number of organizations); ``--out FILE`` also writes the table as
markdown. ``--old COMMAND`` measures beside it the page that another command serves, given ``view …`` as its last words: an older checkout, say
``--old 'env PYTHONPATH=../old python -P -m scenarios.command_line'`` (-P, or Python takes the folders of this one). Needs Chromium and playwright.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.torture._pages import PATIENCE, chromium, visitors
from cocogen.model.records.numerals import short

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

OURS = f"{sys.executable} -m cocogen.scenarios.command_line"
ORGANIZATIONS = (8, 40, 100)
STEPS = 11
"""Of which the median counts; the first one is not counted."""
PLAYED_MS = 10_000
"""How long it plays as fast as it can."""
MIB, KIB = 2**20, 2**10

SHOWN = "Number(document.querySelector('.cocogen-fact-round b')?.textContent ?? -1)"
PICTURES = "[...document.querySelectorAll('img.cocogen-picture')].map(image => image.src)"
"""Of pages that show pictures; half of them must have changed until a round counts as drawn."""
DRAWN = "document.querySelector('.panel-welfare .line')?.getAttribute('d') || document.querySelectorAll('img.cocogen-picture').length > 3"
STEP = f"""() => new Promise(done => {{
    const before = {SHOWN}, old = {PICTURES}, began = performance.now();
    const button = [...document.querySelectorAll('button')].find(one => one.textContent.trim() === 'Step');
    const look = () => {{
        const fresh = {PICTURES}.filter((source, at) => source !== old[at]).length;
        if ({SHOWN} > before && fresh >= old.length / 2) done(performance.now() - began);
        else requestAnimationFrame(look);
    }};
    button.click();
    requestAnimationFrame(look);
}})"""
"""Steps, and returns after how many milliseconds the round is on the screen, to a frame."""


PLAY = "[...document.querySelectorAll('button')].find(one => one.textContent.trim() === '▶').click()"


@dataclass(frozen=True)
class Measured:
    """What was measured of a page.

    Args:
        first: seconds until a first visitor sees charts; the server has just started.
        again: seconds until the next one does.
        step: milliseconds from a click on Step to the round on the screen, the median.
        rate: rounds a second that are shown while it plays as fast as it can.
        sent: KiB a round that the browser receives meanwhile.
        grown: MiB by which the server grows a hundred rounds of play.
    """

    first: float
    again: float
    step: float
    rate: float
    sent: float
    grown: float


def measure(command: str, organizations: int) -> Measured:
    """Serve the page, visit it, step through it and play it."""
    with _served(command, organizations) as (server, address), visitors(_browser()) as browser:
        first, page = _visit(browser, address)
        page.close()
        again, page = _visit(browser, address)
        steps = [page.evaluate(STEP) for _ in range(STEPS)][1:]
        page.locator("[role=slider]").first.focus()
        page.keyboard.press("Home")
        received = _counter(page.context.new_cdp_session(page))
        began, bytes_before, memory_before = _round(page), received(), _memory(server.pid)
        page.evaluate(PLAY)
        page.wait_for_timeout(PLAYED_MS)
        rounds, sent = _round(page) - began, received() - bytes_before
        grown = _memory(server.pid) - memory_before
        return Measured(
            first,
            again,
            statistics.median(steps),
            rounds / (PLAYED_MS / 1000),
            sent / KIB / max(1, rounds),
            grown / MIB * 100 / max(1, rounds),
        )


def _browser() -> str:
    return chromium() or sys.exit(
        "the page is measured in Chromium, with playwright and solara; something of these is missing"
    )


@contextmanager
def _served(command: str, organizations: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    words = [
        "view",
        "churn",
        "--set",
        f"population.organizations={organizations}",
        "--port",
        "0",
        "--no-open",
    ]
    with subprocess.Popen([*shlex.split(command), *words], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            if found is None:
                sys.exit(f"{command} {shlex.join(words)} serves no page")
            yield server, found.group()
        finally:
            server.kill()


def _visit(browser: Browser, address: str) -> tuple[float, Page]:
    """Return after how many seconds charts were seen, and the page."""
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_function(f"{SHOWN} === 10 && ({DRAWN})", polling=20)
    seconds = page.evaluate("performance.now() / 1000")
    page.wait_for_timeout(1_000)
    return seconds, page


def _round(page: Page) -> int:
    return int(page.evaluate(SHOWN))


def _counter(network: CDPSession) -> Callable[[], int]:
    """Return what tells how many bytes were received so far, through sockets and as files."""
    received = [0]

    def by_socket(told: dict[str, Any]) -> None:
        received[0] += len(told["response"]["payloadData"])

    def as_file(told: dict[str, Any]) -> None:
        received[0] += told["encodedDataLength"]

    network.send("Network.enable")
    network.on("Network.webSocketFrameReceived", by_socket)
    network.on("Network.loadingFinished", as_file)
    return lambda: received[0]


def _memory(pid: int) -> int:
    """Return the resident memory of a process, bytes (Linux)."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


ROWS = (
    ("first picture, server just started, s", "first", "2"),
    ("first picture, next visitor, s", "again", "2"),
    ("a step on the screen, ms", "step", "100 at N = 8, 250 at N = 100"),
    ("rounds a second, playing at once", "rate", "at least 10"),
    ("received a round, KiB", "sent", "10 at N = 8"),
    ("server grows by, MiB a hundred rounds", "grown", "flat"),
)


def table(measured: dict[tuple[str, int], Measured]) -> str:
    """Return what was measured as markdown: a row per figure, a column per page and number of organizations."""
    heads = [f"{name}, N = {count}" for name, count in measured]
    lines = [f"| | goal | {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * len(heads)}"]
    for words, name, goal in ROWS:
        cells = (short(getattr(one, name)) for one in measured.values())
        lines.append(f"| {words} | {goal} | {' | '.join(cells)} |")
    return "\n".join(lines)


def page(measured: dict[tuple[str, int], Measured], load: float) -> str:
    """Return the page of docs/benchmarks: how it was measured, and the table."""
    about = (
        f"Made by `python -m benchmarks.page` with Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores that Chromium, without a"
        f" graphics card, shares with the server; load {load:.1f} at the end. Scenario `churn`, which begins with ten rounds played. A step counts until the frame"
        " that shows it, its median over ten. Play is ten seconds long, without a pause between rounds. The server keeps all rounds for the timeline; where it"
        " played only a few in that time, its growth is mostly of what is loaded once."
    )
    return f"# The page\n\n{about}\n\n{table(measured)}\n"


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, help="write the table here, as markdown")
    parser.add_argument("--old", help="a command that serves an older page")
    parser.add_argument("--organizations", type=int, nargs="+", default=ORGANIZATIONS)
    chosen = parser.parse_args()
    commands = {"now": OURS} | ({"old": chosen.old} if chosen.old else {})
    measured: dict[tuple[str, int], Measured] = {}
    for count in chosen.organizations:
        for name, command in commands.items():
            measured[name, count] = measure(command, count)
            print(name, count, measured[name, count], flush=True)
    text = page(measured, os.getloadavg()[0])
    print(text)
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
