"""Put the results of ``cocogen reproduce`` into docs/claims.md: ``python docs/tabulate_claims.py FOLDER...``.

With ``--setting NAME``, only that setting's columns are made anew, or added; the others stay.
"""

from __future__ import annotations

import argparse
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


def added(page: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return findings that join others on a page whose p are not known any more.

    They are corrected for all of the page's tests as Bonferroni did: no less strictly than Holm.
    """
    settings = {record["setting"] for record in records}
    tests = len(records) + (~read_table(page)["setting"].isin(settings)).sum()
    return [
        record
        | {
            "survives": record["survives"]
            and (record["verdict"] == "undecided" or record["p"] * tests <= 1 - CONFIDENCE)
        }
        for record in records
    ]


def joined(table: str, new: str, keys: int) -> str:
    """Return a Markdown table with the columns of another in place of its own of the same name, or behind them.

    Args:
        table: whose rows and order stay; rows that only ``new`` has follow.
        new: another one.
        keys: how many columns at the left say what a row is about; the first of them identifies it.
    """
    (head, *rows), (new_head, *new_rows) = (_table(text) for text in (table, new))
    columns = list(dict.fromkeys([*head[keys:], *new_head[keys:]]))
    cells = {row[0]: dict(zip(head[keys:], row[keys:], strict=True)) for row in rows}
    about = {row[0]: row[:keys] for row in [*rows, *new_rows]}
    for row in new_rows:
        cells.setdefault(row[0], {}).update(zip(new_head[keys:], row[keys:], strict=True))
    lines = [[*head[:keys], *columns], ["---"] * (keys + len(columns))]
    lines += [[*about[name], *(found.get(column, "") for column in columns)] for name, found in cells.items()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def read_table(table: str) -> pd.DataFrame:
    """Return what a table of claims says, for its pictures: claim, unit, setting, verdict, survives, effect, low and high."""
    head, *rows = _table(table)
    names = {claim.statement: claim.name for claim in claims()}
    found = [
        {"claim": names[row[0].removesuffix(" °")], "unit": row[1], "setting": setting} | _said(cell)
        for row in rows
        for setting, cell in zip(head[2:], row[2:], strict=True)
        if cell
    ]
    return pd.DataFrame(found)


SAID = re.compile(
    r"\W*(?P<verdict>[a-z ]*[a-z])\W*?(?P<alone> †)?, (?P<effect>[^ ;]+)(?: \[(?P<ends>.*?)\])?(?:;|$)"
)


def _said(cell: str) -> dict[str, Any]:
    said = SAID.match(cell)
    if said is None:
        raise ValueError(f"a cell that says no verdict: {cell!r}")
    low, high = (_value(end) for end in (said["ends"] or "nan, nan").split(", "))
    survives = said["alone"] is None
    effect = _value(said["effect"])
    return {"verdict": said["verdict"], "survives": survives, "effect": effect, "low": low, "high": high}


def _value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def _table(text: str) -> list[list[str]]:
    """Return the cells of a Markdown table, its head first, without the rule."""
    head, _, *rows = text.strip().split("\n")
    return [_cells(row) for row in (head, *rows)]


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


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
    """Replace the tables and the pictures by the verdicts on everything that lies in the folders, judged together."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("folders", nargs="+", type=Path, help="with what cocogen reproduce left there")
    parser.add_argument("--setting", help="make only this setting's columns anew")
    chosen = parser.parse_args()
    page = DOCS / "claims.md"
    try:
        tables = [read_study(folder).table() for folder in chosen.folders]
    except StudyFolderError as error:
        sys.exit(str(error))
    key = ["setting", "experiment", "variant", "condition", "seed"]
    together = pd.concat(tables).drop_duplicates(key, keep="last")
    records = [finding.record() for finding in judge_together(claims(), together)]
    shares = realised(together)
    text = page.read_text(encoding="utf-8")
    before, shares_before = RESULTS.search(text), SHARES.search(text)
    if before is None or shares_before is None:
        sys.exit(f"{page} has no <!-- results --> and <!-- realised --> to replace")
    if chosen.setting:
        records = added(before[0], [one for one in records if one["setting"] == chosen.setting])
        shares = [one for one in shares if one.setting == chosen.setting]
        if not records:
            sys.exit(f"nothing of {chosen.setting} lies in {', '.join(map(str, chosen.folders))}")
        table = joined(before[0], tabulate(records), 2)
        gains = joined(shares_before[0], tabulate_shares(shares), 1) if shares else shares_before[0]
    else:
        table = tabulate(records)
        gains = tabulate_shares(shares) if shares else shares_before[0]
    text = SHARES.sub(lambda _: gains, RESULTS.sub(lambda _: table, text))
    page.write_text(text, encoding="utf-8")
    said = read_table(table)
    for name, figure in {"claims": draw_findings(said), "effects": draw_effects(said)}.items():
        if figure is not None:
            place = DOCS / "pictures" / f"{name}.png"
            write_with(place, partial(figure.savefig, format="png", dpi=120))


if __name__ == "__main__":
    main()
