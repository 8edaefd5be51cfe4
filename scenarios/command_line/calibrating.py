"""``cocogen calibrate``: fit a task's learning curve to real federated training, and show how well it predicts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenarios.command_line.terminal import number, progress_console, results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from model.learning.calibration import Calibration, Measurement

SYMBOLS = {
    "floor": ("A₀", "accuracy without learning, share"),
    "ceiling": ("A∞", "accuracy that learning approaches, share"),
    "scale": ("S", "effective samples"),
    "exponent": ("β", ""),
    "knowledge_retention": ("μ", "share of knowledge that survives a round"),
    "skew_penalty": ("δ", "how much label skew spoils a contribution, 0..1"),
    "alignment_loss": ("η", "how much worse a skewed market is served, 0..1"),
    "fidelity": ("φ", "real samples that a synthetic one is worth"),
}
"""Symbol and unit of each fitted parameter, in the order of model.md."""


@click.command()
@click.argument("task")
@click.option(
    "--generator", default="vae", show_default=True, help="Generative model of the synthetic samples."
)
@click.option(
    "--rounds", type=click.IntRange(min=5), default=20, show_default=True, help="Rounds of every run."
)
@click.option(
    "--repeats", type=click.IntRange(min=1), default=2, show_default=True, help="Seeds of every setting."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the figure.  [default: runs/calibration-TASK]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the fit for machines.")
def calibrate(task: str, generator: str, rounds: int, repeats: int, out: Path | None, as_json: bool) -> int:
    """Fit the learning curve of TASK to real training over a grid of sizes, skews and synthetic shares.

    The fit is stored beside your other calibrations and used by every later run of the task.
    """
    from rich.progress import Progress

    from model.learning.calibration import save_calibration
    from model.learning.experiments import calibrate as fit
    from visualizations.figures import save_figure
    from visualizations.figures.calibration import draw_calibration

    with Progress(console=progress_console()) as bar:
        job = bar.add_task(f"training {task}", total=None)
        calibration, held_out = fit(
            task,
            generator=generator,
            rounds=rounds,
            repeats=repeats,
            progress=lambda done, total: bar.update(job, completed=done, total=total),
        )
    stored = save_calibration(calibration)
    folder = out or Path("runs") / f"calibration-{task}"
    figure = save_figure(draw_calibration(calibration, held_out), folder / "predicted-and-measured")[0]
    if as_json:
        click.echo(json.dumps({"stored": str(stored), "figure": str(figure), **asdict(calibration)}))
        return 0
    console = results()
    _print_fit(console, calibration, held_out)
    console.print(
        f"\nFigure   {figure}\nStored   {stored}\nNext     cocogen run quickstart --set task.name={task}",
        soft_wrap=True,
    )
    return 0


def _print_fit(console: Console, calibration: Calibration, held_out: Sequence[Measurement]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2), header_style="bold")
    table.add_column("parameter", no_wrap=True)
    table.add_column("fit", justify="right")
    table.add_column("± s.e.", justify="right")
    table.add_column("meaning")
    for name, (symbol, meaning) in SYMBOLS.items():
        error = calibration.standard_errors.get(name)
        shown = "at its bound" if error is None else number(error)
        table.add_row(f"{symbol}  {name}", number(getattr(calibration, name)), shown, meaning)
    console.print(table)
    console.print(
        f"\nOn {len(held_out)} held-out runs the predicted accuracy is off by "
        f"{calibration.mean_absolute_error or float('nan'):.3f} on average (rounds 5 and later)."
    )
