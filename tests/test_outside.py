"""Somebody else's package adds one of each kind, in as few files as CONTRIBUTING says, and none of this repository's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = "pyproject.toml"
CURVE = ("--rounds", "3", "--set", "learning.kind=curve", "--quiet")

REDISTRIBUTION = {
    "outside_payments.py": """
from dataclasses import dataclass
from cocogen.model.game import RedistributionRule

@dataclass(frozen=True)
class BySize(RedistributionRule):
    '''Rewards large data sets, whatever they contribute.'''

    rate: float = 0.01

    def transfers(self, game, generation):
        size = game.real_samples
        return self.rate * (size - size.mean())
""",
    PYPROJECT: '[project.entry-points."cocogen.redistribution_rules"]\nby-size = "outside_payments:BySize"\n',
}
DECISION = {
    "outside_decisions.py": """
from dataclasses import dataclass
from cocogen.agents.bounds import Share
from cocogen.agents.decisions import DecisionRule

@dataclass
class Third(DecisionRule):
    '''Always generates the same share of its capacity.'''

    share: Share = 0.3

    def revise(self, outlook, rng):
        return self.share * outlook.capacity
""",
    PYPROJECT: '[project.entry-points."cocogen.decision_rules"]\nthird = "outside_decisions:Third"\n',
}
TASK = {
    "outside_task.py": """
import numpy as np
from cocogen.model.learning.tasks.own import task_from_arrays

def three_clouds():
    '''Load three clouds of points in four dimensions.'''
    rng = np.random.default_rng(0)
    y = np.arange(900) % 3
    x = rng.normal(size=(900, 4)) + 3.0 * np.eye(3, 4)[y]
    return task_from_arrays("three-clouds", x, y, description="three clouds of points", network="mlp")
""",
    "three-clouds.json": "",  # what `cocogen calibrate three-clouds --out three-clouds.json` writes
    PYPROJECT: '[project.entry-points."cocogen.tasks"]\nthree-clouds = "outside_task:three_clouds"\n',
}
SCENARIO = {
    "outside_scenario.py": """
from cocogen.scenarios.description.scenario import MECHANISM_PRESETS, Scenario
from cocogen.scenarios.description.sentences import redistribution_against_none

SCENARIO = Scenario(
    name="price-war",
    group="Elsewhere",
    question="Who trains together in a price war?",
    story="{organizations} organizations in a price war; {variants} variants",
    runtime="1 s",
    headline="CoCoGen+",
    variants={name: MECHANISM_PRESETS[name] for name in ("CoCoGen", "CoCoGen+")},
    settings={"competition.intensity": 0.2, "learning.kind": "curve", "run.rounds": 3},
    reading=redistribution_against_none,
    figure="war",
    next_command="cocogen run churn",
)
""",
    "outside_figure.py": """
from matplotlib.figure import Figure

def war(variants, question="Who is in?"):
    '''Draw the members of every variant over rounds.'''
    figure = Figure()
    axes = figure.add_subplot(title=question)
    for name, tables in variants.items():
        axes.plot(tables["rounds"]["round"], tables["rounds"]["members"], label=name)
    return figure
""",
    PYPROJECT: (
        '[project.entry-points."cocogen.scenarios"]\nprice-war = "outside_scenario:SCENARIO"\n'
        '[project.entry-points."cocogen.figures"]\nwar = "outside_figure:war"\n'
    ),
}
MARKET_MODEL = {
    "outside_markets.py": """
import numpy as np
from cocogen.model.game import MarketModel

class Bounded(MarketModel):
    '''Rivals take at most what a gain brings.'''

    def room(self, game):
        own, threatened = game.market_value, game.competition_times(game.market_value)
        return own / np.maximum(own + threatened, 1e-300)

    def lost(self, game, won):
        return self.room(game) * game.competition_times(won)

    def taken(self, game, values):
        return game.transposed_competition_times(self.room(game) * values)

    def shares(self, game):
        return self.room(game)[:, None] * game.competition
""",
    PYPROJECT: '[project.entry-points."cocogen.market_models"]\nbounded = "outside_markets:Bounded"\n',
}
MEASURE = {
    "outside_measures.py": """
from cocogen.model.records.measures import measure

@measure("round", "samples", "Most that anybody generates")
def most_generated(now):
    '''The largest amount of any player.'''
    return max((player.generation for player in now.players), default=0.0)

@measure("organization", "samples", "Data of all kinds")
def all_data(organization):
    '''Real samples and synthetic ones.'''
    return organization.real_samples + organization.generation

@measure("run", "rounds", "Rounds with an exit")
def rounds_with_an_exit(run):
    '''How many rounds somebody left in.'''
    return run.events.query("event == 'exit'")["round"].nunique()

@measure("run", "", "What cannot be known")
def unknowable(run):
    '''Fails.'''
    raise LookupError("nobody knows")
""",
    PYPROJECT: '[project.entry-points."cocogen.measures"]\n'
    + "".join(
        f'{name} = "outside_measures:{name}"\n'
        for name in ("most_generated", "all_data", "rounds_with_an_exit", "unknowable")
    ),
}
KINDS = {
    "measure": (MEASURE, 2),
    "redistribution rule": (REDISTRIBUTION, 2),
    "decision rule": (DECISION, 2),
    "task": (TASK, 3),
    "scenario with a figure": (SCENARIO, 3),
    "market model": (MARKET_MODEL, 4),
}
"""By kind, the files of a package that adds one, and how many it may take at most."""


def installed(folder: Path, package: Mapping[str, str]) -> Path:
    """Put a package's files and its metadata into a folder that can stand on Python's path."""
    metadata = folder / "outside-1.0.dist-info"
    metadata.mkdir()
    for name, content in package.items():
        (folder / name).write_text(content, encoding="utf-8")
    groups = tomllib.loads(package[PYPROJECT])["project"]["entry-points"]
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: outside\nVersion: 1.0\n", encoding="utf-8"
    )
    (metadata / "entry_points.txt").write_text(
        "\n".join(
            f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in names.items())
            for group, names in groups.items()
        ),
        encoding="utf-8",
    )
    return folder


def cocogen(folder: Path, *words: str) -> str:
    """Run a command with the package of ``folder`` installed, and return what it prints."""
    return spoken(folder, *words).stdout


def spoken(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the package of ``folder`` installed, and return what it said."""
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-m", "cocogen.scenarios.command_line", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "passed over" not in done.stderr
    return done


def organizations(folder: Path) -> pd.DataFrame:
    """Return what organizations did in the headline variant of the run in ``folder``."""
    table = pd.read_parquet(folder / "run" / "organizations.parquet")
    return table[table["variant"].str.startswith("CoCoGen+")]


@pytest.mark.parametrize("kind", KINDS)
def test_contributing_lists_the_files_that_one_touches(kind):
    package, goal = KINDS[kind]
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {kind} \|[^|]*\| (.*?) \|", page, re.MULTILINE)
    assert row is not None
    assert set(re.findall(r"`([^`]+)`", row[1])) == set(package)
    assert len(package) <= goal


def test_a_redistribution_rule(tmp_path):
    folder = installed(tmp_path, REDISTRIBUTION)
    rule = ("--set", "redistribution.rule=by-size", "--set", "redistribution.rate=0.5")
    cocogen(folder, "run", "quickstart", *CURVE, *rule, "--out", "run")
    paid = organizations(folder).query("round == 1 and plays")
    size = paid["real_samples"]
    assert paid["transfer"].to_numpy() == pytest.approx((0.5 * (size - size.mean())).to_numpy())


def test_a_decision_rule(tmp_path):
    folder = installed(tmp_path, DECISION)
    cocogen(folder, "run", "quickstart", *CURVE, "--set", "decision.rule=third", "--out", "run")
    played = organizations(folder).query("plays")
    assert (played["generation"] == 300.0).all()  # of the default capacity, 1,000 samples


def test_a_task(tmp_path):
    folder = installed(tmp_path, TASK)
    (folder / "three-clouds.json").unlink()
    few = ("--rounds", "5", "--repeats", "1")
    cocogen(folder, "calibrate", "three-clouds", *few, "--out", "three-clouds.json")
    words = (
        "--set",
        "task.name=three-clouds",
        "--set",
        "game.calibration=three-clouds.json",
        "--rounds",
        "2",
    )
    cocogen(folder, "run", "quickstart", *words, "--quiet", "--out", "run")
    assert organizations(folder)["accuracy"].iloc[-1] > 0.8


def test_a_scenario_with_a_figure(tmp_path):
    folder = installed(tmp_path, SCENARIO)
    assert "price-war" in cocogen(folder, "list")
    cocogen(folder, "run", "price-war", "--quiet", "--out", "run")
    assert (folder / "run" / "figures" / "war.png").read_bytes().startswith(b"\x89PNG")
    assert (
        json.loads((folder / "run" / "summary.json").read_text(encoding="utf-8"))["scenario"] == "price-war"
    )


def test_a_market_model(tmp_path):
    folder = installed(tmp_path, MARKET_MODEL)
    fields = ("--set", "competition.market_model=bounded", "--set", "competition.intensity=0.5")
    cocogen(folder, "run", "quickstart", *CURVE, *fields, "--out", "run")
    bounded = organizations(folder)
    cocogen(folder, "run", "quickstart", *CURVE, *fields[2:], "--out", "run", "--force")
    linear = organizations(folder)
    assert (bounded["exposure"] < linear["exposure"]).all()
    assert bounded["generation"].sum() > linear["generation"].sum()


def test_a_measure(tmp_path):
    folder = installed(tmp_path, MEASURE)
    done = spoken(folder, "run", "quickstart", *CURVE, "--out", "run")
    assert done.stderr.count("the measure 'unknowable' of the package 'outside' fails") == 1
    rounds, people = (
        pd.read_parquet(folder / "run" / f"{name}.parquet") for name in ("rounds", "organizations")
    )
    most = people["generation"].where(people["plays"]).groupby([people["variant"], people["round"]]).max()
    assert rounds.set_index(["variant", "round"])["most_generated"].sort_index().tolist() == most.tolist()
    assert (people["all_data"] == people["real_samples"] + people["generation"]).all()
    summary = json.loads((folder / "run" / "summary.json").read_text(encoding="utf-8"))
    assert summary["most_generated"] == rounds.query("variant == 'CoCoGen+'")["most_generated"].iloc[-1]
    assert (
        summary["rounds_with_an_exit"]
        == people.query("variant == 'CoCoGen+'").groupby("round")["is_member"].all().eq(False).sum()
    )


def test_a_measure_is_shown_by_a_sweep_that_says_which_is_never_known(tmp_path):
    folder = installed(tmp_path, MEASURE)
    words = (
        "--seeds",
        "2",
        "--jobs",
        "1",
        "--set",
        "learning.kind=curve",
        "--set",
        "run.rounds=2",
        "--out",
        "study",
    )
    done = spoken(
        folder, "sweep", "quickstart", *words, "--measure", "most_generated", "--measure", "unknowable"
    )
    assert "Most that" in done.stdout
    assert "unknowable is not known in any row" in done.stdout
    assert (folder / "study" / "figures" / "variants.png").is_file()
    assert pd.read_parquet(folder / "study" / "cells.parquet")["unknowable"].isna().all()
