"""The page of all configuration fields is what the code says."""

from __future__ import annotations

from pathlib import Path

from cocogen.model.config.overrides import field_names
from cocogen.scenarios.description.reference import reference


def test_the_page_is_up_to_date():
    page = Path(__file__).parents[3] / "docs" / "configuration.md"
    assert page.read_text(encoding="utf-8") == reference(), (
        "run: python -m cocogen.scenarios.description.reference > docs/configuration.md"
    )


def test_every_field_is_on_the_page():
    page = reference()
    assert [name for name in field_names() if f"`{name}`" not in page] == []


def test_no_cell_is_empty_and_every_default_is_told():
    page = reference()
    assert [line for line in page.splitlines() if "|  |" in line or "<factory>" in line] == []
