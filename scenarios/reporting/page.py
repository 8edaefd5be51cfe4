"""The report page: one self-contained HTML file that says what was run, what came out, and how to run it again."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cocogen.scenarios.reporting.page_content import content_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cocogen.scenarios.reporting.reading import Result

TEMPLATE = "report.html"
MOST_FIGURES = 12
WIDE_FROM = 1.6
"""Width over height from which a figure has a row of the page for itself."""


@dataclass(frozen=True)
class Picture:
    """A figure as text.

    Args:
        name: of its file.
        data: the PNG in base 64.
        wide: whether it needs the page's whole width.
    """

    name: str
    data: str
    wide: bool


def report_page(result: Result) -> str:
    """Return the report on a result as HTML that needs no other file.

    Args:
        result: of a run, a sweep or a reproduction.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("cocogen.scenarios.reporting", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    content: dict[str, Any] = content_of(result)
    figures = pictures(result.figures(), first=content.pop("measures", ()))
    page = environment.get_template(TEMPLATE).render(**content, figures=figures, folder=result.path.name)
    return page.encode("utf-8", "replace").decode("utf-8")  # the folder's name may be no text


def pictures(files: Mapping[str, bytes], first: Sequence[str] = ()) -> list[Picture]:
    """Return the PNG files among figures, at most :data:`MOST_FIGURES`: in the order of measures, then by name."""
    places = {measure: place for place, measure in enumerate(first)}
    names = [name.removesuffix(".png") for name in files if name.endswith(".png")]
    order = sorted(names, key=lambda name: (places.get(name.partition("--")[0], len(places)), name))
    return [_picture(name, files[f"{name}.png"]) for name in order[:MOST_FIGURES]]


def _picture(name: str, content: bytes) -> Picture:
    width, height = (
        int.from_bytes(content[at : at + 4], "big") for at in (16, 20)
    )  # of the PNG's first chunk
    return Picture(name, base64.b64encode(content).decode("ascii"), wide=width > WIDE_FROM * height)
