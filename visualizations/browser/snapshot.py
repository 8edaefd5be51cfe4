"""The snapshot: all that can be seen of a simulation after a whole round, copied, so that it never changes afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cocogen.model.game import social_optimum
from cocogen.model.records.measures import all_measures
from cocogen.visualizations.browser.states import state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cocogen.model.config import SimulationConfig
    from cocogen.model.game import CoopetitionGame
    from cocogen.model.records.measures import Measure
    from cocogen.model.simulation import CoopetitionModel

OWNED = ("real_samples", "heterogeneity")
"""What an organization owns; what it has played and earned is unknown before the first round."""


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
        numbers: its attributes by name, those of :func:`shown_numbers`; NaN where unknown.
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
        tables: the tables of all rounds so far.
        measures: of the last round; empty before the first.
        organizations: all of them.
        rivalries: pairs of rivals by index, with their mean intensity γ.
        optima: by round, the welfare (k$) that all together could have had at most; NaN where nobody looked.
        uncovered: names of those whom the potential theorem does not cover.
    """

    config: SimulationConfig
    round: int
    tables: Mapping[str, pd.DataFrame]
    measures: Mapping[str, float]
    organizations: tuple[Seen, ...]
    rivalries: tuple[tuple[int, int, float], ...]
    optima: Mapping[int, float]
    uncovered: tuple[str, ...]


class Observer:
    """Watches one model from the thread that plays it, and takes snapshots between rounds.

    Args:
        model: the simulation.
    """

    def __init__(self, model: CoopetitionModel) -> None:
        self.model = model
        self._optima: dict[int, float] = {}
        self._solved: tuple[CoopetitionGame, float, float] | None = None

    def note(self) -> None:
        """Note what only can be known now of the round that was just played."""
        self._optima[self.model.round] = self._optimum_of_all()

    def snapshot(self) -> Snapshot:
        """Return what can be seen now."""
        model = self.model
        return Snapshot(
            config=model.config,
            round=model.round,
            tables=model.tables(),
            measures=dict(model.measures),
            organizations=tuple(_seen(model)),
            rivalries=tuple(
                (int(a), int(b), float(weight)) for a, b, weight in model.space.G.edges(data="weight")
            ),
            optima=dict(self._optima),
            uncovered=_uncovered(model),
        )

    def _optimum_of_all(self) -> float:
        """Return the welfare (k$) of the round's social optimum if everybody were in."""
        game, knowledge = self.model.federation.whole_game, self.model.measures["knowledge"]
        if self._solved is None or self._solved[0] is not game or self._solved[1] != knowledge:
            best = social_optimum(game.replace(knowledge=knowledge)).welfare
            self._solved = (game, knowledge, float(best))
        return self._solved[2]


def _seen(model: CoopetitionModel) -> list[Seen]:
    shown = shown_numbers()
    unknown = {known.name: float("nan") for known in shown}
    computed = {
        known.name: all_measures.computing(known) for known in shown if model.round or known.name in OWNED
    }
    return [
        Seen(
            organization.index,
            organization.name,
            state_of(organization, model.round),
            unknown | {name: float(compute(organization)) for name, compute in computed.items()},
        )
        for organization in model.organizations
    ]


def _uncovered(model: CoopetitionModel) -> tuple[str, ...]:
    federation = model.federation
    if not len(federation.players):
        return ()
    return tuple(model.population.names[i] for i in federation.players[federation.game.uncovered])
