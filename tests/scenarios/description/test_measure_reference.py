"""The page of all measures is what the register says."""

from __future__ import annotations

from pathlib import Path

from cocogen.scenarios.description.measure_reference import measure_reference


def test_the_page_is_up_to_date():
    page = Path(__file__).parents[3] / "docs" / "measures.md"
    assert page.read_text(encoding="utf-8") == measure_reference(), (
        "run: python -m cocogen.scenarios.description.measure_reference > docs/measures.md"
    )


def test_no_cell_is_empty():
    assert [line for line in measure_reference().splitlines() if "|  |" in line] == []
