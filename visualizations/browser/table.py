"""The organizations as a table: what each plays, earns, is paid, and would earn alone."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.states import MEANINGS
from cocogen.visualizations.style import organization_color
from cocogen.visualizations.words import short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cocogen.visualizations.browser.snapshot import Seen

COLUMNS = (
    ("", "name", "Its name and colour"),
    ("now", "state", "; ".join(f"{state}: {meaning}" for state, meaning in MEANINGS.items())),
    ("real", "real_samples", "n, local real samples"),
    ("skew", "heterogeneity", "h, distance of its labels from the target, 0 to 1"),
    ("generated", "generation", "g, synthetic samples of this round"),
    ("at eq.", "equilibrium_generation", "g*, synthetic samples at the Nash equilibrium"),
    ("accuracy", "accuracy", "on its own market"),
    ("payoff", "payoff", "U, k$ before redistribution"),
    ("transfer", "transfer", "R, k$, received if positive, paid if negative"),
    ("alone", "standalone_payoff", "U°, k$ that it would earn alone"),
    ("advantage", "advantage", "U + R − U°, k$"),
)
"""Header, attribute of the organization, and what it means."""


def money(value: float) -> str:
    """Return k$ with as many decimals as matter: none from a hundred on, two below ten.

    Example:
        >>> money(1060.4), money(-0.0102), money(-0.001), money(float("nan"))
        ('1,060', '−0.01', '0.00', '–')
    """
    if not math.isfinite(value):
        return "–"
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{places}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def _share(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


FORMATS: dict[str, Callable[[float], str]] = {
    "accuracy": _share,
    "heterogeneity": "{:.2f}".format,
    "payoff": money,
    "transfer": money,
    "standalone_payoff": money,
    "advantage": money,
}
"""How an attribute is written; others in three digits."""


def table_rows(organizations: Sequence[Seen]) -> list[list[str]]:
    """Return the table's cells as texts, one row per organization in the order of :data:`COLUMNS`."""
    return [
        [
            organization.name,
            organization.state,
            *(FORMATS.get(name, short_number)(organization.numbers[name]) for _, name, _ in COLUMNS[2:]),
        ]
        for organization in organizations
    ]


def table_html(organizations: Sequence[Seen]) -> str:
    """Return the table as HTML."""
    head = "".join(f'<th title="{escape(meaning)}">{escape(header)}</th>' for header, _, meaning in COLUMNS)
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
