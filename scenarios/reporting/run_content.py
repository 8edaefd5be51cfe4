"""What a report says of a run: how far it came, what came out, and the command that goes on or plays it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import number
from cocogen.scenarios.description.overridden import interventions_in_words, overrides_in_words
from cocogen.scenarios.reporting.html_tables import variants_table
from cocogen.scenarios.runs.stored_run import CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.scenarios.description.scenario import Scenario
    from cocogen.scenarios.reporting.reading import Result
    from cocogen.scenarios.runs.stored_run import StoredRun


@dataclass(frozen=True)
class Rerun:
    """How to run it again.

    Args:
        words: what the command does.
        command: to be pasted into a shell.
    """

    words: str
    command: str


def run_content(result: Result) -> dict[str, Any]:
    """Return the template's fields for a run."""
    stored = result.run
    assert stored is not None  # noqa: S101 - narrows for mypy
    configs, summary, scenario = stored.configs, stored.summary, scenario_of(stored)
    first = next(iter(configs.values()))
    rounds = result.unfinished or f"{summary['rounds']} rounds"
    told = overrides_in_words(scenario.overrides, scenario.variants) if scenario else ""
    told = " ".join(filter(None, [told, interventions_in_words(configs)]))
    return {
        "kind": f"Run of {stored.scenario}" + (f", stopped after {rounds}" if result.unfinished else ""),
        "title": scenario.question if scenario else stored.scenario,
        "story": (
            f"{first.population.organizations} organizations, task {first.task.name}, {first.learning.kind} "
            f"learning, {rounds}, seed {summary['seed']}. Variants side by side: {', '.join(configs)}. {told}"
        ),
        "reading": (f"After {rounds}: " if result.unfinished else "") + _reading(scenario, summary),
        "tables": [variants_table(result.table)],
        "rerun": _rerun(stored),
        "configuration": [(CONFIG, stored.config_text), *_inputs(stored)],
        "versions": versions_in_words(summary.get("versions", {})),
    }


def versions_in_words(versions: Mapping[str, str]) -> str:
    """Return the versions of packages as a line of text."""
    return ", ".join(f"{name} {version}" for name, version in versions.items()) + "."


def scenario_of(stored: StoredRun) -> Scenario | None:
    """Return the scenario with what was set, or None if it is not installed here."""
    from cocogen.scenarios.description.catalog import load_scenario
    from cocogen.scenarios.runs.forking import scenario_of_fork

    try:
        if stored.origin.fork is not None:
            return scenario_of_fork(stored)
        return load_scenario(stored.scenario).chosen(stored.origin.overrides)
    except ValueError:
        return None


def _reading(scenario: Scenario | None, summary: Mapping[str, Any]) -> str:
    variants = summary["variants"]
    if scenario is not None and set(variants) == set(scenario.variants):
        return scenario.reading(variants)
    best = max(variants, key=lambda name: variants[name]["mean_welfare_everyone"])
    welfare = number(variants[best]["mean_welfare_everyone"])
    return f"Everyone's welfare was highest in {best}, {welfare} k$ a round."


def _rerun(stored: StoredRun) -> Rerun:
    if stored.progress:
        words = f"It was stopped after {stored.progress}. This goes on with it:"
        return Rerun(words, stored.origin.resume_command(stored.path))
    words = "The same configuration and seed give byte-identical tables."
    return Rerun(_what_is_missing(stored) or words, stored.origin.command(stored.path))


def _what_is_missing(stored: StoredRun) -> str:
    """Say why the command would not play the same here; nothing if it would."""
    from cocogen.scenarios.description.catalog import load_scenario
    from cocogen.scenarios.folders.manifest import has_manifest

    origin = stored.origin
    if origin.fork is not None:
        parent = origin.fork.parent_of(stored.path)
        return "" if has_manifest(parent) else f"The run that it was made from is needed in {parent}."
    try:
        now = load_scenario(origin.scenario).chosen(origin.overrides).variant_configs(origin.overrides)
    except ValueError as error:
        return f"Something that it was made with is missing here: {error}."
    if not stored.configs.items() <= now.items():  # of a run that was taken from the page one variant only
        return "This version of cocogen, or a calibration of yours, makes something else of the same options now."
    return ""


def _inputs(stored: StoredRun) -> list[tuple[str, str]]:
    entries = [f"{entry.role} = {entry.path}\nSHA-256 {entry.digest}" for entry in stored.manifest.inputs]
    return [("Files that were read", "\n".join(entries))] if entries else []
