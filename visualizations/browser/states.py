"""How an organization stands after a round, in one word that is the same everywhere on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocogen.agents.organization import Organization

IN, WAITS, DOWN, OUT = "in", "waits", "down", "out"
MEANINGS = {
    IN: "trains with the others",
    WAITS: "is in, but has nobody to train with",
    DOWN: "is in, but unavailable this round: an outage",
    OUT: "trains alone",
}


def state_of(organization: Organization, round: int) -> str:
    """Return the word for an organization's state after a round; before the first, members are in."""
    if not organization.is_member:
        return OUT
    if organization.plays or round == 0:
        return IN
    return WAITS if organization.is_available else DOWN
