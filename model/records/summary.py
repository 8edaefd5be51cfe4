"""The summary of a run: the numbers that one compares between variants, from the tidy tables."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

from cocogen.model.records.measures import RunView, all_measures
from cocogen.model.versions import PACKAGES, installed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def summarize(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the summary of one variant's tables: every measure of a run by name; meanings and units in docs/measures.md."""
    return all_measures.values("run", RunView(tables))


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **installed(PACKAGES)}
