"""The one owner of what a visitor plays: a model in a thread of its own, and the snapshots that it publishes."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from cocogen.visualizations.browser.course import Course, Pair
from cocogen.visualizations.browser.failure import told
from cocogen.visualizations.browser.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.live.beside import Beside
    from cocogen.visualizations.browser.live.story import Story
    from cocogen.visualizations.browser.snapshot import Snapshot
    from cocogen.visualizations.browser.stage import Scene

Thing = TypeVar("Thing")

SETTLING = 0.3
"""Seconds for which the knobs must rest before a new variant is made."""
GLANCE = 0.2
"""Seconds between two looks whether somebody watches again."""
SEEN = ("wish", "snapshot", "story", "rounds", "beside")
"""What a view shows of what is played."""
LONG = 1.0
"""Seconds after which a head start that is still being played shows how far it is."""


class Stopped(Exception):  # noqa: N818 - no error: the visitor has turned to something else
    """The round that was asked for will not be played: the run began anew, or has ended."""


@dataclass(frozen=True)
class View:
    """What there is to see; replaced as a whole, never changed.

    Args:
        wish: what the snapshot is of; None before there is one.
        snapshot: the variant after its last whole round.
        story: of the rounds so far, which goes on.
        rounds: how many of them there are to see.
        beside: what is played beside it; None if nothing is.
        busy: whether the visitor waits for something.
        progress: how far it is, in words, where that takes long.
        problem: what is wrong, in one line; empty if nothing is.
        refusals: how many wishes were refused so far.
    """

    wish: Wish | None = None
    snapshot: Snapshot | None = None
    story: Story | None = None
    rounds: int = 0
    beside: Beside | None = None
    busy: bool = True
    progress: str = ""
    problem: str = ""
    refusals: int = 0


class Run:
    """Plays one visitor's variant, and what is compared with it.

    Everybody else sends wishes and reads :attr:`wish` (where the knobs stand) and :attr:`view` (what the board shows). The
    latest wish wins. One that cannot be is refused: the knobs return to the variant that there is, and the view says why.
    Nobody but the run's own thread ever touches a model.

    Args:
        wish: what to play first.
        notify: is told, by the run's thread, that there is something new to see; not of rounds that somebody awaits.
        watched: tells whether anybody is there to see; while nobody is, no round is played.
    """

    def __init__(
        self, wish: Wish, notify: Callable[[], object], watched: Callable[[], bool] = lambda: True
    ) -> None:
        self.wish = wish
        self.view = View()
        self._notify = notify
        self._watched = watched
        self._changed = Condition()
        self._pair: Pair | None = None
        self._home: tuple[Wish, Pair | None] | None = None
        self._era = 0
        self._asked = self._answered = 0
        self._anew = self._broken = False
        self._rest_until = 0.0
        self._clicks = self._awaited = self._played = 0
        self._closed = False
        self._errands: list[tuple[Callable[[Course], Any], Future[Any]]] = []

    # -- what others ask for -------------------------------------------------------------------------------------

    def start(self) -> Callable[[], None]:
        """Begin to work, and return what ends it."""
        running.add(self)
        Thread(target=self._work, name="cocogen-run", daemon=True).start()
        return self.close

    def ask(self, wish: Wish) -> None:
        """Play another variant, or the same one with a knob turned, once the knobs have come to rest."""
        with self._changed:
            if wish != self.wish:
                self.wish = wish
                self._ask(rest=SETTLING)

    def go(self, scene: Scene, beside: Scene | None = None) -> None:
        """Ask for another variant, with no knob turned; for one of another scenario with what is beside it."""
        with self._changed:
            self.ask(self.wish.of(scene, beside))

    def compare(self, scene: Scene | None) -> None:
        """Have another variant played beside this one; None for none."""
        with self._changed:
            self.ask(self.wish.compared(scene))

    def ask_what_if(self, after: int) -> None:
        """Let knobs change what holds from the round after on."""
        with self._changed:
            self._wish_at_once(self.wish.asking(after))

    def keep(self) -> None:
        """Go on with what is looked at, and have nothing beside it."""
        with self._changed:
            self._wish_at_once(self.wish.kept())

    def take_back(self) -> None:
        """Go on as if nothing had been asked and changed."""
        with self._changed:
            self._wish_at_once(self.wish.taken_back())

    def set_out(self) -> None:
        """Put what is played aside, as it is, until :meth:`come_home`."""
        with self._changed:
            self._home = self.wish, None if self._broken else self._pair
            self._pair = None

    def visit(self, wish: Wish) -> None:
        """Play something else, at once."""
        with self._changed:
            self._wish_at_once(wish)

    def come_home(self) -> None:
        """Go on with what was put aside."""
        with self._changed:
            if self._home:
                wish, self._pair = self._home
                self._home = None
                self._wish_at_once(wish)

    def forget_home(self) -> None:
        """Forget what was put aside."""
        with self._changed:
            self._home = None

    def turn(self, knob: str, value: Any) -> None:
        """Ask for what is wished for with a knob turned."""
        with self._changed:
            self.ask(self.wish.turned(knob, value))

    def complain(self, problem: str) -> None:
        """Say that something cannot be; everything stays as it is."""
        with self._changed:
            self._show(problem=problem, refusals=self.view.refusals + 1)

    def begin_anew(self) -> int:
        """Play what is wished for from the start, at once; return the number of the era that begins.

        What was changed in mid-run is forgotten, unless nothing has been played yet: an address may say it.
        """
        with self._changed:
            self._era += 1
            self._awaited = 0
            self._anew = True
            self._wish_at_once(self.wish.from_the_start() if self._pair else self.wish)
            return self._era

    def play(self, era: int) -> None:
        """Ask for one more round and do not wait for it; a late request from an earlier era is passed over."""
        with self._changed:
            if not self._is_over(era):
                self._clicks += 1
                self._show(busy=True)

    def await_round(self, era: int) -> None:
        """Ask for one more round, and return when it is there to see.

        Raises:
            Stopped: if that era is over, or the run has ended.
        """
        with self._changed:
            if self._is_over(era):
                raise Stopped
            before = self._played
            self._awaited += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._played > before or self._is_over(era))
            if self._is_over(era):
                raise Stopped

    def hand_over(self, make: Callable[[Course], Thing]) -> Thing:
        """Return what is made of the course that is looked at, by the run's thread, between two rounds.

        Raises:
            Stopped: if nothing is played, or the run has ended.
        """
        errand: Future[Thing] = Future()
        with self._changed:
            if self._closed or self._pair is None:
                raise Stopped
            self._errands.append((make, errand))
            self._changed.notify_all()
        try:
            return errand.result()
        except CancelledError:
            raise Stopped from None

    def close(self) -> None:
        """End: the round that is being played is the last one, and nothing is kept."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _wish_at_once(self, wish: Wish) -> None:
        self.wish = wish
        self._ask(rest=0.0)

    def _ask(self, rest: float) -> None:
        self._asked += 1
        self._clicks = 0
        self._rest_until = time.monotonic() + rest
        self._show(busy=True, progress="", problem="")

    def _is_over(self, era: int) -> bool:
        return self._closed or era != self._era

    def _show(self, **news: Any) -> None:
        with self._changed:
            self.view = replace(self.view, **news)
            self._changed.notify_all()

    # -- the run's own thread ------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (task := self._next_task()) is not None:
            if task():
                self._tell()
        with self._changed:
            for _, errand in self._errands:
                errand.cancel()
            self._errands.clear()
        self._pair = self._home = None
        self.view = View()

    def _next_task(self) -> Callable[[], bool] | None:
        with self._changed:
            while not self._closed:
                if self._errands and self._pair:
                    return partial(self._run_errand, self._pair, *self._errands.pop(0))
                wanted = self._asked != self._answered
                rest = self._rest_until - time.monotonic()
                if wanted and rest <= 0:
                    return self._answer
                if wanted:
                    self._changed.wait(rest)
                elif self._pair is None or self._broken or not (self._clicks or self._awaited):
                    self._changed.wait()
                elif self._watched():
                    return partial(self._play_round, self._pair)
                else:
                    self._changed.wait(GLANCE)
            return None

    def _answer(self) -> bool:
        """Show what is wished for after its head start, or refuse it; return whether there is news."""
        with self._changed:
            asked, wish, pair = self._asked, self.wish, self._pair
            there = pair.courses if pair and not (self._anew or self._broken) else ()
        refusal: dict[str, Any] = {}
        try:
            pair = self._make(wish, there, asked)
        except Exception as error:
            refusal = {"problem": told(error), "refusals": self.view.refusals + 1}
        seen = pair.seen() if pair else {name: getattr(View, name) for name in SEEN}
        with self._changed:
            if asked != self._asked or self._closed:
                return False
            self._answered, self._anew = asked, False
            if not refusal:
                self._pair, self._broken = pair, False
            elif pair is not None:
                self.wish = pair.wish
            self._show(**seen, busy=False, progress="", **refusal)
        return True

    def _make(self, wish: Wish, there: tuple[Course, ...], asked: int) -> Pair | None:
        """Return what is wished for after its head start; None if something else is wanted meanwhile.

        Args:
            wish: what is wished for.
            there: courses that are played already, which go on; those that are made anew catch up with them.
            asked: the number of the wish.
        """
        wishes = [wish.course, *([wish.ghost] if wish.ghost else [])]
        courses = [next((course for course in there if course.wish == one), None) for one in wishes]
        if wish.config().learning.kind == "federated" and None in courses:
            self._show(progress="Preparing data and generator.")
            self._tell()
        made = [course or Course.of(one) for course, one in zip(courses, wishes, strict=True)]
        pair = Pair(wish, *made)
        rounds = max(wish.least, *(course.model.round for course in made))
        shown = time.monotonic()
        for course in pair.courses:
            while course.model.round < rounds and not course.is_over:
                if asked != self._asked or self._closed:
                    return None
                if time.monotonic() - shown > LONG:
                    shown = time.monotonic()
                    beside = " of what is compared" if course is pair.ghost else ""
                    progress = f"Round {course.model.round} of {rounds}{beside} before you look."
                    self._show(**pair.seen(), progress=progress)
                    self._tell()
                course.play_round()
        return pair

    def _play_round(self, pair: Pair) -> bool:
        """Play one round and show it; return whether there is news that nobody awaits."""
        try:
            pair.play_round()
            seen = pair.seen()
        except Exception as error:
            with self._changed:
                self._broken, self._clicks = True, 0
                problem = (
                    f"Round {pair.course.model.round} cannot be played: {told(error)}; Reset begins anew."
                )
                self._show(busy=False, problem=problem)
            return True
        with self._changed:
            clicked = self._clicks > 0
            self._clicks = max(0, self._clicks - 1)
            self._played += 1
            self._awaited = 0  # this round was for all who wait, also for those who have not woken up yet
            busy = self._clicks > 0 or self._asked != self._answered
            self._show(**seen, busy=busy)
        return clicked and not busy

    def _run_errand(self, pair: Pair, make: Callable[[Course], Any], errand: Future[Any]) -> bool:
        """Make what somebody waits for; that is no news."""
        try:
            errand.set_result(make(pair.course))
        except Exception as error:
            errand.set_exception(error)
        return False

    def _tell(self) -> None:
        try:
            self._notify()
        except Exception:
            if not self._closed:  # a page that is being closed cannot be drawn any more
                raise


running: WeakSet[Run] = WeakSet()
"""All runs of this process that may not have ended."""


def end_all() -> None:
    """End every run, because the server closes."""
    for run in list(running):
        run.close()
