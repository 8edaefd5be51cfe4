"""The page of reliability: sections by topic, each renewed by itself."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

from benchmarks.torture import __main__ as torture
from benchmarks.torture.row import Row

ROOT = Path(__file__).parents[3]


def test_a_topic_is_renewed_and_the_others_stay(tmp_path):
    page = tmp_path / "reliability.md"
    module = types.ModuleType("topic", "Files that are not what they say: names, hashes.\n\nMore.")
    first, last = torture.TOPICS[0], torture.TOPICS[-1]
    torture.renew(page, last, torture.section(module, [Row("old row", 1000, 1000, 0, 0)], 1.0, 2.0))
    torture.renew(page, first, torture.section(module, [Row("names", 2, 1, 1, 0)], 0.5, 1.0))
    torture.renew(page, last, torture.section(module, [Row("bytes", 3, 3, 0, 0)], 1.0, 2.0))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Reliability")
    assert "old row" not in text
    assert text.index("| names | 2 | 1 | 1 | 0 |") < text.index("| bytes | 3 | 3 | 0 | 0 |")
    assert "50 % of the programme" in text
    assert text.count("## Files that are not what they say: names, hashes\n") == 2


def test_an_unknown_topic_is_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.torture", "--only", "weather"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "unknown topic 'weather' (allowed: " in done.stderr


def test_rows_must_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Row("bits", 3, 1, 1, 0)
