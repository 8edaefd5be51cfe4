"""What happened in a round, in one sentence: shocks, who left, came or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 4
"""More organizations than this are counted."""
VERBS = {
    "exit": ("leaves", "leave"),
    "return": ("comes back", "come back"),
    "arrival": ("is new in the market", "are new in the market"),
    "entry": ("joins", "join"),
    "recovery": ("is up again", "are up again"),
    "unavailable": ("is down", "are down"),
    "update lost": ("loses its update", "lose their updates"),
    "left-out": ("is left out of the average", "are left out of the average"),
}
"""For one and for several, by event; for failures, by reason."""


def happened(events: pd.DataFrame, round: int) -> str:
    """Return what happened in a round; empty if nothing did.

    Args:
        events: the events table.
        round: which round.
    """
    now = events[events["round"] == round]
    phrases = [f"a shock, {reason}" for reason in now.loc[now["event"] == "shock", "reason"]]
    kinds = now["event"].where(now["event"] != "failure", now["reason"])
    for kind, verbs in VERBS.items():
        names = list(dict.fromkeys(now.loc[kinds == kind, "name"]))
        if names:
            phrases.append(f"{who(names)} {verbs[len(names) > 1]}")
    return f"In round {round}: {'; '.join(phrases)}." if phrases else ""


def who(names: list[str]) -> str:
    """Return names in one phrase; their number if there are many."""
    return and_list(names) if len(names) <= MOST_NAMED else f"{len(names)} organizations"
