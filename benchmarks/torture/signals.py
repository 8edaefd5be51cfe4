"""Ctrl-C once, Ctrl-C twice and SIGTERM at random moments of every command that takes its time.

Held: one line, no traceback, the documented exit code, no process left, and what is started again comes to the result that it
would have come to undisturbed.
"""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from benchmarks.torture._commands import End, Started, run
from benchmarks.torture.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Verdict = Literal["held", "wrong", "broke"]

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
WAYS = ((signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 1))
"""Which signal, and how often."""
KIND = "Ctrl-C once or twice, or SIGTERM, at a random moment of"
LATE = 5.0
"""Seconds after which a command that ends as if nothing had been is one that did not listen."""
RUN = "quickstart"
GAP = 0.5
"""Most seconds between two signals."""


@dataclass(frozen=True)
class Victim:
    """A command that is stopped.

    Args:
        words: the command line; RUN stands for a finished run of the quickstart, OUT for where it is written.
        trials: how often at full effort.
        within: seconds from the start in which it is stopped; 0: all that it takes, which is measured.
        again: words that are added to go on with what was stopped; None where it begins anew.
        result: a file of OUT that must have the same bytes in the end, whatever happened before; empty: none.
    """

    words: str
    trials: int
    within: float = 0.0
    again: str | None = None
    result: str = ""


QUICKSTART = "run quickstart --rounds 8"
VICTIMS = (
    Victim(f"{QUICKSTART} --out OUT", 15, again="--resume", result="organizations.parquet"),
    Victim("sweep baselines --seeds 2 --set run.rounds=2 --out OUT", 12, again="", result="cells.parquet"),
    Victim("fork RUN --at 4 --set redistribution.rule=bargaining --out OUT", 6),
    Victim("game quickstart --out OUT", 6),
    Victim("report RUN --out OUT.html", 3),
    Victim("compare RUN RUN --out OUT", 3),
    Victim("reproduce --quick --out OUT", 3, within=15.0, again=""),
    Victim("calibrate digits --out OUT.json", 3, within=15.0),
    Victim("list", 3),
)


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield a row for every command; at small effort for the first ones only.

    Args:
        effort: share of the full programme.
        scratch: an empty folder.
    """
    _finish(Victim(f"{QUICKSTART} --out OUT", 1), scratch / RUN)
    for victim in VICTIMS[: max(1, round(effort * len(VICTIMS)))]:
        yield _row(victim, max(len(WAYS), round(effort * victim.trials)), scratch)


def _row(victim: Victim, trials: int, scratch: Path) -> Row:
    whole, out = scratch / "whole", scratch / "stopped"
    for path in (whole, out):
        _remove(path)
    begun = time.monotonic()
    if not victim.within:
        _finish(victim, whole)
    seconds = victim.within or time.monotonic() - begun
    random = Random(victim.words)
    count: Counter[Verdict] = Counter()
    for trial in range(trials):
        if victim.again is None:
            _remove(out)
        count[
            _stop(victim, out, WAYS[trial % len(WAYS)], random.uniform(0, seconds), random.uniform(0, GAP))
        ] += 1
    if victim.result:
        _finish(victim, out)
        if (out / victim.result).read_bytes() != (whole / victim.result).read_bytes():
            count = Counter({"wrong": trials})
    return Row(f"{KIND} `cocogen {victim.words}`", trials, count["held"], count["wrong"], count["broke"])


def _stop(victim: Victim, out: Path, way: tuple[signal.Signals, int], moment: float, gap: float) -> Verdict:
    """Start a command, stop it, and judge how it ended; what did not hold is told on standard error."""
    number, times = way
    started = Started(_words(victim, out), out.parent)
    started.wait_until_it_listens()
    time.sleep(moment)
    sent = time.monotonic()
    started.send(number)
    for _ in range(1, times):
        time.sleep(gap)
        started.send(number)
    end = started.end()
    verdict = _verdict(number, end, time.monotonic() - sent)
    if verdict != "held":
        told = (
            f"{number.name} {times} times, first after {moment:.2f} s; exit code {end.code}, {end.left} left"
        )
        print(f"{victim.words}: {told}\n{end.text}", file=sys.stderr)
    return verdict


def _words(victim: Victim, out: Path) -> list[str]:
    """Return the words with their folders, and how to go on where something was begun."""
    words = victim.words.replace("RUN", str(out.parent / RUN)).replace("OUT", str(out))
    more = victim.again if victim.again and out.is_dir() and any(out.iterdir()) else ""
    return [*words.split(), *more.split()]


def _finish(victim: Victim, out: Path) -> None:
    end = run(_words(victim, out), out.parent)
    if end.code != 0:
        raise RuntimeError(f"cocogen {victim.words} does not come to its end: {end.code}, {end.text}")


def _verdict(number: signal.Signals, end: End, seconds: float) -> Verdict:
    if end.broke:
        return "broke"
    if end.code == 0:
        return "held" if seconds < LATE and end.out and not end.left else "wrong"
    said = [line for line in end.said if not line.startswith(("cocogen: stopping after", "cocogen: note:"))]
    told = len(said) == 1 and said[0].startswith("cocogen: stopped")
    return "held" if told and end.code == CODES[number] and not end.left else "wrong"


def _remove(path: Path) -> None:
    for found in path.parent.glob(f"{path.name}*"):
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()
