"""The lesson on the page: what is said and asked above the board, in type that a projector shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipyvue
import solara
import traitlets

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.live.widget import PANELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEMPLATE = Path(__file__).with_name("card.vue")
ALWAYS = ("details",)
"""Panels that a click opens, in every act."""
FOCUS = "".join(
    f".is-lesson:not(.shows-{panel}) .panel-{panel} {{ display: none; }}\n"
    for panel in PANELS
    if panel not in ALWAYS
)
"""What hides panels to which an act does not turn."""


class Card(ipyvue.VueTemplate):  # type: ignore[misc]
    """One line with a button outside the lesson, and the act within it.

    Args:
        shown: what to draw; nothing where empty.
    """

    template = traitlets.Unicode(TEMPLATE.read_text(encoding="utf-8")).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self.heard: Mapping[str, Callable[..., object]] = {}
        super().__init__(**traits)

    def vue_ask(self, asked: Any) -> None:
        """Pass on what a visitor asks for.

        Args:
            asked: ``what``, one of the names in :attr:`heard`, and perhaps ``word``, as the browser says them.
        """
        try:
            what, word = asked["what"], asked.get("word")
        except (TypeError, KeyError, AttributeError):
            return
        if isinstance(what, str) and what in self.heard:
            self.heard[what](word)


@component
def LessonCard(shown: dict[str, Any], heard: Mapping[str, Callable[..., object]]) -> None:  # noqa: N802
    """Show the card.

    Args:
        shown: what to draw.
        heard: by name, what is done when a visitor asks for it, given the word that comes with it, or None.
    """
    element: Any = Card.element(shown=shown)

    def connect() -> None:
        solara.get_widget(element).heard = heard

    solara.use_effect(connect, [])
