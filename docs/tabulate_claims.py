"""Put the results of ``cocogen reproduce`` into docs/claims.md: ``python docs/tabulate_claims.py FOLDER...``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from cocogen.model.files.atomic import write_with
from cocogen.model.records.numerals import number
from cocogen.scenarios.reporting.claim_figures import draw_findings
from cocogen.scenarios.reporting.claim_tables import ALONE
from cocogen.scenarios.studies.claims import judge_together
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.stored_study import StudyFolderError, read_study

DOCS = Path(__file__).parent
RESULTS = re.compile(r"(?<=<!-- results -->\n).*(?=<!-- end of results -->)", re.DOTALL)


def tabulate(records: list[dict[str, Any]]) -> str:
    """Return findings as a Markdown table, a row per claim and a column per setting."""
    settings = list(dict.fromkeys(record["setting"] for record in records))
    rows: dict[str, dict[str, Any]] = {}
    for record in records:
        rows.setdefault(record["claim"], {})[record["setting"]] = record
    lines = [f"| claim | unit | {' | '.join(settings)} |", "|---" * (2 + len(settings)) + "|"]
    for found in rows.values():
        first = next(iter(found.values()))
        mark = "" if first["source"] == "paper" else " °"
        cells = [_cell(found[setting]) if setting in found else "" for setting in settings]
        lines.append(f"| {first['statement']}{mark} | {first['unit']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(record: dict[str, Any]) -> str:
    verdict = f"**{record['verdict']}**" if record["verdict"] == "does not hold" else record["verdict"]
    effect, low, high = (number(record[name]) for name in ("effect", "low", "high"))
    mark = "" if record["survives"] else f" {ALONE}"
    return f"{verdict}{mark}, {effect}" + ("" if record["setting"] == "theory" else f" [{low}, {high}]")


def main() -> None:
    """Replace the table and the picture by the verdicts on everything that lies in the folders, judged together."""
    if len(sys.argv) < 2:
        sys.exit("usage: python docs/tabulate_claims.py FOLDER..., with what cocogen reproduce left there")
    page = DOCS / "claims.md"
    try:
        tables = [read_study(Path(folder)).table() for folder in sys.argv[1:]]
    except StudyFolderError as error:
        sys.exit(str(error))
    key = ["setting", "experiment", "variant", "condition", "seed"]
    together = pd.concat(tables).drop_duplicates(key, keep="last")
    records = [finding.record() for finding in judge_together(claims(), together)]
    text, replaced = RESULTS.subn(lambda _: tabulate(records), page.read_text(encoding="utf-8"))
    if not replaced:
        sys.exit(f"{page} has no <!-- results --> to replace")
    page.write_text(text, encoding="utf-8")
    figure = draw_findings(pd.DataFrame(records))
    write_with(DOCS / "pictures" / "claims.png", lambda path: figure.savefig(path, format="png", dpi=120))


if __name__ == "__main__":
    main()
