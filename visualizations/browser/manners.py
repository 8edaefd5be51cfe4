"""Manners: names, roles and room for those who do not look at a wide screen, where solara's own parts have none."""

from __future__ import annotations

from pathlib import Path

import ipyvue
import traitlets

TEMPLATE = Path(__file__).with_name("manners.vue")


class Manners(ipyvue.VueTemplate):  # type: ignore[misc]
    """Names buttons and selections, says the page's language, lets it be zoomed, and keeps the knobs out of a narrow window's way."""

    template = traitlets.Unicode(TEMPLATE.read_text(encoding="utf-8")).tag(sync=True)
