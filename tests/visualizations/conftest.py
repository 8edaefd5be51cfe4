"""Made-up tables in the schema of the recorder."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from cocogen.model.records.recorder import columns

Tables = dict[str, pd.DataFrame]


def made_up_tables(
    organizations: int = 8,
    rounds: int = 20,
    leaving: dict[int, int] | None = None,
    *,
    pay: bool = True,
    seed: int = 0,
) -> Tables:
    """Make the four tables of one variant.

    Args:
        organizations: how many there are.
        rounds: how many are played.
        leaving: for an organization the first round in which it is out.
        pay: whether money changes hands.
        seed: of the made-up numbers.
    """
    rng = np.random.default_rng(seed)
    out = leaving or {}
    names = [f"{chr(65 + i % 26)}{i // 26 or ''}" for i in range(organizations)]
    target = rng.uniform(50, 800, organizations)
    level = rng.uniform(0.6, 1.4)
    members = np.array(
        [[r < out.get(i, rounds + 1) for i in range(organizations)] for r in range(1, rounds + 1)]
    )
    plays = members & (members.sum(axis=1, keepdims=True) > 1)
    rows, totals, payments, events = [], [], [], []
    for r in range(1, rounds + 1):
        inside, playing = members[r - 1], plays[r - 1]
        generation = target * (1 - 0.6**r) * playing
        reached = float(playing.any())
        for i in range(organizations):
            rows.append(
                {
                    "round": r,
                    "organization": i,
                    "name": names[i],
                    "is_member": bool(inside[i]),
                    "plays": bool(playing[i]),
                }
                | dict.fromkeys(
                    columns()["organizations"].keys()
                    - {"round", "organization", "name", "is_member", "plays"},
                    0,
                )
                | {
                    "generation": generation[i],
                    "equilibrium_generation": target[i] if playing[i] else np.nan,
                    "accuracy": 0.8,
                    "utility": 100.0 * i,
                }
            )
            if i in out and out[i] == r:
                events.append(
                    {"round": r, "organization": i, "name": names[i], "event": "exit", "reason": "worse"}
                )
        welfare = level * 4000 * (1 - 0.5**r) * inside.mean()
        totals.append(
            dict.fromkeys(columns()["rounds"], 0.0)
            | {
                "round": r,
                "members": int(inside.sum()),
                "players": int(playing.sum()),
                "accuracy": 0.95 - 0.4 * 0.7**r * level if reached else np.nan,
                "social_welfare": welfare,
                "welfare_everyone": welfare * 1.1,
                "equilibrium_welfare": 3900.0 * level if reached else np.nan,
                "optimal_welfare": 4300.0 if reached else np.nan,
                "regret": 10 * 0.5**r if reached else np.nan,
            }
        )
        if pay:
            players = np.flatnonzero(playing)
            for payer, payee in pairwise(players):
                payments.append(
                    {
                        "round": r,
                        "payer": names[payer],
                        "payee": names[payee],
                        "amount": float(rng.uniform(0.1, 9)),
                    }
                )
    frames = {"rounds": totals, "organizations": rows, "transfers": payments, "events": events}
    return {
        name: pd.DataFrame(records).reindex(columns=list(columns()[name])).astype(_types(name, records))
        for name, records in frames.items()
    }


def _types(name: str, records: list[dict[str, object]]) -> dict[str, str]:
    known = records[0].keys() if records else columns()[name].keys()
    return {column: kind for column, kind in columns()[name].items() if column in known}


@pytest.fixture
def tables() -> Callable[..., Tables]:
    return made_up_tables


@pytest.fixture
def three_variants() -> dict[str, Tables]:
    return {
        "VCFL": made_up_tables(leaving={1: 5, 4: 9, 6: 14}, pay=False, seed=1),
        "CoCoGen": made_up_tables(leaving={2: 8}, pay=False, seed=2),
        "CoCoGen+": made_up_tables(seed=3),
    }


@pytest.fixture
def two_seeds() -> dict[str, Tables]:
    """Two variants whose tables carry a ``seed`` column with three seeds."""
    variants = {}
    for variant, leaving in (("none", {0: 4, 3: 6}), ("pairwise", {})):
        parts = [
            {
                name: frame.assign(seed=seed)
                for name, frame in made_up_tables(leaving=leaving, seed=seed).items()
            }
            for seed in range(3)
        ]
        variants[variant] = {
            name: pd.concat(
                [part[name] for part in parts if len(part[name])] or [parts[0][name]], ignore_index=True
            )
            for name in parts[0]
        }
    return variants
