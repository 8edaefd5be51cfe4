"""Warnings as notes of one line: the first of each kind when it comes, and in the end how many more there were."""

from __future__ import annotations

from collections import Counter

from cocogen.agents.plugins import PluginWarning
from cocogen.scenarios.console.terminal import say_error


class Notes:
    """Says the first warning of each kind when it comes, and at the end how many more there were; plugins are all named."""

    def __init__(self) -> None:
        self._heard: Counter[type[Warning]] = Counter()

    def hear(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        """Take a warning, with the signature of :func:`warnings.showwarning`."""
        if not issubclass(category, PluginWarning):  # each of them names another plugin
            self._heard[category] += 1
        if self._heard[category] <= 1:
            say_error(f"note: {message}")

    def conclude(self) -> None:
        """Say how many warnings went unsaid."""
        unsaid = self._heard.total() - len(self._heard)
        if unsaid:
            say_error(
                f"note: {unsaid} more like {'this' if len(self._heard) == 1 else 'these'}, as play went on"
            )
