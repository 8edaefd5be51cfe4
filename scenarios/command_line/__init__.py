"""The command ``cocogen``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0 done, 2 a wrong input answered in one line, 130 stopped by Ctrl-C.

    Args:
        arguments: command-line words; those of the process by default.
    """
    from scenarios.command_line.application import run_command

    sys.exit(run_command(list(sys.argv[1:] if arguments is None else arguments)))


def run_file(scenario: str) -> None:
    """Run one scenario as if its file were a program: ``python scenarios/quickstart.py --rounds 5``."""
    main(["run", scenario, *sys.argv[1:]])
