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
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.chance.request import Spread
    from cocogen.visualizations.browser.live.beside import Beside


@component
def Live(  # noqa: N802
    story: Story,
    rounds: int,
    panels: tuple[str, ...] = PANELS,
    beside: Beside | None = None,
    after: int | None = None,
    heard: Mapping[str, Callable[..., object]] | None = None,
    spread: Spread | None = None,
) -> None:
    """Show panels of a story.

    Args:
        story: what there is to tell.
        rounds: how many rounds of it there are by now.
        panels: which panels, of :data:`~cocogen.visualizations.browser.live.widget.PANELS`.
        beside: what it is compared with.
        after: the last round before a change that is asked about.
        heard: by name, what is done when a visitor asks for it; None where nothing can be asked for.
        spread: what is known of other seeds; None where none are played.
    """
    element: Any = Panels.element(panels=list(panels), asks="what if" in (heard or {}))

    def show() -> None:
        widget = solara.get_widget(element)
        widget.heard = heard or {}
        widget.show(story, beside, after)

    def show_spread() -> None:
        if spread is not None:
            solara.get_widget(element).show_spread(spread)

    about = beside and (beside.story.key, beside.rounds, *beside.about().values())
    solara.use_effect(show, [story.key, rounds, about, after])
    solara.use_effect(show_spread, [spread])


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
