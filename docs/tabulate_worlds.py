"""Put what ``cocogen reproduce --worlds`` found into docs/robustness.md: ``python docs/tabulate_worlds.py FOLDER``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from cocogen.model.files.atomic import write_with
from cocogen.scenarios.reporting.world_figures import draw_worlds
from cocogen.scenarios.reporting.world_tables import (
    SINGLE,
    counted,
    everywhere_in_words,
    share_in_words,
)
from cocogen.scenarios.studies.stored_study import StudyFolderError, read_study
from cocogen.scenarios.studies.worlds import judge_worlds

DOCS = Path(__file__).parent
RESULTS = re.compile(r"(?<=<!-- worlds -->\n).*(?=<!-- end of worlds -->)", re.DOTALL)


def tabulate(findings: pd.DataFrame) -> str:
    """Return a Markdown table: a row per claim, and what it comes to in each setting and kind of world."""
    told = counted(findings)
    columns = [*dict.fromkeys(zip(told["setting"], told["kind"], strict=True))]
    heads = [f"{setting}, {kind}" for setting, kind in columns]
    lines = [f"| claim | {' | '.join(heads)} | does not hold with |", "|---" * (2 + len(heads)) + "|"]
    for _, rows in told.groupby("claim", sort=False):
        found = {(row["setting"], row["kind"]): row for _, row in rows.iterrows()}
        first = rows.iloc[0]
        mark = "" if first["source"] == "paper" else " °"
        cells = [share_in_words(found[column]) if column in found else "" for column in columns]
        lines.append(f"| {first['statement']}{mark} | {' | '.join(cells)} | {_against(rows)} |")
    return "\n".join(lines) + "\n\n" + everywhere_in_words(told) + "\n"


def _against(rows: pd.DataFrame) -> str:
    """Return the worlds with one assumption changed that contradict a claim, each with the settings in which it does."""
    settings: dict[str, list[str]] = {}
    for row in rows[rows["kind"] == SINGLE].to_dict("records"):
        for world in filter(None, row["against"].split("; ")):
            settings.setdefault(world, []).append(row["setting"])
    return "; ".join(f"{world} ({', '.join(found)})" for world, found in settings.items())


def main() -> None:
    """Replace the table and the picture by what lies in the folder."""
    if len(sys.argv) != 2:
        sys.exit(
            "usage: python docs/tabulate_worlds.py FOLDER, with what cocogen reproduce --worlds left there"
        )
    page = DOCS / "robustness.md"
    try:
        table = read_study(Path(sys.argv[1])).table()
    except StudyFolderError as error:
        sys.exit(str(error))
    findings = pd.DataFrame([one.record() for one in judge_worlds(table)])
    text, replaced = RESULTS.subn(lambda _: tabulate(findings), page.read_text(encoding="utf-8"))
    if not replaced:
        sys.exit(f"{page} has no <!-- worlds --> to replace")
    page.write_text(text, encoding="utf-8")
    figure = draw_worlds(findings)
    write_with(DOCS / "pictures" / "worlds.png", lambda path: figure.savefig(path, format="png", dpi=110))


if __name__ == "__main__":
    main()
