"""Numbers and readings as people see them."""

from __future__ import annotations

import pytest

from cocogen.agents.plugins import PluginWarning
from cocogen.scenarios.console.notes import Notes
from cocogen.scenarios.console.terminal import (
    add_names,
    plain_table,
    results,
    say_error,
    say_table,
)
from cocogen.scenarios.description.sentences import (
    best_variant,
    change,
    redistribution_against_none,
    who_left,
    who_stayed,
)


def test_errors_are_one_line(capsys):
    say_error("two\nlines")
    assert capsys.readouterr().err == "cocogen: two lines\n"


@pytest.mark.parametrize("columns", ["0", "20", "64", "65", "70", "76", "77", "99"])
def test_no_word_or_number_is_lost_or_cut_on_a_narrow_terminal(capsys, monkeypatch, columns):
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": columns}.items():
        monkeypatch.setenv(name, value)
    rules, table = ["leave-one-out", "none"], plain_table(header_style="")
    add_names(table, "rule", rules)
    for name in ("welfare of\neveryone", "share of\noptimum", "generated", "worst off"):
        table.add_column(name, justify="right", no_wrap=True)
    for rule in rules:
        table.add_row(rule, *["1,234,567.89"] * 4)
    say_table(table)
    lines = capsys.readouterr().out.splitlines()
    printed = " ".join(lines).split()
    assert printed.count("leave-one-out") == 1
    assert printed.count("1,234,567.89") == 8
    assert printed.count("off") == 1
    assert len(lines) == 4
    results().print("Every word is there.")
    assert capsys.readouterr().out.split() == ["Every", "word", "is", "there."]


def variant(welfare: float, members: int = 8, exits: int = 0, reentries: int = 0):
    return {"mean_welfare_everyone": welfare, "members": members, "exits": exits, "reentries": reentries}


def test_changes_are_told_in_percent_or_money():
    assert change("welfare", 121.0, 100.0) == "raised welfare by 21 %"
    assert change("welfare", 90.0, 100.0) == "lowered welfare by 10 %"
    assert change("welfare", 100.1, 100.0) == "left welfare unchanged"
    assert change("welfare", -10.0, 50.0) == "lowered welfare by 60 k$ a round"


def test_notes_of_one_kind_are_said_once_and_counted(capsys):
    notes = Notes()
    for number_of in range(5):
        notes.hear(f"careful with {number_of}", UserWarning, "file.py", 1)
    notes.hear("old", DeprecationWarning, "file.py", 2)
    notes.conclude()
    assert capsys.readouterr().err.splitlines() == [
        "cocogen: note: careful with 0",
        "cocogen: note: old",
        "cocogen: note: 4 more like these, as play went on",
    ]


def test_notes_without_more_of_a_kind_end_without_a_word(capsys):
    notes = Notes()
    notes.hear(UserWarning("careful"), UserWarning, "file.py", 1)
    notes.conclude()
    assert capsys.readouterr().err == "cocogen: note: careful\n"


def test_readings_follow_the_numbers():
    kept = redistribution_against_none({"CoCoGen": variant(100, 5, 3), "CoCoGen+": variant(121)})
    assert (
        kept
        == "Redistribution raised everyone's welfare by 21 % and kept all 8; CoCoGen kept 5 (3 exits, 0 returns)."
    )
    lost = redistribution_against_none({"CoCoGen": variant(100), "CoCoGen+": variant(90, 7, 2, 1)})
    assert lost.startswith("Redistribution lowered everyone's welfare by 10 % and kept 7 (2 exits, 1 return)")
    assert lost.endswith("without it nobody left either.")
    assert best_variant({"a": variant(1.0), "b": variant(2.0)}).startswith("b did best")
    assert best_variant({"a": variant(1.0)}) == "a ran alone."
    equal = {"a": variant(100.0), "b": variant(100.2), "c": variant(50.0)}
    assert best_variant(equal) == (
        "b and a did best and equally well; against c, the next, they raised everyone's welfare by 100 %."
    )
    assert best_variant({"a": variant(100.0), "b": variant(100.2)}) == (
        "All 2 variants did equally well, within 0.5 % of everyone's welfare."
    )
    assert best_variant({"a": variant(-100.0), "b": variant(-50.0)}).startswith("b did best")
    assert who_left({"a": variant(1.0, 7, 1)}) == "a: 7 in at the end, 1 exit, 0 returns."
    stayed = who_stayed({"a": variant(1.0, 7, 1) | {"mean_stay": 52.4}})
    assert stayed == ("a: 7 in at the end, 1 exit, 0 returns. Mean rounds of a first membership: 52 (a).")


def test_every_plugin_that_is_passed_over_is_named(capsys):
    notes = Notes()
    for package in ("one", "two", "three"):
        notes.hear(PluginWarning(f"the package {package!r} is passed over"), PluginWarning)
    notes.conclude()
    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"cocogen: note: the package {package!r} is passed over" for package in ("one", "two", "three")
    ]
