"""The progress bar of a study: cells done, cells failed, and an estimate of the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class CellProgress:
    """Shows how a study goes, on standard error.

    Args:
        cells: how many there are.
        quiet: show nothing.
    """

    def __init__(self, cells: int, *, quiet: bool = False) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        from cocogen.scenarios.console.terminal import progress_console

        self.failed = 0
        self._progress = Progress(
            TextColumn("cells"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=progress_console(),
            disable=quiet,
        )
        self._task = self._progress.add_task("cells", total=cells, state="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def finished(self, cells: int, failed: int) -> None:
        """Show that more cells are finished, some of them with an error."""
        self.failed += failed
        state = f"{self.failed} failed" if self.failed else ""
        self._progress.update(self._task, advance=cells, state=state)
