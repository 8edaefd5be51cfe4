"""Put the results of ``cocogen reproduce`` into docs/claims.md: ``python docs/tabulate_claims.py FOLDER``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from cocogen.model.records.numerals import number
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
    return f"{verdict}, {effect}" + ("" if record["setting"] == "theory" else f" [{low}, {high}]")


def main() -> None:
    """Replace the table and the picture."""
    if len(sys.argv) != 2:
        sys.exit("usage: python docs/tabulate_claims.py FOLDER, with what cocogen reproduce left there")
    page = DOCS / "claims.md"
    try:
        study = read_study(Path(sys.argv[1]))
        records = study.findings().to_dict("records")
    except StudyFolderError as error:
        sys.exit(str(error))
    text, replaced = RESULTS.subn(lambda _: tabulate(records), page.read_text(encoding="utf-8"))
    if not replaced:
        sys.exit(f"{page} has no <!-- results --> to replace")
    page.write_text(text, encoding="utf-8")
    (DOCS / "pictures" / "claims.png").write_bytes(study.figures["claims.png"])


if __name__ == "__main__":
    main()
