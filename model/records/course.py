"""Convergence of play: how fast it approaches the equilibrium, and what it does if it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import linregress
from scipy.stats import t as student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cocogen.model.records.runs import Tables

    FloatArray = NDArray[np.float64]

AT_REST = 1e-3
"""Largest change of anybody's amount, as a share of the largest capacity used, that counts as standing still."""
NEAR = 1e-3
"""Regret that counts as being at the equilibrium, as a share of the mean payoff per player."""
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


def first_round_at_rest(tables: Tables, *, tolerance: float = NEAR) -> float:
    """Return the first round from which nobody's regret exceeds the tolerance any more, NaN if there is none.

    Args:
        tables: of one run.
        tolerance: regret that counts as none, as a share of the round's mean payoff per player.
    """
    rounds = tables["rounds"].dropna(subset=["regret"])
    payoff = (rounds["social_welfare"] / rounds["players"]).abs()
    away = np.flatnonzero((rounds["regret"] > tolerance * payoff).to_numpy())
    first = int(away[-1]) + 1 if len(away) else 0
    return float(rounds["round"].iloc[first]) if first < len(rounds) else float("nan")


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
