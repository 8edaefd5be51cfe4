"""Does a change of the code leave every result as it was, to the last bit?

    python -m benchmarks.unchanged record before.json
    python -m benchmarks.unchanged compare before.json [--renamed market=variant ...]

Plays every variant of every shipped scenario (some rounds of each), solves its game under every rule and for every coalition, and solves
the reference cases where they are at hand. What is kept is one hash for each column of each table, of the raw bytes, so that
``compare`` can name what differs. Exit code 1: something does.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
import pickle
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cocogen.model.game import (
    CoalitionTable,
    CoopetitionGame,
    LearningCurve,
    anderson_fixed_point,
    best_response_dynamics,
    compare_rules,
    nash_equilibrium,
    potential_maximiser,
    redistribution,
    redistribution_rules,
    social_optimum,
)
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.description.theory import theory_of

CURVE_ROUNDS = 40
FEDERATED_ROUNDS = 2
VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "game_cases.json"
MOST_FOR_COALITIONS = 8
TURNS = 5

Columns = Iterator[tuple[tuple[str, ...], Any]]


def scenario_columns(name: str) -> Columns:
    """Yield every column of every table of a scenario's variants, and of the games that they play first."""
    solved: set[bytes] = set()
    for federation, config in load_scenario(name).variant_configs().items():
        model = CoopetitionModel(config)
        for _ in range(CURVE_ROUNDS if config.learning.kind == "curve" else FEDERATED_ROUNDS):
            model.step()
        for table, frame in model.tables().items():
            for column in frame:
                yield (name, federation, table, str(column)), frame[column]
        theory = theory_of(config)
        game = pickle.dumps(theory.game)
        if game not in solved:
            solved.add(game)
            yield from theory_columns((name, federation), theory.as_dict())


def theory_columns(place: tuple[str, ...], told: Mapping[str, Any]) -> Columns:
    """Yield the columns and the single numbers of a theory's tables."""
    for table, rows in told.items():
        if isinstance(rows, list):
            frame = pd.DataFrame(rows)
            for column in frame:
                yield (*place, f"theory of {table}", str(column)), frame[column]
        else:
            yield (*place, "theory", table), rows


def case_columns(place: tuple[str, ...], game: CoopetitionGame) -> Columns:
    """Yield what every solver and every rule answers about a game."""
    g = 0.5 * game.capacity
    answers: dict[str, Any] = {
        "equilibrium": nash_equilibrium(game),
        "potential": potential_maximiser(game),
        "optimum": social_optimum(game),
        "in turn": best_response_dynamics(game, max_iterations=TURNS),
        "at once": best_response_dynamics(game, order="simultaneous", max_iterations=TURNS),
        "anderson": anderson_fixed_point(game, max_iterations=TURNS),
        "alone": game.standalone_payoffs(),
        "payoffs": game.payoffs(g),
        "regret": game.regret(g),
        "damage": game.damage_matrix(g),
    }
    for outcome in compare_rules(game):
        answers[f"under {outcome.rule}"] = outcome
    for name in redistribution_rules.names():
        rule = redistribution(name)
        answers[f"payments by {name}"] = rule.bilateral(game, g)
        if game.organizations <= MOST_FOR_COALITIONS:
            table = CoalitionTable(game, rule)
            answers[f"coalitions under {name}"] = np.column_stack([table.worth, table.generation])
    for question, answer in answers.items():
        yield from (((*place, question, *path), value) for path, value in _numbers(answer))


def _numbers(answer: Any) -> Columns:
    """Yield an answer's fields, one by one."""
    if is_dataclass(answer):
        for field in fields(answer):
            yield from (((field.name, *path), value) for path, value in _numbers(getattr(answer, field.name)))
    else:
        yield (), answer.toarray() if hasattr(answer, "toarray") else answer


def reference_cases() -> Iterator[tuple[str, CoopetitionGame]]:
    """Yield the reference cases as games, if they are beside this checkout."""
    for number, case in enumerate(json.loads(VECTORS.read_text()) if VECTORS.exists() else []):
        inputs = dict(case["inputs"])
        yield (
            f"case {number}",
            CoopetitionGame(**inputs | {"learning_curve": LearningCurve(**inputs["learning_curve"])}),
        )


def fingerprint(values: Any) -> str:
    """Return a hash of raw bytes: equal for equal numbers only, with one NaN for all."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raw = "\0".join(map(str, array.ravel().tolist())).encode()
    elif array.dtype.kind == "f":
        raw = np.where(np.isnan(array), np.nan, array).tobytes()
    else:
        raw = array.tobytes()
    return hashlib.sha256(raw + f"{array.shape}".encode()).hexdigest()[:16]


def play(scenarios: Iterable[str]) -> dict[str, str]:
    """Play everything and return a fingerprint for each column, by the place where it stands."""
    found: dict[str, str] = {}

    def note(columns: Columns) -> None:
        found.update({" / ".join(place): fingerprint(values) for place, values in columns})

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in scenarios:
            note(scenario_columns(name))
            print(f"{name}: {len(found)} columns so far", file=sys.stderr, flush=True)
        for case, game in reference_cases():
            note(case_columns(("reference", case), game))
    return found


def renamed(recorded: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return a record with old names replaced, wherever they are a whole part of a column's place."""
    return {
        " / ".join(names.get(part, part) for part in place.split(" / ")): value
        for place, value in recorded.items()
    }


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return one line for each column that differs, is missing, or is new."""
    lines = [f"differs: {place}" for place in before if place in now and before[place] != now[place]]
    lines += [f"missing: {place}" for place in before if place not in now]
    return lines + [f"new: {place}" for place in now if place not in before]


def main() -> int:
    """Record or compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", help="scenarios, separated by commas; all unless given")
    parser.add_argument("--renamed", nargs="*", default=[], metavar="OLD=NEW", help="names changed since")
    options = parser.parse_args()
    scenarios = options.only.split(",") if options.only else scenario_names()
    now = play(scenarios)
    if options.what == "record":
        options.file.write_text(json.dumps(now, indent=1, ensure_ascii=False), encoding="utf-8")
        return 0
    before = renamed(
        json.loads(options.file.read_text(encoding="utf-8")),
        dict(pair.split("=", 1) for pair in options.renamed),
    )
    if options.only:
        before = {
            place: value
            for place, value in before.items()
            if place.split(" / ")[0] in (*scenarios, "reference")
        }
    lines = differences(before, now)
    print("\n".join(lines) or f"all {len(now)} columns are the same to the last bit")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
