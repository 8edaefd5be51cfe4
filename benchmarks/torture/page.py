"""The page as it is served: tabs that play for minutes at every interval, memory over many tabs and rounds, and the end.

A real server, and Chromium in front of it; without Chromium nothing is tried. What a tab shows in the end is played again by the
simulation and must read the same.
"""

from __future__ import annotations

import signal
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.torture._pages import RENDER, Server, Visitor, chromium, visitors
from benchmarks.torture._trials import Trials, share
from benchmarks.torture.row import Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MINUTES = 5.0
"""How long tabs play side by side."""
SIDE_BY_SIDE = (1, 11, 51, 101, 301, 491)
"""Intervals (ms) from one end of Mesa's slider to the other."""
TABS, ROUNDS_EACH, LIVE = 100, 2, 4
"""Tabs that are opened, how many rounds each plays, and how many there are at a time."""
LONG = 2000
"""Rounds of the one tab that stays."""
STOPS = 8
GRACE = 3.0
"""Seconds within which the server must end."""
FORGOTTEN = 60.0
"""Seconds within which nothing must go on of tabs that were closed."""
QUIET = 0.1
"""Share of a core below which a server counts as doing nothing."""
GROWTH = 150.0
"""Megabytes by which a server may grow."""


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield a row per trial of endurance; the full programme takes about fifteen minutes."""
    executable = chromium()
    if executable is None:
        print("the page is not tried: chromium, playwright or solara is missing", file=sys.stderr)
        return
    with visitors(executable) as browser, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Server(scratch) as server:
            yield _playing(browser, server, MINUTES * effort)
        with Server(scratch) as server:
            yield _coming_and_going(browser, server, max(LIVE, share(TABS, effort)))
        with Server(scratch) as server:
            yield _staying(browser, server, max(20, share(LONG, effort)))
        yield _stopped(browser, scratch, max(2, share(STOPS, effort)), np.random.default_rng(0))


def _playing(browser: Browser, server: Server, minutes: float) -> Row:
    """Let tabs play at several intervals, and compare what they show in the end with the simulation."""
    tabs = {interval: Visitor(browser, server.address) for interval in SIDE_BY_SIDE}
    begun = {interval: tab.round for interval, tab in tabs.items()}
    for interval, tab in tabs.items():
        tab.play(interval)
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        tabs[1].page.wait_for_timeout(1000)
    trials = Trials("")
    for interval, tab in tabs.items():
        tab.reach(begun[interval] + 1)
        tab.rest()
        played = tab.round
        agree = tab.headline == _simulated(played)
        outcome = "broken" if tab.problem else "held" if agree else "wrong"
        trials.count(outcome, f"at {interval} ms, round {played}: {tab.problem or tab.headline}")
    rounds = [tab.round for tab in tabs.values()]
    for tab in tabs.values():
        tab.page.close()
    intervals = ", ".join(map(str, SIDE_BY_SIDE))
    trials.kind = f"tabs side by side that play every {intervals} ms for {minutes:.2g} minutes, {min(rounds):,} to {max(rounds):,} rounds"
    return trials.row()


def _simulated(rounds: int) -> str:
    """Return what the headline must say after so many rounds, without space."""
    from cocogen.model.simulation import CoopetitionModel
    from cocogen.scenarios.command_line.viewing import offer_of
    from cocogen.visualizations.browser.headline import facts
    from cocogen.visualizations.browser.snapshot import Observer

    offer = offer_of("quickstart", {})
    model = CoopetitionModel(offer.scenes[offer.headline].config)
    observer = Observer(model)
    for _ in range(rounds):
        model.step()
    said = facts(observer.snapshot())
    return "".join(f"{fact.name}{fact.value}{fact.more}" for fact in said).replace(" ", "")


def _coming_and_going(browser: Browser, server: Server, count: int) -> Row:
    """Open tabs, play, and close them while they play: memory stays, and what they played ends."""
    trials, open_tabs, held = Trials(""), list[Visitor](), list[float]()
    for number in range(count):
        tab = Visitor(browser, server.address)
        first = tab.round
        tab.play(1)
        tab.reach(first + ROUNDS_EACH)
        trials.count("broken" if tab.problem else "held", f"tab {number}: {tab.problem}")
        open_tabs.append(tab)
        if len(open_tabs) == LIVE:
            open_tabs.pop(0).page.close()
            held.append(server.megabytes)
    for tab in open_tabs:
        tab.page.close()
    closed = time.monotonic()
    while server.work(2.0) > QUIET and time.monotonic() < closed + FORGOTTEN:
        pass
    seconds, early, late = time.monotonic() - closed, held[len(held) // 4], held[-1]
    is_flat, is_quiet = late - early < GROWTH, seconds < FORGOTTEN
    trials.count("held" if is_flat else "wrong", f"memory grew from {early:.0f} to {late:.0f} MB")
    trials.count(
        "held" if is_quiet else "wrong", f"still at work {seconds:.0f} s after the last tab was closed"
    )
    trials.kind = (
        f"{count} tabs opened, {LIVE} at a time, played and closed while they play: {early:.0f} MB after a quarter of them,"
        f" {late:.0f} MB at the end, nothing goes on {seconds:.0f} s later"
    )
    return trials.row()


def _staying(browser: Browser, server: Server, rounds: int) -> Row:
    """Let one tab play for long, drawn now and then: what it shows is right, and memory stays."""
    trials, tab = Trials(""), Visitor(browser, server.address)
    tab.slide(RENDER, 10)
    tab.play(1)
    tab.reach(rounds // 4)
    early = server.megabytes
    tab.reach(rounds)
    late = server.megabytes
    tab.rest()
    agree = tab.headline == _simulated(tab.round)
    trials.count("broken" if tab.problem else "held" if agree else "wrong", tab.problem or tab.headline)
    trials.count("held" if late - early < GROWTH else "wrong", f"from {early:.0f} to {late:.0f} MB")
    trials.kind = (
        f"one tab, {rounds:,} rounds: {early:.0f} MB after a quarter of them, {late:.0f} MB at the end"
    )
    tab.page.close()
    return trials.row()


def _stopped(browser: Browser, folder: Path, times: int, rng: np.random.Generator) -> Row:
    """Stop servers by Ctrl-C and SIGTERM, at random moments while tabs play: one line, the exit code, in time, nothing left."""
    trials, longest = Trials(""), 0.0
    for number in range(times):
        way, code = ((signal.SIGINT, 130), (signal.SIGTERM, 143))[number % 2]
        with Server(folder) as server:
            tabs = [Visitor(browser, server.address) for _ in range(3)]
            for tab in tabs:
                tab.play(1)
            time.sleep(float(rng.uniform(0, 2)))
            end, seconds = server.stop(way)
            for tab in tabs:
                tab.page.close()
        fine = end.code == code and end.said == ["cocogen: stopped"] and not end.left and seconds < GRACE
        trials.count(
            "broken" if end.broke else "held" if fine else "wrong", f"{way.name}, {seconds:.1f} s: {end}"
        )
        longest = max(longest, seconds)
    trials.kind = f"Ctrl-C or SIGTERM while three tabs play: the server ends within {longest:.1f} s"
    return trials.row()
