"""The announcement: the redistribution as it stands for the players of a round.

A rate that is to be the best one takes longer to work out than all the rest of a round. So it is announced anew only when the game
has changed materially: other players, other circumstances, or knowledge that has moved by more than 1 %. Welfare is
flat around the best rate, so what this gives away is far below that. What was announced belongs to the rule that announced it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from model.game.rules.pairwise import Pairwise

if TYPE_CHECKING:
    from agents.mechanism import Redistribution
    from model.game import CoopetitionGame

MATERIAL = 0.01
"""Change of knowledge, as a share of all effective samples then, that calls for a new announcement."""
MOST_RATES = 64
"""Best rates that are kept for coalitions that come back while nothing else changes."""


class Announcement:
    """A rule as configured, and as it is in force.

    Args:
        rule: as configured; only ``pairwise`` with the rate ``"optimal"`` needs announcing.
    """

    def __init__(self, rule: Redistribution) -> None:
        self.rule = rule
        self.in_force = rule
        self._players: list[int] = []
        self._knowledge = 0.0
        self._rates: dict[tuple[tuple[int, ...], float], float] = {}

    @property
    def rate(self) -> float | None:
        """The rate that was announced, money per effective sample; None where the rule needs no announcing."""
        return self.in_force.rate if self.in_force is not self.rule else None  # type: ignore[attr-defined]

    def renew(self, game: CoopetitionGame, players: list[int]) -> None:
        """Announce the rule for the players of a round, unless what was announced still holds.

        Args:
            game: among the players.
            players: their indices.
        """
        if not (isinstance(self.rule, Pairwise) and self.rule.rate == "optimal"):
            return
        everything = self._knowledge + float(game.real_samples.sum())
        moved = abs(game.knowledge - self._knowledge)
        if self.in_force is not self.rule and players == self._players and moved <= MATERIAL * everything:
            return
        key = (tuple(players), game.knowledge)
        if key not in self._rates:
            if len(self._rates) >= MOST_RATES:
                self._rates.clear()
            self._rates[key] = float(self.rule.rates(game)[0])
        self._put(players, game.knowledge, self._rates[key])

    def forget(self) -> None:
        """Announce everything anew: circumstances have changed."""
        self.in_force = self.rule
        self._rates.clear()

    def state(self) -> dict[str, Any] | None:
        """Return what is in force, as plain JSON values; None where nothing was announced."""
        if self.rate is None:
            return None
        return {
            "rule": repr(self.rule),
            "players": self._players,
            "knowledge": self._knowledge,
            "rate": self.rate,
        }

    def restore(self, state: dict[str, Any] | None) -> None:
        """Take back what :meth:`state` returned; what another rule, or this one with other parameters, announced is void."""
        if state is not None and state["rule"] == repr(self.rule):
            self._put(state["players"], state["knowledge"], state["rate"])

    def _put(self, players: list[int], knowledge: float, rate: float) -> None:
        self._players, self._knowledge = list(players), knowledge
        if rate != self.rate:
            self.in_force = replace(self.rule, rate=rate)  # type: ignore[type-var]
