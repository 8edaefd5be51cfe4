"""``cocogen report``: one HTML page that says what was run, what came out, and how to run it again."""

from __future__ import annotations

from pathlib import Path

import click

from cocogen.model.records.numerals import decimals
from cocogen.scenarios.console.terminal import say, shown
from cocogen.scenarios.runs.stored_run import REPORT


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The page.  [default: DIR/report.html]")
@click.option("--quiet", is_flag=True, help="Print the page's path only.")
def report(folder: Path, out: Path | None, quiet: bool) -> int:
    """Write a self-contained page on the run, sweep or reproduction in DIR: figures, tables, claims, configuration."""
    from cocogen.model.files.atomic import write_bytes
    from cocogen.scenarios.folders.seal import is_sealed, sealed
    from cocogen.scenarios.reporting.page import report_page
    from cocogen.scenarios.reporting.reading import ResultError, read_result

    result = read_result(folder)
    page = report_page(result)
    target = folder / REPORT if out is None else out
    if out is not None and out.exists():
        raise ResultError(f"{out} exists; choose another --out")
    if target.exists() and not is_sealed(target):
        raise ResultError(f"{target} is not as cocogen wrote it; move it elsewhere, or choose another --out")
    write_bytes(target, sealed(page))
    said = f"Report   {shown(target)} ({decimals(len(page) / 1e6, 1)} MB, needs no other file)"
    say(target if quiet else said)
    registered = result.about.get("registration")
    if registered and not quiet:
        say(f"Registered before the first number: SHA-256 {registered}")
    return 0
