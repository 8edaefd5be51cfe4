"""The ear of a command that owns its process: one signal interrupts it, two end it, none is lost or leaves a traceback.

Loaded before everything else, so that Ctrl-C is answered while everything else is loaded.
"""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from cocogen.scenarios.console.streams import let_go
from cocogen.scenarios.runs.stopping import SIGNALS, STOP

if TYPE_CHECKING:
    from types import FrameType

GRACE = 5.0
"""Seconds that an interrupted command may take to close what it has open, before it is ended on the spot."""
IMPORT_SECONDS = 1.0
"""Seconds that an import under way is given to end."""
POKE = 0.05
"""Seconds between two trials to interrupt what must not be interrupted just now."""
IMPORTING = "<frozen importlib._bootstrap>"
QUIET_TRACKER = "ignore:resource_tracker:UserWarning"
"""Multiprocessing tidies up after a process that was ended on the spot; its helper, which inherits this, need not say so."""
STOPPED = "cocogen: stopped\n"
SHOW_CURSOR = "\x1b[?25h\n"


class Listener:
    """Answers signals for as long as the process lives.

    The first one raises KeyboardInterrupt, so that everything that is open is closed properly; one that came before the command
    began, or the second, ends the process on the spot, and its workers with it. Libraries that are being imported may make
    something else of an interrupt, so it waits for the end of the import, but not for long. One that got lost in a destructor
    is raised again.
    """

    def __init__(self) -> None:
        self._begun = False
        self._stopping = False
        self._due = False
        self._poked = False
        self._imports_end = 0.0
        self._code: int | None = None

    def install(self) -> None:
        """Listen from now on; outside the main thread nothing can."""
        try:
            for number in SIGNALS:
                signal.signal(number, self._hear)
        except ValueError:
            return
        atexit.register(self._last)
        sys.warnoptions.append(QUIET_TRACKER)

    @property
    def stopping(self) -> bool:
        """Whether the command was interrupted."""
        return self._stopping

    def begin(self) -> None:
        """Say that there may be something to close from now on."""
        self._begun = True

    def finish(self, code: int) -> None:
        """Say that all is done and said, so that a signal need only end the process, with this exit code."""
        self._begun, self._code, STOP.said = False, code, True

    def lost(self, kind: type[BaseException]) -> bool:
        """Take note of an exception that reached nobody; tell whether it was the interrupt, which will come again then."""
        self._due = self._due or (self._stopping and issubclass(kind, KeyboardInterrupt))
        return self._due

    def leave(self) -> None:
        """End the process on the spot, and its workers with it."""
        _kill_children()
        if not STOP.said:
            _write(f"{SHOW_CURSOR if _is_terminal() else ''}{STOPPED}")
        os._exit(STOP.code if self._code is None else self._code)

    def _last(self) -> None:
        """End the process before Python takes itself down: it would answer signals by itself then, and take its time."""
        if self._code is not None:
            let_go()
            os._exit(self._code)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self._poked:
            self._poked = False
            if not self._due:
                return
        else:
            STOP.number = number
            if self._stopping or not self._begun:
                self.leave()
            self._stopping = True
            self._imports_end = time.monotonic() + IMPORT_SECONDS
            _thread.start_new_thread(self._insist, (number,))
        self._due = time.monotonic() < self._imports_end and _imports(frame)
        if not self._due:
            raise KeyboardInterrupt

    def _insist(self, number: int) -> None:
        """Raise again what had to wait or got lost, and end the process if it does not end by itself."""
        end = time.monotonic() + GRACE
        while time.monotonic() < end:
            time.sleep(POKE)
            if self._due and signal.getsignal(number) == self._hear:
                self._poked = True
                _thread.interrupt_main(signal.Signals(number))
        self.leave()


def _imports(frame: FrameType | None) -> bool:
    """Tell whether a frame is part of an import that began after the command did."""
    while frame is not None and frame.f_globals.get("__name__") != "cocogen.scenarios.command_line.guard":
        if frame.f_code.co_filename == IMPORTING:
            return True
        frame = frame.f_back
    return False


def _kill_children() -> None:
    """Kill the worker processes, also those that are only starting."""
    multiprocessing = sys.modules.get("multiprocessing.process")
    for process in list(getattr(multiprocessing, "_children", ())):
        process.kill()


def _is_terminal() -> bool:
    try:
        return os.isatty(2)
    except OSError:
        return False


def _write(text: str) -> None:
    """Write to standard error past Python's buffers, one of which may just be in use."""
    try:
        os.write(2, text.encode())
    except OSError:
        return
