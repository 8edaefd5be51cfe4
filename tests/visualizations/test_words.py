"""Phrases and numbers."""

from __future__ import annotations

import pytest

from cocogen.model.config.overrides import field_names
from cocogen.visualizations import words


def test_labels_are_of_fields_that_exist() -> None:
    of_parts = {"population.alpha", "redistribution.rate", "participation.patience"}
    assert set(words.FIELD_LABELS) <= {*field_names(), *of_parts}


def test_what_has_no_label_is_put_in_words() -> None:
    assert words.field_label("decision.step-size") == "Step size"
    assert words.field_noun("decision.step-size") == "step size"


def test_nouns_fit_into_a_question() -> None:
    assert words.field_noun("competition.intensity") == "competition"


@pytest.mark.parametrize(
    ("field", "expected"),
    [("competition.intensity", "γ"), ("redistribution.rate", "r"), ("decision.rule", "")],
)
def test_symbols_stand_behind_the_phrase(field: str, expected: str) -> None:
    assert words.symbol(field) == expected


@pytest.mark.parametrize(
    ("names", "expected"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists_read_like_sentences(names: list[str], expected: str) -> None:
    assert words.and_list(names) == expected


def test_units_can_be_left_out() -> None:
    assert words.without_unit("Regret (k$ per round)") == "Regret"
