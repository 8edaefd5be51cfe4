"""What nonsense is given to: parameters of parts by a program, fields by a person at the command line, and whole files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cocogen.agents.conduct import PartError
from cocogen.agents.decisions import decision_rules
from cocogen.agents.participation import participation_rules
from cocogen.agents.registry import Registry
from cocogen.model.config import SimulationConfig
from cocogen.model.config.overrides import field_names, from_toml, parse_assignments, section_names, to_toml
from cocogen.model.config.sections import PartSection
from cocogen.model.game import redistribution_rules, rivalry_structures
from cocogen.model.learning.engine import aggregators
from cocogen.model.learning.generators import generators
from cocogen.model.learning.networks import networks
from cocogen.model.learning.partitions import partitions
from cocogen.model.learning.tasks import tasks
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.studies.catalog import load_study
from cocogen.scenarios.studies.study import Study

Trial = tuple[str, Callable[[], str]]
"""What is tried, in words, and a call that returns what was silently wrong, empty if nothing."""

VALUES: tuple[Any, ...] = (
    "abc", "", None, True, -1, 0, 1e308, float("nan"), float("inf"), float("-inf"), [], {}, [1, 2], "nan", 10**30, object(),
)  # fmt: skip
"""What a program may give."""

TEXTS = (
    "abc", '""', "true", "-1", "0", "1e308", "nan", "inf", "-inf", "[]", "{}", "[1,2]", '"nan"', "1" + "0" * 30,
    "1e15", "1e-300", "0.5", "1", "3", "1e23", "[[1],[2]]", "{a=1}", "2013-01-01", "[true]", "1" * 5000, "[" * 5000, "a\nb = 1",
)  # fmt: skip
"""What a person may type for a value; some of them are right for some fields."""

DOCUMENTS = (
    "", "= 3", "x", "[[[", "a = " + "[" * 5000, ".".join("a" * 3000) + " = 1", "x = 1", "[run]\nseed = [", "run = 3", "\x00",
)  # fmt: skip
"""Files that are no study and no configuration."""

REGISTRIES: tuple[Registry[Any], ...] = (
    decision_rules, participation_rules, redistribution_rules, rivalry_structures, partitions, tasks, generators, networks,
    aggregators,
)  # fmt: skip

NEEDED: Mapping[str, Mapping[str, Any]] = {
    "mlp": {"shape": (4,), "classes": 2},
    "cnn": {"shape": (1, 8, 8), "classes": 2},
    "csv": {"path": "no such file.csv", "label": "y"},
}
"""Parameters without which a part cannot be built."""

NOT_PLAYED = ("fashion-mnist", "svhn", "cifar10", "cifar100", "csv")
"""Tasks whose data must be fetched, or do not exist."""


def parts() -> Iterator[Trial]:
    """Yield trials of every parameter of every part with every value, as a program gives it."""
    for registry in REGISTRIES:
        for part in registry.names():
            for parameter in registry.parameters(part):
                for value in VALUES:
                    told = f"{registry.kind} {part!r}, {parameter}={value!r:.60}"
                    yield told, _build(registry, part, {**NEEDED.get(part, {}), parameter: value})


def sections() -> Iterator[Trial]:
    """Yield trials of every field of a configuration with every value, as a program gives it."""
    for name in field_names():
        for value in VALUES:
            yield f"{name}={value!r:.60}", _override({name: value})


def fields() -> Iterator[Trial]:
    """Yield trials of every field of the configuration, and of every part's own, with every text, as a person types it."""
    for name in (*field_names(), "populaton.alpha", "nonsense", ""):
        for text in TEXTS:
            yield f"--set {name}={text:.60}", _play([f"{name}={text}"])
    for section in section_names():
        kind: Any = SimulationConfig.model_fields[section].annotation
        for part in kind.registry().names() if issubclass(kind, PartSection) else ():
            chosen = [f"{section}.{kind.part_field}={part}"]
            chosen += [f"{section}.{name}={value}" for name, value in NEEDED.get(part, {}).items()]
            for parameter in kind.known_parameters(part):
                for text in TEXTS:
                    typed = f"{section}.{parameter}={text}"
                    yield f"--set {chosen[0]} --set {typed:.80}", _play([*chosen, typed])


def documents(folder: Path) -> Iterator[Trial]:
    """Yield trials of files: no study at all, and each field of a study and each section of a configuration as what it is not."""
    for document in DOCUMENTS:
        yield f"a study file {document[:60]!r}", _read_study(folder, document)
        yield f"a config.toml {document[:60]!r}", _read_config(document)
    for text in TEXTS:
        for name in Study.model_fields:
            document = f"{name} = {text}\n" + ("" if name == "scenario" else 'scenario = "quickstart"\n')
            yield f"a study file {document[:60]!r}", _read_study(folder, document)
        for name in SimulationConfig.model_fields:
            yield f"a config.toml {name} = {text:.60}", _read_config(f"{name} = {text}\n")


def _override(overrides: dict[str, Any]) -> Callable[[], str]:
    def trial() -> str:
        config = SimulationConfig().with_overrides(overrides)
        return "" if from_toml(to_toml(config)) == config else "it does not survive TOML"

    return trial


def _build(registry: Registry[Any], part: str, parameters: dict[str, Any]) -> Callable[[], str]:
    def trial() -> str:
        if registry is tasks:  # to build one is to load its data
            registry.validated(part, parameters)
            return ""
        try:
            registry.create(part, **parameters)
        except PartError as error:
            # Where there is a cause, the part itself stumbled over a value that its type should have kept out.
            return str(error) if error.__cause__ is not None else ""
        return ""

    return trial


def _play(assignments: list[str]) -> Callable[[], str]:
    def trial() -> str:
        overrides = {"learning.kind": "curve", "run.rounds": 2, **parse_assignments(assignments)}
        scenario = load_scenario("quickstart").chosen(overrides)
        config = scenario.variant_configs(overrides)[scenario.headline]
        if from_toml(to_toml(config)) != config:
            return "it does not survive TOML"
        if config.task.name in NOT_PLAYED:
            return ""
        short = config.with_overrides({"learning.kind": "curve", "run.rounds": 2})
        rounds = CoopetitionModel(short).run().tables()["rounds"]
        measured = rounds[["social_welfare", "accuracy", "members"]].to_numpy(dtype=float)
        return "" if all(map(math.isfinite, measured.ravel())) else "a measure is not finite"

    return trial


def _read_study(folder: Path, document: str) -> Callable[[], str]:
    def trial() -> str:
        path = folder / "study.toml"
        path.write_text(document, encoding="utf-8")
        load_study(str(path)).design_points()
        return ""

    return trial


def _read_config(document: str) -> Callable[[], str]:
    def trial() -> str:
        config = from_toml(document)
        return "" if from_toml(to_toml(config)) == config else "it does not survive TOML"

    return trial
