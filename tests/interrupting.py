"""Pressing Ctrl-C at a round of one's choice, for tests of the command."""

from __future__ import annotations

import os
import signal

import pytest

from scenarios.command_line.live import LiveProgress


def stop_after(monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """Let Ctrl-C be pressed when the first market has played so many rounds."""
    pressed: list[int] = []

    def played(self: LiveProgress, market: str, model: object) -> None:
        if not pressed and model.round == rounds:  # type: ignore[attr-defined]
            pressed.append(rounds)
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(LiveProgress, "played", played)
