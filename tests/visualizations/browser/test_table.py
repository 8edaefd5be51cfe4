"""The table of organizations."""

from __future__ import annotations

from dataclasses import replace

from cocogen.model.records.numerals import money, short
from cocogen.visualizations.browser.snapshot import Snapshot, shown_numbers
from cocogen.visualizations.browser.table import headers, table_html, table_rows


def test_rows_hold_the_organizations_numbers(variant: Snapshot) -> None:
    rows, last = table_rows(variant.organizations), variant.tables["organizations"].tail(5).iloc[0]
    assert [row[0] for row in rows] == ["A", "B", "C", "D", "E"]
    assert {len(row) for row in rows} == {len(headers())}
    cells = dict(zip(["name", "state", *(known.name for known in shown_numbers())], rows[0], strict=True))
    assert cells["state"] == "in"
    assert cells["generation"] == short(last["generation"])
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
