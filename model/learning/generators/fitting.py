"""Fit a generator once and keep it: the cache of fitted generators, keyed by content."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.names import unknown_name
from cocogen.model.learning.generators.generator import Generator, generators
from cocogen.model.learning.kept import keep, kept
from cocogen.model.learning.partitions import Transform
from cocogen.model.learning.storage import cache_folder
from cocogen.model.learning.tasks.task import Split, Task
from cocogen.model.versions import installed

COMPUTING = ("cocogen", "numpy", "torch", "scikit-learn")
"""Packages whose version may change what is fitted."""


def fit_generator(
    name: str, data: Split, classes: int, *, seed: int = 0, cache: bool = True, **parameters: Any
) -> Generator:
    """Build a generator and fit it to data, or take the same fit from the cache.

    The cache key covers the data, the name, the parameters, the seed and the versions of whatever computes, so that
    an entry never stands for another fit. An entry is checked whenever it is read: a damaged one is noted in one line and
    made anew. A cache that cannot be written only costs time.

    Args:
        name: a registered generator.
        data: what to learn from, usually ``task.public``.
        classes: number of classes C.
        seed: seed of the fit.
        cache: whether to read and write the cache.
        parameters: of the generator.

    Raises:
        UnknownNameError: if no generator has the name.
        ValueError: if there is no sample to learn from, or a parameter is unknown or refused.
    """
    if not len(data):
        raise ValueError(f"generator {name!r} needs samples to learn from, got none")
    generator = generators.create(name, **parameters)
    path = (
        cache_folder()
        / "generators"
        / f"{name}-{_key(name, generator, data, classes, seed, parameters)}.generator"
    )
    if cache and _restored(generator, path):
        return generator
    generator.fit(data.x, data.y, classes, np.random.default_rng(seed))
    if cache:
        _keep(generator, path)
    return generator


def fit_generators(
    name: str,
    task: Task,
    shards: Sequence[NDArray[np.int64]],
    *,
    source: str = "public",
    transforms: Sequence[Transform] | None = None,
    seed: int = 0,
    cache: bool = True,
    **parameters: Any,
) -> Generator | list[Generator]:
    """Fit what a federation generates with: one generator of the public split, or everybody's own.

    Args:
        name: a registered generator.
        task: the task.
        shards: pool indices that each organization owns.
        source: "public", or "own" for a generator of each organization's own samples; such a generator knows only
            the classes that its organization owns.
        transforms: how each organization sees its samples (feature shift), or None.
        seed: seed of the fit.
        cache: whether to read and write the cache.
        parameters: of the generator.

    Raises:
        UnknownNameError: if the generator or the source is unknown.
        ValueError: if there is nothing to learn from, or a parameter is refused.
    """
    if source == "public":
        return fit_generator(name, task.public, task.classes, seed=seed, cache=cache, **parameters)
    if source != "own":
        raise unknown_name("source of generators", source, ("own", "public"))
    owned = [task.pool.take(shard) for shard in shards]
    if transforms is not None:
        owned = [Split(see(data.x), data.y) for see, data in zip(transforms, owned, strict=True)]
    return [fit_generator(name, data, task.classes, seed=seed, cache=cache, **parameters) for data in owned]


def _restored(generator: Generator, path: Path) -> bool:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    content = kept(path)
    if content is None:
        return False
    try:
        generator.restore(load(content))
    except (SafetensorError, KeyError, ValueError) as error:
        warnings.warn(f"{path} holds another generator's state ({error}); it is made anew", stacklevel=2)
        return False
    return True


def _keep(generator: Generator, path: Path) -> None:
    from safetensors.numpy import save

    keep(path, save({name: np.ascontiguousarray(array) for name, array in generator.state().items()}))


def _key(
    name: str, generator: Generator, data: Split, classes: int, seed: int, parameters: dict[str, Any]
) -> str:
    digest = hashlib.sha256()
    about = [name, generator.version, classes, seed, parameters, list(data.x.shape), _versions()]
    digest.update(json.dumps(about, sort_keys=True, default=str).encode())
    digest.update(np.ascontiguousarray(data.x).tobytes())
    digest.update(np.ascontiguousarray(data.y).tobytes())
    return digest.hexdigest()[:24]


def _versions() -> list[str]:
    found = installed(COMPUTING)
    return [found.get(package, "none") for package in COMPUTING]
