"""Insight into one organization in one round: what it could have earned with another amount, what it believed, what its data are."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.model.game.rules.anticipation import anticipated_response, anticipates
from cocogen.visualizations.browser.learned import Samples, samples_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cocogen.model.game import CoopetitionGame, RedistributionRule
    from cocogen.model.simulation import CoopetitionModel

MOST_ROUNDS = 200
"""Rounds that can be looked into, the latest."""
POINTS = 61
"""Amounts at which a payoff is known."""
ROOM = 1.6
"""The curve reaches this many times beyond the largest amount that is marked on it."""


@dataclass(frozen=True, eq=False)
class Moment:
    """What a round was played with; nothing in it changes afterwards.

    Args:
        round: which.
        game: among the players; None where nobody trained.
        rule: the redistribution that was in force.
        players: their indices, ascending.
        generation: what they generated, samples, in the order of the players.
        equilibrium: what they would generate at the equilibrium.
        believed: what each expected all others to contribute, effective samples; NaN where that is not known any more.
        labels: shares of labels in everybody's real data, shape (all organizations, classes).
        patience: bad rounds after which one leaves; None where another rule decides.
        samples: some of everybody's samples, real and generated; nothing where nothing was trained.
    """

    round: int
    game: CoopetitionGame | None
    rule: RedistributionRule
    players: NDArray[np.int64]
    generation: NDArray[np.float64]
    equilibrium: NDArray[np.float64]
    believed: NDArray[np.float64]
    labels: NDArray[np.float64]
    patience: int | None
    samples: tuple[Samples, ...] = ()

    def look_into(self, organization: int) -> dict[str, Any]:
        """Return what is known of one organization, as plain numbers.

        ``labels``: shares; ``samples``, where it was trained: see :meth:`Samples.told`; ``synthetic``: the share of synthetic samples in what it trains on; ``patience``. For who plays, also
        ``amounts`` and ``payoffs`` (payments included), and ``choice``, ``best`` (the best while others keep theirs) and
        ``equilibrium``, each as (amount, payoff); ``believed`` and ``others``, effective samples.
        """
        known: dict[str, Any] = {
            "round": self.round,
            "organization": organization,
            "labels": [round(float(share), 4) for share in self.labels[organization]],
            "patience": self.patience,
        }
        if organization < len(self.samples):
            known["samples"] = self.samples[organization].told()
        at = np.flatnonzero(self.players == organization)
        if self.game is None or not len(at):
            return known
        return known | self._payoffs(self.game, int(at[0]))

    def _payoffs(self, game: CoopetitionGame, position: int) -> dict[str, Any]:
        choice, equilibrium = float(self.generation[position]), float(self.equilibrium[position])
        if anticipates(game, self.rule):
            best, _ = anticipated_response(game, self.rule, self.generation, position)
        else:
            best = float(game.best_responses(self.generation)[position])
        capacity = float(game.capacity[position])
        far = min(capacity, max(ROOM * max(choice, equilibrium, best), 0.02 * capacity, 1.0))
        amounts = np.linspace(0.0, far, POINTS)
        marked = np.array([choice, best, min(equilibrium, capacity)])
        payoffs = self._earned(game, position, np.concatenate([amounts, marked]))
        of_marked = [
            [float(f"{amount:.6g}"), float(f"{payoff:.10g}")]
            for amount, payoff in zip(marked.tolist(), payoffs[POINTS:].tolist(), strict=True)
        ]
        contributions = game.contributions(self.generation)
        believed = float(self.believed[position])
        return {
            "amounts": [float(f"{amount:.6g}") for amount in amounts.tolist()],
            "payoffs": [float(f"{payoff:.10g}") for payoff in payoffs[:POINTS].tolist()],
            "choice": of_marked[0],
            "best": of_marked[1],
            "equilibrium": of_marked[2],
            "believed": None if np.isnan(believed) else float(f"{believed:.5g}"),
            "others": float(f"{contributions.sum() - contributions[position]:.5g}"),
            "synthetic": choice / (choice + float(game.real_samples[position])),
        }

    def _earned(
        self, game: CoopetitionGame, position: int, amounts: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return U + R (k$) of a player at each of its own amounts while the others keep theirs, shape (B,)."""
        profiles = np.repeat(self.generation[None], len(amounts), axis=0)
        profiles[:, position] = amounts
        paid = [float(self.rule.transfers(game, profile)[position]) for profile in profiles]
        earned: NDArray[np.float64] = game.payoffs(profiles)[:, position] + np.array(paid)
        return earned


class Memory:
    """The moments of a run, the latest of them; noted by the thread that plays, looked into by any."""

    def __init__(self) -> None:
        self._moments: deque[Moment] = deque(maxlen=MOST_ROUNDS)

    def note(self, model: CoopetitionModel) -> None:
        """Keep the round that was just played."""
        self._moments.append(moment_of(model))

    def look_into(self, organization: int, round: int) -> dict[str, Any] | None:
        """Return what is known of an organization in a round; None if that round is not remembered, or it was not there yet."""
        for moment in reversed(tuple(self._moments)):
            if moment.round == round and 0 <= organization < len(moment.labels):
                return moment.look_into(organization)
        return None


def moment_of(model: CoopetitionModel) -> Moment:
    """Return what the last round was played with."""
    federation, players = model.federation, model.federation.players
    plays = bool(len(players)) and model.round > 0
    nobody = np.zeros(0)
    return Moment(
        round=model.round,
        game=federation.game if plays else None,
        rule=federation.announcement.in_force,
        players=players.copy() if plays else np.zeros(0, dtype=np.int64),
        generation=federation.played_generation.copy() if plays else nobody,
        equilibrium=federation.equilibrium.generation.copy() if plays else nobody,
        believed=_believed(model, players.tolist()) if plays else nobody,
        labels=model.population.label_distributions,
        patience=getattr(next(iter(model.organizations)).participation, "patience", None),
        samples=samples_of(model),
    )


def _believed(model: CoopetitionModel, players: list[int]) -> NDArray[np.float64]:
    """Return what players believed when they decided; by now it is known where they all decided at once, on what they saw last."""
    federation, decision = model.federation, model.config.decision
    if federation.sequential or decision.belief_delay:
        return np.full(len(players), np.nan)
    return np.array([federation.outlook(player).believed_others for player in players])
