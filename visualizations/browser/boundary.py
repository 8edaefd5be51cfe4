"""The boundary: what fails inside is said in one line, with a way back."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from cocogen.visualizations.browser.component import component
from cocogen.visualizations.browser.failure import told

if TYPE_CHECKING:
    from collections.abc import Callable


@component
def Boundary(show: Callable[[], object], what: str, back: str) -> None:  # noqa: N802
    """Show something, or in one line why it cannot be shown, and a button that tries again.

    Args:
        show: puts on the page what may fail.
        what: its name.
        back: what the button says.
    """
    failure, try_again = solara.use_exception()
    said = solara.use_memo(lambda: told(failure) if failure else "", [failure])
    if failure is None:
        show()
        return
    with solara.Div(classes=["cocogen-failure"]):
        solara.HTML(
            tag="div",
            unsafe_innerHTML=escape(f"{what} cannot be shown: {said}"),
            classes=["cocogen-problem"],
            attributes={"role": "alert"},
        )
        solara.Button(back, on_click=try_again)
