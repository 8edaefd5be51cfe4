"""A plan computed into its folder, by whatever computes: locked, gone on with, finished as a set."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cocogen.scenarios.runs.run_folder import RUNS
from cocogen.scenarios.studies.engine import Interrupted, run_plan
from cocogen.scenarios.studies.executors import local_executor, usable_cores
from cocogen.scenarios.studies.study_folder import StudyFolder
from cocogen.scenarios.studies.worker import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pandas as pd

    from cocogen.scenarios.studies.engine import Progress
    from cocogen.scenarios.studies.plan import Plan

    Watch = Callable[[int, str], AbstractContextManager[Progress]]
    """Takes how many cells are missing and where they are computed, in words; whoever enters it is told how it goes."""


def default_folder(plan: Plan) -> Path:
    """Return the folder that a plan has by default: always the same, so that asking again goes on."""
    return RUNS / f"{plan.name}-{plan.identity[:8]}"


def play_plan(
    plan: Plan,
    path: Path,
    watch: Watch,
    finish: Callable[[pd.DataFrame], Mapping[str, bytes]],
    *,
    jobs: int | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Compute what is missing of a plan into a folder.

    Args:
        plan: what to compute.
        path: the folder, new or holding a part of the same plan.
        watch: see :data:`Watch`.
        finish: makes further files, by name, from the result table.
        jobs: processes; None for as many as cores, or cells if those are fewer.
        cluster: address of a Dask scheduler that computes instead.

    Returns:
        The result table.

    Raises:
        Interrupted: after Ctrl-C or SIGTERM; what was done stays, and the same call goes on.
        ValueError: one line, if the folder or the cluster cannot be used, a worker has other versions, or a file that cells
            read has changed.
    """
    folder = StudyFolder(path, plan)
    folder.claim()
    try:
        missing = len(plan.cells) - len(folder.finished())
        with (
            _workers(jobs, cluster, missing) as (executor, width, where),
            watch(missing, where) as progress,
        ):
            table = run_plan(folder, executor, progress, window=2 * width)
        folder.add(finish(table))
        return table
    except KeyboardInterrupt:
        raise Interrupted from None
    except CannotGoOn as error:
        raise ValueError(str(error)) from None
    finally:
        folder.release()


@contextmanager
def _workers(jobs: int | None, cluster: str | None, cells: int) -> Iterator[tuple[Executor, int, str]]:
    """Yield an executor, how many cells it computes at once, and where that is, in words."""
    if cluster is not None:
        from cocogen.scenarios.studies.cluster import WIDTH, Cluster

        with Cluster(cluster) as executor:
            yield executor, WIDTH, f"on the cluster at {cluster}"
        return
    width = max(1, min(jobs or usable_cores(), cells))
    yield local_executor(width), width, "in this process" if width == 1 else f"in {width} processes"
