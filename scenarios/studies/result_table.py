"""The result table of a plan: one row per point, variant and seed; the same bytes whatever the order of computing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.worker import Outcome

ERROR = "error"
"""Last column: what went wrong, in one line; empty where nothing did."""


def result_table(plan: Plan, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Build the result table.

    Args:
        plan: its rows, in order.
        outcomes: of every cell, by key.

    Returns:
        The labels of each row, then every measure as float64 (NaN where the cell failed), then ``error``.
    """
    import pandas as pd

    results = [outcomes[row.cell.key] for row in plan.rows]
    measures = list(dict.fromkeys(name for result in results for name in result["measures"] or ()))
    labels = list(dict.fromkeys(name for row in plan.rows for name in row.labels))
    columns: dict[str, Any] = {name: _labels([row.labels.get(name) for row in plan.rows]) for name in labels}
    for name in measures:
        values = [(result["measures"] or {}).get(name) for result in results]
        columns[name] = pd.Series(values, dtype="float64")
    columns[ERROR] = pd.Series([result["error"] for result in results], dtype="object")
    return pd.DataFrame(columns)


def _labels(values: list[Any]) -> pd.Series[Any]:
    """Keep numbers as numbers (NaN for none), and write values of mixed kinds as text, as parquet has one type per column."""
    import pandas as pd

    kinds = {type(value) for value in values}
    if kinds <= {int} or kinds <= {bool}:
        return pd.Series(values)
    if kinds <= {int, float, type(None)}:
        return pd.Series(values, dtype="float64")
    return pd.Series([None if value is None else str(value) for value in values], dtype="object")
