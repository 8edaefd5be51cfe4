"""The live view of a run: one line per variant with the round, accuracy, members, generation and welfare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cocogen.model.records.numerals import count, number, share, whole
from cocogen.scenarios.console.terminal import progress_console
from cocogen.visualizations.variant_names import starred

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from cocogen.model.simulation import CoopetitionModel


class LiveProgress:
    """Shows how the variants of a run go, on standard error.

    Args:
        rounds: rounds to play in each variant.
        quiet: show nothing.
    """

    def __init__(self, rounds: Mapping[str, int], *, quiet: bool = False) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        short, _ = starred(rounds)
        width = max(len(name) for name in short.values())
        self._progress = Progress(
            TextColumn(f"{{task.description:<{width}}}", markup=False),
            BarColumn(bar_width=10),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=progress_console(),
            disable=quiet,
        )
        self._tasks = {
            variant: self._progress.add_task(
                short[variant], total=total, state="preparing data and generator"
            )
            for variant, total in rounds.items()
        }

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def played(self, variant: str, model: CoopetitionModel) -> None:
        """Show a variant's last round."""
        measures = model.measures
        state = (
            f"acc {share(measures['accuracy'])}  "
            f"in {count(measures['members'])}/{len(model.population)}  "
            f"gen {whole(measures['generation_total']):>5}  "
            f"welfare {number(measures['social_welfare']):>5} k$"
        )
        self._progress.update(self._tasks[variant], completed=model.round, state=state)
