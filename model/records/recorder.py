"""The recorder: Mesa's data collector set up for the four tidy tables of a run, and continued after a checkpoint."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from mesa import DataCollector

from cocogen.model.records.measures import MEASURES, measure_round

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocogen.agents.organization import Organization
    from cocogen.model.simulation import CoopetitionModel

ORGANIZATION_NUMBERS = (
    "is_member",
    "plays",
    "is_available",
    "generation",
    "equilibrium_generation",
    "contribution",
    "accuracy",
    "predicted_accuracy",
    "accuracy_alone",
    "predicted_alone",
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
    "real_samples",
    "heterogeneity",
    "exposure",
)
"""What is recorded of an organization in a round, attributes of the agent; meanings and units in docs/tables.md."""

ORGANIZATION_COLUMNS = ("name", *ORGANIZATION_NUMBERS, "decision")
"""Columns of the organizations table after ``round`` and ``organization``."""

COLUMNS = {
    "rounds": {"round": "int64"}
    | dict.fromkeys(MEASURES, "float64")
    | {"members": "int64", "players": "int64"},
    "organizations": {"round": "int64", "organization": "int64"}
    | dict.fromkeys(ORGANIZATION_COLUMNS, "float64")
    | dict.fromkeys(("name", "decision"), "str")
    | dict.fromkeys(("is_member", "plays", "is_available"), "bool")
    | {"streak": "int64"},
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

_numbers_of = attrgetter(*ORGANIZATION_NUMBERS)


class Recorder(DataCollector):  # type: ignore[misc]
    """A Mesa data collector that measures each round once and hands out tidy, typed tables.

    Rounds and events are kept as Mesa keeps them; organizations and payments, of which there are many, as one array per
    round.
    """

    def __init__(self) -> None:
        super().__init__(
            model_reporters={name: partial(_measure, name=name) for name in MEASURES},
            tables={"events": list(COLUMNS["events"])},
        )
        self._rounds: list[int] = []
        self._organizations: list[NDArray[np.float64]] = []
        self._payments: list[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self._names: list[str] = []
        self._decisions: list[str] = []
        self._earlier: dict[str, pd.DataFrame] = {}

    # -- recording -----------------------------------------------------------------------------------------------

    def collect(self, model: CoopetitionModel) -> None:
        """Measure and record the round that was just played."""
        model.measures = measure_round(model)
        self._rounds.append(model.round)
        organizations = list(model.organizations)
        self._organizations.append(np.array([_numbers_of(o) for o in organizations], dtype=np.float64))
        for newcomer in organizations[len(self._names) :]:
            self._names.append(newcomer.name)
            self._decisions.append(newcomer.decision_name)
        super().collect(model)

    def add_event(
        self, round: int, organization: Organization | None, event: str, details: Mapping[str, Any]
    ) -> None:
        """Record that something happened to an organization, or to the whole market (None, booked as -1)."""
        nan = float("nan")
        about: dict[str, Any] = {
            "organization": -1,
            "name": "",
            "advantage": nan,
            "smoothed_advantage": nan,
            "streak": 0,
        }
        if organization is not None:
            about = {
                "organization": organization.index,
                "name": organization.name,
                "advantage": organization.standing.observed,
                "smoothed_advantage": organization.smoothed_advantage,
                "streak": organization.streak,
            }
        self.add_table_row(
            "events",
            about
            | {
                "round": round,
                "event": event,
                "reason": details.get("reason", ""),
                "predicted_advantage": details.get("predicted_advantage", nan),
            },
        )

    def add_payments(
        self,
        round: int,
        payers: NDArray[np.int64],
        payees: NDArray[np.int64],
        amounts: NDArray[np.float64],
    ) -> None:
        """Record payments (money, positive) between organizations by index."""
        self._payments.append((round, payers, payees, amounts))

    # -- tables --------------------------------------------------------------------------------------------------

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables of all rounds so far, each with the column types of :data:`COLUMNS`."""
        new = {
            "rounds": pd.DataFrame({"round": self._rounds} | self.model_vars),
            "organizations": self._organizations_frame(),
            "transfers": self._transfers_frame(),
            "events": pd.DataFrame(self.tables["events"]),
        }
        return {name: self._complete(name, frame) for name, frame in new.items()}

    def continue_after(self, earlier: dict[str, pd.DataFrame]) -> None:
        """Take the tables of the rounds before a checkpoint; what is recorded from now on follows them."""
        self._earlier = earlier

    def _organizations_frame(self) -> pd.DataFrame:
        counts = [len(recorded) for recorded in self._organizations]
        width = len(ORGANIZATION_NUMBERS)
        values = np.concatenate([np.zeros((0, width)), *self._organizations])
        indices = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(count) for count in counts)])
        frame = pd.DataFrame(values, columns=list(ORGANIZATION_NUMBERS))
        return frame.assign(
            round=np.repeat(self._rounds, counts).astype(np.int64),
            organization=indices,
            name=_pick(self._names, indices),
            decision=_pick(self._decisions, indices),
        )

    def _transfers_frame(self) -> pd.DataFrame:
        rounds, payers, payees, amounts = zip(*self._payments, strict=True) if self._payments else ((),) * 4
        nobody = np.zeros(0, dtype=np.int64)
        return pd.DataFrame(
            {
                "round": np.repeat(np.array(rounds, dtype=np.int64), [len(paid) for paid in amounts]),
                "payer": _pick(self._names, np.concatenate([nobody, *payers])),
                "payee": _pick(self._names, np.concatenate([nobody, *payees])),
                "amount": np.concatenate([np.zeros(0), *amounts]),
            }
        )

    def _complete(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        typed = frame[list(COLUMNS[name])].astype(COLUMNS[name])
        if name in self._earlier:
            return pd.concat([self._earlier[name], typed], ignore_index=True)
        return typed


def _measure(model: CoopetitionModel, name: str) -> float:
    return model.measures[name]


def _pick(words: list[str], indices: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the word at each index, so that equal ones are one object in memory."""
    return np.array([*words, ""], dtype=object)[indices]
