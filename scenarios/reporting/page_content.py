"""What a report says: title, reading, tables, claims, configuration and the command, for each kind of result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.command_line.terminal import number
from scenarios.reporting.claim_tables import COLOURS, SETTINGS, small_number
from scenarios.reporting.html_tables import failures_table, markets_table, summary_html
from scenarios.reporting.study_result import study_result
from scenarios.reporting.sweep_tables import highest
from scenarios.studies.study import build_study

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.reporting.reading import Result
    from scenarios.reporting.study_result import StudyResult
    from scenarios.toolkit.scenario import Scenario


@dataclass(frozen=True)
class Rerun:
    """How to run it again.

    Args:
        words: what the command does.
        command: to be pasted into a shell.
    """

    words: str
    command: str


def content_of(result: Result) -> dict[str, Any]:
    """Return the template's fields for a result, but for figures and folder."""
    makers = {"run": _run, "sweep": _sweep, "reproduction": _reproduction}
    empty: dict[str, Any] = {"claims": [], "counts": [], "tables": []}
    return empty | makers[result.kind](result)


# -- a run -------------------------------------------------------------------------------------------------------


def _run(result: Result) -> dict[str, Any]:
    import json

    from scenarios.toolkit.store import CONFIG, SUMMARY

    summary = json.loads((result.path / SUMMARY).read_text(encoding="utf-8"))
    configs = result.about["configs"]
    scenario = _scenario(result.about["scenario"])
    first = next(iter(configs.values()))
    markets = ", ".join(configs)
    return {
        "kind": f"Run of {result.about['scenario']}",
        "title": scenario.question if scenario else result.about["scenario"],
        "story": (
            f"{first.population.organizations} organizations, task {first.task.name}, {first.learning.kind} "
            f"learning, {summary['rounds']} rounds, seed {summary['seed']}. Markets side by side: {markets}."
        ),
        "reading": _reading(scenario, summary),
        "tables": [markets_table(result.table)],
        "rerun": Rerun("The same configuration and seed give byte-identical tables.", _run_command(result)),
        "configuration": [(CONFIG, (result.path / CONFIG).read_text(encoding="utf-8"))],
        "versions": _versions(summary.get("versions", {})),
    }


def _scenario(name: str) -> Scenario | None:
    """Return the scenario, or None if it is not installed here."""
    from scenarios.toolkit.catalog import load_scenario

    try:
        return load_scenario(name)
    except ValueError:
        return None


def _reading(scenario: Scenario | None, summary: dict[str, Any]) -> str:
    markets = summary["markets"]
    if scenario is not None and set(markets) == set(scenario.markets):
        return scenario.reading(markets)
    best = max(markets, key=lambda name: markets[name]["mean_welfare_everyone"])
    welfare = number(markets[best]["mean_welfare_everyone"])
    return f"Everyone's welfare was highest in {best}, {welfare} k$ a round."


def _run_command(result: Result) -> str:
    from model.overrides import assignment, difference

    name, configs = result.about["scenario"], result.about["configs"]
    scenario = _scenario(name)
    if scenario is None or scenario.headline not in configs:
        return f"cocogen run {name}    # with the fields of the configuration below"
    from scenarios.toolkit.scenario import with_resolved_game

    default = with_resolved_game(scenario.market_configs()[scenario.headline])
    changed = difference(default, with_resolved_game(configs[scenario.headline]))
    return " ".join(["cocogen run", name, *(f"--set {assignment(f, v)}" for f, v in changed.items())])


# -- a sweep -----------------------------------------------------------------------------------------------------


def _sweep(result: Result) -> dict[str, Any]:
    study = build_study(result.about["study"])
    table = result.table
    said = study_result(study, table)
    failed = int((table["error"] != "").sum())
    seeds = table["seed"].nunique()
    varied = ", ".join(result.factors) or "nothing but the seed"
    tables = [summary_html(said.summary, said.measures, seeds)] if said.measures else []
    if failed:
        tables.append(failures_table(table))
    return {
        "kind": f"Sweep {study.name}",
        "title": study.question or study.name,
        "story": f"Scenario {study.scenario}; varied: {varied}; {seeds} seeds; {len(table)} rows, {failed} of them failed.",
        "reading": _sweep_reading(said),
        "tables": tables,
        "measures": said.measures,
        "rerun": _sweep_rerun(result),
        "configuration": [("The study", _toml(result.about["study"]))],
        "versions": _versions(result.about["versions"]),
    }


def _sweep_reading(said: StudyResult) -> str:
    if not said.measures:
        return "Every cell failed."
    highest_one = highest(said.summary, said.measures[0])
    return f"{highest_one or 'There was one combination, so there is nothing to compare.'} {said.influence}".strip()


def _sweep_rerun(result: Result) -> Rerun:
    from scenarios.studies.catalog import load_study, study_names

    study = build_study(result.about["study"])
    words = "The same command goes on with an unfinished sweep, and gives byte-identical tables."
    if study.name in study_names() and load_study(study.name) == study:
        return Rerun(words, f"cocogen sweep {study.name}")
    return Rerun(f"Save the study below as {study.name}.toml. {words}", f"cocogen sweep {study.name}.toml")


# -- a reproduction ----------------------------------------------------------------------------------------------


def _reproduction(result: Result) -> dict[str, Any]:
    from scenarios.reporting.claim_tables import in_words

    assert result.study is not None  # noqa: S101 - only a study is a reproduction
    findings, study = result.study.findings(), result.about["study"]
    failed = int((result.table["error"] != "").sum())
    tasks = ", ".join(study["tasks"]) or "no task"
    return {
        "kind": "Reproduction",
        "title": "Which claims hold?",
        "story": (
            f"In theory on random markets, on the learning curve, and with real training on {tasks}; "
            f"{len(result.table)} rows, {failed} of them failed."
        ),
        "reading": in_words(findings["claim"].tolist(), findings["verdict"].tolist()),
        "claims": _claims(findings),
        "counts": [(v, n) for v in COLOURS if (n := Counter(findings["verdict"])[v])],
        "tables": [failures_table(result.table)] if failed else [],
        "rerun": Rerun("The same command goes on with an unfinished one.", _reproduce_command(study)),
        "configuration": [("The reproduction", _toml(study))],
        "versions": _versions(result.about["versions"]),
    }


def _claims(findings: pd.DataFrame) -> list[tuple[str, list[dict[str, Any]]]]:
    parts = []
    for setting in dict.fromkeys(findings["setting"]):
        rows = [
            {
                "statement": row.statement,
                "source": row.source,
                "effect": small_number(row.effect),
                "interval": f"{small_number(row.low)} to {small_number(row.high)}",
                "unit": row.unit,
                "seeds": row.seeds,
                "verdict": row.verdict,
            }
            for row in findings[findings["setting"] == setting].itertuples()
        ]
        said = SETTINGS.get(setting, f"with real training on {setting}")
        parts.append((said[0].upper() + said[1:], rows))
    return parts


def _reproduce_command(study: dict[str, Any]) -> str:
    words = ["cocogen reproduce", *(["--quick"] if study["quick"] else [])]
    return " ".join([*words, *(f"--task {task}" for task in study["tasks"])])


# -- shared ------------------------------------------------------------------------------------------------------


def _toml(study: dict[str, Any]) -> str:
    import tomli_w

    return tomli_w.dumps(_without_none(study))


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_none(value) for name, value in data.items() if value is not None}
    return data


def _versions(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
