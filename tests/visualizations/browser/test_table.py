"""The table of organizations."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from cocogen.visualizations.browser.snapshot import Snapshot
from cocogen.visualizations.browser.table import COLUMNS, money, table_html, table_rows
from cocogen.visualizations.words import short_number


def test_rows_hold_the_organizations_numbers(variant: Snapshot) -> None:
    rows, last = table_rows(variant.organizations), variant.tables["organizations"].tail(5).iloc[0]
    assert [row[0] for row in rows] == ["A", "B", "C", "D", "E"]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    cells = dict(zip((attribute for _, attribute, _ in COLUMNS), rows[0], strict=True))
    assert cells["state"] == "in"
    assert cells["generation"] == short_number(last["generation"])
    assert cells["advantage"] == money(last["advantage"])


def test_before_the_first_round_members_are_in_and_have_earned_nothing_yet(unplayed: Snapshot) -> None:
    rows = table_rows(unplayed.organizations)
    assert {row[1] for row in rows} == {"in"}
    assert {cell for row in rows for cell in row[4:]} == {"–"}
    assert "–" not in {row[2] for row in rows}


def test_html_escapes_names_and_marks_what_is_negative(variant: Snapshot) -> None:
    first, second, *others = variant.organizations
    html = table_html(
        [
            replace(first, name="<A & B>"),
            replace(second, numbers={**second.numbers, "standalone_payoff": -5.0}),
            *others,
        ]
    )
    assert "&lt;A &amp; B&gt;" in html
    assert "<A & B>" not in html
    assert '<span class="cocogen-negative">−5.00</span>' in html
    assert html.count("<tr") == 6


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
