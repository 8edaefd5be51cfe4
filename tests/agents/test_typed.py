"""Typed models: what pydantic lets through and we do not, and what is said of it."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
import pytest
from annotated_types import Gt
from pydantic import ValidationError

from cocogen.agents.allowed import Said, allowed
from cocogen.agents.bounds import Count, NonNegative, Number, Positive, Seed, Share
from cocogen.agents.models import model_of
from cocogen.agents.shown import shown
from cocogen.agents.signatures import parameters_of
from cocogen.agents.typed import Typed, first_refusal


class Example(Typed):
    """One field of each kind."""

    rate: Literal["optimal"] | NonNegative = 0.0
    size: Positive = 1.0
    count: Count | None = None
    flag: bool = False
    name: str = ""
    shares: dict[str, Share] = {}  # noqa: RUF012 - pydantic copies it
    pair: tuple[Number, ...] = ()


def refusal(**given: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Example.model_validate(given)
    return ": ".join(first_refusal(caught.value))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rate": "x"}, "rate: must be 'optimal' or a number of at least 0, got 'x'"),
        ({"rate": True}, "rate: must be 'optimal' or a number of at least 0, got True"),
        ({"size": float("nan")}, "size: must be a number above 0, got nan"),
        ({"size": 1e16}, "size: must be at most 1e+15, got 1e+16"),
        ({"size": np.True_}, "size: must be a number above 0, got True"),
        ({"count": 2.5}, "count: must be a whole number from 1 to 1,000,000, got 2.5"),
        ({"flag": "perhaps"}, "flag: must be true or false, got 'perhaps'"),
        ({"name": ["x"]}, "name: must be a text, got ['x']"),
        ({"name": "a\nb"}, r"name: must be one line of UTF-8 text, got 'a\nb'"),
        ({"name": "\udcff"}, r"name: must be one line of UTF-8 text, got '\udcff'"),
        ({"shares": {"a": 2}}, "shares.a: must be a number from 0 to 1, got 2"),
        (
            {"shares": {"a": True}},
            "shares: must be a table, each value a number from 0 to 1, got {'a': True}",
        ),
        ({"pair": [1, "x"]}, "pair: must be a list, each a number, got [1, 'x']"),
        (
            {"siz": 1},
            ": unknown field 'siz'; did you mean 'size'? (allowed: rate, size, count, flag, name, shares, pair)",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given, said):
    assert refusal(**given).replace("np.True_", "True") == said


def test_numbers_may_come_as_text_and_texts_as_numbers():
    found = Example.model_validate(
        {"size": "0.3", "count": 3.0, "name": 7, "rate": np.float32(2), "pair": [1]}
    )
    assert (found.size, found.count, found.name, found.rate, found.pair) == (0.3, 3, "7", 2.0, (1.0,))


def test_what_cannot_be_shown_does_not_break_the_message():
    class Rude:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown(Rude()).startswith("<Rude instance at")
    assert shown(1 << 100_000) == "a value of type int"
    assert len(shown("x" * 1000)) < 100
    nested: list[object] = []
    nested.append(nested)
    assert refusal(size=nested).startswith("size: must be a number above 0, got [[[")


def test_a_type_that_cannot_be_checked_is_left_to_the_part():
    class Quacks(Protocol):
        def quack(self) -> None: ...

    def part(duck: Quacks, list_: "NoSuchType", array: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:  # noqa: F821, UP037
        """Take anything."""

    model = model_of(part)
    assert model.model_validate({"duck": 3, "list_": 4, "array": np.ones(1)})
    with pytest.raises(ValidationError):
        model.model_validate({"array": 3})


def test_a_part_may_have_parameters_named_like_pydantics_own():
    def part(schema: int = 1, copy: bool = False, model_name: str = "x", _private: int = 3) -> None:
        """Take names that pydantic uses."""

    assert [parameter.name for parameter in parameters_of(part)] == ["schema", "copy", "model_name"]
    assert model_of(part).model_validate({"schema": "2"}).__dict__["schema"] == 2


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (float, "a number"),
        (Annotated[float, Gt(0)] | None, "a number above 0"),
        (Seed, "a whole number of at least 0 and below 2^32"),
        (Literal["a", "b", "c"], "'a', 'b' or 'c'"),
        (list[int], "a list, each a whole number"),
        (dict[str, float], "a table, each value a number"),
        (Annotated[object, Said("a graph")], "a graph"),
        (np.ndarray, "of the kind ndarray"),
    ],
)
def test_what_is_allowed_is_said_from_the_type(annotation, words):
    assert allowed(annotation) == words
