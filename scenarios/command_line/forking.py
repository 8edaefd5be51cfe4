"""``cocogen fork``: continue a run under another policy, beside the run as it was."""

from __future__ import annotations

from pathlib import Path

import click

from scenarios.command_line.options import overrides_of
from scenarios.command_line.running import RUNS, present
from scenarios.toolkit.store import RunFolder, fresh_folder


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--at", type=int, required=True, help="The last round that both have in common; 0: none.")
@click.option("--market", help="Which of the run's markets.  [default: its headline]")
@click.option("--rounds", type=int, help="Rounds in all.  [default: the run's]")
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="What the fork changes.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the fork.  [default: runs/fork-time]")
@click.option("--json", "as_json", is_flag=True, help="Print the summary for machines.")
@click.option("--quiet", is_flag=True, help="Print the folder's path only.")
def fork(
    path: Path,
    at: int,
    market: str | None,
    rounds: int | None,
    assignments: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Continue a RUN folder under another policy from a round on, beside the run as it was.

    Both share every draw of chance, so they differ by the policy alone.
    """
    from scenarios.toolkit.forking import fork_run
    from scenarios.toolkit.runner import play

    scenario, models = fork_run(path, at, overrides_of(assignments, rounds=rounds), market)
    folder = RunFolder(out if out is not None else fresh_folder(RUNS, "fork"))
    folder.claim()
    try:
        configs = {name: model.config for name, model in models.items()}
        return present(
            scenario,
            configs,
            folder,
            lambda progress: play(scenario, models, folder, progress),
            as_json=as_json,
            quiet=quiet,
        )
    finally:
        folder.release()
