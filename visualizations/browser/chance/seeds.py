"""The one owner of what is played with other seeds: a process aside, and what is known by now."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from cocogen.visualizations.browser.chance.request import ENDED, SEEDS, TRAINS, Request, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHILD = (sys.executable, "-m", "cocogen.visualizations.browser.chance.child")
PAUSE = 0.7
"""Seconds between two times that a page is told of more seeds."""


class Seeds:
    """Plays one visitor's variant with other seeds, in a process that yields to everything else.

    Another request ends the process, which is all that it costs. Nothing runs while nobody wants to see it.

    Args:
        notify: is told, by a thread of this owner's, that there is something new to see.
    """

    def __init__(self, notify: Callable[[], object]) -> None:
        self.spread = Spread()
        self._notify = notify
        self._changed = Condition()
        self._request: Request | None = None
        self._child: subprocess.Popen[str] | None = None
        self._number = self._begun = 0
        self._is_closed = False

    def start(self) -> Callable[[], None]:
        """Begin to work, and return what ends it."""
        playing.add(self)
        Thread(target=self._work, name="cocogen-seeds", daemon=True).start()
        return self.close

    def toggle(self) -> None:
        """Show other seeds, or do no more."""
        with self._changed:
            self._turn(Spread(is_on=not self.spread.is_on))

    def want(self, request: Request | None) -> None:
        """Play this from now on; what was played of something else is forgotten."""
        with self._changed:
            if request != self._request:
                self._request = request
                self._turn(Spread(is_on=self.spread.is_on))

    def close(self) -> None:
        """End: the process is killed, and nothing is kept."""
        with self._changed:
            self._is_closed = True
            self._turn(Spread())

    def _turn(self, spread: Spread) -> None:
        """Forget what is played, and let the thread look what is wanted now."""
        trains = self._request is not None and self._request.trains
        self.spread = Spread(is_on=True, why_not=TRAINS) if trains and spread.is_on else spread
        self._number += 1
        if self._child is not None:
            self._child.kill()
        self._changed.notify_all()

    # -- the thread ----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (task := self._next_task()) is not None:
            child, number = task
            with child:
                try:
                    self._listen(child, number)
                finally:
                    child.kill()

    def _next_task(self) -> tuple[subprocess.Popen[str], int] | None:
        """Return the process for what is wanted, once something else is, and its number; None when this is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._is_wanted)
            if self._is_closed or self._request is None:
                return None
            self._begun = self._number
            self._child = _child_of(self._request)
            return self._child, self._number

    @property
    def _is_wanted(self) -> bool:
        asked = self.spread.is_on and not self.spread.why_not and self._request is not None
        return asked and self._begun != self._number

    def _listen(self, child: subprocess.Popen[str], number: int) -> None:
        """Take what the process says until it ends, and tell now and then."""
        played: list[Any] = []
        failed = 0
        last = time.monotonic()
        assert child.stdout  # noqa: S101 - narrows for mypy
        for line in child.stdout:
            answer: Mapping[str, Any] = json.loads(line)
            failed += "error" in answer
            if "played" in answer:
                played.append(answer["played"])
            is_last = len(played) + failed == SEEDS
            if is_last or time.monotonic() - last > PAUSE:
                last = time.monotonic()
                if not self._tell(Spread.over(played, failed), number):
                    return
        if len(played) + failed < SEEDS:
            self._tell(Spread(is_on=True, why_not=ENDED), number)

    def _tell(self, spread: Spread, number: int) -> bool:
        """Show what is known, unless something else is wanted meanwhile; return whether nothing is."""
        with self._changed:
            if number != self._number:
                return False
            self.spread = spread
        try:
            self._notify()
        except Exception:
            if not self._is_closed:  # a page that is being closed cannot be drawn any more
                raise
        return True


playing: WeakSet[Seeds] = WeakSet()
"""All owners of this process that may not have ended."""


def end_all() -> None:
    """End every one, because the server closes."""
    for seeds in list(playing):
        seeds.close()


def _child_of(request: Request) -> subprocess.Popen[str]:
    child = subprocess.Popen(  # noqa: S603 - our own module
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdin  # noqa: S101 - narrows for mypy
    with suppress(BrokenPipeError):  # it has ended already, which is noticed when it is listened to
        child.stdin.write(json.dumps(request.as_json()) + "\n")
        child.stdin.close()
    return child
