"""The organizations as a table: what each plays, earns, is paid, and would earn alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.snapshot import shown_numbers
from cocogen.visualizations.browser.states import MEANINGS
from cocogen.visualizations.style import organization_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cocogen.model.records.measures import Measure
    from cocogen.visualizations.browser.snapshot import Seen

NAMES = (
    ("", "Its name and colour"),
    ("now", "; ".join(f"{state}: {meaning}" for state, meaning in MEANINGS.items())),
)
"""Headers of the columns before the numbers, with what they mean."""


def headers() -> list[tuple[str, str]]:
    """Return the header of every column, and what it means with its unit."""
    return [*NAMES, *((known.heading, _meaning(known)) for known in shown_numbers())]


def _meaning(known: Measure) -> str:
    return f"{known.meaning}, {known.unit.name}" if known.unit.name and known.unit.on_axes else known.meaning


def table_rows(organizations: Sequence[Seen]) -> list[list[str]]:
    """Return the table's cells as texts, one row per organization in the order of :func:`headers`."""
    columns = shown_numbers()
    return [
        [
            organization.name,
            organization.state,
            *(known.unit.beside(organization.numbers[known.name]) for known in columns),
        ]
        for organization in organizations
    ]


def table_html(organizations: Sequence[Seen]) -> str:
    """Return the table as HTML."""
    head = "".join(f'<th title="{escape(meaning)}">{escape(header)}</th>' for header, meaning in headers())
    body = []
    for organization, cells in zip(organizations, table_rows(organizations), strict=True):
        dot = f'<i class="cocogen-dot" style="background:{organization_color(organization.index)}"></i>'
        first = f"<td>{dot}{escape(cells[0])}</td>"
        rest = "".join(f"<td>{_signed(escape(cell))}</td>" for cell in cells[1:])
        body.append(f'<tr class="cocogen-{cells[1]}">{first}{rest}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _signed(cell: str) -> str:
    return f'<span class="cocogen-negative">{cell}</span>' if cell.startswith("−") else cell


@component
def Table(html: str) -> None:  # noqa: N802
    """Show a table that is already HTML."""
    solara.HTML(tag="div", unsafe_innerHTML=html, classes=["cocogen-table"])
