"""What happened in a round, in words: shocks, changes of the rules, who left and why, who came or failed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import short
from cocogen.visualizations.words import and_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocogen.visualizations.browser.snapshot import Snapshot

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
MARKET = {"shock": "a shock", "intervention": "a change of the rules"}
"""What befalls the whole market, by event."""
MARKED = ("exit", "return", "entry", "arrival", "shock", "intervention")
"""Events that are marked in charts."""


def happened(seen: Snapshot) -> list[str]:
    """Return what happened in the last round, a phrase for each kind; empty if nothing did."""
    phrases = [
        f"{MARKET[event['event']]}, {event['reason']}" for event in seen.events if event["event"] in MARKET
    ]
    kinds: dict[str, dict[str, Mapping[str, Any]]] = {}
    for event in seen.events:
        kind = event["reason"] if event["event"] == "failure" else event["event"]
        kinds.setdefault(kind, {})[event["name"]] = event
    for kind, verbs in VERBS.items():
        if concerned := kinds.get(kind):
            why = _why(kind, list(concerned.values()))
            phrases.append(f"{who(list(concerned))} {verbs[len(concerned) > 1]}{why}")
    return phrases


def marks(seen: Snapshot) -> list[tuple[str, int]]:
    """Return what charts mark in the last round: the event, and the organization, -1 for the whole market."""
    return [(event["event"], int(event["organization"])) for event in seen.events if event["event"] in MARKED]


def who(names: list[str]) -> str:
    """Return names in one phrase; their number if there are many."""
    return and_list(names) if len(names) <= MOST_NAMED else f"{len(names)} organizations"


def _why(kind: str, events: Sequence[Mapping[str, Any]]) -> str:
    """Return why the one organization moved; nothing where several did, or the reason is none of its own."""
    if len(events) > 1:
        return ""
    (event,) = events
    if kind == "exit":
        smoothed = event["smoothed_advantage"]
        if event["reason"] != "worse off than alone" or math.isnan(smoothed) or smoothed >= 0:
            return f", {event['reason']}" if event["reason"] != "worse off than alone" else ""
        rounds = f" for {event['streak']} rounds" if event["streak"] > 1 else ""
        return f", worse off than alone by {short(-smoothed)} k$ a round{rounds}"
    if kind in ("return", "entry") and event["predicted_advantage"] > 0:
        return f", expects {short(event['predicted_advantage'])} k$ a round more than alone"
    return ""
