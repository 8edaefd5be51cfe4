"""The widget: panels in a browser, told by messages what is new of a run, and asking for what it missed."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import ipyvue
import traitlets

from cocogen.visualizations.browser.live.modules import in_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cocogen.visualizations.browser.chance.request import Spread
    from cocogen.visualizations.browser.live.beside import Beside
    from cocogen.visualizations.browser.live.story import Story

STYLES = Path(__file__).parent / "live.css"
PANELS = (
    "headline",
    "timeline",
    "beside",
    "details",
    "spread",
    "map",
    "generation",
    "welfare",
    "advantage",
    "accuracy",
    "learning",
    "lanes",
    "total",
    "levels",
    "skew",
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
      const ask = {{ need: () => this.need(), look: (whom) => this.look(whom), wish: (what) => this.wish(what), mayAsk: this.asks }};
      this.$options.shown = show(this.$el, this.panels, ask);
    }},
    methods: {{
      jupyter_hear(told) {{
        this.$options.shown?.hear(told);
      }},
      jupyter_see(told) {{
        this.$options.shown?.see(told);
      }},
      jupyter_spread(told) {{
        this.$options.shown?.spread(told);
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
        asks: whether a browser may ask what if.
    """

    template = traitlets.Unicode(
        TEMPLATE.format(styles=STYLES.read_text(encoding="utf-8"), code=in_one("board.js"))
    ).tag(sync=True)
    panels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    asks = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._telling = RLock()
        self._is_heard = False
        self._story: Story | None = None
        self._told = (0, 0, 0)
        self._beside: Beside | None = None
        self._after: int | None = None
        self._told_beside: tuple[Any, int] = (None, 0)
        self._spread: Spread | None = None
        self.heard: Mapping[str, Callable[..., object]] = {}
        super().__init__(**traits)

    def show(self, story: Story, beside: Beside | None = None, after: int | None = None) -> None:
        """Tell what is new of a story, and of the one beside it; all of it if it is another one than before.

        Args:
            story: what is looked at.
            beside: what it is compared with.
            after: the last round before a change that is asked about; None if nothing is asked.
        """
        with self._telling:
            if self._story is None or self._story.key != story.key:
                self._told = (story.key, 0, 0)
                self._told_beside = (None, 0)
            self._story, self._beside, self._after = story, beside, after
            if self._is_heard:
                self._tell()

    def show_spread(self, spread: Spread) -> None:
        """Tell what is known of other seeds.

        Args:
            spread: as it is now; the same one is told once.
        """
        with self._telling:
            if spread is not self._spread:
                self._spread = spread
                self._tell_spread()

    def _tell_spread(self) -> None:
        if self._is_heard and self._spread is not None:
            self.send({"method": "spread", "args": [self._spread.told()]})

    def vue_need(self, _: object = None) -> None:
        """Tell everything, because a browser asks for it."""
        with self._telling:
            self._is_heard = True
            if self._story is not None:
                self._told = (self._story.key, 0, 0)
            self._told_beside = (None, 0)
            self._tell()
            self._tell_spread()

    def vue_wish(self, wished: Any) -> None:
        """Pass on what a visitor asks for.

        Args:
            wished: ``what``, one of the names in :attr:`heard`, and for a question ``key`` of the story and the ``round`` after which
                something shall change, as the browser says them.
        """
        story = self._story
        try:
            what, key, round = str(wished["what"]), int(wished["key"]), wished.get("round")
            words = () if round is None else (int(round),)
        except (TypeError, KeyError, ValueError, AttributeError):
            return
        if story is None or story.key != key or any(not 0 <= word < len(story.rounds) for word in words):
            return
        if what in self.heard:
            self.heard[what](*words)

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
        news = self._story.since(rounds, casts) | self._aside(self._story)
        if news["rounds"] or "beside" in news:
            self._told = (self._story.key, rounds + len(news["rounds"]), self._story.casts)
            self.send({"method": "hear", "args": [news]})

    def _aside(self, story: Story) -> dict[str, Any]:
        """Return what is new of what stands beside a story; nothing if nothing is."""
        about, told = self._told_beside
        beside = self._beside
        now = None if beside is None and self._after is None else {"after": self._after}
        if now is not None and beside is not None:
            now |= {"key": beside.story.key, **beside.about()}
        if now != about:
            told = 0
        rounds = [] if beside is None else beside.since_told(story, told)
        self._told_beside = (now, told + len(rounds))
        if now == about and not rounds:
            return {}
        return {"beside": now and {**now, "from": told, "rounds": rounds}}
