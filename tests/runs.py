"""Runs by the command as tests need them: interrupted at a round of one's choice, or without the time that figures take."""

from __future__ import annotations

import os
import signal

import pytest

from cocogen.scenarios.console.live import LiveProgress


def stop_after(monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """Let Ctrl-C be pressed when the first variant has played so many rounds."""
    pressed: list[int] = []

    def played(self: LiveProgress, variant: str, model: object) -> None:
        if not pressed and model.round == rounds:  # type: ignore[attr-defined]
            pressed.append(rounds)
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(LiveProgress, "played", played)


def draw_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs write a dot for their figure, which takes most of the time of a short run."""
    monkeypatch.setattr("cocogen.visualizations.figures.draw_figure", lambda *_: None)
    monkeypatch.setattr(
        "cocogen.visualizations.figures.figure_contents",
        lambda _, name: {f"{name}.png": b"\x89PNG a dot in so many bytes", f"{name}.pdf": b"%PDF"},
    )
