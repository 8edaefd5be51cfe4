"""Convergence of play: how fast it approaches the equilibrium, and what it does if it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy.stats import linregress
from scipy.stats import t as student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cocogen.model.records.runs import Tables

    FloatArray = NDArray[np.float64]

AT_REST = 1e-3
"""Largest change of anybody's amount, as a share of the largest capacity used, that counts as standing still."""
LONGEST_CYCLE = 12
"""Longest period that is looked for, rounds."""

Course = Literal["at rest", "cycle", "converging", "wandering"]


@dataclass(frozen=True)
class Rate:
    """A geometric rate of convergence, distance_t ≈ c · rate^t.

    Args:
        rate: factor per round; below 1 the distance shrinks.
        low: lower end of the 95 % interval.
        high: upper end.
        rounds: rounds that the fit is made of.
    """

    rate: float
    low: float
    high: float
    rounds: int


@dataclass(frozen=True)
class Play:
    """What the amounts of all organizations do at the end of a run.

    Args:
        course: ``at rest`` (nobody moves), ``cycle`` (the same profiles come back), ``converging`` (moves die out) or
            ``wandering`` (moves neither repeat nor die out, as under noise).
        period: rounds after which a cycle repeats; 0 unless it is one.
        amplitude: largest distance between anybody's amounts within a period, samples; 0 unless it is a cycle.
    """

    course: Course
    period: int = 0
    amplitude: float = 0.0

    @property
    def name(self) -> str:
        """The course in words."""
        return f"cycle of period {self.period}" if self.course == "cycle" else self.course


@dataclass(frozen=True)
class Convergence:
    """How one run's play went.

    Args:
        play: what the amounts do at the end.
        rate: of the distance to the equilibrium; None if it never shrinks over three rounds.
        reached: first round from which the regret stays within the tolerance; None if never.
        regret: of the last round, money.
        distance: to the equilibrium in the last round, samples per organization.
    """

    play: Play
    rate: Rate | None
    reached: int | None
    regret: float
    distance: float


def trajectory(tables: Tables) -> pd.DataFrame:
    """Return potential (accuracy), regret (money) and distance to the equilibrium (samples) by round."""
    columns = ["round", "potential", "regret", "distance_to_equilibrium"]
    return tables["rounds"][columns].reset_index(drop=True)


def convergence_of(tables: Tables, *, tolerance: float = 1e-3) -> Convergence:
    """Judge the convergence of one run.

    Args:
        tables: of one run.
        tolerance: regret, money, that counts as being at the equilibrium.

    Raises:
        ValueError: if no round was trained.
    """
    rounds = tables["rounds"].dropna(subset=["regret"])
    if rounds.empty:
        raise ValueError("no round was trained, so there is no play that could converge")
    regret = rounds["regret"].to_numpy(float)
    away = np.flatnonzero(regret > tolerance)
    first = int(away[-1]) + 1 if len(away) else 0
    return Convergence(
        play=course_of_play(amounts(tables)),
        rate=geometric_rate(rounds["distance_to_equilibrium"].to_numpy(float)),
        reached=int(rounds["round"].iloc[first]) if first < len(rounds) else None,
        regret=float(regret[-1]),
        distance=float(rounds["distance_to_equilibrium"].iloc[-1]),
    )


def amounts(tables: Tables) -> FloatArray:
    """Return everybody's amounts, samples, shape (rounds, organizations); 0 before an organization arrived."""
    wide = tables["organizations"].pivot_table(
        index="round", columns="organization", values="generation", fill_value=0.0
    )
    return wide.to_numpy(float)


def geometric_rate(distances: ArrayLike, *, confidence: float = 0.95) -> Rate | None:
    """Fit distance_t = c · rate^t by least squares on logarithms, over the part of the course that still shrinks.

    The fit begins at the first round and ends where the distance first comes within 1 % (of the way from its largest) of the
    smallest distance of the run, so that the noise on which play ends does not flatten the rate.

    Args:
        distances: by round, not negative.
        confidence: of the interval (Student's, of the slope).

    Returns:
        None if fewer than three rounds are left to fit.
    """
    values = np.asarray(distances, dtype=float)
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return None
    least, most = values.min(), values.max()
    at_end = np.flatnonzero(values <= least + 0.01 * (most - least))
    falling = values[: at_end[0] + 1] if len(at_end) else values
    falling = falling[falling > 0]
    n = len(falling)
    if n < 3:
        return None
    line = linregress(np.arange(n), np.log(falling))
    reach = float(student.ppf(0.5 + confidence / 2, n - 2)) * line.stderr
    rate, low, high = np.exp([line.slope, line.slope - reach, line.slope + reach]).tolist()
    return Rate(rate, low, high, n)


def course_of_play(profiles: FloatArray, *, tolerance: float = AT_REST) -> Play:
    """Name what amounts do at the end of a run.

    Args:
        profiles: samples, shape (rounds, organizations).
        tolerance: change that counts as none, as a share of the largest amount.

    Returns:
        A cycle is named with the shortest period that the last rounds repeat, at least twice over.
    """
    scale = float(profiles.max()) if profiles.size and profiles.max() > 0 else 1.0
    moves = np.abs(np.diff(profiles, axis=0)).max(axis=1) / scale if len(profiles) > 1 else np.zeros(0)
    quiet = min(3, len(moves))
    if (moves[len(moves) - quiet :] <= tolerance).all():
        return Play("at rest")
    for period in range(2, min(LONGEST_CYCLE, len(profiles) // 3) + 1):
        window = profiles[-3 * period :]
        if np.abs(window[period:] - window[:-period]).max() <= tolerance * scale:
            amplitude = float(np.ptp(window, axis=0).max())
            return Play("cycle", period, amplitude)
    thirds = np.array_split(moves, 3)
    dying = len(moves) >= 9 and thirds[2].mean() < 0.5 * thirds[1].mean() < 0.25 * thirds[0].mean()
    return Play("converging" if dying else "wandering")
