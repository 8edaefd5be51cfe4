"""Who owns which data: sizes, labels, and the parts of a task's pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.names import unknown_name
from cocogen.model.config.names import ORDER, OWNERS, organization_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocogen.model.config import PopulationConfig, SimulationConfig
    from cocogen.model.learning.tasks import Task
    from cocogen.model.randomness import Streams

FloatArray = NDArray[np.float64]
Indices = NDArray[np.int64]


def draw_sizes(section: PopulationConfig, streams: Streams, organizations: range) -> list[float]:
    """Draw how many real samples organizations should have, whole numbers of at least one.

    One number of ``samples`` is the median of a log-normal distribution; other quantities are drawn as they say.
    """
    if isinstance(section.samples, float):
        normals = [streams.generator("size", organization=i).standard_normal() for i in organizations]
        return [float(max(1.0, np.round(section.samples * np.exp(section.size_spread * z)))) for z in normals]
    amounts = section.amounts("samples")
    return [
        float(max(1.0, np.round(amounts.draw(streams.generator("size", organization=i), i))))
        for i in organizations
    ]


def label_shares(task: Task, shard: Indices) -> FloatArray:
    """Return the share of each label in a part of the task's pool, shape (classes,)."""
    shares: FloatArray = np.bincount(task.pool.y[shard], minlength=task.classes) / len(shard)
    return shares


def fresh_labels(
    config: SimulationConfig,
    streams: Streams,
    stream: str,
    *,
    classes: int,
    organization: int,
    round: int = 0,
) -> FloatArray:
    """Draw a label distribution by the partition's concentration, shape (classes,).

    Raises:
        ValueError: if the partition is neither dirichlet nor iid; others need real data to be divided.
    """
    section = config.population
    if section.partition == "iid":
        return np.full(classes, 1 / classes)
    if section.partition != "dirichlet":
        raise ValueError(
            f"labels without data are drawn by the partitions dirichlet and iid, got {section.partition!r}"
        )
    from cocogen.model.learning.partitions.label_skew import Dirichlet

    concentration = np.full(classes, Dirichlet(**section.parameters).alpha)
    return streams.generator(stream, round=round, organization=organization).dirichlet(concentration)


def share_out(config: SimulationConfig, task: Task, streams: Streams) -> tuple[list[Indices], list[Indices]]:
    """Divide a real task's pool among those who are there and, where there are arrivals, those who will come."""
    section, environment = config.population, config.environment

    def divide(part: Indices, count: int, first: int, stream: str) -> list[Indices]:
        split = partition_of(section, None if task.owners is None else task.owners[part], task.owner_names)
        wanted = None
        if section.samples is not None:
            wanted = [int(size) for size in draw_sizes(section, streams, range(first, first + count))]
        shards = split.split(task.pool.y[part], count, streams.generator(stream), wanted)
        return [part[shard] for shard in shards]

    everything = np.arange(len(task.pool))
    if not (environment.arrivals and environment.newcomers):
        return divide(everything, section.organizations, 0, "partition"), []
    mixed = streams.generator("reserve").permutation(everything)
    held_back = round(environment.reserve * len(mixed))
    shards = divide(np.sort(mixed[held_back:]), section.organizations, 0, "partition")
    try:
        reserve = divide(
            np.sort(mixed[:held_back]), environment.newcomers, section.organizations, "reserve-partition"
        )
    except ValueError as error:
        raise ValueError(f"environment.reserve is too small for the newcomers: {error}") from None
    return shards, reserve


def partition_of(
    section: PopulationConfig, owners: Indices | None = None, owner_names: Sequence[str] = ()
) -> Any:
    """Build the configured partition.

    Args:
        section: the configuration.
        owners: natural owner of each sample to be divided, where the task has them.
        owner_names: their names, by which a file of firms chooses among them.

    Raises:
        ValueError: if the partition wants natural owners and the task has none, or none of a name in the file.
    """
    from cocogen.model.learning.partitions import partition, partitions

    known = partitions.parameters(section.partition)
    natural: dict[str, Any] = {OWNERS: owners} if OWNERS in known else {}
    if section.file and ORDER in known and owners is not None:
        natural[ORDER] = chosen_owners(section, owners, owner_names)
    return partition(section.partition, **section.parameters, **natural)


def chosen_owners(section: PopulationConfig, owners: Indices, owner_names: Sequence[str]) -> list[int]:
    """Return the natural owners that a file of firms names, in the order of its rows.

    Raises:
        ValueError: if the file has no names, or one that owns nothing.
    """
    if not section.names:
        raise ValueError(
            f"population.file: {section.file} has no column 'name', which says whose row is which under the partition "
            f"{section.partition!r}"
        )
    codes = {owner_names[int(code)]: int(code) for code in np.unique(owners)}
    for name in section.names:
        if name not in codes:
            raise ValueError(f"population.file: {section.file}: {unknown_name('owner', name, tuple(codes))}")
    return [codes[name] for name in section.names]


def names_of(section: PopulationConfig, task: Task | None, shards: list[Indices]) -> list[str]:
    """Return what organizations are called: as their file says, as natural owners are, else by letters."""
    if section.names:
        return list(section.names)
    if section.has_natural_owners and task is not None and task.owners is not None and task.owner_names:
        return [task.owner_names[int(task.owners[shard[0]])] for shard in shards]
    return [organization_name(i) for i in range(section.organizations)]
