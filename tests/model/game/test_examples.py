"""Every example in the documentation of the game runs."""

import doctest
import importlib
import pkgutil

import pytest

import cocogen.model.game

MODULES = [
    module.name for module in pkgutil.walk_packages(cocogen.model.game.__path__, "cocogen.model.game.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
