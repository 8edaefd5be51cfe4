"""The transport: play, step and reset in the bar at the top, in view at every width, and keys for them."""

from __future__ import annotations

from pathlib import Path

import ipyvue
import traitlets

TEMPLATE = Path(__file__).with_name("transport.vue")


class Transport(ipyvue.VueTemplate):  # type: ignore[misc]
    """Buttons that press those of Mesa, which a narrow window hides with its sidebar.

    Space plays and pauses; the right arrow goes a round forward, or plays one after the last; the left arrow goes back.

    Args:
        stored: whether all rounds are there already, so that playing only looks at one after the other.
    """

    template = traitlets.Unicode(TEMPLATE.read_text(encoding="utf-8")).tag(sync=True)
    stored = traitlets.Bool(default_value=False).tag(sync=True)
