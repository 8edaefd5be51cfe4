"""Panels as Solara components: for our page, which has stories, and for anybody's SolaraViz, which has models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import solara

from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.live.story import Story
from cocogen.visualizations.browser.live.widget import PANELS, Panels
from cocogen.visualizations.browser.snapshot import Observer

if TYPE_CHECKING:
    from collections.abc import Callable


@component
def Live(story: Story, rounds: int, panels: tuple[str, ...] = PANELS) -> None:  # noqa: N802
    """Show panels of a story.

    Args:
        story: what there is to tell.
        rounds: how many rounds of it there are by now.
        panels: which panels, of :data:`~cocogen.visualizations.browser.live.widget.PANELS`.
    """
    element: Any = Panels.element(panels=list(panels))
    solara.use_effect(lambda: solara.get_widget(element).show(story), [story.key, rounds])


_watched: WeakKeyDictionary[CoopetitionModel, tuple[Observer, Story]] = WeakKeyDictionary()


def story_of(model: CoopetitionModel) -> Story:
    """Return the story of a model, which goes on whenever this is asked after another round."""
    if model not in _watched:
        _watched[model] = (Observer(model), Story())
    observer, story = _watched[model]
    if not story.rounds or story.rounds[-1]["round"] != model.round:
        story.add(observer.snapshot(), model)
    return story


def live(*panels: str) -> Callable[[CoopetitionModel], Any]:
    """Return a component for Mesa's ``SolaraViz`` that shows panels of a :class:`CoopetitionModel`.

    Args:
        panels: which, by name; all of them unless given.

    Raises:
        ValueError: if there is no such panel.

    Example:
        >>> live("map", "table").__name__
        'Shown'
    """
    chosen = panels or PANELS
    for name in chosen:
        if name not in PANELS:
            raise ValueError(f"there is no panel {name!r}; there are {', '.join(PANELS)}")

    def Shown(model: CoopetitionModel) -> Any:  # noqa: N802
        story = story_of(model)
        return Live(story, len(story.rounds), chosen)

    return Shown
