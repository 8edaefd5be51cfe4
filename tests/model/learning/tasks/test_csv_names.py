"""Columns by name: whatever the command line made of what was typed, it is matched with the header."""

from __future__ import annotations

import shlex
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.config.overrides import parse_value
from cocogen.model.learning.tasks.csv_names import as_texts, column, columns, option

NAMES = ("1", "1.50", "true", "age", "a,b", "two words")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("1", "1"),
        ("1.50", "1.50"),
        ('"true"', "true"),
        ("age", "age"),
        ("a,b", "a,b"),
        ("two words", "two words"),
    ],
)
def test_a_column_is_chosen_by_what_is_typed(typed, name):
    assert column(parse_value(typed), NAMES, "label") == name
    assert columns(parse_value(typed), NAMES, "drop") == [name]


@pytest.mark.parametrize("typed", ["age,two words", '["age", "two words"]', "age, two words"])
def test_several_columns_are_a_list_or_a_text_with_commas(typed):
    assert columns(parse_value(typed), NAMES, "drop") == ["age", "two words"]


def test_numbers_are_columns_too():
    assert columns(parse_value("1,1.50"), NAMES, "drop") == ["1", "1.50"]
    assert columns((), NAMES, "drop") == []
    assert as_texts(parse_value("-999")) == ["-999"]
    assert as_texts("NA, n/k,") == ["NA", "n/k"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("agee", "task.label: there is no column 'agee'; did you mean 'age'"),
        (2.5, "no column '2.5'"),
    ],
)
def test_what_is_no_column_is_named(given, message):
    with pytest.raises(ValueError, match=message):
        column(given, NAMES, "label")


def test_a_wide_file_is_not_listed_whole():
    with pytest.raises(ValueError, match=r"columns: c0, .*, c19, … 5,000 in all\)"):
        column("d", [f"c{i}" for i in range(5000)], "label")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
        .map(lambda text: normalize("NFC", text).strip())
        .filter(bool),
        min_size=1,
        max_size=3,
        unique=True,
    )
)
def test_a_printed_option_says_the_same_when_it_is_typed(values):
    (typed,) = shlex.split(option("drop", values))
    name, _, text = typed.partition("=")
    assert name == "task.drop"
    assert columns(parse_value(text), values, "drop") == values
