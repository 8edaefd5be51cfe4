"""The command ``cocogen``. Nothing is loaded here before Ctrl-C is listened for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit.

    The exit code is 0 if it is done, 2 after a wrong input, which is answered in one line, 70 after an error that nobody
    foresaw, 130 when stopped by Ctrl-C, 143 by SIGTERM, and 141 if the reader of the output went away.

    Args:
        arguments: command-line words; those of the process by default, which then is the command's: its signals and streams too.
    """
    if arguments is None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave)
    from cocogen.scenarios.command_line.guard import guarded, run_process

    sys.exit(run_process(sys.argv[1:]) if arguments is None else guarded(arguments))


def run_file(path: str) -> None:
    """Run the scenario of a file as if the file were a program: ``python scenarios/quickstart.py --rounds 5``.

    Args:
        path: the file, whose name is that of its scenario.
    """
    name = path.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    sys.argv[1:1] = ["run", name.replace("_", "-")]
    main()


def _leave(number: int, _frame: object) -> None:
    os.write(2, b"cocogen: stopped\n")
    os._exit(128 + number)
