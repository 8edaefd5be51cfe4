"""The reenactment: the market of a stored run, in which organizations do round by round what the run's tables say they did."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.snapshot import Observer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cocogen.agents.organization import Organization
    from cocogen.model.config import SimulationConfig

LOST = "update lost"
"""Why an update did not arrive, in the events table."""
UNTRAINED = {"learning.kind": "curve"}
"""What was trained stands in the tables; the world around it is the same without."""


class Reenactment(CoopetitionModel):
    """A run that was played, of which only the world is made anew: nobody decides, trains or is paid.

    Who rivals whom, what the optimum of all would have been and what another amount would have earned stand in no table; they follow
    from the configuration, and from what was played.

    Args:
        config: what was played.
        tables: the four tidy tables of one variant.

    Raises:
        ValueError: in one line, if the market cannot be made here.
    """

    def __init__(self, config: SimulationConfig, tables: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(config.with_overrides(UNTRAINED))
        self.config = config
        self.recorder = self.datacollector = Told(tables)  # type: ignore[assignment]

    @property
    def told(self) -> Told:
        """What the tables say."""
        return self.recorder

    def step(self) -> None:
        """Let the next round happen as it did.

        Raises:
            ValueError: in one line, if this version makes another market of the configuration.
        """
        self.round += 1
        self.measures = self.told.measures_of(self.round)
        self._intervene()
        self.environment.advance(self)
        rows = self.told.organizations_of(self.round)
        self._check(rows)
        for organization, row in zip(self.organizations, rows, strict=True):
            organization.is_member = bool(row["is_member"])
            organization.is_available = bool(row["is_available"])
        self.mechanism.convene(self.members)
        for organization, row in zip(self.organizations, rows, strict=True):
            if organization.plays:
                self.federation.play(organization.index, float(row["generation"]))
        for event in self.told.events_of(self.round):
            if event["reason"] == LOST:
                self.federation.lose(int(event["organization"]))
        self.federation.close(self.measures["accuracy"])

    def _check(self, rows: list[dict[str, Any]]) -> None:
        """Refuse a market with other organizations, or with others of them in training, than the tables have."""
        drawn = [
            (name, float(n))
            for name, n in zip(self.population.names, self.population.real_samples, strict=True)
        ]
        if drawn != [(row["name"], float(row["real_samples"])) for row in rows]:
            raise ValueError(
                f"round {self.round} has other organizations than this version of cocogen makes of the run's configuration"
            )


class Told:
    """What the tables say of each round, as a recorder would.

    Args:
        tables: the four tidy tables of one variant.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._rounds = {int(row["round"]): row for row in _rows(tables["rounds"])}
        self._organizations = _by_round(tables["organizations"].sort_values(["round", "organization"]))
        self._events = _by_round(tables["events"])
        self._transfers = _by_round(tables["transfers"])
        self._index = dict(
            zip(
                tables["organizations"]["name"], tables["organizations"]["organization"].tolist(), strict=True
            )
        )

    def measures_of(self, round: int) -> dict[str, float]:
        """Return a round's measures by name."""
        return {name: value for name, value in self._rounds[round].items() if name != "round"}

    def organizations_of(self, round: int) -> list[dict[str, Any]]:
        """Return a round's rows of the organizations table, in the order of their index."""
        return self._organizations[round]

    def events_of(self, round: int) -> list[dict[str, Any]]:
        """Return a round's events, a row of the events table each."""
        return self._events.get(round, [])

    def payments_of(self, round: int) -> list[tuple[int, int, float]]:
        """Return a round's payments as (payer, payee, money), the largest first; organizations by index."""
        paid: dict[tuple[int, int], float] = {}
        for row in self._transfers.get(round, []):
            pair = self._index[row["payer"]], self._index[row["payee"]]
            paid[pair] = paid.get(pair, 0.0) + row["amount"]
        return sorted(((*pair, amount) for pair, amount in paid.items()), key=lambda payment: -payment[2])

    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Return the tables as they were stored."""
        return self._tables

    def add_event(self, *_: Any) -> None:
        """Do nothing: what happened is told already."""


class StoredObserver(Observer):
    """Takes the snapshots of a reenactment; what organizations earned and reached is what the tables say."""

    model: Reenactment

    def numbers_of(self, organization: Organization, names: list[str]) -> dict[str, float]:
        """Return numbers of an organization by name; NaN where the run did not record one."""
        if not self.model.round:
            return super().numbers_of(organization, names)
        row = self.model.told.organizations_of(self.model.round)[organization.index]
        return {name: float(row.get(name, math.nan)) for name in names}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with plain Python values."""
    columns = {str(name): column.tolist() for name, column in table.items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _by_round(table: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(table):
        rows.setdefault(int(row["round"]), []).append(row)
    return rows
