"""Mistreat cocogen in every way that a stranger might, and write what came of it: ``make torture``.

Every other module of this folder is one topic and offers ``torture(effort, scratch)``, which yields rows; ``effort`` 1 is the full
programme, a small share of it runs in CI. Exit code 1: something went silently wrong, or ended in a traceback.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from benchmarks.torture.row import Row

TOPICS = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem != "row" and not path.stem.startswith("_")
    )
)
HEAD = """# Reliability

What a stranger's input, file, plugin, click or power cut does to cocogen. *Held*: refused in one clear line with nothing lost, mended, or
the right result all the same. *Made by `make torture`* on {machine}, {minutes:.0f} minutes; CI repeats a small part.

| what was done | tried | held | silently wrong | tracebacks |
|---|---|---|---|---|
"""


def main() -> int:
    """Run the chosen topics and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(TOPICS), help="topics, separated by commas")
    parser.add_argument("--effort", type=float, default=1.0, help="share of the full programme")
    parser.add_argument("--out", type=Path, help="Markdown file to write")
    options = parser.parse_args()
    started, rows = time.perf_counter(), []
    for topic in options.only.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            for row in import_module(f"benchmarks.torture.{topic}").torture(options.effort, Path(scratch)):
                print(line(row), flush=True)
                rows.append(row)
    if options.out is not None:
        minutes = (time.perf_counter() - started) / 60
        machine = f"Python {platform.python_version()}, {platform.system()}"
        page = HEAD.format(machine=machine, minutes=minutes) + "\n".join(map(line, rows)) + "\n"
        options.out.write_text(page, encoding="utf-8")
    return int(any(row.silently_wrong or row.tracebacks for row in rows))


def line(row: Row) -> str:
    """Return a row of the table as Markdown."""
    return f"| {row.kind} | {row.tried:,} | {row.held:,} | {row.silently_wrong:,} | {row.tracebacks:,} |"


if __name__ == "__main__":
    sys.exit(main())
