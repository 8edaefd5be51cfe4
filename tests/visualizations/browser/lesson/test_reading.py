"""What a lesson reads is what the tables say of the same round."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from cocogen.visualizations.browser.lesson.act import State
from cocogen.visualizations.browser.lesson.reading import in_words, read

STATE = State("churn", "pairwise", 6, {"run.seed": 1})


@pytest.mark.parametrize("round", [1, 4, 6])
def test_it_reads_what_the_tables_say(round: int, played: Callable[..., Any]) -> None:
    course = played(STATE).course
    seen, tables = read(course.story, round), course.model.tables()
    total = tables["rounds"].set_index("round").loc[round]
    of = tables["organizations"].query("round == @round").sort_values("organization")
    first = of.iloc[0]
    expected = {
        "members": of["is_member"].sum(),
        "accuracy": first["accuracy"],
        "common": total["accuracy"],
        "earns": first["utility"],
        "alone": first["standalone_payoff"],
        "generates": first["generation"],
        "taken": first["damage"],
        "most": of["advantage"].max(),
        "least": of["advantage"].min(),
        "pays": -of["transfer"].min(),
        "welfare": total["welfare_everyone"],
    }
    assert {name: getattr(seen, name) for name in expected} == pytest.approx(expected, rel=1e-6)


def test_before_the_first_round_nothing_is_known_but_who_there_is(played: Callable[..., Any]) -> None:
    seen = read(played(STATE).course.story, 0)
    assert (seen.organizations, seen.members) == (10, 10)
    assert math.isnan(seen.earns)
    assert in_words(seen).earns == "–"


def test_words_are_percent_for_shares_and_three_digits_for_the_rest(played: Callable[..., Any]) -> None:
    words = in_words(read(played(STATE).course.story, 6))
    assert words.accuracy.endswith(" %")
    assert words.organizations == "10"
    assert len(words.welfare.replace(",", "")) == 4
