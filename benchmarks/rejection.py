"""How often tests on retention reject a true null at 5 %: ``python benchmarks/rejection.py --out docs/rejection.md`` (about eight minutes).

Two variants that do not differ are compared again and again, at several numbers of seeds, by tests over spells and by tests over seeds. Runs are
drawn from a pool without replacement, so that within a trial labels are as good as exchanged: the null is exactly true.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, logrank

from cocogen.model.config import SimulationConfig
from cocogen.model.records.intervals import CONFIDENCE, estimate, p_of_flips
from cocogen.model.records.spells import membership_spells
from cocogen.model.records.survival import hazard_ratios_of_spells, retention_of_spells
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.churn import MECHANISMS, STRESS
from cocogen.scenarios.studies.claims import p_of_zero

SEEDS = (10, 20, 40)
ROUNDS = 60
ORGANIZATIONS = 10
HAZARD = 0.03
"""Of leaving, per round, in the simulated spells; a run's is this times a frailty of mean and variance 1."""
POOL = {"simulated": 100, "scenario": 50}
"""Pairs of runs that trials draw from, by the kind's first word."""
TRIALS = {"simulated": 800, "scenario": 400}
"""Of each kind and number of seeds."""
COX_EVERY = {"simulated": 3, "scenario": 8}
"""Cox regressions are slow, of organizations that differ above all: every so-many-th trial has one."""
TESTS = ("log-rank", "Cox, by run", "Cox, by seed", "interval", "Student", "flips")
HEAD = """# Rejecting a true null

Two variants that do not differ: how often does a test at 5 % say that they do? Made by `python benchmarks/rejection.py --out docs/rejection.md`; 4 to 6 % is right. What is compared is
how long organizations stay. All spells of a run share its market, and its luck; they are not independent.

* **log-rank** takes every first membership as an independent observation. Nothing in this project uses it.
* **Cox** is the hazard ratio of the variant over all spells. *By run*: errors clustered by run, normal quantiles, as one would do at first. *By seed*: what `hazard_ratios` does, with both runs
  of a seed in one cluster, Student's quantiles, and what organizations are as further covariates.
* **interval**, **Student**, **flips** are about the difference of the restricted mean (`mean_stay`), one number per seed. Does the 95 % interval of `estimate` exclude zero? Is p below 5 %, of
  Student's test (which Holm's correction of the [claims](claims.md) takes), or of flipping signs seed by seed (`p_of_flips`, which `stay_differences` reports)?

| runs | seeds |"""
TAIL = """
**Tests over spells do not keep their level; tests over seeds do.** The log-rank test rejects 15 to 36 of a hundred true nulls. Student's test and flipped signs reject 2.5 to 6.1; where hardly anybody leaves most differences are
zero, and they are cautious. The interval rejects 3.9 to 6.3 where many leave, and up to 7.5 where few do, as [coverage.md](coverage.md) says of counts that are mostly zero: a claim on retention that holds by a hair should be read with
its p.

**Cox regressions** clustered by seed keep their level where many leave, within what so few trials can tell (a share of 50 trials is known within 6 points, of 400 within 2). Clustered by run they hardly ever reject where seeds share their market, for they take what both variants have in common
for noise. Where few leave (pairwise: about one of ten in sixty rounds) neither is to be trusted, with any number of seeds that was tried: take `stay_differences`.
"""


@dataclass(frozen=True)
class Pool:
    """Pairs of runs of one kind, every run the same variant.

    Args:
        name: of the kind, in words.
        spells: of each run, two runs a row.
        stays: restricted mean of each run, (pairs, 2).
        by_seed: whether the two runs of a pair belong together, as two variants of one seed do.
    """

    name: str
    spells: list[pd.DataFrame]
    stays: np.ndarray
    by_seed: bool

    @property
    def kind(self) -> str:
        """The first word of its name."""
        return self.name.split()[0]

    def trial(self, rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Return runs of a trial by number, (2, n): those that are called the one variant and the other."""
        if self.by_seed:
            pairs = rng.choice(len(self.stays), n, replace=False)
            first = rng.integers(0, 2, n)
            return 2 * pairs + first, 2 * pairs + 1 - first
        runs = rng.choice(self.stays.size, 2 * n, replace=False)
        return runs[:n], runs[n:]


def simulated(shared: float, seed: int) -> Pool:
    """Return runs whose organizations leave with a hazard that is the run's own; a share of it is the seed's."""
    rng = np.random.default_rng(seed)
    spells = []
    for _ in range(POOL["simulated"]):
        of_seed = rng.gamma(1.0)
        for _ in range(2):
            frailty = shared * of_seed + (1 - shared) * rng.gamma(1.0)
            stays = 1 + rng.exponential(1 / (HAZARD * frailty), ORGANIZATIONS).astype(int)
            spells.append(_spells(np.minimum(stays, ROUNDS), stays < ROUNDS))
    name = "simulated spells, frailty of the run"
    if shared:
        name = "simulated spells, half of the frailty of the seed"
    return _pool(name, spells, by_seed=shared > 0)


def played(mechanism: str) -> Pool:
    """Return runs of the scenario churn under one mechanism, all with different seeds."""
    config = SimulationConfig().with_overrides(STRESS | MECHANISMS[mechanism])
    runs = (CoopetitionModel(config, seed=seed).run().tables() for seed in range(2 * POOL["scenario"]))
    spells = [membership_spells(tables) for tables in runs]
    return _pool(f"scenario churn, {mechanism} against {mechanism}", spells, by_seed=False)


def _spells(tenure: np.ndarray, exited: np.ndarray) -> pd.DataFrame:
    constant = {"spell": 1, "real_samples": 100.0, "heterogeneity": 0.5, "exposure": 50.0}
    return pd.DataFrame({"tenure": tenure, "exited": exited, **constant})


def _pool(name: str, spells: list[pd.DataFrame], *, by_seed: bool) -> Pool:
    stays = np.array([retention_of_spells(of_run, ROUNDS)["mean_stay"] for of_run in spells])
    return Pool(name, spells, stays.reshape(-1, 2), by_seed)


def log_rank(pool: Pool, a: np.ndarray, b: np.ndarray) -> float:
    """Return p of the log-rank test over first spells."""
    samples = []
    for runs in (a, b):
        spells = pd.concat([pool.spells[i] for i in runs])
        first = spells[spells["spell"] == 1]
        ended, tenure = first["exited"].to_numpy(bool), first["tenure"].to_numpy(float)
        samples.append(CensoredData(uncensored=tenure[ended], right=tenure[~ended]))
    return float(logrank(*samples).pvalue)


def cox(pool: Pool, a: np.ndarray, b: np.ndarray, *, by_seed: bool) -> float:
    """Return p of the variant's hazard ratio, with seeds or with runs as clusters."""
    parts = [
        pool.spells[run].assign(mechanism=name, run=place)
        for name, runs in (("A", a), ("B", b))
        for place, run in enumerate(runs)
    ]
    spells = pd.concat(parts, ignore_index=True)
    if by_seed:
        ratios = hazard_ratios_of_spells(spells).set_index("covariate")
        return float(ratios.loc["mechanism=B", "p"])
    return _p_by_run(spells)


def _p_by_run(spells: pd.DataFrame) -> float:
    """Return p of a variant's hazard where every run is a cluster of its own, and quantiles are normal."""
    import lifelines

    data = pd.DataFrame(
        {
            "is_b": (spells["mechanism"] == "B").astype(float),
            "tenure": spells["tenure"],
            "exited": spells["exited"],
            "run": pd.factorize(spells["mechanism"] + spells["run"].astype(str))[0],
        }
    )
    return float(
        lifelines.CoxPHFitter().fit(data, "tenure", "exited", cluster_col="run").summary["p"].iloc[0]
    )


def rejections(pool: Pool, n: int, trials: int) -> dict[str, tuple[int, int]]:
    """Return for each test how often it rejected, of how many trials."""
    rng = np.random.default_rng([n, len(pool.name)])
    found = dict.fromkeys(TESTS, (0, 0))

    def count(test: str, *, rejects: bool) -> None:
        found[test] = found[test][0] + rejects, found[test][1] + 1

    stays = pool.stays.ravel()
    cox_every = COX_EVERY[pool.kind]
    for trial in range(trials):
        a, b = pool.trial(rng, n)
        differences = stays[b] - stays[a]
        effect = estimate(differences)
        count("interval", rejects=not effect.low <= 0 <= effect.high)
        count("Student", rejects=p_of_zero(pd.Series(differences)) < 1 - CONFIDENCE)
        count("flips", rejects=p_of_flips(differences) <= 1 - CONFIDENCE)
        count("log-rank", rejects=log_rank(pool, a, b) < 1 - CONFIDENCE)
        if trial % cox_every == 0:
            for test, by_seed in (("Cox, by run", False), ("Cox, by seed", True)):
                count(test, rejects=cox(pool, a, b, by_seed=by_seed) < 1 - CONFIDENCE)
    return found


def rows(pools: list[Callable[[], Pool]]) -> Iterator[str]:
    """Yield the rows of the table as they are measured."""
    for make in pools:
        pool = make()
        for n in SEEDS:
            started = time.process_time()
            found = rejections(pool, n, TRIALS[pool.kind])
            shares = [f"{100 * times / of:.1f} %" for times, of in found.values()]
            print(pool.name, n, found, f"{time.process_time() - started:.0f} s", file=sys.stderr, flush=True)
            yield f"| {pool.name} | {n} | {' | '.join(shares)} |"


def main() -> int:
    """Simulate and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="Markdown page to write")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    kinds: list[Callable[[], Pool]] = [
        lambda: simulated(0.0, 1),
        lambda: simulated(0.5, 2),
        lambda: played("none"),
        lambda: played("pairwise"),
    ]
    lines = [f"{HEAD} {' | '.join(TESTS)} |", "|---" * (2 + len(TESTS)) + "|", *rows(kinds)]
    trials = ", ".join(
        f"{kind}: {times} trials a row, {-(-times // COX_EVERY[kind])} of them with Cox regressions"
        for kind, times in TRIALS.items()
    )
    made = f"\n{trials}; {ORGANIZATIONS} organizations, {ROUNDS} rounds.\n"
    text = "\n".join(lines) + "\n" + made + TAIL
    if options.out is None:
        print(text)
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
