"""The recorder: Mesa's data collector set up for the four tidy tables of a run, and continued after a checkpoint."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from mesa import DataCollector

from cocogen.model.records.measures import RoundView, all_measures
from cocogen.model.records.reporters import Record, agent_records, model_values, refuse_taken, reported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cocogen.agents.organization import Organization
    from cocogen.model.simulation import CoopetitionModel


def columns() -> dict[str, dict[str, str]]:
    """Return the column types of every table."""
    numbers = {known.name: known.dtype for known in all_measures.of("organization")}
    return {
        "rounds": {"round": "int64"} | {known.name: known.dtype for known in all_measures.of("round")},
        "organizations": {"round": "int64", "organization": "int64", "name": "str"}
        | numbers
        | {"decision": "str"},
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


class Recorder(DataCollector):  # type: ignore[misc]
    """A Mesa data collector that measures each round once and hands out tidy, typed tables.

    Rounds and events are kept as Mesa keeps them; organizations and payments, of which there are many, as one array per
    round. What Mesa's own methods return goes on over a checkpoint; a reporter that was not there before it is NaN until then.

    Args:
        model_reporters: of one's own, by name, whatever Mesa takes; beside the measures in ``get_model_vars_dataframe()``.
        agent_reporters: of one's own, asked of organizations; beside their columns in ``get_agent_vars_dataframe()``.

    Raises:
        ValueError: if a reporter has the name of a measure, or of a column of the organizations table.
    """

    def __init__(
        self,
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
    ) -> None:
        self._columns = columns()
        self._measures = all_measures.names("round")
        of_organizations = all_measures.of("organization")
        self._numbers = [known.name for known in of_organizations]
        self._numbers_of = [all_measures.computing(known) for known in of_organizations]
        refuse_taken(model_reporters or (), self._measures)
        refuse_taken(agent_reporters or (), self._of_organizations)
        super().__init__(
            model_reporters={name: partial(_measure, name=name) for name in self._measures}
            | dict(model_reporters or {}),
            agent_reporters=agent_reporters,
            tables={"events": list(self._columns["events"])},
        )
        self._rounds: list[int] = []
        self._organizations: list[NDArray[np.float64]] = []
        self._payments: list[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self._ids: list[int] = []
        self._names: list[str] = []
        self._decisions: list[tuple[str, ...]] = []
        self._earlier: dict[str, pd.DataFrame] = {}

    @property
    def _of_organizations(self) -> list[str]:
        """Columns of the organizations table after ``round`` and ``organization``."""
        return list(self._columns["organizations"])[2:]

    # -- recording -----------------------------------------------------------------------------------------------

    def collect(self, model: CoopetitionModel) -> None:
        """Measure and record the round that was just played."""
        now = RoundView(model)
        model.measures = all_measures.values("round", now, players=bool(now.players))
        self._rounds.append(model.round)
        numbers = [[compute(o) for compute in self._numbers_of] for o in now.organizations]
        self._organizations.append(np.array(numbers, dtype=np.float64))
        self._names += [newcomer.name for newcomer in now.organizations[len(self._names) :]]
        decisions = tuple(organization.decision_name for organization in now.organizations)
        same = bool(self._decisions) and self._decisions[-1] == decisions
        self._decisions.append(
            self._decisions[-1] if same else decisions
        )  # the same ones are one object in memory
        self._ids += [newcomer.unique_id for newcomer in now.organizations[len(self._ids) :]]
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

    # -- what happened in a round --------------------------------------------------------------------------------

    def events_of(self, round: int) -> list[dict[str, Any]]:
        """Return a round's events, a row of the events table each, without making the table; the sooner the later the round."""
        events = self.tables["events"]
        last = len(events["round"])
        first = last
        while first and events["round"][first - 1] >= round:
            first -= 1
        rows = [{name: column[at] for name, column in events.items()} for at in range(first, last)]
        return [row for row in rows if row["round"] == round]

    def payments_of(self, round: int) -> list[tuple[int, int, float]]:
        """Return a round's payments as (payer, payee, money), the largest first; organizations by index."""
        paid: dict[tuple[int, int], float] = {}
        for then, payers, payees, amounts in reversed(self._payments):
            if then < round:
                break
            if then == round:
                for payer, payee, amount in zip(
                    payers.tolist(), payees.tolist(), amounts.tolist(), strict=True
                ):
                    paid[payer, payee] = paid.get((payer, payee), 0.0) + amount
        return sorted(((*pair, amount) for pair, amount in paid.items()), key=lambda payment: -payment[2])

    # -- tables --------------------------------------------------------------------------------------------------

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables of all rounds so far, each with the column types of :func:`columns`."""
        new = {
            "rounds": pd.DataFrame(
                {"round": self._rounds} | {name: self.model_vars[name] for name in self._measures}
            ),
            "organizations": self._organizations_frame(),
            "transfers": self._transfers_frame(),
            "events": pd.DataFrame(self.tables["events"]),
        }
        return {name: self._complete(name, frame) for name, frame in new.items()}

    def get_agent_vars_dataframe(self) -> pd.DataFrame:
        """Return what Mesa's collectors do: by step (round) and agent the columns of organizations, and reporters of one's own."""
        organizations = self.frames()["organizations"]
        agents = np.array(self._ids, dtype=np.int64)[organizations["organization"].to_numpy()]
        index = pd.MultiIndex.from_arrays([organizations["round"], agents], names=["Step", "AgentID"])
        frame = organizations[self._of_organizations].set_axis(index)
        return frame.join(super().get_agent_vars_dataframe()) if self.agent_reporters else frame

    # -- checkpoints ---------------------------------------------------------------------------------------------

    def reported(self) -> dict[str, Any]:
        """Return what reporters of one's own have reported, as plain JSON values; nothing without any.

        Raises:
            ValueError: if one returned what JSON does not hold.
        """
        own = {name: values for name, values in self.model_vars.items() if name not in self._measures}
        return reported(own, self.agent_reporters, chain.from_iterable(self._agent_records.values()))

    def continue_after(
        self, earlier: dict[str, pd.DataFrame], ids: list[int], before: Mapping[str, Any]
    ) -> None:
        """Take what was recorded before a checkpoint; what is recorded from now on follows it.

        Args:
            earlier: the tables of these rounds.
            ids: Mesa's unique ids of the organizations, by index.
            before: what :meth:`reported` returned then.
        """
        rounds = earlier.pop("rounds")
        self._rounds = rounds["round"].tolist()
        for name in self.model_vars:
            if name in self._measures:  # one that was not there before the checkpoint is NaN until then
                recorded = rounds[name] if name in rounds else np.full(len(rounds), np.nan)
                self.model_vars[name] = recorded.tolist()
            else:
                self.model_vars[name] = model_values(before, name, len(rounds))
        self.tables["events"] = {name: column.tolist() for name, column in earlier.pop("events").items()}
        self._agent_records = agent_records(before, self.agent_reporters)
        self._ids = list(ids)
        self._earlier = earlier

    def _record_agents(self, model: CoopetitionModel) -> list[Record]:
        """Ask agent reporters of organizations only, as Mesa would ask the mechanism, too."""
        asked = self.agent_reporters.values()
        return [(model.steps, o.unique_id, *(ask(o) for ask in asked)) for o in model.organizations]

    def _organizations_frame(self) -> pd.DataFrame:
        counts = [len(recorded) for recorded in self._organizations]
        played = self._rounds[len(self._rounds) - len(counts) :]
        values = np.concatenate([np.zeros((0, len(self._numbers))), *self._organizations])
        indices = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(count) for count in counts)])
        frame = pd.DataFrame(values, columns=self._numbers)
        known = {names: np.array(names, dtype=object) for names in set(self._decisions)}
        return frame.assign(
            round=np.repeat(played, counts).astype(np.int64),
            organization=indices,
            name=_pick(self._names, indices),
            decision=np.concatenate([np.zeros(0, dtype=object), *map(known.__getitem__, self._decisions)]),
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
        typed = frame[list(self._columns[name])].astype(self._columns[name])
        if name in self._earlier:
            return pd.concat([self._earlier[name], typed], ignore_index=True)
        return typed


def _measure(model: CoopetitionModel, name: str) -> float:
    return model.measures[name]


def _pick(words: list[str], indices: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the word at each index, so that equal ones are one object in memory."""
    return np.array([*words, ""], dtype=object)[indices]
