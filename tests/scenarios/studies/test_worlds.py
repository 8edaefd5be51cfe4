"""Worlds: what differs in each, that nothing else does, and what they say about claims."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from cocogen.scenarios.reporting.world_tables import counted, everywhere_in_words
from cocogen.scenarios.studies import worlds
from cocogen.scenarios.studies.plan import Plan
from cocogen.scenarios.studies.worlds import (
    AS_SHIPPED,
    ON_THE_CURVE,
    STRATEGIC,
    TRAINED,
    judge_worlds,
    mixes,
    one_at_a_time,
    robust_claims,
    robustness,
)

BASELINES = ("VCFL", "WCO", "RaDG")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return robustness(quick=True, tasks=("digits",))


def _configs(plan: Plan, **labels: Any) -> dict[str, dict[str, Any]]:
    """Return the first seed's configuration of every world."""
    wanted = {"setting": "curve", "seed": 0, "condition": None, **labels}
    found = [row for row in plan.rows if wanted.items() <= dict(row.labels).items()]
    return {row.labels["world"]: json.loads(row.cell.payload)["config"] for row in found}


def _differences(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {
        f"{section}.{name}"
        for section, fields in one.items()
        if isinstance(fields, dict)
        for name in fields.keys() | other[section].keys()
        if fields.get(name) != other[section].get(name)
    }


@pytest.mark.parametrize("variant", ["CoCoGen+", "WCO"])
def test_a_world_differs_in_its_assumption_alone(plan: Plan, variant: str) -> None:
    configs = _configs(plan, experiment="mechanisms", variant=variant)
    shipped = configs[AS_SHIPPED]
    for world in one_at_a_time(ON_THE_CURVE)[1:]:
        (level,) = world.levels
        changed = _differences(configs[world.name], shipped)
        meant = {*level.settings, *(level.decisions if variant in STRATEGIC else ())}
        if level.cost_ratio is not None:
            meant.add("population.standalone_cost")
        if level.settings.get("game.markets") == "own":
            assert "game.markets" in changed
            assert all(name.startswith("game.") for name in changed)
        else:
            assert changed <= meant
            # the reference is one of the levels of costs and structures
            assert changed or level.name in {"alone at the same cost", "all rivals alike"} or variant == "WCO"


def test_working_alone_costs_its_share_of_membership(plan: Plan) -> None:
    for experiment, variant, membership in (("mechanisms", "CoCoGen", 0.3), ("stress", "none", 0.6)):
        configs = _configs(plan, experiment=experiment, variant=variant)
        assert configs[AS_SHIPPED]["population"]["membership_cost"] == [membership, membership]
        for words, ratio in (("half the", 0.5), ("the same", 1.0), ("twice the", 2.0)):
            costs = configs[f"alone at {words} cost"]["population"]["standalone_cost"]
            assert costs == pytest.approx([ratio * membership] * 2)


def test_baselines_decide_as_their_names_say_in_every_world(plan: Plan) -> None:
    for baseline in BASELINES:
        rules = {
            c["decision"]["rule"] for c in _configs(plan, experiment="mechanisms", variant=baseline).values()
        }
        assert len(rules) == 1
    rules = {
        c["decision"]["rule"] for c in _configs(plan, experiment="mechanisms", variant="CoCoGen").values()
    }
    assert {"best-response", "logit", "imitation", "gradient"} == rules


def test_an_untuned_market_neither_trains_nor_expects_tuning(plan: Plan) -> None:
    (config,) = [
        json.loads(row.cell.payload)["config"]
        for row in plan.rows
        if (row.labels["setting"], row.labels["world"], row.labels["variant"], row.labels["seed"])
        == ("digits", "served untuned", "VCFL", 0)
    ]
    assert config["learning"]["tuning_epochs"] == 0
    assert config["game"]["tuning_samples"] == 1e15


def test_mixes_draw_every_level_as_often_as_any_other() -> None:
    drawn = mixes(ON_THE_CURVE, 36)
    counts = Counter(level.name for world in drawn for level in world.levels)
    for levels in ON_THE_CURVE.values():
        share = 36 / (1 + len(levels))
        assert all(abs(counts[level.name] - share) < 1 for level in levels)
    assert len({tuple(level.name for level in world.levels) for world in drawn}) > 30
    assert drawn == mixes(ON_THE_CURVE, 36)


def test_every_account_serving_cost_payment_structure_and_decision_is_there() -> None:
    assert {name: len(levels) for name, levels in ON_THE_CURVE.items()} == {
        "account of rivalry": 1,
        "cost of working alone": 3,
        "payments": 1,
        "structure of rivalry": 3,
        "decisions": 3,
        "serving": 2,
    }
    assert set(TRAINED) == set(ON_THE_CURVE)


def test_claims_on_welfare_and_retention_are_asked() -> None:
    names = {claim.name for claim in robust_claims()}
    assert {
        "CoCoGen+-beats-CoCoGen",
        "redistribution-raises-retention",
        "competition-lowers-welfare",
    } <= names
    assert not {"potential-identity", "skew-raises-generation", "CoCoGen+-beats-WCO-per-cost"} & names


def _table(effects: dict[str, list[float]]) -> pd.DataFrame:
    """Return results in which CoCoGen+ is ahead of the others by given amounts, world by world."""
    rows = [
        {"setting": "curve", "world": world, "experiment": "mechanisms", "condition": None, "error": ""}
        | {
            "variant": variant,
            "seed": seed,
            "mean_welfare_everyone": ahead if variant == "CoCoGen+" else 0.0,
            "exits": 0,
        }
        for world, differences in effects.items()
        for seed, ahead in enumerate(differences)
        for variant in ("CoCoGen+", "CoCoGen")
    ]
    return pd.DataFrame(rows)


def test_each_world_has_its_verdict_and_the_table_counts_them() -> None:
    clear, none = [4.0, 5.0, 6.0, 5.5, 4.5, 5.2], [-1.0, 1.0, 0.5, -0.5, 0.2, -0.2]
    against = [-value for value in clear]
    found = judge_worlds(_table({AS_SHIPPED: clear, "imitation": against, "mix 1": clear, "mix 2": none}))
    frame = pd.DataFrame([one.record() for one in found])
    one = frame[frame["claim"] == "CoCoGen+-beats-CoCoGen"].set_index("world")
    assert one["verdict"].to_dict() == {
        AS_SHIPPED: "holds",
        "imitation": "does not hold",
        "mix 1": "holds",
        "mix 2": "undecided",
    }
    assert (one["p_holm"] >= one["p"]).all()
    told = counted(frame)
    told = told[told["claim"] == "CoCoGen+-beats-CoCoGen"].set_index("kind")
    single, drawn = told.loc["one assumption changed"], told.loc["all assumptions drawn"]
    assert (single["worlds"], single["holds"], single["does not hold"], single["against"]) == (
        2,
        1,
        1,
        "imitation",
    )
    assert (drawn["worlds"], drawn["holds"], drawn["undecided"]) == (2, 1, 1)


def test_the_sentence_counts_claims_over_all_their_worlds() -> None:
    told = pd.DataFrame(
        {
            "claim": ["a", "a", "b", "c", "c"],
            "worlds": [3, 2, 3, 3, 2],
            "holds": [3, 2, 2, 3, 1],
            "does not hold": [0, 0, 0, 0, 1],
        }
    )
    assert everywhere_in_words(told) == (
        "Of 3 claims: hold in every world 1, in some and nowhere the opposite 1, in some the opposite 1."
    )


def test_membership_must_cost_everybody_the_same() -> None:
    with pytest.raises(ValueError, match="membership costs everybody the same"):
        worlds._single((0.2, 0.4))
