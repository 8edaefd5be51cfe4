"""Registries of named parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from annotated_types import Gt

from cocogen.agents.checks import ParameterError
from cocogen.agents.conduct import PartError
from cocogen.agents.names import UnknownNameError
from cocogen.agents.registry import Registry


class Shape:
    """Something with an area."""

    def area(self) -> float:
        """Return it."""
        return 0.0


@pytest.fixture
def shapes() -> Registry[Shape]:
    registry: Registry[Shape] = Registry("shape", "cocogen.test_shapes", Shape)

    @registry.register("circle")
    class Circle(Shape):
        """Round.

        Args:
            radius: from the middle to
                the edge.
        """

        def __init__(self, radius: Annotated[float, Gt(0)] = 1.0) -> None:
            if radius == 13:
                raise ValueError(f"radius must be lucky, got {radius}")
            self.radius = radius

    return registry


def test_a_part_is_built_by_name_with_its_parameters(shapes):
    assert shapes.create("circle", radius=2.0).radius == 2.0
    assert shapes.create("circle").radius == 1.0
    assert shapes.names() == ("circle",)
    assert shapes.parameters("circle") == ("radius",)


def test_an_unknown_name_is_answered_with_the_nearest_one(shapes):
    with pytest.raises(
        UnknownNameError, match=r"unknown shape 'circel'; did you mean 'circle'\? \(allowed: circle\)"
    ):
        shapes.create("circel")


def test_an_unknown_parameter_names_those_that_exist(shapes):
    with pytest.raises(
        UnknownNameError, match=r"parameter of shape 'circle': 'radios'; did you mean 'radius'"
    ):
        shapes.create("circle", radios=1.0)


def test_a_parameter_is_checked_by_its_type_and_bounds(shapes):
    for value in ("abc", "", None, True, -1, 0, float("nan"), float("inf"), [], {}, object()):
        with pytest.raises(ParameterError, match=r"^radius must be a number above 0, got"):
            shapes.create("circle", radius=value)


def test_a_parameter_becomes_what_its_type_says(shapes):
    for given, wanted in (("0.3", 0.3), (2, 2.0)):
        radius = shapes.create("circle", radius=given).radius
        assert (radius, type(radius)) == (wanted, float)
        assert shapes.validated("circle", {"radius": given}) == {"radius": wanted}


def test_the_constructor_checks_by_itself(shapes):
    circle = shapes.factory("circle")
    with pytest.raises(ParameterError, match="radius must be a number above 0, got -1"):
        circle(-1)
    with pytest.raises(TypeError, match="too many positional arguments"):
        circle(1, 2)
    assert circle(radius="2").radius == 2.0


def test_the_part_refuses_a_value_itself(shapes):
    with pytest.raises(ValueError, match=r"radius must be lucky, got 13\.0"):
        shapes.create("circle", radius=13)


def test_whatever_else_a_part_raises_is_told_with_what_it_was_given(shapes):
    @shapes.register("square")
    @dataclass
    class Square(Shape):
        side: float = 1.0

        def __post_init__(self) -> None:
            _ = 1 / self.side

    with pytest.raises(
        PartError, match=r"^shape 'square' with side=0 cannot be built: ZeroDivisionError: float division"
    ):
        shapes.create("square", side=0)


def test_a_missing_parameter_is_named(shapes):
    @shapes.register("square")
    class Square(Shape):
        def __init__(self, side):
            self.side = side

    with pytest.raises(PartError, match="shape 'square' needs the parameter 'side'"):
        shapes.create("square")
    assert shapes.create("square", side=2).side == 2


def test_a_function_makes_parts_too(shapes):
    @shapes.register("dot")
    def dot(size: Annotated[int, Gt(0)] = 1) -> Shape:
        return shapes.create("circle", radius=size)

    assert shapes.create("dot", size="3").radius == 3.0
    with pytest.raises(ParameterError, match=r"size must be a whole number above 0, got 1\.5"):
        dot(1.5)


def test_a_name_is_taken_once(shapes):
    with pytest.raises(ValueError, match="shape 'circle' is registered twice"):
        shapes.register("circle")(Shape)
    again = shapes.factory("circle")
    assert shapes.register("circle")(again) is again


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (3, "it is neither a class nor a function, but of type int"),
        (dict, "it has no method 'area'"),
    ],
)
def test_what_is_no_part_cannot_be_registered(shapes, wrong, reason):
    with pytest.raises(ValueError, match=f"is no shape: {reason}"):
        shapes.register("wrong")(wrong)


def test_the_signature_tells_types_defaults_and_meanings(shapes):
    (radius,) = shapes.signature("circle")
    assert (radius.name, radius.annotation, radius.default) == ("radius", Annotated[float, Gt(0)], 1.0)
    assert radius.meaning == "from the middle to the edge."
