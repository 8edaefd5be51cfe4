"""Registries of named parts."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

import agents.registry
from agents.registry import Registry, UnknownNameError


@pytest.fixture
def shapes() -> Registry[object]:
    registry: Registry[object] = Registry("shape", "cocogen.test_shapes")

    @registry.register("circle")
    class Circle:
        def __init__(self, radius: float = 1.0) -> None:
            if radius <= 0:
                raise ValueError(f"radius must be positive, got {radius}")
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


def test_the_part_refuses_a_value_itself(shapes):
    with pytest.raises(ValueError, match="radius must be positive, got -1"):
        shapes.create("circle", radius=-1)


def test_a_missing_parameter_is_named(shapes):
    @shapes.register("square")
    class Square:
        def __init__(self, side):
            self.side = side

    with pytest.raises(ValueError, match="shape 'square' needs the parameter 'side'"):
        shapes.create("square")
    assert shapes.create("square", side=2).side == 2


def test_a_name_is_taken_once(shapes):
    with pytest.raises(ValueError, match="shape 'circle' is registered twice"):
        shapes.register("circle")(object)


def test_other_packages_offer_parts_by_entry_point(shapes, monkeypatch):
    offered = EntryPoint(name="square", value="builtins:dict", group="cocogen.test_shapes")
    monkeypatch.setattr(
        agents.registry, "entry_points", lambda group: [offered] if group == offered.group else []
    )
    assert shapes.names() == ("circle", "square")
    assert shapes.factory("square") is dict
