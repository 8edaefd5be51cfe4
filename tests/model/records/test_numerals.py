"""How numbers are written for people."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from cocogen.model.records import numerals
from cocogen.model.records.numerals import (
    count,
    decimals,
    money,
    number,
    percent,
    share,
    short,
    signed,
    whole,
)

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (number, 12345.0, "12,300"),
        (number, 999.6, "1,000"),
        (number, 3.0, "3.00"),
        (number, 0.0, "0"),
        (number, -0.0604, "−0.0604"),
        (number, 0.00000123, "1.23e−06"),
        (number, math.inf, "∞"),
        (number, -math.inf, "−∞"),
        (short, 12345.0, "12,300"),
        (short, 1.0, "1"),
        (short, 100.0, "100"),
        (short, 0.3, "0.3"),
        (short, 1e-6, "1e−06"),
        (share, 0.93141, "0.931"),
        (share, -0.0001, "0.000"),
        (count, 8, "8"),
        (count, 12345, "12,345"),
        (count, 7.0 + 1 / 3, "7.33"),
        (whole, 5123.4, "5,123"),
        (whole, -0.2, "0"),
        (money, 1060.4, "1,060"),
        (money, 12.34, "12.3"),
        (money, -0.0102, "−0.01"),
        (money, -0.001, "0.00"),
        (money, 0.0, "0.00"),
        (percent, 0.081, "8 %"),
        (signed, 0.5, "+0.500"),
        (signed, -0.5, "−0.500"),
    ],
)
def test_numbers_are_written(write: Callable[[float], str], value: float, text: str) -> None:
    assert write(value) == text


@pytest.mark.parametrize("write", [number, short, share, count, whole, money, percent, signed])
@pytest.mark.parametrize("unknown", [math.nan, None])
def test_what_is_not_known_is_a_dash(write: Callable[[float | None], str], unknown: float | None) -> None:
    assert write(unknown) == numerals.UNKNOWN
    assert decimals(unknown, 2) == numerals.UNKNOWN


@pytest.mark.parametrize("folder", ["visualizations", "scenarios"])
def test_nobody_writes_measured_numbers_in_a_way_of_its_own(folder: str) -> None:
    """Number formats in f-strings are for the names of levels (``:g``), counts in messages (``:,``) and sizes of files."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr)
        for text in [ast.unparse(node.format_spec)]
        if any(kind in text for kind in (".0f", ".1f", ".2f", ".3f", ".3g", ".1e", ".2e"))
    ]
    assert found == [], "use cocogen.model.records.numerals"
