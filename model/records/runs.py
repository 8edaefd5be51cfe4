"""Runs as analyses take them: by mechanism, the tables of one run per seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cocogen.model.simulation import CoopetitionModel

if TYPE_CHECKING:
    import pandas as pd

    from cocogen.model.config import SimulationConfig

    Tables = Mapping[str, pd.DataFrame]
    Runs = Mapping[str, "Tables | Sequence[Tables]"]


def as_lists(runs: Runs) -> dict[str, list[Tables]]:
    """Return for each mechanism the list of its runs, where a single run was given as its tables alone.

    Raises:
        ValueError: if there is no run at all, or a mechanism without one.
    """
    lists = {name: [given] if isinstance(given, Mapping) else list(given) for name, given in runs.items()}
    empty = [name for name, of_mechanism in lists.items() if not of_mechanism]
    if empty or not lists:
        raise ValueError(
            f"no run given{f' for {empty[0]!r}' if empty else ''}; an analysis needs one at least"
        )
    return lists


def play_seeds(configs: Mapping[str, SimulationConfig], seeds: Sequence[int]) -> dict[str, list[Tables]]:
    """Play each mechanism's configuration once per seed, in this process, and return all tables.

    Args:
        configs: by mechanism.
        seeds: root seeds; the same for all mechanisms, so that they meet the same markets.
    """
    return {
        name: [CoopetitionModel(config, seed=seed).run().tables() for seed in seeds]
        for name, config in configs.items()
    }
