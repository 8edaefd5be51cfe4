"""What a report says: title, reading, tables, claims, configuration and the command, for each kind of result."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import count, number, percent
from cocogen.scenarios.reporting.claim_tables import COLOURS, REALISED, setting_in_words
from cocogen.scenarios.reporting.html_tables import HtmlCell, HtmlTable, failures_table, summary_html
from cocogen.scenarios.reporting.run_content import Rerun, run_content, versions_in_words
from cocogen.scenarios.reporting.study_result import study_result
from cocogen.scenarios.reporting.sweep_tables import highest
from cocogen.scenarios.studies.premises import Premise
from cocogen.scenarios.studies.realised import realised
from cocogen.scenarios.studies.stored_study import REGISTRATION
from cocogen.scenarios.studies.study import build_study

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from cocogen.scenarios.reporting.reading import Result
    from cocogen.scenarios.reporting.study_result import StudyResult
    from cocogen.scenarios.studies.realised import Realised
    from cocogen.scenarios.studies.stored_study import StoredStudy

COUNTED = ("worlds", "holds", "survives", "undecided", "does not hold")
"""What is counted of the worlds that a claim is asked in."""


def content_of(result: Result) -> dict[str, Any]:
    """Return the template's fields for a result, but for figures and folder."""
    makers = {"run": run_content, "sweep": _sweep, "reproduction": _reproduction}
    empty: dict[str, Any] = {"claims": [], "counts": [], "tables": []}
    return empty | makers[result.kind](result)


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
        "configuration": [("The study", _study_file(result.about["study"])[1])],
        "versions": versions_in_words(result.about["versions"]),
    }


def _sweep_reading(said: StudyResult) -> str:
    if not said.measures:
        return "Every cell failed."
    highest_one = highest(said.summary, said.measures[0])
    return f"{highest_one or 'There was one combination, so there is nothing to compare.'} {said.influence}".strip()


def _sweep_rerun(result: Result) -> Rerun:
    from cocogen.scenarios.studies.catalog import load_study, study_names

    study = build_study(result.about["study"])
    words = "The same command goes on with an unfinished sweep, and gives byte-identical tables."
    if study.name in study_names() and load_study(study.name) == study:
        return Rerun(words, f"cocogen sweep {study.name}")
    file = f"{study.name}{_study_file(result.about['study'])[0]}"
    return Rerun(f"Save the study below as {file}. {words}", f"cocogen sweep {shlex.quote(file)}")


def _study_file(study: dict[str, Any]) -> tuple[str, str]:
    """Return the suffix and the content of a study file; TOML has no word for None, so a study with such a level is Python."""
    from pprint import pformat

    try:
        return ".toml", _toml(study)
    except TypeError:
        head = "from cocogen.scenarios.studies.study import build_study\n\nSTUDY = build_study(\n"
        return ".py", f"{head}{pformat(study, sort_dicts=False, width=100)}\n)\n"


# -- a reproduction ----------------------------------------------------------------------------------------------


def _reproduction(result: Result) -> dict[str, Any]:
    assert result.study is not None  # noqa: S101 - only a study is a reproduction
    findings, study = result.study.findings(), result.about["study"]
    failed = int((result.table["error"] != "").sum())
    failures = [failures_table(result.table)] if failed else []
    registered = result.about["registration"]
    fixed = (
        f" Claims, measures and seeds were fixed before the first number, in {REGISTRATION} (SHA-256 {registered})."
        if registered
        else ""
    )
    of_rows = f"{len(result.table)} rows, {failed} of them failed.{fixed}"
    told = (
        _of_worlds(findings, study, of_rows)
        if study.get("worlds")
        else _of_claims(result.table, findings, study, of_rows)
    )
    return {
        "kind": "Reproduction",
        **told,
        "counts": [(v, n) for v in COLOURS if (n := Counter(findings["verdict"])[v])],
        "tables": [*told["tables"], *failures],
        "rerun": Rerun("The same command goes on with an unfinished one.", _reproduce_command(study)),
        "configuration": [
            ("The reproduction", _toml(study)),
            *_registered(result.study),
        ],
        "versions": versions_in_words(result.about["versions"]),
    }


def _registered(study: StoredStudy) -> list[tuple[str, str]]:
    content = study.contents.get(REGISTRATION)
    return [] if content is None else [("What was registered", content.decode())]


def _of_claims(
    table: pd.DataFrame, findings: pd.DataFrame, study: dict[str, Any], of_rows: str
) -> dict[str, Any]:
    from cocogen.scenarios.reporting.claim_tables import in_words

    tasks = ", ".join(study["tasks"]) or "no task"
    return {
        "title": "Which claims hold?",
        "story": (
            f"In theory on random markets, on the learning curve, and with real training on {tasks}; {of_rows}"
        ),
        "reading": in_words(findings["claim"].tolist(), findings["verdict"].tolist()),
        "claims": _claims(findings),
        "tables": [*_realised(realised(table))],
    }


def _realised(found: Sequence[Realised]) -> Iterator[HtmlTable]:
    if found:
        rows = [
            [
                HtmlCell(one.setting),
                HtmlCell(one.variant),
                HtmlCell(percent(one.share.mean)),
                HtmlCell(f"{percent(one.share.low)} to {percent(one.share.high)}"),
                HtmlCell(number(one.gain)),
                HtmlCell(number(one.first_best)),
            ]
            for one in found
        ]
        head = ["setting", "variant", "share", "95 % interval", "gain\nk$/round", "of\nk$/round"]
        yield HtmlTable("Share of the first-best gain", head, rows, texts=(0, 1), note=REALISED)


def _of_worlds(findings: pd.DataFrame, study: dict[str, Any], of_rows: str) -> dict[str, Any]:
    from cocogen.scenarios.reporting.world_tables import counted, everywhere_in_words

    told = counted(findings)
    trained = "".join(f", and with real training on {task}" for task in study["tasks"])
    tables = [
        HtmlTable(
            title=f"{setting_in_words(str(setting))}, {kind}",
            head=[
                "claim",
                "worlds",
                "holds",
                "after Holm",
                "undecided",
                "does not hold",
                "does not hold with",
            ],
            rows=[
                [
                    HtmlCell(row["statement"] + ("" if row["source"] == "paper" else " °")),
                    *(HtmlCell(count(row[column])) for column in COUNTED),
                    HtmlCell(row["against"]),
                ]
                for row in rows.to_dict("records")
            ],
            texts=(0, 6),
        )
        for (setting, kind), rows in told.groupby(["setting", "kind"], sort=False)
    ]
    return {
        "title": "Which claims hang on what is assumed?",
        "story": f"Claims on welfare and retention in markets of other assumptions, on the learning curve{trained}; {of_rows}",
        "reading": everywhere_in_words(told),
        "claims": [],
        "tables": tables,
    }


def _claims(findings: pd.DataFrame) -> list[tuple[str, list[dict[str, Any]]]]:
    parts = []
    for setting in dict.fromkeys(findings["setting"]):
        rows = [
            {
                "statement": row.statement,
                "source": row.source,
                "effect": number(row.effect),
                "interval": f"{number(row.low)} to {number(row.high)}",
                "unit": row.unit,
                "seeds": row.seeds,
                "verdict": row.verdict,
                "survives": row.survives,
                "premise": _premise(row),
            }
            for row in findings[findings["setting"] == setting].itertuples()
        ]
        said = setting_in_words(setting)
        parts.append((said[0].upper() + said[1:], rows))
    return parts


def _premise(row: Any) -> str:
    shares = Premise(row.markets_with_z_not_positive, row.organizations_with_z_not_positive)
    return shares.in_words() if row.says_premise else ""


def _reproduce_command(study: dict[str, Any]) -> str:
    words = [
        "cocogen reproduce",
        *(["--quick"] if study["quick"] else []),
        *(["--worlds"] if study.get("worlds") else []),
    ]
    return " ".join([*words, *(f"--task {task}" for task in study["tasks"])])


# -- shared ------------------------------------------------------------------------------------------------------


def _toml(study: dict[str, Any]) -> str:
    import tomli_w

    return tomli_w.dumps(_without_none(study))


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_none(value) for name, value in data.items() if value is not None}
    return data
