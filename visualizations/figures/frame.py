"""What frames a figure: the question on top, the caption below."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from textwrap import fill
from typing import TYPE_CHECKING

from cocogen.visualizations.style import FONT_SIZE, GREY, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

CAPTION_SIZE = SMALL - 0.5
CHARACTER_WIDTH = 0.58
"""Mean width of a character in font sizes."""


_footnote: ContextVar[str] = ContextVar("footnote", default="")


@contextmanager
def footnote(sentences: str) -> Iterator[None]:
    """End the captions of all figures that are drawn meanwhile with these sentences."""
    token = _footnote.set(sentences)
    try:
        yield
    finally:
        _footnote.reset(token)


def ask(figure: Figure, question: str) -> None:
    """Write the question that the figure answers above it, flush left."""
    figure.suptitle(question, x=0.01, ha="left", fontsize=FONT_SIZE + 1.5, fontweight="bold")


def caption(figure: Figure, *sentences: str) -> None:
    """Write the sentences that are not empty below the figure, flush left."""
    text = " ".join(sentence for sentence in (*sentences, _footnote.get()) if sentence)
    if text:
        room = int(figure.get_figwidth() * 72 / (CAPTION_SIZE * CHARACTER_WIDTH))
        figure.supxlabel(fill(text, room), x=0.01, ha="left", fontsize=CAPTION_SIZE, color=GREY)
