"""The card passes on what a visitor asks for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from cocogen.visualizations.browser.lesson.card import FOCUS, Card
from cocogen.visualizations.browser.live.widget import PANELS


def test_it_passes_on_what_is_asked_with_its_word() -> None:
    card = Card(shown={})
    heard: list[Any] = []
    card.heard = {"go": heard.append}
    card.vue_ask({"what": "go", "word": 3})
    card.vue_ask({"what": "go"})
    assert heard == [3, None]


@pytest.mark.parametrize("asked", [None, 3, [], "go", {}, {"what": "fly"}, {"what": ["go"]}])
def test_nonsense_is_passed_over(asked: Any) -> None:
    card = Card(shown={})
    card.heard = {"go": lambda _: pytest.fail("nobody asked for this")}
    card.vue_ask(asked)


def test_every_panel_but_the_details_is_hidden_unless_the_act_turns_to_it() -> None:
    for panel in PANELS:
        assert (f".is-lesson:not(.shows-{panel}) .panel-{panel} " in FOCUS) == (panel != "details")
