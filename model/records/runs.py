"""Runs as analyses take them: by mechanism, the tables of one run per seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

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
