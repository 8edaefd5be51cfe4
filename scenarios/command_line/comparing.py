"""``cocogen compare``: results side by side, paired by variant and seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cocogen.scenarios.console.terminal import results, say, say_places, say_table

if TYPE_CHECKING:
    from cocogen.scenarios.reporting.comparison import Comparison


@click.command()
@click.argument("folders", metavar="DIR DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--measure", "measures", multiple=True, help="Compare this measure.  [default: the usual four]")
@click.option("--out", type=click.Path(path_type=Path), help="New folder.  [default: runs/compare-time]")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison for machines.")
@click.option("--quiet", is_flag=True, help="Print the folder's path only.")
def compare(
    folders: tuple[Path, ...], measures: tuple[str, ...], out: Path | None, as_json: bool, quiet: bool
) -> int:
    """Compare runs or sweeps with the first of them, paired by variant and seed where they share them; a fork with its run after the fork."""
    from cocogen.model.files.atomic import write_parquet
    from cocogen.model.records.measures import all_measures
    from cocogen.scenarios.reporting.comparison import compare_results, comparison_figures
    from cocogen.scenarios.reporting.reading import read_result
    from cocogen.scenarios.reporting.sweep_tables import sweep_data
    from cocogen.scenarios.runs.run_folder import RUNS, fresh_folder
    from cocogen.visualizations.figures import save_figure

    all_measures.check(measures)
    comparison = compare_results(
        [read_result(folder) for folder in folders], *([measures] if measures else [])
    )
    path = _new(out) if out is not None else fresh_folder(RUNS, "compare")
    write_parquet(path / "comparison.parquet", comparison.table)
    figures = [
        save_figure(figure, path / "figures" / name)[0]
        for name, figure in comparison_figures(comparison).items()
    ]
    if as_json:
        say(sweep_data(comparison.summary, path))
    elif quiet:
        say(path)
    else:
        _print(comparison, path, figures[0])
    return 0


def _print(comparison: Comparison, path: Path, figure: Path) -> None:
    from cocogen.scenarios.reporting.sweep_tables import summary_table

    console = results()
    say("")
    say_table(summary_table(comparison.summary, comparison.measures))
    seeds = max(entry.values[comparison.measures[0]].n for entry in comparison.summary.entries)
    spread = f" ± is half a 95 % interval over {seeds} seeds." if seeds > 1 else ""
    rows = "1 row is" if comparison.pairs == 1 else f"{comparison.pairs} rows are"
    paired = f"{rows} paired with {comparison.summary.reference} by variant and seed."
    if not comparison.pairs:
        paired = f"Nothing is paired: no other result shares a variant and seed with {comparison.summary.reference}."
    console.print(" ".join(filter(None, [f"\n{paired}{spread}", comparison.rounds])))
    say_places([("Figure", figure), ("Tables", path)])


def _new(path: Path) -> Path:
    from cocogen.scenarios.reporting.reading import ResultError

    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ResultError(f"{path} exists; choose another --out")
    return path
