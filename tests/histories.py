"""Made-up runs: the tables of a market in which a test says who was in when."""

from __future__ import annotations

import numpy as np
import pandas as pd


def history(lanes: dict[str, str], **traits: float) -> dict[str, pd.DataFrame]:
    """Return tables of a run from one text per organization, a character a round.

    Args:
        lanes: by name, ``#`` for a round as a member, ``.`` outside, a blank before it arrived.
        traits: values of real_samples, heterogeneity or exposure by name of the organization, or for all (``"*"``).
    """
    rows, events = [], []
    for index, (name, lane) in enumerate(lanes.items()):
        before = None
        for number, mark in enumerate(lane, start=1):
            if mark == " ":
                continue
            inside = mark == "#"
            rows.append(
                (number, index, name, inside, *(_trait(traits, t, name) for t in TRAITS), "equilibrium")
            )
            if before is None and lane.startswith(" "):
                events.append((number, index, name, "arrival"))
                before = False
            if before is not None and inside != before:
                was_in = "#" in lane[: number - 1]
                events.append((number, index, name, "exit" if before else "return" if was_in else "entry"))
            before = inside
    organizations = pd.DataFrame(
        rows, columns=["round", "organization", "name", "is_member", *TRAITS, "decision"]
    )
    rounds = organizations.groupby("round")["is_member"].sum().rename("members").reset_index()
    rounds["players"] = np.where(rounds["members"] > 1, rounds["members"], 0)
    rounds["social_welfare"] = 10.0 * rounds["players"]
    rounds["welfare_everyone"] = 10.0 * rounds["players"] + 1.0
    return {
        "rounds": rounds,
        "organizations": organizations,
        "events": pd.DataFrame(events, columns=["round", "organization", "name", "event"]),
    }


TRAITS = ("real_samples", "heterogeneity", "exposure")


def _trait(traits: dict[str, float], trait: str, name: str) -> float:
    given = traits.get(trait, 100.0)
    return given[name] if isinstance(given, dict) else given
