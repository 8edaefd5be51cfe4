"""``cocogen calibrate``: fit a task's curves to real federated training, and show how well they predict."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click

from cocogen.agents.names import unknown_name
from cocogen.model.config.overrides import assignment, parse_assignments
from cocogen.model.records.numerals import number, share
from cocogen.scenarios.console.terminal import (
    json_line,
    plain_table,
    progress_console,
    results,
    say,
    say_places,
    say_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console
    from rich.table import Table

    from cocogen.model.learning.calibration import Calibration, Measurement

RUNS = Path("runs")
SYMBOLS = {
    "floor": ("A₀", "accuracy without learning, share"),
    "ceiling": ("A∞", "accuracy that learning approaches, share"),
    "scale": ("S", "effective samples"),
    "exponent": ("β", ""),
    "knowledge_retention": ("μ", "share of knowledge that survives a round"),
    "skew_penalty": ("δ", "how much label skew spoils a contribution, 0..1"),
    "fidelity": ("φ", "real samples that a synthetic one is worth"),
    "own_error": ("ε", "share beyond the largest class that own models never get right"),
    "own_scale": ("S°", "samples by which own models learn one class"),
    "own_classes": ("ν", "how much slower they learn more classes"),
    "own_exponent": ("β°", ""),
    "own_fidelity": ("φ°", "real samples that a synthetic one is worth to them"),
    "own_retention": ("μ°", "share of samples that they remember a round later"),
    "tuned_base": ("c₀", "of a member's accuracy, share"),
    "tuned_majority": ("c₁", "what it owes to its largest class"),
    "tuned_own": ("ω", "what it owes to what its own samples give it"),
    "tuned_slope": ("λ", "what it owes to the common model"),
    "tuning_samples": ("T", "own samples at which tuning has gone half its way"),
    "prevalence_gain": ("ψ", "what an untuned model gains on frequent classes"),
}
"""Symbol and unit of each fitted parameter, in the order of model.md."""


@dataclass(frozen=True)
class Place:
    """Where a calibration will be stored, and what asks for it then.

    Args:
        path: the file; None for one of one's own.
        name: of one's own.
        figure: path of the figure without suffix.
        replaces: whether one of one's own has the name already.
    """

    path: Path | None
    name: str
    figure: Path
    replaces: bool = False

    @property
    def source(self) -> str:
        """What ``game.calibration`` is set to in order to use it."""
        from cocogen.model.learning.calibration_files import OWN

        return f"{OWN}{self.name}" if self.path is None else str(self.path.absolute())


@click.command()
@click.argument("task")
@click.option(
    "--generator", default="vae", show_default=True, help="Generative model of the synthetic samples."
)
@click.option(
    "--rounds", type=click.IntRange(5, 10_000), default=20, show_default=True, help="Rounds of every run."
)
@click.option(
    "--repeats", type=click.IntRange(1, 1000), default=2, show_default=True, help="Seeds of every setting."
)
@click.option(
    "--worth",
    "worths",
    metavar="GENERATOR",
    multiple=True,
    help="Instead of fitting anew, measure what this generator's samples are worth.",
)
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Set a field of the task: task.path=my.csv.",
)
@click.option("--name", metavar="NAME", help="Store it as own:NAME.  [default: the task's, or its file's]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Store it there instead, its figure beside it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the fit for machines.")
def calibrate(
    task: str,
    generator: str,
    rounds: int,
    repeats: int,
    worths: tuple[str, ...],
    assignments: tuple[str, ...],
    name: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Fit the curves of TASK to real training over a grid of sizes, skews and synthetic amounts.

    The fit is stored as own:TASK. A run uses it where it is asked to, with --set game.calibration=own:TASK; without
    that it uses the shipped one. --worth adds to own:TASK if there is one, else to the shipped one.
    """
    from rich.progress import Progress

    from cocogen.model.learning.calibration_files import save_calibration
    from cocogen.model.learning.experiments import calibrate as fit
    from cocogen.visualizations.figures import save_figure
    from cocogen.visualizations.figures.calibration import draw_calibration

    parameters = _task_parameters(task, assignments)
    place = _place(task, parameters, name, out)
    bar = Progress(console=progress_console())
    job = bar.add_task("training", total=None)

    def show(done: int, total: int) -> None:
        bar.start()
        bar.update(job, completed=done, total=total)

    try:
        if worths:
            calibration, held_out = _with_worths(task, worths, rounds, repeats, show, parameters), None
        else:
            calibration, held_out = fit(
                task,
                generator=generator,
                rounds=rounds,
                repeats=repeats,
                progress=show,
                task_parameters=parameters,
            )
    finally:
        if bar.live.is_started:
            bar.stop()
    stored = save_calibration(calibration, place.path, name=place.name)
    figure = (
        None if held_out is None else save_figure(draw_calibration(calibration, held_out), place.figure)[0]
    )
    option = f"--set {assignment('game.calibration', place.source)}"
    if as_json:
        say(json_line({"stored": stored, "figure": figure, "option": option, **asdict(calibration)}))
        return 0
    if held_out is None:
        say_table(worths_table(calibration))
    else:
        _print_fit(results(), calibration, held_out)
    fields = {"task.name": task, **{f"task.{field}": value for field, value in parameters.items()}}
    settings = " ".join(f"--set {assignment(field, value)}" for field, value in fields.items())
    say("")
    say_places(
        [
            *([] if figure is None else [("Figure", figure)]),
            ("Stored", f"{stored}, in place of the fit that was there" if place.replaces else stored),
            ("Use it", option),
            ("Next", f"cocogen run quickstart {settings} {option}"),
        ]
    )
    return 0


def _with_worths(
    task: str,
    names: Sequence[str],
    rounds: int,
    repeats: int,
    progress: Callable[[int, int], None],
    parameters: dict[str, Any],
) -> Calibration:
    """Return the task's calibration, one's own if there is one, with what samples of more generators are worth.

    Raises:
        ValueError: if the task has no calibration yet.
    """
    from cocogen.model.learning.calibration_files import OWN, load_calibration, own_calibrations, own_name
    from cocogen.model.learning.generator_worth import measure_worths

    name = own_name(task, parameters)
    known = load_calibration(f"{OWN}{name}" if name in own_calibrations() else task)
    return measure_worths(
        known, names, rounds=rounds, repeats=repeats, progress=progress, task_parameters=parameters
    )


def worths_table(calibration: Calibration) -> Table:
    """Return the rich table of what samples of each generator are worth."""
    from cocogen.model.learning.calibration import Worth

    table = plain_table(padding=(0, 2))
    table.add_column("generator", no_wrap=True)
    for heading in ("φ", "± s.e.", "φ°, to own models", "± s.e."):
        table.add_column(heading, justify="right")
    own = Worth(calibration.fidelity, calibration.own_fidelity, calibration.standard_errors)
    for name, worth in {calibration.generator: own, **calibration.worths}.items():
        cells = []
        for field in ("fidelity", "own_fidelity"):
            error = worth.standard_errors.get(field)
            cells += [number(getattr(worth, field)), "at its bound" if error is None else number(error)]
        table.add_row(name, *cells)
    return table


def _task_parameters(task: str, assignments: Sequence[str]) -> dict[str, Any]:
    """Return the task's own parameters that were set.

    Raises:
        ValueError: if something else was set, or the task has no such parameter.
    """
    from cocogen.model.config import SimulationConfig, TaskConfig
    from cocogen.model.config.names import ABSTRACT

    if task == ABSTRACT:
        raise ValueError(
            f"task {task!r} has no data to train on, and numbers of its own instead of a calibration"
        )
    given = parse_assignments(assignments)
    allowed = tuple(f"task.{parameter}" for parameter in TaskConfig.known_parameters(task))
    for field in given:
        if field not in allowed:
            raise unknown_name(f"field of task {task!r}:", field, allowed)
    return SimulationConfig().with_overrides({"task.name": task, **given}).task.parameters


def _place(task: str, parameters: dict[str, Any], name: str | None, out: Path | None) -> Place:
    """Decide where the calibration goes, and see that it can be written there, before hours of training.

    Raises:
        ValueError: if the place is taken, cannot be, or cannot be written.
    """
    from cocogen.model.learning.calibration_files import SUFFIX, own_name, own_path

    if out is None:
        name = own_name(task, parameters) if name is None else name
        figure = RUNS / f"calibration-{name}" / "predicted-and-measured"
        place = Place(None, name, figure, replaces=own_path(name).exists())
    elif name is not None:
        raise ValueError(
            "--name and --out exclude each other: a calibration is stored as own:NAME or in a file"
        )
    elif out.suffix != SUFFIX:
        raise ValueError(f"--out takes the path of a {SUFFIX} file, got {str(out)!r}")
    elif out.exists():
        raise ValueError(f"{out} exists; choose another --out")
    else:
        place = Place(out, "", out.with_suffix(""))
    for path in (place.path or own_path(place.name), place.figure):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=path.parent):
                pass
        except OSError as error:
            raise ValueError(f"cannot write to {path.parent}: {error.strerror or error}") from None
    return place


def _print_fit(console: Console, calibration: Calibration, held_out: Sequence[Measurement]) -> None:
    table = plain_table(padding=(0, 2))
    table.add_column("parameter", no_wrap=True)
    table.add_column("fit", justify="right")
    table.add_column("± s.e.", justify="right")
    table.add_column("meaning")
    for name, (symbol, meaning) in SYMBOLS.items():
        error = calibration.standard_errors.get(name)
        shown = "at its bound" if error is None else number(error)
        table.add_row(f"{symbol}  {name}", number(getattr(calibration, name)), shown, meaning)
    say_table(table)
    if calibration.held_out is None:
        return
    off, cells = calibration.held_out, Counter(effect.verdict for effect in calibration.held_out.effects)
    console.print(
        f"\nOn {len(held_out)} held-out runs, from round 5, the predicted accuracy is off by {share(off.errors['member'])} for what members "
        f"serve with, {share(off.errors['alone'])} for own models, {share(off.errors['common'])} for the common model. Whether generating "
        f"helps is predicted right in {cells['right']} of {cells['right'] + cells['wrong']} cells; in {cells['undecided']} more the "
        "measurement does not tell."
    )
