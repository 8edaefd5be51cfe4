"""The application: its commands, and how every wrong input becomes one line and exit code 2."""

from __future__ import annotations

import click
import typer

from scenarios.command_line import listing, running
from scenarios.command_line.terminal import say_error

application = typer.Typer(
    name="cocogen",
    help="Organizations train one model together while they compete: run scenarios, sweeps and the browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.command("list")(listing.list_scenarios)
application.command("run")(running.run)


def run_command(arguments: list[str]) -> int:
    """Run the command line ``arguments`` and return the exit code."""
    try:
        result = application(arguments, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        say_error(error.format_message())
        return 2
    except (KeyboardInterrupt, click.Abort):
        say_error("stopped")
        return 130
    except ValueError as error:
        say_error(str(error))
        return 2
    except OSError as error:
        say_error(f"{error.filename or 'input/output'}: {error.strerror or error}")
        return 2
    return result if isinstance(result, int) else 0
