"""The recorder: Mesa's data collector set up for the four tidy tables of a run, and continued after a checkpoint."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from mesa import DataCollector

from agents.organization import Organization
from model.measures import MEASURES, measure_round

if TYPE_CHECKING:
    from model.simulation import CoopetitionModel

ORGANIZATION_COLUMNS = (
    "name",
    "is_member",
    "plays",
    "generation",
    "equilibrium_generation",
    "contribution",
    "accuracy",
    "gain",
    "cost",
    "damage",
    "payoff",
    "transfer",
    "utility",
    "standalone_payoff",
    "advantage",
    "smoothed_advantage",
    "streak",
)
"""Columns of the organizations table after ``round`` and ``organization``; meanings and units in docs/tables.md."""

COLUMNS = {
    "rounds": {"round": "int64"}
    | dict.fromkeys(MEASURES, "float64")
    | {"members": "int64", "players": "int64"},
    "organizations": {"round": "int64", "organization": "int64"}
    | dict.fromkeys(ORGANIZATION_COLUMNS, "float64")
    | {"name": "str", "is_member": "bool", "plays": "bool", "streak": "int64"},
    "transfers": {"round": "int64", "payer": "str", "payee": "str", "amount": "float64"},
    "events": {
        "round": "int64",
        "organization": "int64",
        "name": "str",
        "event": "str",
        "reason": "str",
        "advantage": "float64",
        "smoothed_advantage": "float64",
        "streak": "int64",
        "predicted_advantage": "float64",
    },
}
"""Column types of every table."""


class Recorder(DataCollector):  # type: ignore[misc]
    """A Mesa data collector that measures each round once and hands out tidy, typed tables."""

    def __init__(self) -> None:
        super().__init__(
            model_reporters={name: partial(_measure, name=name) for name in MEASURES},
            agenttype_reporters={Organization: {name: name for name in ORGANIZATION_COLUMNS}},
            tables={name: list(COLUMNS[name]) for name in ("transfers", "events")},
        )
        self._rounds: list[int] = []
        self._earlier: dict[str, pd.DataFrame] = {}

    def collect(self, model: CoopetitionModel) -> None:
        """Measure and record the round that was just played."""
        model.measures = measure_round(model)
        self._rounds.append(model.round)
        super().collect(model)

    def latest(self, measure: str) -> float:
        """Return a measure of the last recorded round."""
        return float(self.model_vars[measure][-1])

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables of all rounds so far, each with the column types of :data:`COLUMNS`."""
        new = {
            "rounds": pd.DataFrame({"round": self._rounds} | self.model_vars),
            "organizations": self._organizations(),
            "transfers": pd.DataFrame(self.tables["transfers"]),
            "events": pd.DataFrame(self.tables["events"]),
        }
        return {name: self._complete(name, frame) for name, frame in new.items()}

    def continue_after(self, earlier: dict[str, pd.DataFrame]) -> None:
        """Take the tables of the rounds before a checkpoint; what is recorded from now on follows them."""
        self._earlier = earlier

    def _organizations(self) -> pd.DataFrame:
        rows = [row for records in self._agenttype_records.values() for row in records.get(Organization, ())]
        frame = pd.DataFrame(rows, columns=["step", "unique_id", *ORGANIZATION_COLUMNS])
        frame["round"] = frame["step"]
        frame["organization"] = frame["unique_id"] - 1
        return frame

    def _complete(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        typed = frame[list(COLUMNS[name])].astype(COLUMNS[name])
        if name in self._earlier:
            return pd.concat([self._earlier[name], typed], ignore_index=True)
        return typed


def _measure(model: CoopetitionModel, name: str) -> float:
    return model.measures[name]
