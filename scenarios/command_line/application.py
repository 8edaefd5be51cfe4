"""The application: its commands, and how every wrong input becomes one line and exit code 2."""

from __future__ import annotations

import os
import sys
import warnings
from difflib import get_close_matches
from typing import Any

import click
from click.shell_completion import shell_complete

from cocogen.scenarios.command_line.calibrating import calibrate
from cocogen.scenarios.command_line.comparing import compare
from cocogen.scenarios.command_line.forking import fork
from cocogen.scenarios.command_line.gaming import game
from cocogen.scenarios.command_line.listing import list_everything
from cocogen.scenarios.command_line.mishap import is_message
from cocogen.scenarios.command_line.reporting import report
from cocogen.scenarios.command_line.reproducing import reproduce
from cocogen.scenarios.command_line.running import run
from cocogen.scenarios.command_line.sweeping import sweep
from cocogen.scenarios.command_line.viewing import view
from cocogen.scenarios.console.notes import Notes
from cocogen.scenarios.console.terminal import say, say_error
from cocogen.scenarios.runs.stopping import STOP

NAME = "cocogen"
COMPLETION = "_COCOGEN_COMPLETE"
"""Environment variable by which a shell asks for completions."""
NO_ARGUMENTS: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What click 8.2 and later raise where help is wanted."""


class Application(click.Group):
    """The group of commands; it answers a mistyped command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names."""
        known = self.list_commands(ctx)
        if args and args[0] not in known:
            near = get_close_matches(args[0], known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"unknown command {args[0]!r}{hint} (allowed: {', '.join(known)})")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Application,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(package_name="cocogen", message="cocogen %(version)s")
def application() -> None:
    """Organizations train one model together while they compete: run scenarios, sweeps and the browser."""


application.add_command(list_everything)
application.add_command(run)
application.add_command(fork)
application.add_command(game)
application.add_command(sweep)
application.add_command(compare)
application.add_command(reproduce)
application.add_command(report)
application.add_command(view)
application.add_command(calibrate)


def run_command(arguments: list[str]) -> int:
    """Run the command line ``arguments`` and return the exit code; what is wrong with the input is one line, as is a warning.

    Raises:
        Exception: whatever nobody foresaw.
        KeyboardInterrupt: if it is stopped.
    """
    STOP.number, STOP.said = 0, False
    shown, notes = warnings.showwarning, Notes()
    warnings.showwarning = notes.hear
    try:
        code = _call(arguments)
        sys.stdout.flush()
    except NO_ARGUMENTS as error:
        say(error.format_message())
        return 0
    except click.ClickException as error:
        return _refuse(error.format_message())
    except BrokenPipeError:
        raise
    except OSError as error:
        return _refuse(f"{error.filename or 'input/output'}: {error.strerror or error}")
    except MemoryError as error:
        return _refuse(f"not enough memory: {error}".removesuffix(": "))
    except UnicodeEncodeError as error:
        around = error.object[max(0, error.start - 20) : error.end + 20]
        return _refuse(f"what is not text in UTF-8 cannot be used here: {around!r}")
    except (ValueError, ImportError) as error:
        if not is_message(error):
            raise
        return _refuse(str(error))
    finally:
        warnings.showwarning = shown
        notes.conclude()
    return code


def _call(arguments: list[str]) -> int:
    """Call the command as click's own ``main`` does, which would swallow closed pipes and interrupts."""
    if COMPLETION in os.environ:
        return shell_complete(application, {}, NAME, COMPLETION, os.environ[COMPLETION])
    try:
        with application.make_context(NAME, arguments) as context:
            result = application.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code
    return result if isinstance(result, int) else 0


def _refuse(message: str) -> int:
    say_error(message)
    return 2
