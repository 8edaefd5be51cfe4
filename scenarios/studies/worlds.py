"""Worlds: what in a market is this project's assumption, each assumption varied, and the claims that must not hang on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from cocogen.scenarios.studies.claims import holm, judge
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.experiments import (
    BEYOND,
    CURVE,
    INTENSITY,
    RIVALS,
    STRESS,
    Reproduction,
    training,
)
from cocogen.scenarios.studies.plan import Cell, Plan, Row
from cocogen.scenarios.studies.simulating import SIMULATE_MARKET, simulation_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from cocogen.scenarios.studies.claims import Claim, Finding

Fields = Mapping[str, Any]

AS_SHIPPED = "as shipped"
"""The world without any change."""
MIXES = 30
"""Worlds in which every assumption is drawn."""
DRAWN = 20261129
"""Seed of the draw of the mixes."""
STRATEGIC = ("CoCoGen", "CoCoGen+", *BEYOND)
"""Variants whose members play for themselves; what defines the others is how they decide."""
CONCERNED = {"mechanisms", "competition", "stress"}
MEASURES = {"mean_welfare_everyone", "members", "exits"}


@dataclass(frozen=True)
class Level:
    """One value of an assumption.

    Args:
        name: in words, unique among all levels.
        settings: fields, in every variant.
        decisions: fields of the variants whose members play for themselves.
        cost_ratio: l / f, what working alone costs per sample as a multiple of what membership costs; None: as it is.
    """

    name: str
    settings: Fields = field(default_factory=dict)
    decisions: Fields = field(default_factory=dict)
    cost_ratio: float | None = None


COSTS = tuple(
    Level(f"alone at {words} cost", cost_ratio=ratio)
    for words, ratio in (("half the", 0.5), ("the same", 1.0), ("twice the", 2.0))
)
COMMON = {
    "account of rivalry": (Level("rivalry charged in full", {"competition.accounting": "full"}),),
    "cost of working alone": COSTS,
    "payments": (Level("payments not foreseen", {"redistribution.anticipated": False}),),
    "structure of rivalry": (
        Level("all rivals alike", {"competition.structure": "uniform"}),
        Level("rivalry decays with distance", {"competition.structure": "distance-decay"}),
        Level("rivalry is one-sided", {"competition.structure": "random-asymmetric"}),
    ),
    "decisions": (
        Level("noisy best responses", decisions={"decision.rule": "logit"}),
        Level("imitation", decisions={"decision.rule": "imitation"}),
        Level("gradient steps", decisions={"decision.rule": "gradient"}),
    ),
}
"""What is varied everywhere, besides what is as shipped: the marginal account, payments that are foreseen, best responses."""
NEVER_TUNED = {"game.tuning_samples": 1e15}
"""By the law of own markets, with so large a T nobody's own samples tune the model."""
OWN_MARKETS = {"game.markets": "own", "game.alignment_loss": 0.0}
ON_THE_CURVE = COMMON | {
    "serving": (
        Level("own markets, tuned", OWN_MARKETS),
        Level("own markets, untuned", OWN_MARKETS | NEVER_TUNED),
    )
}
TRAINED = COMMON | {"serving": (Level("served untuned", {"learning.tuning_epochs": 0.0, **NEVER_TUNED}),)}


@dataclass(frozen=True)
class World:
    """A market in which some assumptions are others than shipped.

    Args:
        name: in words.
        levels: what differs, nothing twice.
    """

    name: str
    levels: tuple[Level, ...] = ()

    def settings(self, base: Fields, membership_cost: float) -> dict[str, Any]:
        """Return the fields of every variant, on top of an experiment's."""
        changed = {name: value for level in self.levels for name, value in level.settings.items()}
        for level in self.levels:
            if level.cost_ratio is not None:
                alone = level.cost_ratio * membership_cost
                changed["population.standalone_cost"] = (alone, alone)
        return {**base, **changed}

    def decisions(self) -> dict[str, Any]:
        """Return the fields of those who play for themselves."""
        return {name: value for level in self.levels for name, value in level.decisions.items()}


def one_at_a_time(assumptions: Mapping[str, Sequence[Level]]) -> tuple[World, ...]:
    """Return the shipped world, and one for each other level of each assumption."""
    others = (World(level.name, (level,)) for levels in assumptions.values() for level in levels)
    return (World(AS_SHIPPED), *others)


def mixes(assumptions: Mapping[str, Sequence[Level]], n: int) -> tuple[World, ...]:
    """Return worlds in which every assumption is drawn, each of its levels as often as any other, what is shipped among them."""
    rng = np.random.default_rng(DRAWN)
    columns = []
    for levels in assumptions.values():
        column = [*islice(cycle((None, *levels)), n)]
        columns.append([column[k] for k in rng.permutation(n)])
    drawn = zip(*columns, strict=True)
    return tuple(
        World(f"mix {k}", tuple(level for level in levels if level is not None))
        for k, levels in enumerate(drawn, 1)
    )


def robust_claims() -> tuple[Claim, ...]:
    """Return the claims about welfare and retention, which worlds are asked."""
    return tuple(c for c in claims() if c.experiment in CONCERNED and c.measure in MEASURES)


def worlds_of(setting: str, *, quick: bool = False) -> tuple[World, ...]:
    """Return the worlds that are played on the curve (one assumption at a time, then all drawn), or on a task (one at a time)."""
    if setting != "curve":
        return one_at_a_time(TRAINED)
    return (*one_at_a_time(ON_THE_CURVE), *mixes(ON_THE_CURVE, 6 if quick else MIXES))


def robustness(*, quick: bool, tasks: Sequence[str]) -> Plan:
    """Return the plan of all worlds; on the tasks organizations really train.

    Args:
        quick: fewer seeds and rounds.
        tasks: besides the curve.
    """
    name = "reproduce-worlds-quick" if quick else "reproduce-worlds"
    about = Reproduction(name=name, quick=quick, tasks=list(tasks), worlds=True).model_dump()
    rows = [*_rows("curve", CURVE, 8 if quick else 20, quick)]
    for task in tasks:
        rows += _rows(task, training(task, quick), 4 if quick else 10, quick)
    calibrations = tuple(f"{task} (shipped)" for task in tasks)
    return Plan(name, about, tuple(rows), calibrations=calibrations)


def _rows(setting: str, settings: Fields, seeds: int, quick: bool) -> Iterator[Row]:
    low, high = INTENSITY
    for world in worlds_of(setting, quick=quick):
        yield from _experiment(setting, world, "mechanisms", settings, [*RIVALS, "CoCoGen+", *BEYOND], seeds)
        for intensity in (low, high):
            sharper = {**settings, "competition.intensity": intensity}
            yield from _experiment(setting, world, "competition", sharper, ["CoCoGen"], seeds, intensity)
        if setting == "curve":
            yield from _experiment(
                setting, world, "stress", STRESS, ["none", "pairwise", "bargaining"], seeds
            )


def _experiment(
    setting: str,
    world: World,
    experiment: str,
    settings: Fields,
    variants: Sequence[str],
    seeds: int,
    condition: object = None,
) -> Iterator[Row]:
    """Yield an experiment's rows in a world, variants under the names that they have in the world as shipped."""
    from cocogen.scenarios.description.catalog import load_scenario
    from cocogen.scenarios.description.scenario import with_resolved_game

    scenario = load_scenario("churn" if experiment == "stress" else "baselines")
    member = scenario.config(settings).population.membership_cost
    base = scenario.config(world.settings(settings, _single(member)))
    for variant in variants:
        plays_for_itself = experiment == "stress" or variant in STRATEGIC
        own = world.decisions() if plays_for_itself else {}
        config = with_resolved_game(base.with_overrides({**scenario.variants[variant], **own}))
        for seed in range(seeds):
            labels = {
                "setting": setting,
                "world": world.name,
                "experiment": experiment,
                "variant": variant,
                "condition": condition,
                "seed": seed,
            }
            yield Row(labels, Cell(SIMULATE_MARKET, simulation_cell(config, seed).payload))


def _single(quantity: Any) -> float:
    """Return the one value of a quantity that is the same for everybody."""
    low, high = quantity
    if low != high:
        raise ValueError(f"membership costs everybody the same in these experiments, got {quantity}")
    return float(low)


@dataclass(frozen=True)
class InWorld:
    """What a world says about a claim.

    Args:
        world: its name.
        finding: as everywhere.
    """

    world: str
    finding: Finding

    def record(self) -> dict[str, Any]:
        """Return it as one row of a table."""
        record = self.finding.record()
        return {"claim": record.pop("claim"), "world": self.world, **record}


def judge_worlds(table: pd.DataFrame) -> list[InWorld]:
    """Return what every world says about every claim, each test corrected for all of them (Holm 1979).

    Args:
        table: as of :func:`~cocogen.scenarios.studies.claims.judge`, with a column ``world``.
    """
    found = [
        InWorld(str(world), finding)
        for (_, world), rows in table.groupby(["setting", "world"], sort=False)
        for claim in robust_claims()
        for finding in judge(claim, rows)
    ]
    corrected = holm([one.finding.p for one in found])
    return [
        replace(one, finding=replace(one.finding, p_holm=p)) for one, p in zip(found, corrected, strict=True)
    ]
