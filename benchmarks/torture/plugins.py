"""Torture by plugins: other packages that raise, lie about what they offer, or take names that are ours.

Every fault is offered in every entry-point group by a package that is really installed (in a folder on Python's path), and commands
are run beside it as a person would. They must do what they do without it, and name every plugin that they pass over once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.torture._packages import install
from benchmarks.torture.row import Row

PARTS = {
    "cocogen.decision_rules": "best-response",
    "cocogen.participation_rules": "threshold",
    "cocogen.redistribution_rules": "pairwise",
    "cocogen.rivalry_structures": "uniform",
    "cocogen.partitions": "dirichlet",
    "cocogen.tasks": "digits",
    "cocogen.generators": "vae",
    "cocogen.aggregators": "fedavg",
    "cocogen.networks": "mlp",
    "cocogen.figures": "quickstart",
}
"""Every group of parts, with a name of ours in it."""

SCENARIOS = {"cocogen.scenarios": "quickstart"}
MEASURES = {"cocogen.measures": "accuracy"}
GROUPS = PARTS | SCENARIOS | MEASURES

NAMES = """
from cocogen.agents.decisions import decision_rules
from cocogen.agents.participation import participation_rules
from cocogen.model.game import redistribution_rules, rivalry_structures
from cocogen.model.records.measures import all_measures
from cocogen.model.learning.engine import aggregators
from cocogen.model.learning.generators import generators
from cocogen.model.learning.networks import networks
from cocogen.model.learning.partitions import partitions
from cocogen.model.learning.tasks import tasks
from cocogen.scenarios.description.catalog import scenario_names
from cocogen.visualizations.figures import figures
for registry in (decision_rules, participation_rules, redistribution_rules, rivalry_structures, partitions, tasks,
                 generators, aggregators, networks, figures):
    print(registry.kind, *registry.names(), [registry.factory(name).__module__ for name in registry.names()])
print(scenario_names(), all_measures.names())
"""
"""A program that asks every group for its names, and where they come from."""

FAULTS = {
    "raises when it is imported": ("raise RuntimeError('boom')", "{package}:thing"),
    "ends Python when it is imported": ("raise SystemExit(3)", "{package}:thing"),
    "is not Python": ("def (", "{package}:thing"),
    "needs a package that is not there": ("import no_such_package_anywhere", "{package}:thing"),
    "has not got what it offers": ("", "{package}:thing"),
    "has no module": ("", "no_such_package_anywhere:thing"),
    "says nothing that Python understands": ("", "???"),
    "offers a number": ("thing = 3", "{package}:thing"),
    "offers a class of another kind": ("class thing: pass", "{package}:thing"),
}
"""By what is wrong with it, a package's code, and where it says that its thing is found."""


@dataclass(frozen=True)
class Outcome:
    """What a command did.

    Args:
        code: its exit code.
        out: what it printed.
        errors: what it said to standard error.
    """

    code: int
    out: str
    errors: str


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row for each program that is run beside all faulty plugins, and one for plugins that fail in use.

    Args:
        effort: below 1 no run is played.
        scratch: an empty folder.
    """
    programs: dict[str, list[str]] = {
        "every registry asked for its names": ["-c", NAMES],
        "`cocogen list`": ["-m", "cocogen.scenarios.command_line", "list"],
        "`cocogen run quickstart`": ["-m", "cocogen.scenarios.command_line", "run", "quickstart", "--json"],
    }
    if effort < 1:
        programs.popitem()
    offered = install_faults(scratch / "faults")
    for number, (name, program) in enumerate(programs.items()):
        plain = call(program, scratch / f"plain-{number}")
        beside = call(program, scratch / f"beside-{number}", scratch / "faults")
        yield judged(f"faulty plugins beside {name}", plain, beside, offered, all_named=program[0] == "-c")
    yield used(scratch / "used", effort)


def install_faults(folder: Path) -> list[tuple[str, str]]:
    """Install a package for each fault, and two that take names of ours; return packages with the names they offer."""
    offered = []
    for number, (code, place) in enumerate(FAULTS.values()):
        package = f"fault{number}"
        install(folder, package, code, {group: {package: place.format(package=package)} for group in GROUPS})
        offered += [(package, package)] * len(GROUPS)
    for package in ("taker", "taker_too"):
        offers = {group: {name: f"{package}:thing"} for group, name in GROUPS.items()}
        install(folder, package, "thing = 3", offers)
        offered += [(package, name) for name in GROUPS.values()]
    return offered


def judged(
    kind: str, plain: Outcome, beside: Outcome, offered: list[tuple[str, str]], *, all_named: bool
) -> Row:
    """Compare what a program did beside faulty plugins with what it does alone, plugin by plugin.

    Args:
        kind: what was done.
        plain: what the program does alone.
        beside: what it did.
        offered: packages with the names that they offer.
        all_named: whether the program has a use for every plugin, and so names each.
    """
    tried = len(offered)
    if "Traceback" in beside.errors or beside.code != plain.code:
        return Row(kind, tried, 0, 0, tried)
    said = [line for line in beside.errors.splitlines() if "passed over" in line]
    twice = len(said) - len(set(said))
    unnamed = max(0, tried - len(said)) if all_named else 0
    wrong = tried if comparable(beside.out) != comparable(plain.out) else twice + unnamed
    return Row(kind, tried, tried - wrong, wrong, 0)


def used(folder: Path, effort: float) -> Row:
    """Name plugins in a configuration whose constructors raise, or make something else than they should."""
    code = "\n".join(
        [
            "from cocogen.agents.decisions import DecisionRule",
            "class Raises(DecisionRule):",
            "    def __init__(self, share: float = 0.5):",
            "        raise RuntimeError('boom')",
            "    def revise(self, outlook, rng): return 0.0",
            "class Exits(Raises):",
            "    def __init__(self): raise SystemExit(3)",
            "def makes_nothing(): return None",
        ]
    )
    names = {"raises": "Raises", "exits": "Exits", "makes-nothing": "makes_nothing"}
    offered = {name: f"tortured:{thing}" for name, thing in names.items()}
    task = {"nothing": "tortured:makes_nothing"}
    install(folder, "tortured", code, {"cocogen.decision_rules": offered, "cocogen.tasks": task})
    held = 0
    settings = ["task.name=nothing", *(f"decision.rule={name}" for name in names)]
    settings = settings[: len(settings) if effort >= 1 else 2]
    for number, setting in enumerate(settings):
        program = [
            "-m",
            "cocogen.scenarios.command_line",
            "run",
            "quickstart",
            "--set",
            "game.calibration=digits",
        ]
        program += ["--rounds", "1", "--set", setting]
        outcome = call(program, folder / f"out-{number}", folder)
        lines = outcome.errors.splitlines()
        held += outcome.code == 2 and "'tortured'" in lines[-1] and "Traceback" not in outcome.errors
    return Row("a plugin fails when its name is used", len(settings), held, 0, len(settings) - held)


def call(program: list[str], folder: Path, packages: Path | None = None) -> Outcome:
    """Run Python in an empty folder, with the packages of another folder installed."""
    folder.mkdir(parents=True)
    path = os.pathsep.join(
        map(str, filter(None, (packages, Path(__file__).parents[2], os.environ.get("PYTHONPATH"))))
    )
    done = subprocess.run(
        [sys.executable, *program],
        capture_output=True, text=True, cwd=folder, timeout=600, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


def comparable(text: str) -> str:
    """Return what a command printed without times and paths, which differ from run to run."""
    import json

    if not text.startswith("{"):
        return text
    data = json.loads(text)
    return json.dumps({name: value for name, value in data.items() if name not in ("folder", "wall_seconds")})
