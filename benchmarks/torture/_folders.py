"""Run folders as the topics need them: what a reader would see, and what should not lie about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocogen.scenarios.folders.manifest import MANIFEST, STAGING
from cocogen.scenarios.runs.stored_run import TABLES, read_run


@contextmanager
def dots_for_figures() -> Iterator[None]:
    """Let runs write a dot for their figure, which would take most of the time of a short run."""
    from unittest.mock import patch

    import cocogen.visualizations.figures as figures

    def dot(_: object, name: str) -> dict[str, bytes]:
        return {f"{name}.png": b"\x89PNG a dot in so many bytes", f"{name}.pdf": b"%PDF"}

    with patch.multiple(figures, draw_figure=lambda *_: None, figure_contents=dot):
        yield


def tables(folder: Path) -> list[bytes]:
    """Return the content of a run's four tables, and of its configuration."""
    contents = read_run(folder).contents
    return [contents["config.toml"], *(contents[f"{name}.parquet"] for name in TABLES)]


def strays(folder: Path) -> set[str]:
    """Return the files in a run folder that its manifest does not list, whether they have moved, or gone, already or not."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    manifest = read_run(folder).manifest
    return {file.removeprefix(f"{STAGING}/") for file in files} - {
        MANIFEST,
        *manifest.files,
        *manifest.removed,
    }
