"""How numbers are written, and what only looks like one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocogen.model.learning.tasks.csv_numbers import LOOKS_LIKE_A_NUMBER, Notation, one_matches


def cells(*texts):
    return pa.chunked_array([list(texts)], type=pa.string())


@pytest.mark.parametrize(
    ("notation", "cell", "value"),
    [
        (Notation(), "+1.5e-3", 0.0015),
        (Notation(), ".5", 0.5),
        (Notation(), "5.", 5.0),
        (Notation(), "1,5", None),
        (Notation(), "1_000", None),
        (Notation(), "0x1F", None),
        (Notation(), "nan", None),
        (Notation(), "inf", None),
        (Notation(), "１２", None),
        (Notation("comma"), "-1,5", -1.5),
        (Notation("comma"), "1.5", None),
        (Notation("comma", "point"), "1.234.567,5", 1234567.5),
        (Notation("comma", "point"), "1.23", None),
        (Notation(thousands="comma"), "12,345.5", 12345.5),
        (Notation(thousands="comma"), "1,5", None),
        (Notation(thousands="space"), "1 234\u00a0567", 1234567.0),
        (Notation(thousands="apostrophe"), "1'234", 1234.0),
        (Notation(thousands="apostrophe"), "1234", 1234.0),
    ],
)
def test_a_notation_reads_its_numbers_and_no_others(notation, cell, value):
    assert notation.value(cell) == value


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_what_python_prints_is_read_exactly(values):
    assert np.array_equal(Notation().values(cells(*map(repr, values))), values)


def test_other_notations_are_those_that_differ_in_one_sign_if_there_are_any():
    ambiguous = [Notation(thousands="comma"), Notation("comma")]
    assert Notation().others([cells("1,234", "12")]) == ambiguous[::-1]
    assert Notation().others([cells("1,234", "12"), cells("1.5")]) == ambiguous[:1]
    assert Notation().others([cells("1.234,5")]) == [Notation("comma", "point")]
    assert Notation().others([cells("n/k")]) == []


@pytest.mark.parametrize(
    ("decimal", "thousands", "message"),
    [
        ("dot", "none", "unknown sign in task.decimal: 'dot'"),
        ("point", "dot", "unknown sign in task.thousands: 'dot'"),
        ("comma", "comma", "task.decimal and task.thousands are both 'comma'"),
    ],
)
def test_signs_are_known_and_differ(decimal, thousands, message):
    with pytest.raises(ValueError, match=message):
        Notation(decimal, thousands)


@pytest.mark.parametrize(
    "cell",
    ["1,5", "1.234,5", "12 %", "€ 5", "<3", "−4", "1 000", "2024-01-05", "5.1.24", "1/2/99 12:00", "12:30", "3:05 pm", "5 May 2024", "Jan 3, 2024", "Infinity", "1_000", "USD 5", "5 chf", "-$3.50", "(12)", "'007", '="12"', "#5", "1,5E+03"],
)  # fmt: skip
def test_amounts_and_dates_look_like_numbers(cell):
    assert one_matches(cell, LOOKS_LIKE_A_NUMBER)


@pytest.mark.parametrize(
    "cell",
    [
        "3M",
        "7-Eleven",
        "1&1",
        "A1",
        "May",
        "18-25",
        "2nd",
        "yes",
        "n/k",
        "kr",
        "Rs. five",
        "eur",
        "-",
        "Sept",
    ],
)
def test_words_do_not(cell):
    assert not one_matches(cell, LOOKS_LIKE_A_NUMBER)
