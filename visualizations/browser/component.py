"""Solara's decorator for components, with a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import solara

if TYPE_CHECKING:
    from collections.abc import Callable

Component = TypeVar("Component", bound="Callable[..., Any]")


def component(function: Component) -> Component:
    """Make a function a Solara component that keeps its signature for type checkers."""
    return cast("Component", solara.component(function))
