"""Effects and levels as tables: what a summary says of a measure, one row per combination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.records.measures import all_measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cocogen.scenarios.reporting.summaries import Summary


def effects_table(summary: Summary, measure: str) -> pd.DataFrame:
    """Return the paired differences of a measure to the reference: the columns that tell combinations apart, ``effect``, ``low``, ``high``, ``seeds``."""
    import pandas as pd

    rows = []
    for entry in summary.entries:
        found = entry.differences.get(measure)
        if found is not None:
            ends = {"effect": found.mean, "low": found.low, "high": found.high, "seeds": found.n}
            rows.append({**entry.labels, **ends})
    columns = [*summary.factors, "effect", "low", "high", "seeds"]
    return pd.DataFrame(rows, columns=columns)


def levels_table(summary: Summary, measures: Sequence[str]) -> pd.DataFrame:
    """Return the means of measures: the columns that tell combinations apart, ``measure``, ``mean``, ``low``, ``high``, ``seeds``."""
    import pandas as pd

    rows = []
    for measure in measures:
        for entry in summary.entries:
            found = entry.values[measure]
            within = all_measures.described(measure).within
            ends = {
                "mean": found.mean,
                "low": within(found.low),
                "high": within(found.high),
                "seeds": found.n,
            }
            rows.append({**entry.labels, "measure": measure, **ends})
    return pd.DataFrame(rows, columns=[*summary.factors, "measure", "mean", "low", "high", "seeds"])
