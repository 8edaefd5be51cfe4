"""How fast the game is solved: ratios within one process on one thread, printed as one table.

python benchmarks/game.py [--out docs/benchmarks/game.md]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import platform
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from scipy.optimize import minimize

from cocogen.model.game import (
    CoalitionTable,
    CoopetitionGame,
    LearningCurve,
    OwnMarket,
    nash_equilibrium,
    redistribution,
    rivalry_structures,
)
from cocogen.model.game.rules.anticipation import TOLERANCE, anticipated_equilibrium
from cocogen.model.game.validation import NAMES
from cocogen.model.randomness import Streams

SIZES = (10**3, 10**4, 10**5, 10**6)
SAMPLED_COALITIONS = 2000


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    question: str
    answer: str
    target: str
    met: bool | None


def federation(organizations: int, intensity: float = 0.06) -> CoopetitionGame:
    """Return a market of sectors of five rivals; valuations and the curve's scale grow with N, so that amounts stay interior."""
    rng = Streams(1).generator("benchmark")
    size = organizations / 8
    return CoopetitionGame(
        real_samples=rng.uniform(50.0, 300.0, organizations),
        heterogeneity=rng.uniform(0.05, 0.6, organizations),
        fidelity=rng.uniform(0.3, 1.0, organizations),
        valuation=size * rng.uniform(700.0, 1300.0, organizations),
        generation_cost=rng.uniform(0.01, 0.05, organizations),
        congestion=rng.uniform(0.5e-4, 3e-4, organizations),
        membership_cost=1.0,
        standalone_cost=1.0,
        capacity=rng.uniform(300.0, 2000.0, organizations),
        competition=rivalry_structures.create("sectors", size=5, spread=0.5).build(
            organizations, intensity, rng
        ),
        learning_curve=LearningCurve(floor=0.1, ceiling=0.95, scale=600.0 * size, exponent=0.6),
        skew_penalty=0.6,
        alignment_loss=0.3,
    )


def with_own_markets(game: CoopetitionGame, sharper: float = 1.0) -> CoopetitionGame:
    """Return the market with own markets that the common model reaches about as well, and rivalry ``sharper`` times as sharp."""
    rng = Streams(3).generator("benchmark")
    n = game.organizations
    return game.replace(
        alignment_loss=0.0,
        competition=game.competition * sharper,
        own_market=OwnMarket(
            slope=rng.uniform(0.7, 1.0, n),
            base=rng.uniform(0.1, 0.5, n),
            floor=rng.uniform(0.1, 0.6, n),
            ceiling=0.9,
            scale=100.0,
            exponent=0.8,
            fidelity=0.6,
        ),
    )


def seconds(
    call: Callable[[], Any], repeats: int = 3, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the best time of ``repeats`` calls."""
    times = []
    for _ in range(repeats):
        begin = clock()
        call()
        times.append(clock() - begin)
    return min(times)


def by_lbfgs(game: CoopetitionGame, **options: float) -> tuple[float, float]:
    """Maximise the potential with scipy's L-BFGS-B and its gradient; return seconds and the regret's share of the payoff scale."""
    z, curve, scale = game.weights, game.learning_curve, float(game.weights.mean())

    def negative_potential(g: np.ndarray) -> tuple[float, np.ndarray]:
        x = game.knowledge + game.contribution(g).sum()
        value = float(curve(x)) - float((game.cost(g) / z).sum())
        marginal_cost = game.cost.slope(g) / z
        gradient = curve.derivative(x) * game.contribution.slope(g) - marginal_cost
        return -scale * value, -scale * gradient

    bounds = np.column_stack([np.zeros(game.organizations), game.capacity])
    begin = time.perf_counter()
    found = minimize(
        negative_potential,
        np.zeros(game.organizations),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options=options,
    )
    spent = time.perf_counter() - begin
    regret = game.regret(np.clip(found.x, 0.0, game.capacity)).max()
    return spent, float(regret) / game.payoff_scale


def against_lbfgs() -> list[Row]:
    """Compare with L-BFGS-B at N = 100,000, once as it comes and once told not to stop early."""
    game = federation(10**5)
    regret = nash_equilibrium(game).regret / game.payoff_scale
    rows = []
    settings: dict[str, dict[str, float]] = {
        "defaults": {},
        "tight": {"ftol": 0.0, "gtol": 1e-10, "maxiter": 10**5, "maxfun": 10**6},
    }
    for name, options in settings.items():
        ours = seconds(lambda: nash_equilibrium(game))
        theirs, their_regret = by_lbfgs(game, **options)
        rows.append(
            Row(
                f"equilibrium at N = 100,000 against L-BFGS-B on the potential ({name})",
                f"{theirs / ours:.0f} times faster ({ours:.2f} s, regret {regret:.0e} of the payoff scale;"
                f" L-BFGS-B {theirs:.2f} s, {their_regret:.0e})",
                "≥ 10 times, regret no worse",
                theirs / ours >= 10.0 and regret <= their_regret,
            )
        )
    return rows


def own_markets() -> list[Row]:
    """Compare games of own markets, also with weights of both signs, with the one-curve game at N = 100,000."""
    first = federation(10**5)
    games = {
        "own markets": with_own_markets(first),
        "own markets, weights of both signs": with_own_markets(first, sharper=4.0),
    }
    old = seconds(lambda: nash_equilibrium(first), 5)
    rows = []
    for name, game in games.items():
        found = nash_equilibrium(game)
        new = seconds(lambda game=game: nash_equilibrium(game), 5)
        taken = int((game.weights <= 0.0).sum())
        among = f", {taken:,} with z ≤ 0" if taken else ""
        rows.append(
            Row(
                f"equilibrium at N = 100,000 with {name}",
                f"{new / old:.2f} times the time of one curve ({new:.2f} s against {old:.2f} s),"
                f" regret {found.regret / game.payoff_scale:.0e} of the payoff scale{among}",
                "≤ 1.3 times",
                new <= 1.3 * old and found.converged,
            )
        )
    return rows


def a_million() -> Row:
    """Solve a million organizations in sectors, and measure the memory that the solver adds."""
    game = federation(10**6)
    found = nash_equilibrium(game)
    spent = seconds(lambda: nash_equilibrium(game))
    tracemalloc.start()
    nash_equilibrium(game)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    held = sum(getattr(game, name).nbytes for name in NAMES)
    held = (held + game.competition.data.nbytes + game.competition.indices.nbytes) / 2**20
    return Row(
        "equilibrium at N = 1,000,000 in sectors of five",
        f"{spent:.2f} s, regret {found.regret / game.payoff_scale:.0e} of the payoff scale;"
        f" {held:.0f} MiB hold the game, solving adds {peak:.0f} MiB",
        "solved",
        found.converged,
    )


def growth() -> Row:
    """Fit the exponent of time in N from a thousand to a million."""
    times = []
    for size in SIZES:
        game = federation(size)
        nash_equilibrium(game)
        times.append(seconds(lambda game=game: nash_equilibrium(game), repeats=max(3, 10**5 // size)))
    exponent = float(np.polyfit(np.log(SIZES), np.log(times), 1)[0])
    listed = ", ".join(f"{1e3 * spent:.3g}" for spent in times)
    return Row(
        "growth of time with N, from 1,000 to 1,000,000",
        f"exponent {exponent:.2f} ({listed} ms for N = 10³, 10⁴, 10⁵, 10⁶)",
        "≤ 1.15",
        exponent <= 1.15,
    )


def every_coalition() -> list[Row]:
    """Compare all coalitions of 16 in one batch with single solves, their loop estimated from a sample."""
    game = federation(16, intensity=0.03)
    rng = Streams(2).generator("benchmark")
    masks = rng.random((SAMPLED_COALITIONS, 16)) < 0.5
    masks = masks[masks.sum(axis=1) >= 2]

    def one_by_one() -> None:
        for mask in masks:
            nash_equilibrium(game.restricted_to(mask))

    single = seconds(one_by_one, repeats=2) / len(masks)
    spent = seconds(lambda: CoalitionTable(game, redistribution("none")))
    ratio = 65536 * single / spent
    rows = [
        Row(
            "all 65,536 coalitions of N = 16 under 'none'",
            f"{spent:.2f} s, {ratio:.0f} times faster than {65536 * single:.0f} s of single solves, estimated from {len(masks)}",
            "≥ 30 times",
            ratio >= 30.0,
        )
    ]
    for name, parameters in (("pairwise", {"rate": 0.2}), ("pairwise", {}), ("bargaining", {})):
        rule = redistribution(name, **parameters)
        spent = seconds(lambda rule=rule: CoalitionTable(game, rule), clock=time.process_time)
        how = {"pairwise": " at a rate of 0.2" if parameters else " at each one's best rate"}.get(name, "")
        rows.append(
            Row(
                f"all 65,536 coalitions of N = 16 under {name!r}{how}",
                f"{spent:.2f} processor seconds",
                "< 3 s",
                spent < 3.0,
            )
        )
    return rows


def seen_coming() -> Row:
    """Find the equilibrium where 13 and 16 organizations see coming what the Shapley rule pays them."""
    rule = redistribution("shapley")
    spent, regrets = [], []
    for size in (13, 16):
        game = federation(size, intensity=0.03)
        begin = time.process_time()
        found = anticipated_equilibrium(game, rule)
        spent.append(time.process_time() - begin)
        regrets.append(found.regret / game.payoff_scale)
    return Row(
        "equilibrium under 'shapley' seen coming, N = 13 and 16",
        f"{spent[0]:.1f} and {spent[1]:.1f} processor seconds, regret {max(regrets):.0e} of the payoff scale at most",
        f"regret ≤ {TOLERANCE:.0e}",
        max(regrets) <= TOLERANCE,
    )


def table(rows: list[Row]) -> str:
    """Return the rows as Markdown."""
    marks = {True: "yes", False: "no", None: ""}
    lines = ["| question | measured | target | met |", "|---|---|---|---|"]
    lines += [f"| {row.question} | {row.answer} | {row.target} | {marks[row.met]} |" for row in rows]
    return "\n".join(lines)


def main(out: Path | None = None) -> None:
    """Run all measurements, print the table, and write it to ``out`` if given."""
    rows = [*against_lbfgs(), *own_markets(), a_million(), growth(), *every_coalition(), seen_coming()]
    told = table(rows)
    print(told)
    if out is not None:
        versions = f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(
            f"# How fast the game is solved\n\n{told}\n\n"
            f"One process, one thread, best of several runs. {versions}, {platform.machine()}.\n"
            "Made by `python benchmarks/game.py --out docs/benchmarks/game.md`.\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=None, help="also write the table there, as Markdown")
    main(parser.parse_args().out)
