"""Cells for tests of the study engine: quick, failing, slow and deadly ones; workers find them by name."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from cocogen.scenarios.studies.plan import Cell, Plan, Row, canonical


def measure(payload: str) -> dict[str, float]:
    """Return two measures of a number; refuse negative ones; take ``seconds`` if asked to."""
    data = json.loads(payload)
    time.sleep(data.get("seconds", 0.0))
    if data["x"] < 0:
        raise ValueError(f"x is negative:\n{data['x']}")
    return {"square": data["x"] ** 2 / 7, "half": data["x"] / 2}


def full_disk(payload: str) -> dict[str, float]:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device", payload)


def deadly(payload: str) -> dict[str, float]:
    """Kill the process: always, or only as long as a file has fewer lines than ``lives``."""
    data = json.loads(payload)
    trace = Path(data["trace"])
    with trace.open("a") as file:
        file.write("died\n")
    if len(trace.read_text().splitlines()) <= data["lives"]:
        os._exit(9)
    return {"square": 1.0, "half": 0.5}


def plan_of(count: int, name: str = "squares", seconds: float = 0.0) -> Plan:
    """Return a plan with one cell per number below ``count``; two rows share each cell."""
    cells = [Cell("cells:measure", canonical({"x": x, "seconds": seconds})) for x in range(count)]
    rows = [
        Row({"variant": variant, "factor": x // 2, "seed": x % 2}, cell)
        for variant in ("A", "B")
        for x, cell in enumerate(cells)
    ]
    return Plan(name, {"scenario": "none"}, tuple(rows))


class Silent:
    """A progress that only counts."""

    def __init__(self) -> None:
        self.cells = self.failed = 0

    def finished(self, cells: int, failed: int) -> None:
        """Count."""
        self.cells += cells
        self.failed += failed


def frozen(payload: str) -> dict[str, float]:
    """Return how many objects of this process are never looked at as garbage."""
    import gc

    return {"frozen": gc.get_freeze_count()}
