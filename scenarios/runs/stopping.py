"""How signals stop what runs: after the round, at once, or when a process has been started; and the exit code that follows.

Ctrl-C (SIGINT) and SIGTERM are treated alike. Handlers belong to the main thread; in another one the blocks here change nothing.
A block puts back the handlers that it found, and interrupts by calling them.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    Answer = Callable[[int, FrameType | None, Any], object]
    """Takes a signal, the frame that it interrupts, and the handler that would have taken it otherwise."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)
NOBODY = (None, signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler)
"""Handlers that say that nobody listens."""
STOPPING = "cocogen: stopping after this round; once more stops at once"


class Stop:
    """What is known of this process being stopped.

    Args:
        number: the last signal; 0 before any.
        said: whether the reader was told.
    """

    def __init__(self, number: int = 0, said: bool = False) -> None:
        self.number = number
        self.said = said

    @property
    def code(self) -> int:
        """The exit code, as shells count: 130 after Ctrl-C, 143 after SIGTERM."""
        return 128 + (self.number or signal.SIGINT)


STOP = Stop()
"""Of this process, for signals are its own."""


@contextmanager
def after_the_round() -> Iterator[threading.Event]:
    """Turn the first signal into a wish to stop when a round is over, and say so; the second interrupts."""
    wish = threading.Event()

    def answer(number: int, frame: FrameType | None, before: Any) -> None:
        if wish.is_set():
            _interrupt(number, frame, before)
        STOP.number = number
        wish.set()
        _thread.start_new_thread(_say, (STOPPING,))  # for it may have interrupted just what prints

    with _answered(answer):
        yield wish


@contextmanager
def at_once() -> Iterator[None]:
    """Let SIGTERM interrupt the block as Ctrl-C does, and Ctrl-C also where it was ignored."""
    with _answered(_interrupt):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals wait for the end of the block, and keep Ctrl-C for ever from the processes that are started in it.

    A process whose parent is interrupted while it starts it, or that is interrupted before it can say that it ignores that,
    ends in a traceback. What is masked here stays masked there.
    """
    waiting: list[int] = []
    masks = hasattr(signal, "pthread_sigmask")
    try:
        with _answered(lambda number, _frame, _before: waiting.append(number)):
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
            try:
                yield
            finally:
                if masks:
                    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    finally:
        for number in waiting[:1]:
            signal.raise_signal(number)


def _interrupt(number: int, frame: FrameType | None, before: Any) -> None:
    STOP.number = number
    if before in NOBODY:
        raise KeyboardInterrupt
    before(number, frame)


def _say(text: str) -> None:
    try:
        print(text, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return


def _handler(answer: Answer, before: Any) -> Callable[[int, FrameType | None], object]:
    return lambda number, frame: answer(number, frame, before)


@contextmanager
def _answered(answer: Answer) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found = {int(number): signal.getsignal(number) for number in SIGNALS}
    try:
        for number, handler in found.items():
            signal.signal(number, _handler(answer, handler))
        yield
    finally:
        for number, handler in found.items():
            signal.signal(number, handler or signal.SIG_DFL)
