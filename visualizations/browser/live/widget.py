"""The widget: panels in a browser, told by messages what is new of a run, and asking for what it missed."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import ipyvue
import traitlets

from cocogen.visualizations.browser.live.modules import in_one

if TYPE_CHECKING:
    from cocogen.visualizations.browser.live.story import Story

STYLES = Path(__file__).parent / "live.css"
PANELS = (
    "headline",
    "timeline",
    "details",
    "map",
    "generation",
    "welfare",
    "advantage",
    "accuracy",
    "lanes",
    "levels",
    "feed",
    "table",
)
"""The panels that there are, in the order of the page."""


TEMPLATE = """<template><div></div></template>
<style id="cocogen-live">
{styles}</style>
<script>
module.exports = (() => {{
  const {{ show }} = {code};
  return {{
    mounted() {{
      this.$options.shown = show(this.$el, this.panels, () => this.need(), (whom) => this.look(whom));
    }},
    methods: {{
      jupyter_hear(told) {{
        this.$options.shown?.hear(told);
      }},
      jupyter_see(told) {{
        this.$options.shown?.see(told);
      }},
    }},
  }};
}})();
</script>
"""
"""What a browser is handed: an element, its style, and the modules that draw into it."""


class Panels(ipyvue.VueTemplate):  # type: ignore[misc]
    """Some panels of one run, which light up together.

    A browser that has shown nothing yet, or missed something, asks to be told all again; apart from that each round is told once.
    (An ``anywidget`` gives up when a busy browser does not load it within two seconds; this is what it would be otherwise.)

    Args:
        panels: which, of :data:`PANELS`, in their order.
    """

    template = traitlets.Unicode(
        TEMPLATE.format(styles=STYLES.read_text(encoding="utf-8"), code=in_one("board.js"))
    ).tag(sync=True)
    panels = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._telling = RLock()
        self._is_heard = False
        self._story: Story | None = None
        self._told = (0, 0, 0)
        super().__init__(**traits)

    def show(self, story: Story) -> None:
        """Tell what is new of a story; all of it if it is another one than before."""
        with self._telling:
            if self._story is None or self._story.key != story.key:
                self._told = (story.key, 0, 0)
            self._story = story
            if self._is_heard:
                self._tell()

    def vue_need(self, _: object = None) -> None:
        """Tell everything, because a browser asks for it."""
        with self._telling:
            self._is_heard = True
            if self._story is not None:
                self._told = (self._story.key, 0, 0)
            self._tell()

    def vue_look(self, whom: Any) -> None:
        """Tell what is known of an organization in a round.

        Args:
            whom: ``key`` of the story, ``organization`` by index and ``round``, as the browser says them.
        """
        story = self._story
        try:
            key, organization, round = (int(whom[name]) for name in ("key", "organization", "round"))
        except (TypeError, KeyError, ValueError):
            return
        if story is not None and story.key == key:
            known = story.memory.look_into(organization, round)
            self.send(
                {
                    "method": "see",
                    "args": [{"key": key, "organization": organization, "round": round, "known": known}],
                }
            )

    def _tell(self) -> None:
        if self._story is None:
            return
        _, rounds, casts = self._told
        news = self._story.since(rounds, casts)
        if news["rounds"]:
            self._told = (self._story.key, rounds + len(news["rounds"]), self._story.casts)
            self.send({"method": "hear", "args": [news]})
