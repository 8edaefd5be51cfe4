"""The outermost handler: whatever happens in a command ends in one line and an exit code."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.command_line.listener import Listener
from cocogen.scenarios.console.streams import let_go, mend
from cocogen.scenarios.console.terminal import say_error, say_stopped
from cocogen.scenarios.runs.stopping import STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERNAL = 70
"""Exit code of an error that nobody foresaw (EX_SOFTWARE)."""
CLOSED = 141
"""Exit code where the reader of the output went away, as of any command that SIGPIPE ends."""


def run_process(arguments: Sequence[str]) -> int:
    """Run a command as the only purpose of this process, and return the code to exit with.

    Signals, the standard streams, and the errors of threads and destructors are the command's from here on.
    """
    listener = Listener()
    listener.install()
    mend()
    threading.excepthook = lambda what: _aside(what, arguments)
    sys.unraisablehook = lambda what: None if listener.lost(what.exc_type) else _aside(what, arguments)
    code = guarded(arguments, listener)
    let_go()
    listener.finish(code)
    return code


def guarded(arguments: Sequence[str], listener: Listener | None = None) -> int:
    """Run a command and return its exit code, whatever happens.

    Args:
        arguments: command-line words.
        listener: is told when the command begins.
    """
    try:
        from cocogen.scenarios.command_line.application import run_command

        if listener is not None:
            listener.begin()
        return run_command(list(arguments))
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt) or (listener is not None and listener.stopping)
        return _stopped() if stopped else _answered(error, arguments)


def _stopped() -> int:
    say_stopped()
    return STOP.code


def _answered(error: BaseException, arguments: Sequence[str]) -> int:
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    if isinstance(error, BrokenPipeError):
        return CLOSED
    from cocogen.scenarios.command_line.mishap import report

    say_error(report(error, arguments))
    return INTERNAL


def _aside(what: Any, arguments: Sequence[str]) -> None:
    """Say what went wrong beside the command: in a thread, or where nobody can be told."""
    if isinstance(what.exc_value, Exception) and not isinstance(what.exc_value, BrokenPipeError):
        from cocogen.scenarios.command_line.mishap import report

        say_error(f"note: {report(what.exc_value, arguments)}")
