"""The player: what Mesa's SolaraViz steps and resets in place of a model; it asks the run for rounds."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING
from weakref import WeakSet, ref

from solara.util import CancelledError

from cocogen.visualizations.browser.run import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.run import Run, View
    from cocogen.visualizations.browser.snapshot import Snapshot


class Player:
    """Stands for a run towards Mesa, from one reset to the next: making one begins the run anew.

    Mesa calls :meth:`step` in two ways. A click on *Step* comes on an event loop, which must not wait. While it plays, a
    thread of Mesa's own calls, which waits until the page shows the last round and then for the next one, so that none is
    passed over. Such a thread may come late: after a pause and a reset, or when the visitor paused and played again before it
    woke. It is ended then.

    Args:
        run: the run.
        await_page: returns when the page shows what there is to see.
    """

    running = True
    """For Mesa: rounds can be played."""

    def __init__(self, run: Run, await_page: Callable[[], object] = lambda: None) -> None:
        self.run = run
        self._await_page = await_page
        self._era = run.begin_anew()
        self._late: WeakSet[threading.Thread] = WeakSet(threading.enumerate())
        self._thread = ref(threading.current_thread())

    @property
    def view(self) -> View:
        """What there is to see."""
        return self.run.view

    @property
    def steps(self) -> int:
        """How many rounds were played, as Mesa 3.3 shows it."""
        snapshot: Snapshot | None = self.run.view.snapshot
        return snapshot.round if snapshot else 0

    time = steps
    """The same, as later versions show it."""

    def step(self) -> None:
        """Ask for one round; wait for it if this is a thread that plays.

        Raises:
            CancelledError: in a thread that has nothing to play any more; solara ends its task quietly.
        """
        if _on_event_loop():
            self.run.play(self._era)
            return
        thread = threading.current_thread()
        if thread in self._late:
            raise CancelledError
        last = self._thread()
        if last is not thread:
            if last is not None:
                self._late.add(last)
            self._thread = ref(thread)
        self._await_page()
        try:
            self.run.await_round(self._era)
        except Stopped:
            raise CancelledError from None


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
