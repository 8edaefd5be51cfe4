"""What is to be played with other seeds, and what a page shows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cocogen.model.config import SimulationConfig
    from cocogen.visualizations.browser.run import View

    Played = Mapping[str, Sequence[float | None]]
    """Measures by name, a number per round; None where unknown."""

MEASURES = {"welfare_everyone": "welfare", "accuracy": "accuracy", "generation_total": "total"}
"""Measures of a round of which there are bands, by name, and the panel that draws each."""
SEEDS = 30
"""How many other seeds are played."""
LEAST = 5
"""Seeds without which there is no band."""
QUANTILES = (0.1, 0.5, 0.9)
"""Where a band ends, and its median."""
FIRST_ROUNDS = 60
"""Rounds that are played at first, at most, of a variant that has more."""
DIGITS = 5
"""Significant digits of a band's ends."""
TRAINS = (
    "Bands over 30 seeds are played on the learning curve only. Here training is real, and 30 of them would take as long as 30"
    " times what you see; cocogen sweep plays them in a terminal."
)

ENDED = "The process that plays the 30 seeds has ended before all were played; switching it off and on tries again."


@dataclass(frozen=True)
class Request:
    """What to play.

    Args:
        configs: what is looked at, and what stands beside it if anything does; the same seeds for both.
        rounds: how many of each.
    """

    configs: tuple[SimulationConfig, ...]
    rounds: int

    @classmethod
    def of(cls, view: View) -> Request | None:
        """Return what to play for what is looked at; None while there is nothing to look at.

        It is the same while rounds are played, until they are more than were asked for; then it asks for twice as many.
        """
        if view.wish is None:
            return None
        wishes = [view.wish.course, *([view.wish.ghost] if view.wish.ghost else [])]
        configs = tuple(wish.config() for wish in wishes)
        rounds = min(configs[0].run.rounds, FIRST_ROUNDS)
        while rounds < view.rounds - 1:
            rounds *= 2
        return cls(configs, rounds)

    @property
    def trains(self) -> bool:
        """Whether it trains for real."""
        return any(config.learning.kind != "curve" for config in self.configs)

    @property
    def seeds(self) -> list[int]:
        """The seeds after the one that is looked at."""
        own = self.configs[0].run.seed
        return [own + step for step in range(1, SEEDS + 1)]

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values: ``configs``, ``seeds`` and ``rounds``."""
        configs = [config.model_dump(mode="json") for config in self.configs]
        return {"configs": configs, "seeds": self.seeds, "rounds": self.rounds}


@dataclass(frozen=True)
class Spread:
    """What is known of other seeds by now; replaced as a whole, never changed.

    Args:
        is_on: whether somebody wants to see it.
        why_not: why there is none, in words; empty otherwise.
        done: how many seeds have been played.
        failed: how many could not be.
        bands: by panel, ``low``, ``mid`` and ``high``, a number per round; empty with fewer than :data:`LEAST` seeds.
        ahead: round by round, in how many seeds welfare of everyone is higher in what is looked at than beside it.
        behind: the same for lower.
    """

    is_on: bool = False
    why_not: str = ""
    done: int = 0
    failed: int = 0
    bands: Mapping[str, Mapping[str, list[float | None]]] = field(default_factory=dict)
    ahead: tuple[int, ...] = ()
    behind: tuple[int, ...] = ()

    @classmethod
    def over(cls, played: Sequence[Sequence[Played]], failed: int) -> Spread:
        """Sum up what came out.

        Args:
            played: for each seed what was played, what is looked at first.
            failed: how many seeds could not be played.
        """
        if len(played) < LEAST:
            return cls(is_on=True, done=len(played), failed=failed)
        bands = {panel: _band(_by_seed(played, 0, name)) for name, panel in MEASURES.items()}
        ahead: tuple[int, ...] = ()
        behind: tuple[int, ...] = ()
        if len(played[0]) > 1:
            here, there = (_by_seed(played, at, "welfare_everyone") for at in (0, 1))
            ahead = tuple((here > there).sum(axis=0).tolist())
            behind = tuple((here < there).sum(axis=0).tolist())
        return cls(True, "", len(played), failed, bands, ahead, behind)

    def told(self) -> dict[str, Any]:
        """Return what a browser is told."""
        return {
            "isOn": self.is_on,
            "whyNot": self.why_not,
            "done": self.done,
            "failed": self.failed,
            "wanted": SEEDS,
            "bands": self.bands,
            "ahead": self.ahead,
            "behind": self.behind,
        }


def _by_seed(played: Sequence[Sequence[Played]], at: int, name: str) -> NDArray[np.float64]:
    """Return a measure of one of the configurations, shape (seeds, rounds), NaN where unknown."""
    return np.array([of_seed[at][name] for of_seed in played], dtype=np.float64)


def _band(values: NDArray[np.float64]) -> dict[str, list[float | None]]:
    """Return the quantiles of each round over the seeds in which it is known."""
    ends: dict[str, list[float | None]] = {"low": [], "mid": [], "high": []}
    for column in values.T:
        known = column[~np.isnan(column)]
        quantiles = np.quantile(known, QUANTILES).tolist() if len(known) else [None] * len(QUANTILES)
        for end, value in zip(ends.values(), quantiles, strict=True):
            end.append(None if value is None else float(f"{value:.{DIGITS}g}"))
    return ends
