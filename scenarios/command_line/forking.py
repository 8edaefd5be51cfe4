"""``cocogen fork``: continue a run under another policy, beside the run as it was."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cocogen.scenarios.command_line.options import overrides_of
from cocogen.scenarios.command_line.running import present
from cocogen.scenarios.folders.manifest import read_manifest
from cocogen.scenarios.runs.run_folder import RUNS, RunFolder, fresh_folder
from cocogen.scenarios.runs.stored_run import RUN, RunFolderError, read_run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.scenarios.runs.session import Session


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path), required=False)
@click.option("--at", type=int, help="The last round that both have in common; 0: none.")
@click.option("--variant", help="Which of the run's variants.  [default: its headline]")
@click.option("--rounds", type=int, help="Rounds in all.  [default: the run's]")
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="What the fork changes.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the fork.  [default: runs/fork-time]")
@click.option("--resume", is_flag=True, help="Go on with the fork in --out; RUN is not needed then.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary for machines.")
@click.option("--quiet", is_flag=True, help="Print the folder's path only.")
def fork(
    path: Path | None,
    at: int | None,
    variant: str | None,
    rounds: int | None,
    assignments: tuple[str, ...],
    out: Path | None,
    resume: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Continue a RUN folder under another policy from a round on, beside the run as it was.

    Both share every draw of chance, so they differ by the policy alone.
    """
    from cocogen.scenarios.runs.forking import fork_session, resumed_fork

    overrides = overrides_of(assignments)
    folder = RunFolder(out if out is not None else fresh_folder(RUNS, "fork"))
    make: Callable[[], Session]
    if resume:
        if out is None:
            raise ValueError("--resume needs --out with the folder to go on with")
        _check_same_fork(folder.path, path, at, variant, overrides)
        make = partial(resumed_fork, folder, rounds)
    elif path is None or at is None:
        raise ValueError(f"a fork needs {'a RUN folder' if path is None else '--at with a round'}")
    else:
        wanted = overrides_of(assignments, rounds=rounds)
        make = partial(fork_session, path, at, wanted, folder, variant)
    folder.claim(resume=resume)
    try:
        return _played(folder, make(), as_json=as_json, quiet=quiet)
    finally:
        folder.release()


def _played(folder: RunFolder, session: Session, *, as_json: bool, quiet: bool) -> int:
    from cocogen.scenarios.runs.runner import play

    configs = {name: model.config for name, model in session.models.items()}
    run = partial(play, session)
    return present(session.scenario, configs, folder, session.origin, run, as_json=as_json, quiet=quiet)


def _check_same_fork(
    folder: Path, parent: Path | None, at: int | None, variant: str | None, overrides: Mapping[str, Any]
) -> None:
    """Refuse to go on with a fork if what is said of it, which may be nothing, is not so.

    Raises:
        RunFolderError: one line on the first difference.
    """
    from cocogen.scenarios.runs.forking import fork_point

    stored = read_run(folder)
    point = fork_point(stored)
    if parent is not None and read_manifest(parent, RUN).identity != point.identity:
        raise RunFolderError(
            f"{parent} is not the run that {folder} was made from, or has changed since; "
            f"{stored.origin.resume_command(folder)} goes on with what the fork holds"
        )
    known = {n: v for n, v in stored.origin.overrides.items() if n in overrides}
    said = (
        ("--at", at, point.at),
        ("--variant", variant, point.variant),
        ("--set", overrides or None, known),
    )
    for option, given, there in said:
        if given is not None and given != there:
            raise RunFolderError(
                f"{folder} is a fork with other options: {option} differs; --resume remembers them"
            )
