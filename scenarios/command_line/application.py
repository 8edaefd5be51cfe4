"""The application: its commands, and how every wrong input becomes one line and exit code 2."""

from __future__ import annotations

import warnings
from difflib import get_close_matches

import click

from scenarios.command_line.calibrating import calibrate
from scenarios.command_line.comparing import compare
from scenarios.command_line.forking import fork
from scenarios.command_line.gaming import game
from scenarios.command_line.listing import list_scenarios
from scenarios.command_line.reporting import report
from scenarios.command_line.reproducing import reproduce
from scenarios.command_line.running import run
from scenarios.command_line.sweeping import sweep
from scenarios.command_line.terminal import Notes, say_error
from scenarios.command_line.viewing import view


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


application.add_command(list_scenarios)
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
    """Run the command line ``arguments`` and return the exit code; a warning is one line, too."""
    shown, notes = warnings.showwarning, Notes()
    warnings.showwarning = notes.hear
    try:
        result = application.main(arguments, prog_name="cocogen", standalone_mode=False)
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
    finally:
        warnings.showwarning = shown
        notes.conclude()
    return result if isinstance(result, int) else 0
