"""Mistreat cocogen in every way that a stranger might, and write what came of it: ``make torture``.

Every other module of this folder is one topic and offers ``torture(effort, scratch)``, which yields rows; ``effort`` 1 is the full
programme, a small share of it runs in CI. Topics can be tried one by one: the page keeps what the others came to. Exit code 1:
something went silently wrong, or ended in a traceback.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.torture.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

TOPICS = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem != "row" and not path.stem.startswith("_")
    )
)
HEAD = """# Reliability

What a stranger's input, file, plugin, click or power cut does to cocogen. *Held*: refused in one clear line with nothing lost, mended, or
the right result all the same. Made by `make torture`; CI repeats a small part of every topic.
"""
TABLE = """
| what was done | tried | held | silently wrong | tracebacks |
|---|---|---|---|---|
"""
SECTION = re.compile(r"<!-- (\w+) -->\n(.*?)(?=<!-- \w+ -->|\Z)", re.DOTALL)


def main() -> int:
    """Run the chosen topics and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(TOPICS), help="topics, separated by commas")
    parser.add_argument("--effort", type=float, default=1.0, help="share of the full programme")
    parser.add_argument("--out", type=Path, help="Markdown page to write, or to renew for these topics")
    options = parser.parse_args()
    chosen = options.only.split(",")
    unknown = [topic for topic in chosen if topic not in TOPICS]
    if unknown:
        parser.error(f"unknown topic {unknown[0]!r} (allowed: {', '.join(TOPICS)})")
    clean = True
    for topic in chosen:
        module, started, rows = import_module(f"benchmarks.torture.{topic}"), time.perf_counter(), []
        with tempfile.TemporaryDirectory() as scratch:
            for row in module.torture(options.effort, Path(scratch)):
                print(line(row), flush=True)
                rows.append(row)
                clean = clean and not (row.silently_wrong or row.tracebacks)
        if options.out is not None and rows:
            minutes = (time.perf_counter() - started) / 60
            renew(options.out, topic, section(module, rows, options.effort, minutes))
    return int(not clean)


def section(module: Any, rows: Iterable[Row], effort: float, minutes: float) -> str:
    """Return a topic's part of the page: its subject, its table, and how it was made."""
    subject = (module.__doc__ or "").strip().splitlines()[0].removesuffix(".")
    share = "the full programme" if effort == 1 else f"{100 * effort:g} % of the programme"
    made = f"Python {platform.python_version()}, {platform.system()}, {share}, {minutes:.0f} minutes."
    return f"\n## {subject}\n{TABLE}" + "\n".join(map(line, rows)) + f"\n\n{made}\n\n"


def renew(page: Path, topic: str, text: str) -> None:
    """Put a topic's section into the page, in the order of the topics; the others stay."""
    sections = dict(SECTION.findall(page.read_text(encoding="utf-8"))) if page.exists() else {}
    sections[topic] = text
    body = "".join(f"<!-- {name} -->\n{sections[name]}" for name in TOPICS if name in sections)
    page.write_text(f"{HEAD}\n{body.rstrip()}\n", encoding="utf-8")


def line(row: Row) -> str:
    """Return a row of a table as Markdown."""
    return f"| {row.kind} | {row.tried:,} | {row.held:,} | {row.silently_wrong:,} | {row.tracebacks:,} |"


if __name__ == "__main__":
    sys.exit(main())
