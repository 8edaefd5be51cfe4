"""Membership spells: who was in from when to when, and whether the spell ended by leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cocogen.model.records.runs import as_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocogen.model.records.runs import Runs, Tables

TRAITS = ("real_samples", "heterogeneity", "exposure")
"""Columns of the organizations table that a spell carries, as they were in its first round."""


def spells_of(organizations: pd.DataFrame, carried: Sequence[str] = ()) -> pd.DataFrame:
    """Return one row per spell: rounds in a row in which an organization was a member, by organization and time.

    A spell that lasts to the end of the run is censored: it is known to have lasted at least that long.

    Args:
        organizations: the organizations table of one run.
        carried: columns of it to keep, as they were in a spell's first round.

    Returns:
        The columns organization, spell (from 1), start and end (first and last round as a member), tenure (rounds), exited
        (False where censored), and those that are carried.
    """
    rows = organizations.sort_values(["organization", "round"], kind="stable")
    inside, whose = rows["is_member"].to_numpy(bool), rows["organization"].to_numpy()
    same = whose[1:] == whose[:-1]
    begins, ends = inside.copy(), inside.copy()
    begins[1:] &= ~(inside[:-1] & same)
    ends[:-1] &= ~(inside[1:] & same)
    first, start, end = rows[begins], rows["round"].to_numpy()[begins], rows["round"].to_numpy()[ends]
    return pd.DataFrame(
        {
            "organization": whose[begins],
            "spell": first.groupby("organization").cumcount().to_numpy() + 1,
            "start": start,
            "end": end,
            "tenure": end - start + 1,
            "exited": end < rows["round"].max(),
            **{column: first[column].to_numpy() for column in carried},
        }
    )


def membership_spells(tables: Tables) -> pd.DataFrame:
    """Return the spells of one run with whose they are: name, decision rule, real_samples, heterogeneity and exposure.

    Args:
        tables: of one run; ``organizations`` is used; see :func:`spells_of`.
    """
    spells = spells_of(tables["organizations"], ("name", "decision", *TRAITS))
    return spells.astype(dict.fromkeys(TRAITS, float))


def all_spells(runs: Runs) -> pd.DataFrame:
    """Return the spells of all runs, with the columns mechanism and run (from 0) in front."""
    parts = [
        membership_spells(tables).assign(mechanism=name, run=run)
        for name, of_mechanism in as_lists(runs).items()
        for run, tables in enumerate(of_mechanism)
    ]
    spells = pd.concat(parts, ignore_index=True)
    return spells[["mechanism", "run", *(column for column in spells if column not in ("mechanism", "run"))]]


def churn_by_round(tables: Tables) -> pd.DataFrame:
    """Return who moved in each round of one run.

    Args:
        tables: of one run; ``rounds`` and ``events`` are used.

    Returns:
        The columns round, members (after the round's moves), exits, returns, entries, arrivals, churn_rate (exits per member
        at the beginning of the round) and retention_rate (1 − churn_rate); rates are NaN where there was no member.
    """
    rounds, events = tables["rounds"], tables["events"]
    counted = pd.crosstab(events["round"], events["event"]).reindex(rounds["round"].to_numpy(), fill_value=0)
    kinds = {"exits": "exit", "returns": "return", "entries": "entry", "arrivals": "arrival"}
    zero = np.zeros(len(rounds), dtype=int)
    moved = {name: counted[kind].to_numpy(int) if kind in counted else zero for name, kind in kinds.items()}
    members = rounds["members"].to_numpy(int)
    before = members + moved["exits"] - moved["returns"] - moved["entries"]
    rate = np.divide(moved["exits"], before, out=np.full(len(before), np.nan), where=before > 0)
    return pd.DataFrame(
        {
            "round": rounds["round"].to_numpy(),
            "members": members,
            **moved,
            "churn_rate": rate,
            "retention_rate": 1.0 - rate,
        }
    )
