"""The tab: whether it is connected, and how a page is drawn anew although several threads have something to say."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from threading import Condition, RLock
from typing import TYPE_CHECKING, Any

import solara
from mesa.visualization.utils import update_counter

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

LONGEST = 2.0
"""Seconds that somebody waits for a page to be drawn."""


@dataclass(frozen=True)
class Tab:
    """One visitor's tab.

    Args:
        lock: held by its server while an event of the visitor is handled.
        is_watched: tells whether a browser is connected.
    """

    lock: AbstractContextManager[Any] = field(default_factory=RLock)
    is_watched: Callable[[], bool] = lambda: True


def this_tab() -> Tab:
    """Return the tab whose page is being drawn; one that is always watched, where no server serves it."""
    if "solara.server.kernel_context" not in sys.modules:
        return Tab()
    from solara.server.kernel_context import PageStatus, get_current_context, has_current_context

    if not has_current_context():
        return Tab()
    context = get_current_context()
    status = context.page_status
    return Tab(context.lock, lambda: PageStatus.CONNECTED in status.values())


class Bell:
    """Has a page drawn anew, by one thread at a time.

    Solara lets the thread that happens to draw also draw what other threads change meanwhile, and gives up when that does not
    end. So whoever rings holds the lock under which the visitor's events are handled, and waits until the page is drawn.

    Args:
        news: what the page depends on; counts up.
        lock: of the tab.
    """

    def __init__(self, news: solara.Reactive[int], lock: AbstractContextManager[Any]) -> None:
        self._news = news
        self._lock = lock
        self._heard = Condition()
        self._count = self._drawn = 0
        self._is_gone = False

    def touch(self) -> int:
        """Have the page drawn with the visitor's next event at the latest; return the number of these news."""
        with self._lock:
            self._count += 1
            self._news.set(self._count)
            return self._count

    def ring(self) -> None:
        """Have the page drawn, and return when it is, or is gone."""
        self.touch()
        self.wait()

    def wait(self) -> None:
        """Return when all news so far are drawn, or the page is gone."""
        with self._heard:
            number = self._count
            self._heard.wait_for(lambda: self._is_gone or self._drawn >= number, LONGEST)

    def use(self) -> None:
        """Draw the present component whenever the bell rings, and whenever Mesa updates its components.

        Whoever updates them must not wait here: solara draws what listeners change when all of them have heard.
        """
        count = self._news.get()
        solara.use_effect(lambda: self._note(count), [count])
        solara.use_effect(lambda: update_counter.subscribe(lambda _: self.touch()), [])
        solara.use_effect(lambda: self._leave, [])

    def _note(self, count: int) -> None:
        with self._heard:
            self._drawn = count
            self._heard.notify_all()

    def _leave(self) -> None:
        with self._heard:
            self._is_gone = True
            self._heard.notify_all()


def use_bell(tab: Tab) -> Bell:
    """Return the bell of a page."""
    news: solara.Reactive[int] = solara.use_reactive(0)
    bell: Bell = solara.use_memo(lambda: Bell(news, tab.lock), [])
    return bell
