"""The announcement: the redistribution as it stands for the players of a round.

A rule may fix terms for the players of a round before they play. Terms such as the best rate take longer to work out than all the
rest of a round, so they are announced anew only when the game has changed materially: other players, other circumstances, or
knowledge that has moved by more than 1 %. Welfare is flat around the best rate, so what this gives away is far below
that. What was announced belongs to the rule that announced it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cocogen.model.game import CoopetitionGame, RedistributionRule

MATERIAL = 0.01
"""Change of knowledge, as a share of all effective samples then, that calls for a new announcement."""
MOST_TERMS = 64
"""Terms that are kept for coalitions that come back while nothing else changes."""


class Announcement:
    """A rule as configured, and as it is in force.

    Args:
        rule: as configured; it says itself which terms it announces, if any.
    """

    def __init__(self, rule: RedistributionRule) -> None:
        self.rule = rule
        self.in_force = rule
        self.terms: dict[str, Any] = {}
        self._players: list[int] = []
        self._knowledge = 0.0
        self._known: dict[tuple[tuple[int, ...], float], dict[str, Any]] = {}

    @property
    def key(self) -> tuple[tuple[str, Any], ...]:
        """What was announced, to remember answers by; nothing where the rule needs no announcing."""
        return tuple(self.terms.items())

    def renew(self, game: CoopetitionGame, players: list[int]) -> None:
        """Announce the rule for the players of a round, unless what was announced still holds.

        Args:
            game: among the players.
            players: their indices.
        """
        everything = self._knowledge + float(game.real_samples.sum())
        moved = abs(game.knowledge - self._knowledge)
        if self.terms and players == self._players and moved <= MATERIAL * everything:
            return
        key = (tuple(players), game.knowledge)
        if key not in self._known:
            if len(self._known) >= MOST_TERMS:
                self._known.clear()
            self._known[key] = self.rule.terms(game)
        self._put(players, game.knowledge, self._known[key])

    def follow(self, rule: RedistributionRule) -> None:
        """Announce another rule from now on; what this one, or it with other parameters, has announced is void."""
        if repr(rule) != repr(self.rule):
            self.rule = rule
            self.forget()

    def forget(self) -> None:
        """Announce everything anew: circumstances have changed."""
        self.in_force, self.terms = self.rule, {}
        self._known.clear()

    def state(self) -> dict[str, Any] | None:
        """Return what is in force, as plain JSON values; None where nothing was announced."""
        if not self.terms:
            return None
        return {
            "rule": repr(self.rule),
            "players": self._players,
            "knowledge": self._knowledge,
            "terms": self.terms,
        }

    def restore(self, state: dict[str, Any] | None) -> None:
        """Take back what :meth:`state` returned; what another rule, or this one with other parameters, announced is void."""
        if state is not None and state["rule"] == repr(self.rule):
            self._put(state["players"], state["knowledge"], state["terms"])

    def _put(self, players: list[int], knowledge: float, terms: dict[str, Any]) -> None:
        self._players, self._knowledge = list(players), knowledge
        if terms != self.terms:
            self.terms, self.in_force = terms, self.rule.announced(terms)
