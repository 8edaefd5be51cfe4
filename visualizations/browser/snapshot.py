"""The snapshot: all that can be seen of a simulation after a whole round, copied, so that it never changes afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cocogen.model.game import social_optimum
from cocogen.model.records.measures import all_measures
from cocogen.visualizations.browser.learned import class_accuracy_of
from cocogen.visualizations.browser.states import state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cocogen.agents.organization import Organization
    from cocogen.model.config import SimulationConfig
    from cocogen.model.game import CoopetitionGame
    from cocogen.model.records.measures import Measure
    from cocogen.model.simulation import CoopetitionModel

OWNED = ("real_samples", "heterogeneity")
"""What an organization owns; what it has played and earned is unknown before the first round."""

BESIDES = ("gain", "cost", "damage", "streak", "predicted_accuracy")
"""What is told of an organization besides what the table shows: of what its payoff is made, its bad rounds in a row, and what theory
predicts of its market."""


def shown_numbers() -> tuple[Measure, ...]:
    """Return what is shown of an organization: what it owns, and what it played and earned."""
    shown = all_measures.shown("browser", "organization")
    return tuple(sorted(shown, key=lambda known: known.name not in OWNED))


@dataclass(frozen=True)
class Seen:
    """An organization as it stood after a round.

    Args:
        index: its number.
        name: its name.
        state: see :mod:`cocogen.visualizations.browser.states`.
        numbers: its attributes by name, those of :func:`shown_numbers` and :data:`BESIDES`; NaN where unknown.
    """

    index: int
    name: str
    state: str
    numbers: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A simulation after a round; each is itself only, so that what is drawn of one is drawn once.

    Args:
        config: what was played.
        round: how many rounds were played.
        measures: of the last round; empty before the first.
        organizations: all of them.
        rivalries: pairs of rivals by index, with their mean intensity γ.
        events: of the last round, a row of the events table each.
        payments: of the last round as (payer, payee, k$), by index, the largest first.
        optimum: the welfare (k$) that all together could have had at most in the last round; NaN before the first.
        uncovered: names of those whom the potential theorem does not cover.
        labels: shares of labels in everybody's real data, where something is trained.
        class_accuracy: of the common model, class by class, where it was trained.
    """

    config: SimulationConfig
    round: int
    measures: Mapping[str, float]
    organizations: tuple[Seen, ...]
    rivalries: tuple[tuple[int, int, float], ...]
    events: tuple[Mapping[str, Any], ...] = ()
    payments: tuple[tuple[int, int, float], ...] = ()
    optimum: float = math.nan
    uncovered: tuple[str, ...] = ()
    labels: tuple[tuple[float, ...], ...] = ()
    class_accuracy: tuple[float, ...] = ()


class Observer:
    """Watches one model from the thread that plays it, and takes a snapshot after every round.

    Args:
        model: the simulation.
    """

    def __init__(self, model: CoopetitionModel) -> None:
        self.model = model
        self._solved: tuple[CoopetitionGame, float, float] | None = None
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """Return what can be seen now; the same object until another round is played."""
        model = self.model
        if self._snapshot is None or self._snapshot.round != model.round:
            self._snapshot = Snapshot(
                config=model.config,
                round=model.round,
                measures=dict(model.measures),
                organizations=tuple(self._organizations()),
                rivalries=tuple(
                    (int(a), int(b), float(weight)) for a, b, weight in model.space.G.edges(data="weight")
                ),
                events=tuple(model.recorder.events_of(model.round)),
                payments=tuple(model.recorder.payments_of(model.round)),
                optimum=self._optimum_of_all() if model.round else math.nan,
                uncovered=_uncovered(model),
                labels=_labels(model),
                class_accuracy=class_accuracy_of(model),
            )
        return self._snapshot

    def numbers_of(self, organization: Organization, names: list[str]) -> dict[str, float]:
        """Return numbers of an organization by name, those of :func:`shown_numbers` and :data:`BESIDES`."""
        return {name: float(self._computing[name](organization)) for name in names}

    @cached_property
    def _computing(self) -> dict[str, Callable[[Organization], float]]:
        """How each number is computed."""
        return {
            name: all_measures.computing(all_measures.described(name, "organization")) for name in _told()
        }

    def _organizations(self) -> Iterator[Seen]:
        model, told = self.model, _told()
        unknown = dict.fromkeys(told, math.nan)
        known = [name for name in told if model.round or name in OWNED]
        for organization in model.organizations:
            numbers = unknown | self.numbers_of(organization, known)
            yield Seen(organization.index, organization.name, state_of(organization, model.round), numbers)

    def _optimum_of_all(self) -> float:
        """Return the welfare (k$) of the round's social optimum if everybody were in."""
        game, knowledge = self.model.federation.whole_game, self.model.measures["knowledge"]
        if self._solved is None or self._solved[0] is not game or self._solved[1] != knowledge:
            best = social_optimum(game.replace(knowledge=knowledge)).welfare
            self._solved = (game, knowledge, float(best))
        return self._solved[2]


def _labels(model: CoopetitionModel) -> tuple[tuple[float, ...], ...]:
    if model.config.learning.kind == "curve":
        return ()
    return tuple(tuple(shares) for shares in model.population.label_distributions.tolist())


def _told() -> list[str]:
    return [*(known.name for known in shown_numbers()), *BESIDES]


def _uncovered(model: CoopetitionModel) -> tuple[str, ...]:
    federation = model.federation
    if not len(federation.players):
        return ()
    return tuple(model.population.names[i] for i in federation.players[federation.game.uncovered])
