"""Put the results of ``cocogen reproduce`` into docs/claims.md: ``python docs/tabulate_claims.py FOLDER...``.

With ``--rows``, claims that the folders say nothing about keep their rows.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from cocogen.model.files.atomic import write_with
from cocogen.model.records.intervals import CONFIDENCE
from cocogen.model.records.numerals import number, percent
from cocogen.scenarios.reporting.claim_figures import draw_effects, draw_findings
from cocogen.scenarios.reporting.claim_tables import ALONE
from cocogen.scenarios.studies.claims import judge_together
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.premises import Premise
from cocogen.scenarios.studies.realised import Realised, realised
from cocogen.scenarios.studies.stored_study import StudyFolderError, read_study

DOCS = Path(__file__).parent
RESULTS = re.compile(r"(?<=<!-- results -->\n).*(?=<!-- end of results -->)", re.DOTALL)

SHARES = re.compile(r"(?<=<!-- realised -->\n).*(?=<!-- end of realised -->)", re.DOTALL)


def tabulate(records: list[dict[str, Any]]) -> str:
    """Return findings as a Markdown table, a row per claim and a column per setting."""
    settings = list(dict.fromkeys(record["setting"] for record in records))
    lines = [f"| claim | unit | {' | '.join(settings)} |", "|---" * (2 + len(settings)) + "|"]
    return "\n".join([*lines, *_rows(records, settings).values()]) + "\n"


def renewed(table: str, records: list[dict[str, Any]]) -> str:
    """Return a table that :func:`tabulate` made with the rows of some claims made anew, whole, or added where they belong.

    What the other tests' p were is not known any more, so the new ones are corrected as Bonferroni did: no less strictly than Holm.
    """
    head, rule, *rows = table.strip().split("\n")
    kept = {_statement(row): row for row in rows}
    tests = len(verdicts(table)) + len(records)
    strict = [
        record | {"survives": record["survives"] and not record["p"] * tests > 1 - CONFIDENCE}
        for record in records
    ]
    new = _rows(strict, _cells(head)[2:])
    found = (new.get(claim.name) or kept.get(claim.statement) for claim in claims())
    return "\n".join([head, rule, *(row for row in found if row)]) + "\n"


def verdicts(table: str) -> pd.DataFrame:
    """Return what a table says, for its picture: the columns claim, setting, verdict and survives."""
    head, _, *rows = table.strip().split("\n")
    names = {claim.statement: claim.name for claim in claims()}
    found = [
        {
            "claim": names[_statement(row)],
            "setting": setting,
            "verdict": cell.partition(",")[0].removesuffix(f" {ALONE}").strip("*"),
            "survives": not cell.partition(",")[0].endswith(ALONE),
        }
        for row in rows
        for setting, cell in zip(_cells(head)[2:], _cells(row)[2:], strict=True)
        if cell
    ]
    return pd.DataFrame(found)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _statement(row: str) -> str:
    return _cells(row)[0].removesuffix(" °")


def _rows(records: list[dict[str, Any]], settings: list[str]) -> dict[str, str]:
    by_claim: dict[str, dict[str, Any]] = {}
    for record in records:
        by_claim.setdefault(record["claim"], {})[record["setting"]] = record
    rows = {}
    for name, found in by_claim.items():
        first = next(iter(found.values()))
        mark = "" if first["source"] == "paper" else " °"
        cells = [_cell(found[setting]) if setting in found else "" for setting in settings]
        rows[name] = f"| {first['statement']}{mark} | {first['unit']} | {' | '.join(cells)} |"
    return rows


def _cell(record: dict[str, Any]) -> str:
    verdict = f"**{record['verdict']}**" if record["verdict"] == "does not hold" else record["verdict"]
    effect, low, high = (number(record[name]) for name in ("effect", "low", "high"))
    mark = "" if record["survives"] else f" {ALONE}"
    interval = "" if record["setting"] == "theory" else f" [{low}, {high}]"
    shares = Premise(record["markets_with_z_not_positive"], record["organizations_with_z_not_positive"])
    return f"{verdict}{mark}, {effect}{interval}" + (
        f"; {shares.in_words()}" if record["says_premise"] else ""
    )


def tabulate_shares(found: list[Realised]) -> str:
    """Return gains, and shares of the planner's, as a Markdown table: a row per way of deciding, a column per setting."""
    by_place = {(one.variant, one.setting): one for one in found}
    settings = list(dict.fromkeys(one.setting for one in found))
    lines = [f"| way of deciding | {' | '.join(settings)} |", "|---" * (1 + len(settings)) + "|"]
    for variant in dict.fromkeys(one.variant for one in found):
        cells = [_gain(by_place[variant, setting]) for setting in settings]
        lines.append(f"| {variant} | {' | '.join(cells)} |")
    whole = [next(one for one in found if one.setting == setting).first_best for setting in settings]
    lines.append(f"| *the planner* | {' | '.join(map(number, whole))} |")
    return "\n".join(lines) + "\n"


def _gain(one: Realised) -> str:
    low, high = (percent(end).removesuffix(" %") for end in (one.share.low, one.share.high))
    share = f", {percent(one.share.mean)} [{low}, {high}]" if one.share.mean == one.share.mean else ""
    return f"{number(one.gain)}{share}"


def main() -> None:
    """Replace the table and the picture by the verdicts on everything that lies in the folders, judged together."""
    partly, folders = "--rows" in sys.argv, [word for word in sys.argv[1:] if word != "--rows"]
    if not folders:
        sys.exit(
            "usage: python docs/tabulate_claims.py [--rows] FOLDER..., with what cocogen reproduce left there"
        )
    page = DOCS / "claims.md"
    try:
        tables = [read_study(Path(folder)).table() for folder in folders]
    except StudyFolderError as error:
        sys.exit(str(error))
    key = ["setting", "experiment", "variant", "condition", "seed"]
    together = pd.concat(tables).drop_duplicates(key, keep="last")
    records = [finding.record() for finding in judge_together(claims(), together)]
    text = page.read_text(encoding="utf-8")
    before = RESULTS.search(text)
    if before is None:
        sys.exit(f"{page} has no <!-- results --> to replace")
    table = renewed(before[0], records) if partly else tabulate(records)
    text = text.replace(before[0], table)
    if shares := realised(together):
        text = SHARES.sub(lambda _: tabulate_shares(shares), text)
    page.write_text(text, encoding="utf-8")
    pictures = {"claims": draw_findings(verdicts(table))}
    if not partly and (effects := draw_effects(pd.DataFrame(records))) is not None:
        pictures["effects"] = effects
    for name, figure in pictures.items():
        place = DOCS / "pictures" / f"{name}.png"
        write_with(place, partial(figure.savefig, format="png", dpi=120))


if __name__ == "__main__":
    main()
