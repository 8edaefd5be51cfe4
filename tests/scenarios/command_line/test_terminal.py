"""Numbers and readings as people see them."""

from __future__ import annotations

import math

import pytest

from scenarios.command_line.terminal import number, say_error, share
from scenarios.toolkit.readings import best_market, change, redistribution_against_none, who_left


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5123.4, "5,120"),
        (-62.57, "-62.6"),
        (0.06041, "0.0604"),
        (1.5e-7, "1.50e-07"),
        (math.nan, "–"),
    ],
)
def test_numbers_have_three_digits(value, text):
    assert number(value) == text


def test_shares_have_three_decimals():
    assert share(0.93141) == "0.931"
    assert share(math.nan) == "–"


def test_errors_are_one_line(capsys):
    say_error("two\nlines")
    assert capsys.readouterr().err == "cocogen: two lines\n"


def market(welfare: float, members: int = 8, exits: int = 0, reentries: int = 0):
    return {"mean_welfare_everyone": welfare, "members": members, "exits": exits, "reentries": reentries}


def test_changes_are_told_in_percent_or_money():
    assert change("welfare", 121.0, 100.0) == "raised welfare by 21 %"
    assert change("welfare", 90.0, 100.0) == "lowered welfare by 10 %"
    assert change("welfare", 100.1, 100.0) == "left welfare unchanged"
    assert change("welfare", -10.0, 50.0) == "lowered welfare by 60 k$ a round"


def test_readings_follow_the_numbers():
    kept = redistribution_against_none({"CoCoGen": market(100, 5, 3), "CoCoGen+": market(121)})
    assert (
        kept
        == "Redistribution raised everyone's welfare by 21 % and kept all 8; CoCoGen kept 5 (3 exits, 0 returns)."
    )
    lost = redistribution_against_none({"CoCoGen": market(100), "CoCoGen+": market(90, 7, 2, 1)})
    assert lost.startswith("Redistribution lowered everyone's welfare by 10 % and kept 7 (2 exits, 1 return)")
    assert lost.endswith("without it nobody left either.")
    assert best_market({"a": market(1.0), "b": market(2.0)}).startswith("b did best")
    assert best_market({"a": market(1.0)}) == "a ran alone."
    assert who_left({"a": market(1.0, 7, 1)}) == "a: 7 in at the end, 1 exit, 0 returns."
