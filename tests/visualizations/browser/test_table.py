"""The table of organizations."""

from __future__ import annotations

import math

import pytest

from visualizations.browser.session import BrowserModel
from visualizations.browser.table import COLUMNS, money, table_html, table_rows
from visualizations.words import short_number


def test_rows_hold_the_organizations_numbers(market: BrowserModel) -> None:
    rows = table_rows(market)
    assert [row[0] for row in rows] == market.population.names
    assert {len(row) for row in rows} == {len(COLUMNS)}
    first = next(iter(market.organizations))
    cells = dict(zip((attribute for _, attribute, _ in COLUMNS), rows[0], strict=True))
    assert cells["state"] == "in"
    assert cells["generation"] == short_number(first.generation)
    assert cells["advantage"] == money(first.advantage)


def test_states_are_in_words(market: BrowserModel) -> None:
    organizations = list(market.organizations)
    organizations[0].is_member = False
    market.market.plays[1] = False
    assert [row[1] for row in table_rows(market)][:3] == ["out", "waits", "in"]


def test_html_escapes_names_and_marks_what_is_negative(market: BrowserModel) -> None:
    market.population.names[0] = "<A & B>"
    list(market.organizations)[1].standalone_payoff = -5.0
    html = table_html(market)
    assert "&lt;A &amp; B&gt;" in html
    assert "<A & B>" not in html
    assert '<span class="cocogen-negative">−5.00</span>' in html
    assert html.count("<tr") == len(market.population) + 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1060.4, "1,060"),
        (12.34, "12.3"),
        (-0.0102, "−0.01"),
        (-0.001, "0.00"),
        (math.nan, "–"),
        (0.0, "0.00"),
    ],
)
def test_money_has_the_decimals_that_matter(value: float, expected: str) -> None:
    assert money(value) == expected


def test_accuracy_of_nobody_is_a_dash(market: BrowserModel) -> None:
    next(iter(market.organizations)).accuracy = math.nan
    assert "–" in table_rows(market)[0]
