"""Membership spells: who was in from when to when, and whether the spell ended by leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cocogen.model.records.runs import as_lists

if TYPE_CHECKING:
    from cocogen.model.records.runs import Runs, Tables

TRAITS = ("real_samples", "heterogeneity", "exposure")
"""Columns of the organizations table that a spell carries, as they were in its first round."""


def membership_spells(tables: Tables) -> pd.DataFrame:
    """Return one row per spell of membership of one run.

    A spell that lasts to the end of the run is censored: it is known to have lasted at least that long.

    Args:
        tables: of one run; ``organizations`` is used.

    Returns:
        The columns organization, name, spell (from 1), start and end (first and last round as a member), tenure (rounds),
        exited (False where censored), decision, real_samples, heterogeneity and exposure.
    """
    rows = tables["organizations"].sort_values(["organization", "round"], kind="stable")
    inside = rows["is_member"].to_numpy(bool)
    same = rows["organization"].to_numpy()[1:] == rows["organization"].to_numpy()[:-1]
    begins = inside & ~np.append(False, inside[:-1] & same)
    ends = inside & ~np.append(inside[1:] & same, False)
    first, last = rows[begins], rows[ends]
    tenure = last["round"].to_numpy() - first["round"].to_numpy() + 1
    return pd.DataFrame(
        {
            "organization": first["organization"].to_numpy(),
            "name": first["name"].to_numpy(),
            "spell": first.groupby("organization").cumcount().to_numpy() + 1,
            "start": first["round"].to_numpy(),
            "end": last["round"].to_numpy(),
            "tenure": tenure,
            "exited": last["round"].to_numpy() < rows["round"].max(),
            "decision": first["decision"].to_numpy(),
            **{trait: first[trait].to_numpy(float) for trait in TRAITS},
        }
    )


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
